"""Changing a dated fact: the old row closes the day before, the new one opens, and history is never rewritten."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from centres.enums import LegalForm
from centres.models import Identity
from centres.services import restate, restate_perimeter
from tests.factories import LONG_AGO, DepartmentFactory

NEXT_YEAR, LAST_DAY = dt.date(2026, 1, 1), dt.date(2025, 12, 31)


def identity(centre, **facts):
    return Identity(
        centre=centre, **{"name": "Nouveau nom", "legal_form": LegalForm.GIP, "valid_from": NEXT_YEAR, **facts}
    )


def told(centre):
    return list(centre.identities.order_by("valid_from").values_list("name", "valid_from", "valid_to"))


def test_a_later_day_closes_the_row_and_opens_the_next(ici):
    restate(ici.identities.get(), identity(ici))
    assert told(ici) == [("Ici", LONG_AGO, LAST_DAY), ("Nouveau nom", NEXT_YEAR, None)]


def test_the_same_day_corrects_the_row_in_place(ici):
    restate(ici.identities.get(), identity(ici, valid_from=LONG_AGO))
    assert told(ici) == [("Nouveau nom", LONG_AGO, None)]


def test_without_a_current_row_the_first_one_opens(ici):
    ici.identities.all().delete()
    restate(None, identity(ici))
    assert told(ici) == [("Nouveau nom", NEXT_YEAR, None)]


def test_an_earlier_day_is_refused_and_nothing_changes(ici):
    with pytest.raises(ValidationError, match=r"la ligne en cours .* commence le 1er janvier 2015"):
        restate(ici.identities.get(), identity(ici, valid_from=dt.date(2014, 12, 31)))
    assert told(ici) == [("Ici", LONG_AGO, None)]


def test_a_wrong_fact_leaves_the_old_row_open(ici):
    with pytest.raises(ValidationError):
        restate(ici.identities.get(), identity(ici, legal_form="roi"))
    assert told(ici) == [("Ici", LONG_AGO, None)]


def test_a_perimeter_changes_on_its_day(ici):
    finistere, morbihan = ici.perimeters.get().department, DepartmentFactory(code="56")
    restate_perimeter(ici, [morbihan], NEXT_YEAR, source="Décision")
    rows = ici.perimeters.order_by("department__code").values_list("department", "valid_from", "valid_to", "source")
    assert list(rows) == [(finistere.pk, LONG_AGO, LAST_DAY, ""), (morbihan.pk, NEXT_YEAR, None, "Décision")]


def test_a_department_that_joins_and_leaves_on_the_same_day_leaves_no_trace(ici):
    restate_perimeter(ici, [DepartmentFactory(code="56")], LONG_AGO)
    assert list(ici.perimeters.values_list("department__code", flat=True)) == ["56"]


def test_a_perimeter_that_does_not_change_is_left_alone(ici):
    before = list(ici.perimeters.values_list())
    restate_perimeter(ici, [ici.perimeters.get().department], NEXT_YEAR)
    assert list(ici.perimeters.values_list()) == before


@pytest.mark.parametrize("kept", [True, False])
def test_a_perimeter_is_not_rewritten_before_its_latest_change(ici, kept):
    finistere, morbihan = ici.perimeters.get().department, DepartmentFactory(code="56")
    restate_perimeter(ici, [finistere, morbihan], NEXT_YEAR)
    before = list(ici.perimeters.values_list())
    with pytest.raises(ValidationError, match="commence le 1er janvier 2026"):
        restate_perimeter(ici, [finistere, morbihan] if kept else [finistere], LAST_DAY)
    assert list(ici.perimeters.values_list()) == before
