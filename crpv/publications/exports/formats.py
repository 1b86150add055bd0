"""Data files of a publication, made from its frozen figures and stored when it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.timezone import localdate

from crpv.dashboard.schema import Dashboard
from crpv.models import Publication
from crpv.opendata.csv_json import WRITERS
from crpv.opendata.datasets import BREAKDOWNS, INDICATORS
from crpv.opendata.queries import breakdown_rows, indicator_rows
from crpv.publications.exports.csv_file import dashboard_csv
from crpv.publications.exports.snapshot import NAMING_TABLES, SEPARATE_TABLES, without_names
from crpv.publications.exports.workbook import dashboard_workbook
from documents import french
from documents.downloads import MEDIA_TYPES

STEM = "tableau-de-bord"
FIGURES_FILE = f"{STEM}.json"


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """The content of one file of a publication, before it is stored."""

    name: str
    media_type: str
    content: bytes


def distributed_dashboard(publication: Publication) -> Dashboard:
    """The dashboard of its files: without the tables that name centres when it is public."""
    board = publication.dashboard
    return without_names(board) if publication.is_public else board


def edition_of(publication: Publication) -> str:
    """« Version 2, publiée le 3 juillet 2025. »"""
    if publication.published_at is None:
        return f"Version {publication.version}, chiffres gelés, pas encore publiée."
    return f"Version {publication.version}, publiée le {french.date(localdate(publication.published_at))}."


def data_files(publication: Publication) -> Iterator[DataFile]:
    """The workbook, the CSV, the frozen figures and the open data sets of a publication."""
    board = distributed_dashboard(publication)
    book = dashboard_workbook(board, edition=edition_of(publication), perspectives=publication.perspectives)
    yield DataFile(name=f"{STEM}.xlsx", media_type=MEDIA_TYPES["xlsx"], content=book)
    yield DataFile(name=f"{STEM}.csv", media_type=MEDIA_TYPES["csv"], content=dashboard_csv(board))
    yield DataFile(name=FIGURES_FILE, media_type=MEDIA_TYPES["json"], content=board.to_json().encode())
    sets = (
        (INDICATORS, list(indicator_rows(board, publication.version))),
        (BREAKDOWNS, list(breakdown_rows(board, publication.version, aside=NAMING_TABLES | SEPARATE_TABLES))),
    )
    for kind, rows in sets:
        for ending, write in WRITERS.items():
            yield DataFile(name=f"{kind.name}.{ending}", media_type=MEDIA_TYPES[ending], content=write(kind, rows))
