"""Catalogue of the open data: every file of every year, as a page and as a Data Package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from crpv.models import Publication
from crpv.models.publication import IN_FORCE
from crpv.opendata.datasets import BREAKDOWNS, CENTRES, CHANGES, FUNDING, INDICATORS
from crpv.opendata.fields import DataSet
from crpv.opendata.queries import ANONYMOUS, adopted_rounds
from funding.enums import RoundState

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence ouverte 2.0 (Etalab)",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
PROFILE = "tabular-data-package"


@dataclass(frozen=True, kw_only=True)
class CatalogueEntry:
    """One data set of one version of one year; `year` is 0 for those that are not of a year."""

    kind: DataSet
    year: int = 0
    version: int = 0
    is_in_force: bool = True

    @property
    def title(self) -> str:
        return f"{self.kind.title}, {self.year}" if self.year else self.kind.title

    def address(self, ending: str) -> str:
        """The permanent address of the file: of the year when its version is in force, of the version otherwise."""
        if not self.year:
            return reverse("opendata:network", args=[self.kind.name, ending])
        if self.is_in_force:
            return reverse("opendata:of_year", args=[self.year, self.kind.name, ending])
        return reverse("opendata:of_version", args=[self.year, self.version, self.kind.name, ending])

    @property
    def csv(self) -> str:
        return self.address("csv")

    @property
    def json(self) -> str:
        return self.address("json")

    @property
    def schema(self) -> str:
        return reverse("opendata:schema", args=[self.kind.name])


def entries() -> list[CatalogueEntry]:
    """The data sets of each year and version, the latest year first (2 queries)."""
    public = Publication.objects.visible_to(ANONYMOUS).values_list("year", "version", "state")
    adopted = adopted_rounds().values_list("year", "version", "state")
    in_force = {state.value for state in (*IN_FORCE, RoundState.ADOPTED)}
    dated = [
        CatalogueEntry(kind=kind, year=year, version=version, is_in_force=state in in_force)
        for kinds, rows in (((INDICATORS, BREAKDOWNS), public), ((FUNDING,), adopted))
        for year, version, state in rows
        for kind in kinds
    ]
    return sorted(dated, key=lambda entry: (-entry.year, entry.kind.name, -entry.version))


def by_year(dated: list[CatalogueEntry]) -> list[tuple[int, list[CatalogueEntry]]]:
    """The entries grouped by year, in their order."""
    return [(year, list(group)) for year, group in groupby(dated, key=lambda entry: entry.year)]


def undated_entries() -> list[CatalogueEntry]:
    """The data sets of today, which are of no year."""
    return [CatalogueEntry(kind=CENTRES), CatalogueEntry(kind=CHANGES)]


def data_package(absolute: Callable[[str], str]) -> dict[str, Any]:
    """The catalogue as a Data Package: one tabular resource per CSV file."""
    return {
        "profile": PROFILE,
        "name": "centres-de-ressources-politique-de-la-ville",
        "title": "Réseau des centres de ressources politique de la ville",
        "homepage": absolute(reverse("opendata:index")),
        "licenses": [LICENCE],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": f"{entry.kind.name}-{entry.year}-v{entry.version}" if entry.year else entry.kind.name,
                "title": entry.title,
                "path": absolute(entry.csv),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": absolute(entry.schema),
            }
            for entry in [*undated_entries(), *entries()]
        ],
        "x-changements": absolute(reverse("opendata:network", args=[CHANGES.name, "json"])),
    }
