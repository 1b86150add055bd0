"""The filters above a list: what an address asks, and which rows answer it."""

from collections import namedtuple

import pytest
from django import forms
from django.http import QueryDict

from documents.forms.filters import FilterForm, YearForm, contains, yes_or_no

Row = namedtuple("Row", "name zone late")
ROWS = [Row("Île-de-France", "a", late=True), Row("Ici", "b", late=False), Row("Là", "a", late=False)]


class Filters(FilterForm):
    nom = forms.CharField(required=False, max_length=20)
    zone = forms.ChoiceField(required=False, choices=[("", "Toutes"), ("a", "A"), ("b", "B")])
    retard = forms.ChoiceField(required=False, choices=[("", "Tous"), ("oui", "En retard"), ("non", "À l’heure")])
    tests = {
        "nom": contains(lambda row: row.name),
        "zone": lambda row, zone: row.zone == zone,
        "retard": yes_or_no(lambda row: row.late),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Île-de-France", "Ici", "Là"]),
        ("nom=ile", ["Île-de-France"]),
        ("nom=i", ["Île-de-France", "Ici"]),
        ("zone=a&retard=non", ["Là"]),
        ("retard=oui", ["Île-de-France"]),
        ("zone=a&nom=ici", []),
    ],
)
def test_a_row_is_kept_when_it_answers_every_filter_set(query, names):
    form = Filters(QueryDict(query))
    assert ([row.name for row in ROWS if form.keeps(row)], form.is_narrow) == (names, bool(query))


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", {}),
        ("nom=&zone=&retard=", {}),
        ("zone=lune", {}),
        ("zone=lune&nom=ici&page=2", {"nom": "ici"}),
        (f"nom={'x' * 21}&zone=b", {"zone": "b"}),
    ],
)
def test_what_is_unknown_is_not_asked_and_the_others_count(query, asked):
    form = Filters(QueryDict(query))
    assert (form.filters, form.is_narrow) == (asked, bool(asked))


@pytest.mark.parametrize(
    ("query", "year"), [("annee=2019", 2019), ("annee=1999", None), ("annee=zut", None), ("", None)]
)
def test_a_page_shows_the_year_asked_or_the_current_one(query, year):
    form = YearForm(QueryDict(query))
    assert form.year == (year or YearForm(QueryDict()).year)
