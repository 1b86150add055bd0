"""What can be taken from `/donnees/`: every file of every year, with its print, as a page and as a Data Package."""

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
from crpv.opendata.queries import STRANGER, adopted_rounds
from funding.enums import RoundState

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence ouverte 2.0 (Etalab)",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
PROFILE = "tabular-data-package"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One data set of one version of one year; `year` is 0 for those that are not of a year."""

    kind: DataSet
    year: int = 0
    version: int = 0
    is_in_force: bool = True

    @property
    def title(self) -> str:
        return f"{self.kind.title}, {self.year}" if self.year else self.kind.title

    def address(self, ending: str) -> str:
        """The stable address of its file in force, or that of its version when another replaced it."""
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


def entries() -> list[Entry]:
    """Everything that can be taken, the latest year first (2 queries)."""
    public = Publication.objects.visible_to(STRANGER).values_list("year", "version", "state")
    adopted = adopted_rounds().values_list("year", "version", "state")
    in_force = {state.value for state in (*IN_FORCE, RoundState.ADOPTED)}
    found = [
        Entry(kind=kind, year=year, version=version, is_in_force=state in in_force)
        for kinds, rows in (((INDICATORS, BREAKDOWNS), public), ((FUNDING,), adopted))
        for year, version, state in rows
        for kind in kinds
    ]
    return sorted(found, key=lambda one: (-one.year, one.kind.name, -one.version))


def by_year(found: list[Entry]) -> list[tuple[int, list[Entry]]]:
    """The same, year by year."""
    return [(year, list(group)) for year, group in groupby(found, key=lambda one: one.year)]


def of_no_year() -> list[Entry]:
    """The data sets that tell today."""
    return [Entry(kind=CENTRES), Entry(kind=CHANGES)]


def data_package(absolute: Callable[[str], str]) -> dict[str, Any]:
    """The catalogue as a Data Package: one tabular resource per CSV file."""
    return {
        "profile": PROFILE,
        "name": "centres-de-ressources-politique-de-la-ville",
        "title": "Réseau des centres de ressources politique de la ville",
        "homepage": absolute(reverse("opendata:index")),
        "licenses": [LICENCE],
        "resources": [_resource(one, absolute) for one in [*of_no_year(), *entries()]],
        "x-changements": absolute(reverse("opendata:network", args=[CHANGES.name, "json"])),
    }


def _resource(one: Entry, absolute: Callable[[str], str]) -> dict[str, Any]:
    name = f"{one.kind.name}-{one.year}-v{one.version}" if one.year else one.kind.name
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": one.title,
        "path": absolute(one.csv),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": absolute(one.schema),
    }
