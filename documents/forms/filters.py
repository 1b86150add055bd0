"""Filters above a list, from the query string: a value that does not exist counts as not asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate

from documents.forms.dsfr import DsfrForm
from documents.french import unaccented

FIRST_YEAR, LAST_YEAR = 2017, 2100  # the framework's own year, and far enough
Test = Callable[[Any, Any], bool]


class FilterForm(DsfrForm):
    """The filters above a list. `tests`: for each filter, whether a row passes for a value."""

    tests: ClassVar[Mapping[str, Test]] = {}

    @cached_property
    def filters(self) -> dict[str, Any]:
        """The value of each filter set; a value that does not exist is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrow(self) -> bool:
        """Whether some filter is set."""
        return bool(self.filters)

    def keeps(self, row: Any) -> bool:
        """Whether `row` passes every filter set."""
        return all(self.tests[name](row, value) for name, value in self.filters.items())


def contains(name: Callable[[Any], str]) -> Test:
    """The test of a filter whose words are sought in a name, whatever the accents and capitals."""
    return lambda row, sought: unaccented(sought) in unaccented(name(row))


def yes_or_no(fact: Callable[[Any], Any]) -> Test:
    """The test of a filter that asks for the rows where a fact is (« oui ») or is not (« non »)."""
    return lambda row, answer: bool(fact(row)) == (answer == "oui")


class YearForm(FilterForm):
    """The choice of a year."""

    annee = forms.TypedChoiceField(label="Année", coerce=int, required=False, empty_value=None)

    def __init__(self, query: QueryDict) -> None:
        current = localdate().year
        super().__init__(query or {"annee": current})
        self.fields["annee"].choices = [(year, str(year)) for year in range(current + 1, FIRST_YEAR - 1, -1)]

    @property
    def year(self) -> int:
        """The year to show: the one chosen, the current one otherwise."""
        return self.filters.get("annee") or localdate().year
