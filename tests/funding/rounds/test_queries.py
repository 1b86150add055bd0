"""The table as data: sums that are exact, changes that add up, amounts shown to those who may read them."""

import datetime as dt
from decimal import Decimal

import pytest

from centres.models import Centre
from funding.models import Notification, Payment
from funding.rounds import services as rounds
from funding.rounds.lists import Selection
from funding.rounds.queries import Severity, round_table, totals_of
from funding.rounds.services import Correction
from tests.factories import CentreFactory
from tests.funding.rounds.test_services import line_of


def rows_of(exercise, user=None):
    return {row.line.centre.slug: row for row in round_table(exercise, user).rows}


def changes(exercise):
    return {slug: row.floor_change for slug, row in rows_of(exercise).items()}


@pytest.fixture
def next_year(adopted, scale, cast):
    """Prepares 2026, once 2025 is adopted."""
    return lambda: rounds.prepare(2026, scale, actor=cast.national)


# Totals ----------------------------------------------------------------------------------------------------------


def test_the_totals_are_those_of_the_centres_that_are_counted(draft):
    totals = round_table(draft).totals
    assert (totals.centres, totals.counted, totals.qpv) == (5, 4, 286)
    assert (totals.fte, totals.budget) == (20, 1_471_000)
    assert (totals.fixed_part, totals.variable_part) == (1_111_000, 360_000)
    assert (totals.state_floor, totals.remainder) == (735_500, 735_500)
    assert (totals.floor_change, totals.notified, totals.paid) == (None, None, None)


def test_the_totals_of_nothing_are_no_unknown_figure(db):
    totals = totals_of([])
    assert (totals.centres, totals.budget, totals.floor_change, totals.notified) == (0, 0, None, None)


def test_rows_come_in_alphabetical_order_without_minding_accents(draft):
    line = line_of(draft, "petit")
    line.name = "Érable"
    line.save()
    assert [row.line.name for row in round_table(draft).rows] == ["Ailleurs", "Érable", "Grand", "Ici", "Paris"]


# From one year to the next ---------------------------------------------------------------------------------------


def test_the_first_year_tells_no_change(adopted):
    assert set(changes(adopted).values()) == {None}
    assert round_table(adopted).floor_change is None


def test_a_draft_of_the_year_before_is_no_reference(network, scale, cast):
    rounds.prepare(2024, scale, actor=cast.national)
    assert round_table(rounds.prepare(2025, scale, actor=cast.national)).floor_change is None


def test_a_replaced_version_of_the_year_before_is_no_reference(adopted, next_year, cast):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Recomptage.")
    wanted = Correction(qpv=99, km=Decimal(90), in_formula=True, reason="Recomptage.")
    rounds.correct_figure(line_of(correction, "grand"), wanted, actor=cast.national)
    rounds.adopt_without_printing(correction, actor=cast.national)
    assert changes(next_year()) == {"ailleurs": -36_000, "grand": 0, "ici": -36_000, "paris": None, "petit": 0}


def test_a_centre_that_enters_or_leaves_counts_whole_and_the_changes_add_up(adopted, next_year):
    CentreFactory(slug="neuf", usual_name="Neuf")
    Centre.objects.filter(slug="ici").update(closed_on=dt.date(2025, 6, 30))
    table = round_table(next_year())
    assert {row.line.centre.slug: row.floor_change for row in table.rows} == {
        "ailleurs": 0,
        "grand": 0,
        "neuf": 180_000,
        "paris": None,
        "petit": 0,
    }
    assert table.totals.floor_change == 180_000
    assert table.floor_change == 0 == table.totals.state_floor - round_table(adopted).totals.state_floor


def test_a_centre_taken_out_of_the_calculation_loses_its_floor(next_year, cast):
    exercise = next_year()
    wanted = Correction(qpv=40, km=Decimal(60), in_formula=False, reason="Essai.")
    rounds.correct_figure(line_of(exercise, "ici"), wanted, actor=cast.national)
    assert changes(exercise)["ici"] == -180_000


def test_a_year_that_is_not_calculated_tells_no_change(next_year, ici):
    ici.median_distances.all().delete()
    table = round_table(next_year())
    assert ({row.floor_change for row in table.rows}, table.floor_change) == ({None}, None)


# Money -----------------------------------------------------------------------------------------------------------


def test_amounts_are_summed_by_centre_and_year_and_shown_to_those_who_may_read(adopted, cast, ici, ailleurs):
    for centre, year, amount in ((ici, 2025, "100.10"), (ici, 2025, "0.20"), (ici, 2026, "7"), (ailleurs, 2025, "9")):
        Notification.objects.create(centre=centre, year=year, amount=Decimal(amount))
    Payment.objects.create(centre=ici, year=2025, amount=Decimal(50))
    table = round_table(adopted, cast.director)
    row = rows_of(adopted, cast.director)["ici"]
    assert (row.notified, row.paid, row.below_floor) == (Decimal("100.30"), 50, Decimal("179899.70"))
    assert (table.totals.notified, table.totals.paid, table.shows_money) == (Decimal("100.30"), 50, True)
    assert (round_table(adopted).shows_money, round_table(adopted, cast.nobody).shows_money) == (False, False)


@pytest.mark.parametrize(("amount", "lacking"), [("179999.99", Decimal("0.01")), ("180000", None), ("180000.01", None)])
def test_what_lacks_to_reach_the_floor_is_told_to_the_cent(adopted, cast, ici, amount, lacking):
    Notification.objects.create(centre=ici, year=2025, amount=Decimal(amount))
    assert rows_of(adopted, cast.director)["ici"].below_floor == lacking


def test_payments_alone_are_shown_too(adopted, cast, ici):
    Payment.objects.create(centre=ici, year=2025, amount=Decimal(50))
    assert round_table(adopted, cast.director).shows_money


# Findings and filters --------------------------------------------------------------------------------------------


def test_each_finding_is_told_once_the_gravest_first(network, scale, cast, ici, ailleurs):
    ici.median_distances.all().delete()
    ailleurs.district_counts.update(to_confirm=True)
    ici.district_counts.update(to_confirm=True)
    table = round_table(rounds.prepare(2025, scale, actor=cast.national))
    assert [(one.severity, names) for one, names in table.findings] == [
        (Severity.BLOCKING, ["Ici"]),
        (Severity.NOTICE, ["Ailleurs", "Ici"]),
    ]


def test_a_notice_is_no_badge(network, scale, cast, ici):
    ici.district_counts.update(to_confirm=True)
    row = rows_of(rounds.prepare(2025, scale, actor=cast.national))["ici"]
    assert (len(row.anomalies), row.badges) == (1, ())


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({}, ["ailleurs", "grand", "ici", "paris", "petit"]),
        ({"zone": "outre-mer"}, ["petit"]),
        ({"recherche": "  PÉTI "}, ["petit"]),
        ({"alertes": "oui"}, ["ici"]),
        ({"alertes": "non"}, ["ailleurs", "grand", "paris", "petit"]),
        ({"zone": "metropole", "alertes": "oui", "recherche": "grand"}, []),
        ({"recherche": "\x00"}, ["ailleurs", "grand", "ici", "paris", "petit"]),
        ({"recherche": "x" * 81, "zone": "outre-mer"}, ["petit"]),
    ],
)
def test_filters_add_up_and_what_cannot_be_read_is_ignored(draft, asked, kept):
    line = line_of(draft, "ici")
    line.is_planned = True
    line.save()
    selection = Selection(asked)
    assert [row.line.centre.slug for row in round_table(draft).rows if selection.keeps(row)] == kept


def test_a_version_that_is_not_in_force_is_linked_by_its_number(adopted, cast):
    assert rows_of(adopted)["ici"].url == "/financement/2025/ici/"
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Oubli.")
    assert rows_of(correction)["ici"].url == "/financement/2025/ici/?version=2"
