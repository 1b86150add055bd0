"""Every value of a campaign as a table, streamed from the database: 2 000 centres take no more memory than 20."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from accounts.models import User
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from evaluation.collection.answers import labelled_parts
from evaluation.enums import Appraisal, CollectionState, Section, ValueKind
from evaluation.models import Campaign, Collection, Value

CHUNK = 2_000
MARK_OF_NOT_APPLICABLE = "sans objet"
NAMES = (
    "collection__centre__slug", "collection__centre__usual_name", "collection__state", "indicator__section",
    "indicator__code", "indicator__label", "indicator__unit", "indicator__kind", "indicator__breakdown", "value",
    "numerator", "denominator", "parts", "choice", "is_not_applicable", "correction_reason", "comment",
    "state_comment",
)  # fmt: skip
PLACE = {name: place for place, name in enumerate(NAMES)}


def _values(user: User, campaign: Campaign) -> Iterator[tuple[Any, ...]]:
    """The answers that `user` may read, centre by centre, as plain rows."""
    rows = Value.objects.filter(collection__in=Collection.objects.visible_to(user).filter(campaign=campaign))
    ordered = rows.order_by("collection__centre__usual_name", "collection", "indicator__rank", "pk")
    return ordered.values_list(*NAMES).iterator(chunk_size=CHUNK)


def long(user: User, campaign: Campaign) -> tuple[ListExport, Iterator[Any]]:
    """One line an answer, then one a part of it, as they come from the base."""
    columns = [
        Column("Année", lambda row: campaign.year, Kind.YEAR),
        Column("Centre", 0, width=26),
        Column("État", 1, width=14),
        Column("Rubrique", 2, width=30),
        Column("Code", 3, width=9),
        Column("Indicateur", 4, width=40),
        Column("Détail", 5, width=26),
        Column("Valeur", 6, Kind.DECIMAL, decimals=2),
        Column("Unité", 7, width=16),
        Column("Numérateur", 8, Kind.DECIMAL),
        Column("Dénominateur", 9, Kind.DECIMAL),
        Column("Réponse", 10, width=14),
        Column("Motif de la correction", 11, width=30),
        Column("Commentaire du centre", 12, width=40),
        Column("Commentaire de l’État", 13, width=40),
    ]
    rows = (line for value in _values(user, campaign) for line in _lines(value))
    return _export(f"Indicateurs {campaign.year}", columns), rows


def _lines(row: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The answer, then its parts."""
    of = _reader(row)
    head = (
        of("collection__centre__usual_name"), CollectionState(of("collection__state")).label,
        Section(of("indicator__section")).label, of("indicator__code"), of("indicator__label"),
    )  # fmt: skip
    unit = of("indicator__unit")
    texts = (of("correction_reason"), of("comment"), of("state_comment"))
    figures = (_trimmed(of("value")), unit, _trimmed(of("numerator")), _trimmed(of("denominator")))
    yield (*head, "", *figures, _word(row), *texts)
    for label, part in labelled_parts(of("indicator__breakdown"), of("parts")):
        yield (*head, label, part, unit, None, None, "", "", "", "")


def _reader(row: tuple[Any, ...]) -> Any:
    return lambda name: row[PLACE[name]]


def _word(row: tuple[Any, ...]) -> str:
    """What an answer says when it is not a figure: « sans objet », « oui », « conforme »."""
    of = _reader(row)
    if of("is_not_applicable"):
        return MARK_OF_NOT_APPLICABLE
    if of("choice"):
        return Appraisal(of("choice")).label
    if of("indicator__kind") == ValueKind.BOOLEAN and of("value") is not None:
        return "oui" if of("value") else "non"
    return "" if of("value") is not None or of("parts") else "pas de réponse"


def wide(user: User, campaign: Campaign) -> tuple[ListExport, Iterator[Any]]:
    """One line a centre, one column an indicator, as they come from the base."""
    indicators = list(campaign.referential.indicators.order_by("rank", "pk"))
    columns = [
        Column("Année", lambda row: campaign.year, Kind.YEAR),
        Column("Centre", itemgetter("centre"), width=26),
        Column("État", itemgetter("state"), width=14),
    ]
    for indicator in indicators:
        title = f"{indicator.code} {indicator.label}" + (f" ({indicator.unit})" if indicator.unit else "")
        columns.append(Column(title, lambda row, code=indicator.code: row.get(code), Kind.DECIMAL, decimals=2))
    export = _export(f"Indicateurs {campaign.year}, par centre", columns)
    return export, _by_centre(_values(user, campaign))


def _export(title: str, columns: list[Column]) -> ListExport:
    return ListExport(columns=columns, title=title, sheet="Indicateurs")


def _by_centre(rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for _, values in groupby(rows, key=itemgetter(PLACE["collection__centre__slug"])):
        line: dict[str, Any] = {}
        for row in values:
            of = _reader(row)
            line["centre"] = of("collection__centre__usual_name")
            line["state"] = CollectionState(of("collection__state")).label
            is_word = of("is_not_applicable") or of("choice")
            # Nothing for a blank, which is not a zero.
            line[of("indicator__code")] = _word(row) if is_word else _trimmed(of("value"))
        yield line


def _trimmed(figure: Decimal | None) -> Decimal | None:
    """« 40 » rather than « 40,0000 », which is how the base keeps it."""
    return None if figure is None else figure.normalize()
