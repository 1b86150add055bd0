"""The same text typed on any page or sent in any file is the same number, or is refused there in the same words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.admin import site
from django.core.exceptions import ValidationError

from centres.resources import MedianDistanceResource
from documents.spreadsheets.unreadable import UnreadableError
from documents.typed_numbers import UnreadableNumberError, read_number
from evaluation.collection.answers import read
from evaluation.collection.queries import form_of
from evaluation.collection.workbook.read import read_workbook, write_workbook_in
from evaluation.collection.workbook.write import form_workbook
from funding.admin import PostInline
from funding.models.scale import Post, Scale
from funding.payments.forms import MoneyForm
from funding.table_command.read import read_centres
from governance.programmes.actions.forms import SessionForm
from governance.programmes.budget.forms import RowForm
from governance.programmes.budget.spreadsheet import read_budget
from governance.programmes.paid_services.forms import ServiceForm
from tests.evaluation.collection.factories import a_form, value
from tests.evaluation.collection.test_workbook import completed
from tests.governance.programmes.test_imports import BUDGET_TITLES, csv, xlsx

pytestmark = pytest.mark.django_db


def typed_in(field, text):
    try:
        return field.clean(text)
    except ValidationError as refusal:
        return refusal.messages[0]


def page_field(form, name):
    return lambda text, *_: typed_in(form.base_fields[name], text)


def administration_page(text, centre, cast):
    field = PostInline(Scale, site).formfield_for_dbfield(Post._meta.get_field("salary"), request=None)
    return typed_in(field, text)


def administration_import(text, centre, cast):
    try:
        return MedianDistanceResource().fields["km"].widget.clean(text)
    except ValueError as refusal:
        return str(refusal)


def budget_file(text, centre, cast, write=csv, kind="csv"):
    intake = read_budget(write(BUDGET_TITLES, ["produit", "region", "", "", text, "", ""]), kind)
    return intake.rows[0].amounts["socle"] if intake.rows else intake.faults[0]


def indicator_page(text, centre, cast):
    reading = read(value(a_form(centre), "MO-03"), {"part.region": text})
    return reading.faults.get("part.region") or reading.changes["value"]


def indicator_workbook(text, centre, cast):
    form = a_form(centre, certifier=cast.director)
    content = form_workbook(form_of(form, cast.director))
    intake = read_workbook(completed(content, **{"MO_03__part.region": {"Votre réponse": text}}), "xlsx", form)
    if intake.faults:
        return intake.faults[0]
    write_workbook_in(intake, form, actor=cast.director)
    return value(form, "MO-03").value


def funding_command(text, centre, cast):
    try:
        return read_centres(f"centre;zone;qpv;km\nA;metropole;1;{text}\n".encode())[0].km
    except UnreadableError as refusal:
        return refusal.sentences[0]


DOORS = {
    "budget": page_field(RowForm, "socle"),
    "paid service": page_field(ServiceForm, "price"),
    "payment": page_field(MoneyForm, "amount"),
    "administration": administration_page,
    "administration import": administration_import,
    "budget csv": budget_file,
    "budget xlsx": lambda text, *rest: budget_file(text, *rest, write=xlsx, kind="xlsx"),
    "indicator": indicator_page,
    "indicator workbook": indicator_workbook,
    "funding_table": funding_command,
}
EVERY_DOOR = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)


@EVERY_DOOR
@pytest.mark.parametrize(
    ("text", "number"),
    [("12 500,5", "12500.5"), ("12\u202f500", "12500"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5")],
)
def test_the_same_text_is_the_same_number_everywhere(door, text, number, ici, cast):
    assert door(text, ici, cast) == Decimal(number)


@EVERY_DOOR
@pytest.mark.parametrize("text", ["douze", "30 k€", "12 34", "92 % de 12", "5 %"])
def test_what_is_not_a_number_is_refused_in_the_same_words_everywhere(door, text, ici, cast):
    with pytest.raises(UnreadableNumberError) as refusal:
        read_number(text, places=2, unit="€")
    assert refusal.value.sentence.removesuffix(".") in door(text, ici, cast)


@EVERY_DOOR
def test_a_point_before_three_digits_is_never_a_small_number(door, ici, cast):
    answer = door("12.500", ici, cast)
    assert answer == 12500 or "se lit de deux façons" in answer


@pytest.mark.parametrize("door", [door for door in DOORS if door not in ("administration import", "funding_table")])
def test_the_unit_may_be_typed_where_an_amount_is_awaited(door, ici, cast):
    assert DOORS[door]("23 089,50 €", ici, cast) == Decimal("23089.50")


def test_a_unit_is_refused_where_another_is_awaited():
    half_days = SessionForm.base_fields["half_days"]
    assert "sans «\u00a0€\u00a0»" in typed_in(half_days, "2 €")
    assert typed_in(half_days, "2 demi-journées") == 2
