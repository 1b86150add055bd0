"""Rows of each data set, by name of field: aggregates and public facts only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from centres.models import Centre, LeadRegion, Perimeter
from crpv.dashboard.schema import Dashboard
from crpv.models import Publication
from crpv.opendata.datasets import FUNDING, INDICATORS
from funding.enums import RoundState
from funding.models import Round

Row = dict[str, Any]
ANONYMOUS = AnonymousUser()


def centre_rows(slug: str = "") -> list[Row]:
    """The public facts of every centre that has begun, or of one: 3 queries whatever the network."""
    today = localdate()
    centres = Centre.objects.begun_by(today).with_identity(today).order_by("slug")
    if slug:
        centres = centres.filter(slug=slug)
    leads = LeadRegion.objects.on(today).select_related("region")
    covered = Perimeter.objects.on(today).select_related("department").order_by("department__code")
    centres = centres.prefetch_related(
        Prefetch("lead_regions", leads, to_attr="leads_today"), Prefetch("perimeters", covered, to_attr="covers_today")
    )
    return [_centre(centre, today) for centre in centres]


def _centre(centre: Centre, today: dt.date) -> Row:
    region = centre.leads_today[0].region if centre.leads_today else None
    return {
        "centre": centre.slug,
        "nom": centre.usual_name,
        "zone": centre.zone,
        "echelon": centre.echelon,
        "forme_juridique": centre.legal_form,
        "structure_porteuse": centre.carrier or None,
        "siege": centre.seat_name,
        "siege_code": centre.seat_code,
        "region_code": region.code if region else None,
        "region": region.name if region else None,
        "departements": " ".join(perimeter.department.code for perimeter in centre.covers_today) or None,
        "finance_par_l_etat": centre.is_state_funded,
        "site": centre.website or None,
        "ferme_le": centre.closed_on if centre.closed_on and centre.closed_on <= today else None,
    }


def adopted_rounds() -> QuerySet[Round]:
    """The exercises that were adopted, those replaced since included: their sharing is transparent (R-13)."""
    return Round.objects.exclude(state=RoundState.OPEN)


def funding_rows(exercise: Round) -> list[Row]:
    """The lines of an adopted exercise, as they were frozen."""
    return [
        {
            "annee": exercise.year,
            "version": exercise.version,
            "centre": line["centre"],
            "nom": line["data"]["name"],
            "zone": line["data"]["zone"],
            "dans_le_calcul": line["data"]["in_formula"],
            "quartiers": line["data"]["qpv"],
            "liste_des_quartiers": line["data"]["vintage"],
            "distance_mediane_km": _exact(line["data"]["km"]),
            "indice": _exact(line["results"]["published_index"]),
            "etp": _exact(line["results"]["fte"]),
            "budget_socle": _exact(line["results"]["budget"]),
            "plancher_etat": _exact(line["results"]["state_floor"]),
        }
        for line in exercise.frozen["lines"]
    ]


def _exact(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def indicator_rows(dashboard: Dashboard, version: int) -> Iterator[Row]:
    """Every consolidated figure of a published dashboard."""
    for section in dashboard.sections:
        for figure in section.figures:
            yield {"annee": dashboard.year, "version": version} | {
                "rubrique": section.key,
                "code": figure.code,
                "libelle": figure.label,
                "nature": figure.kind.value,
                "valeur": figure.value,
                "unite": figure.unit or None,
                "numerateur": figure.numerator,
                "denominateur": figure.denominator,
                "repondants": figure.answered,
                "sans_objet": figure.not_applicable,
                "manquants": figure.missing,
                "conformes": figure.conforming,
            }


def breakdown_rows(dashboard: Dashboard, version: int, *, aside: frozenset[str]) -> Iterator[Row]:
    """Every cell of every table but those whose key is `aside`, one cell a row."""
    for section in dashboard.sections:
        for table in section.tables:
            if table.key in aside:
                continue
            for rank, row in enumerate(table.rows, 1):
                for column, cell in zip(table.columns[1:], row[1:], strict=True):
                    yield {
                        "annee": dashboard.year,
                        "version": version,
                        "rubrique": section.key,
                        "tableau": table.key,
                        "titre": table.caption,
                        "rang": rank,
                        "ligne": str(row[0]) if row[0] is not None else None,
                        "colonne": column.title,
                        "nature": column.kind.value,
                        "valeur": cell if column.is_numeric else None,
                        "texte": None if column.is_numeric else cell or None,
                    }


def change_rows() -> list[Row]:
    """Each public publication and each adopted exercise, the latest first (2 queries)."""
    dashboards = Publication.objects.visible_to(ANONYMOUS).light()
    changes = [
        _change(INDICATORS.name, publication, publication.published_at, is_in_force=publication.is_in_force)
        for publication in dashboards
    ]
    changes += [
        _change(FUNDING.name, exercise, exercise.adopted_at, is_in_force=exercise.state == RoundState.ADOPTED)
        for exercise in adopted_rounds().defer("frozen")
    ]
    return sorted(changes, key=lambda row: (row["date"], row["annee"], row["version"], row["jeu"]), reverse=True)


def _change(name: str, version: Publication | Round, at: Any, *, is_in_force: bool) -> Row:
    return {
        "date": localdate(at),
        "jeu": name,
        "annee": version.year,
        "version": version.version,
        "nature": "correction" if version.version > 1 else "publication",
        "motif": version.reason or None,
        "en_vigueur": is_in_force,
        "empreinte": version.seal,
    }
