"""Which year a page shows: the one asked in its address, by default the current one."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate

from documents.forms.dsfr import DsfrForm

FIRST_YEAR, LAST_YEAR = 2017, 2100  # the framework's own year, and far enough


class YearForm(DsfrForm):
    """The choice of a year; an unknown one is as good as none, since it comes from an address."""

    annee = forms.TypedChoiceField(label="Année", coerce=int, required=False, empty_value=None)

    def __init__(self, query: QueryDict) -> None:
        current = localdate().year
        super().__init__(query or {"annee": current})
        self.fields["annee"].choices = [(year, str(year)) for year in range(current + 1, FIRST_YEAR - 1, -1)]

    @property
    def year(self) -> int:
        """The year to show."""
        return (self.is_valid() and self.cleaned_data["annee"]) or localdate().year
