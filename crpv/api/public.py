"""What the interface answers without a token: centres, funding exercises, published dashboards, the referential.

Every list is read within the rights of the caller: with a token, a dashboard that is published to partners only is
there too, for whoever may read it.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from centres.enums import Zone
from crpv.api.dispatch import Asked, Endpoint
from crpv.api.pagination import page_schema, paged
from crpv.api.parameters import CENTRE, PAGE, PER_PAGE, VERSION, YEAR, Parameter
from crpv.api.problems import absent
from crpv.api.schemas import INDICATOR, listed_object, nullable, object_of
from crpv.models import Publication
from crpv.models.publication import IN_FORCE
from crpv.opendata.datasets import CENTRES, FUNDING, INDICATORS
from crpv.opendata.queries import adopted_rounds, centre_rows, funding_rows, indicator_rows
from evaluation.enums import ReferentialState
from evaluation.models import Indicator, Referential
from funding.enums import RoundState

ROOT = "/api/v1/"
INTEGER, TEXT, BOOLEAN = {"type": "integer"}, {"type": "string"}, {"type": "boolean"}
DATE_TIME = {"type": "string", "format": "date-time"}
ZONE = Parameter(name="zone", says="Une zone seulement.", among=tuple(Zone.values))


def centres(asked: Asked) -> dict[str, Any]:
    """The network, a page at a time."""
    rows = [row for row in centre_rows() if asked["zone"] in (None, row["zone"])]
    return paged(asked, rows, f"{ROOT}centres", zone=asked["zone"])


def centre(asked: Asked) -> dict[str, Any]:
    """One centre."""
    rows = centre_rows(asked["centre"])
    if not rows:
        raise absent()
    return rows[0]


def rounds(asked: Asked) -> dict[str, Any]:
    """The exercises that were adopted."""
    return paged(asked, [_round(one) for one in adopted_rounds().defer("frozen")], f"{ROOT}financements")


def _round(one: Any) -> dict[str, Any]:
    return {
        "annee": one.year,
        "version": one.version,
        "en_vigueur": one.state == RoundState.ADOPTED,
        "adopte_le": one.adopted_at.isoformat(),
        "motif": one.reason or None,
        "empreinte": one.seal,
    }


ROUND_PARTS = {
    "annee": INTEGER, "version": INTEGER, "en_vigueur": BOOLEAN, "adopte_le": DATE_TIME, "motif": nullable(TEXT),
    "empreinte": TEXT,
}  # fmt: skip


def round_lines(asked: Asked) -> dict[str, Any]:
    """The lines of one exercise."""
    chosen = {"version": asked["version"]} if asked["version"] else {"state": RoundState.ADOPTED}
    exercise = adopted_rounds().filter(year=asked["annee"], **chosen).first()
    if exercise is None:
        raise absent()
    path = f"{ROOT}financements/{exercise.year}"
    return _round(exercise) | paged(asked, funding_rows(exercise), path, version=asked["version"])


def dashboards(asked: Asked) -> dict[str, Any]:
    """The published dashboards that the caller may read."""
    found = Publication.objects.visible_to(asked.person).out().light()
    return paged(asked, [_publication(one, asked) for one in found], f"{ROOT}tableaux-de-bord")


def _publication(one: Publication, asked: Asked) -> dict[str, Any]:
    return {
        "annee": one.year,
        "version": one.version,
        "en_vigueur": one.is_in_force,
        "ouvert_au_public": one.is_public,
        "publie_le": one.published_at.isoformat(),
        "motif": one.reason or None,
        "empreinte": one.seal,
        "page": asked.absolute(reverse("publications:published", args=[one.year]) + f"?version={one.version}"),
    }


PUBLICATION_PARTS = {
    "annee": INTEGER, "version": INTEGER, "en_vigueur": BOOLEAN, "ouvert_au_public": BOOLEAN, "publie_le": DATE_TIME,
    "motif": nullable(TEXT), "empreinte": TEXT, "page": TEXT,
}  # fmt: skip


def dashboard(asked: Asked) -> dict[str, Any]:
    """One published dashboard: its figures and its perspectives."""
    chosen = {"version": asked["version"]} if asked["version"] else {"state__in": sorted(IN_FORCE)}
    one = Publication.objects.visible_to(asked.person).out().filter(year=asked["annee"], **chosen).first()
    if one is None:
        raise absent()
    board = one.dashboard
    return _publication(one, asked) | {
        "titre": board.title,
        "centres_interroges": board.asked,
        "centres_repondants": board.answered,
        "perspectives": one.perspectives,
        "indicateurs": list(indicator_rows(board, one.version)),
    }


DASHBOARD_PARTS = PUBLICATION_PARTS | {
    "titre": TEXT, "centres_interroges": INTEGER, "centres_repondants": INTEGER, "perspectives": TEXT,
    "indicateurs": {"type": "array", "items": INDICATORS.json_schema()},
}  # fmt: skip


def referential(asked: Asked) -> dict[str, Any]:
    """The national indicators of the last published version."""
    last = Referential.objects.filter(state=ReferentialState.PUBLISHED).order_by("-published_on", "-pk").first()
    if last is None:
        raise absent("Aucun référentiel n’est publié.")
    found = Indicator.objects.filter(referential=last, region=None).order_by("rank", "pk")
    told = {"referentiel": last.name, "publie_le": last.published_on}
    return told | paged(asked, [_indicator(one) for one in found], f"{ROOT}indicateurs")


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code,
        "rubrique": one.section,
        "libelle": one.label,
        "definition": one.definition,
        "perimetre": one.perimeter or None,
        "nature": one.kind,
        "unite": one.unit or None,
        "consolidation": one.aggregation,
        "statut": one.standing,
        "regle": one.rule or None,
        "conforme_a_partir_de": one.at_least,
        "conforme_jusqu_a": one.at_most,
        "critique": one.is_critical,
    }


ENDPOINTS = (
    Endpoint(
        name="centres", path="centres", summary="Les centres du réseau", tags=("Centres",),
        says="Leur nom, leur forme, leur siège et le territoire qu’ils couvrent, tels que connus aujourd’hui.",
        schema=page_schema(CENTRES.json_schema()), answer=centres, parameters=(ZONE, PAGE, PER_PAGE),
        example="centres?zone=metropole&par_page=5",
    ),
    Endpoint(
        name="centre", path="centres/{centre}", summary="Un centre", says="Les mêmes faits, pour un seul centre.",
        schema=CENTRES.json_schema(), answer=centre, parameters=(CENTRE,), tags=("Centres",),
        example="centres/reso-villes",
    ),
    Endpoint(
        name="rounds", path="financements", summary="Les exercices de financement adoptés", tags=("Financement",),
        says="Chaque exercice adopté, ses corrections comprises, avec l’empreinte de son contenu figé.",
        schema=page_schema(object_of(ROUND_PARTS)), answer=rounds, parameters=(PAGE, PER_PAGE), example="financements",
    ),
    Endpoint(
        name="round", path="financements/{annee}", summary="Les montants théoriques d’un exercice",
        says=FUNDING.says, schema=page_schema(FUNDING.json_schema(), **ROUND_PARTS), answer=round_lines,
        parameters=(YEAR, VERSION, PAGE, PER_PAGE), tags=("Financement",), example="financements/2025?par_page=5",
    ),
    Endpoint(
        name="dashboards", path="tableaux-de-bord", summary="Les tableaux de bord publiés", tags=("Tableau de bord",),
        says="Ceux qui sont ouverts au public, et avec un jeton, ceux que son titulaire peut lire.",
        schema=page_schema(object_of(PUBLICATION_PARTS)), answer=dashboards, parameters=(PAGE, PER_PAGE),
        example="tableaux-de-bord",
    ),
    Endpoint(
        name="dashboard", path="tableaux-de-bord/{annee}", summary="Les chiffres consolidés d’une année",
        says="Les indicateurs nationaux et les perspectives d’un tableau de bord publié, tels que figés.",
        schema=object_of(DASHBOARD_PARTS), answer=dashboard, parameters=(YEAR, VERSION), tags=("Tableau de bord",),
        example="tableaux-de-bord/2024",
    ),
    Endpoint(
        name="indicators", path="indicateurs", summary="Le référentiel des indicateurs", tags=("Indicateurs",),
        says="La dernière version publiée du référentiel national\u00a0: définitions, consolidation, seuils.",
        schema=page_schema(
            listed_object(INDICATOR), referentiel=TEXT, publie_le={"type": "string", "format": "date"}
        ),
        answer=referential, parameters=(PAGE, PER_PAGE), example="indicateurs?par_page=5",
    ),
)  # fmt: skip
