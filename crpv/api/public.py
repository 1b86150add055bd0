"""Endpoints without a token: centres, funding exercises, published dashboards, the referential.

Every list is within the rights of the caller: a token adds the dashboards published to the network only.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from centres.enums import Zone
from crpv.api.dispatch import ApiRequest, Endpoint
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


def centres(request: ApiRequest) -> dict[str, Any]:
    """The network, a page at a time."""
    rows = [row for row in centre_rows() if request["zone"] in (None, row["zone"])]
    return paged(request, rows, f"{ROOT}centres", zone=request["zone"])


def centre(request: ApiRequest) -> dict[str, Any]:
    """One centre."""
    rows = centre_rows(request["centre"])
    if not rows:
        raise absent()
    return rows[0]


def rounds(request: ApiRequest) -> dict[str, Any]:
    """The exercises that were adopted."""
    return paged(request, [_round(exercise) for exercise in adopted_rounds().defer("frozen")], f"{ROOT}financements")


def _round(exercise: Any) -> dict[str, Any]:
    return {
        "annee": exercise.year,
        "version": exercise.version,
        "en_vigueur": exercise.state == RoundState.ADOPTED,
        "adopte_le": exercise.adopted_at.isoformat(),
        "motif": exercise.reason or None,
        "empreinte": exercise.seal,
    }


ROUND_PARTS = {
    "annee": INTEGER, "version": INTEGER, "en_vigueur": BOOLEAN, "adopte_le": DATE_TIME, "motif": nullable(TEXT),
    "empreinte": TEXT,
}  # fmt: skip


def round_lines(request: ApiRequest) -> dict[str, Any]:
    """The lines of one exercise."""
    chosen = {"version": request["version"]} if request["version"] else {"state": RoundState.ADOPTED}
    exercise = adopted_rounds().filter(year=request["annee"], **chosen).first()
    if exercise is None:
        raise absent()
    path = f"{ROOT}financements/{exercise.year}"
    return _round(exercise) | paged(request, funding_rows(exercise), path, version=request["version"])


def dashboards(request: ApiRequest) -> dict[str, Any]:
    """The published dashboards that the caller may read."""
    publications = Publication.objects.visible_to(request.person).out().light()
    return paged(
        request, [_publication(publication, request) for publication in publications], f"{ROOT}tableaux-de-bord"
    )


def _publication(publication: Publication, request: ApiRequest) -> dict[str, Any]:
    return {
        "annee": publication.year,
        "version": publication.version,
        "en_vigueur": publication.is_in_force,
        "ouvert_au_public": publication.is_public,
        "publie_le": publication.published_at.isoformat(),
        "motif": publication.reason or None,
        "empreinte": publication.seal,
        "page": request.absolute(
            reverse("publications:published", args=[publication.year]) + f"?version={publication.version}"
        ),
    }


PUBLICATION_PARTS = {
    "annee": INTEGER, "version": INTEGER, "en_vigueur": BOOLEAN, "ouvert_au_public": BOOLEAN, "publie_le": DATE_TIME,
    "motif": nullable(TEXT), "empreinte": TEXT, "page": TEXT,
}  # fmt: skip


def dashboard(request: ApiRequest) -> dict[str, Any]:
    """One published dashboard: its figures and its perspectives."""
    chosen = {"version": request["version"]} if request["version"] else {"state__in": sorted(IN_FORCE)}
    publication = Publication.objects.visible_to(request.person).out().filter(year=request["annee"], **chosen).first()
    if publication is None:
        raise absent()
    board = publication.dashboard
    return _publication(publication, request) | {
        "titre": board.title,
        "centres_interroges": board.asked,
        "centres_repondants": board.answered,
        "perspectives": publication.perspectives,
        "indicateurs": list(indicator_rows(board, publication.version)),
    }


DASHBOARD_PARTS = PUBLICATION_PARTS | {
    "titre": TEXT, "centres_interroges": INTEGER, "centres_repondants": INTEGER, "perspectives": TEXT,
    "indicateurs": {"type": "array", "items": INDICATORS.json_schema()},
}  # fmt: skip


def referential(request: ApiRequest) -> dict[str, Any]:
    """The national indicators of the last published version."""
    last = Referential.objects.filter(state=ReferentialState.PUBLISHED).order_by("-published_on", "-pk").first()
    if last is None:
        raise absent("Aucun référentiel n’est publié.")
    indicators = Indicator.objects.filter(referential=last, region=None).order_by("rank", "pk")
    version = {"referentiel": last.name, "publie_le": last.published_on}
    return version | paged(
        request,
        [
            {
                "code": indicator.code,
                "rubrique": indicator.section,
                "libelle": indicator.label,
                "definition": indicator.definition,
                "perimetre": indicator.perimeter or None,
                "nature": indicator.kind,
                "unite": indicator.unit or None,
                "consolidation": indicator.aggregation,
                "statut": indicator.standing,
                "regle": indicator.rule or None,
                "conforme_a_partir_de": indicator.at_least,
                "conforme_jusqu_a": indicator.at_most,
                "critique": indicator.is_critical,
            }
            for indicator in indicators
        ],
        f"{ROOT}indicateurs",
    )


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
