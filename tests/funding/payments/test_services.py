"""Notified and paid amounts: kept apart from the estimate, written by the lead region alone."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.enums import Role
from centres.models import Perimeter
from funding.models import Allocation, Notification, Payment
from funding.payments.services import notify, pay
from funding.rounds import services as rounds
from funding.rounds.queries import round_table
from tests.factories import DepartmentFactory, MandateFactory

REASON = {notify: {"reason": "Sites entrants."}, pay: {}}
DAY = dt.date(2025, 2, 14)
FLOOR = Decimal(180_000)
NOTIFY, PAY = "/financement/2025/ici/notifier/", "/financement/2025/ici/verser/"


@pytest.fixture
def line(adopted):
    return Allocation.objects.select_related("round", "centre").get(round=adopted, centre__slug="ici")


def shown(line, user):
    """The row of the table where `user` reads this line."""
    return next(row for row in round_table(line.round, user).rows if row.line == line)


def test_the_floor_is_notified_without_a_reason(line, cast):
    row = notify(line, actor=cast.regional, amount=FLOOR, on=DAY)
    assert (row.amount, row.year, row.recorded_by) == (FLOOR, 2025, cast.regional)


def test_less_than_the_floor_is_recorded_and_the_gap_is_shown(line, cast):
    notify(line, actor=cast.regional, amount=FLOOR - 9_000, on=DAY)
    assert shown(line, cast.regional).below_floor == 9_000


def test_more_than_the_floor_needs_a_reason(line, cast):
    with pytest.raises(RefusedError, match="R-99"):
        notify(line, actor=cast.regional, amount=FLOOR + Decimal("0.01"), on=DAY, reason=" ")
    assert Notification.objects.count() == 0
    notify(line, actor=cast.regional, amount=FLOOR + 1, on=DAY, reason="Sites entrants.")
    assert Notification.objects.get().reason == "Sites entrants."


def test_two_notifications_that_pass_the_floor_together_need_a_reason(line, cast):
    notify(line, actor=cast.regional, amount=FLOOR, on=DAY)
    with pytest.raises(RefusedError, match="R-99"):
        notify(line, actor=cast.regional, amount=Decimal(1), on=DAY)


def test_nothing_is_paid_beyond_what_is_notified(line, cast):
    notify(line, actor=cast.regional, amount=FLOOR, on=DAY)
    pay(line, actor=cast.regional, amount=FLOOR - 1, on=DAY)
    with pytest.raises(RefusedError, match="dépasserait"):
        pay(line, actor=cast.regional, amount=Decimal(2), on=DAY)
    assert Payment.objects.get().amount == FLOOR - 1


def test_a_refusal_tells_the_cents_that_decide(line, cast):
    with pytest.raises(RefusedError) as refusal:
        notify(line, actor=cast.regional, amount=FLOOR + Decimal("0.01"), on=DAY)
    assert str(refusal.value).startswith(
        "Le total notifié (180\u202f000,01\u00a0€) dépasse le plancher de l’État (180\u202f000\u00a0€)"
    )


def test_cents_add_up_exactly_however_many_they_are(line, cast):
    Notification.objects.bulk_create(
        Notification(centre=line.centre, year=2025, amount=Decimal("0.10"), on=DAY) for _ in range(100)
    )
    assert shown(line, cast.regional).notified == Decimal("10.00")
    pay(line, actor=cast.regional, amount=Decimal("10.00"), on=DAY)
    with pytest.raises(RefusedError):
        pay(line, actor=cast.regional, amount=Decimal("0.01"), on=DAY)


def test_the_same_act_sent_twice_counts_once(line, cast):
    for act in (notify, pay):
        act(line, actor=cast.regional, amount=Decimal(1_000), on=DAY, reference="A1")
        with pytest.raises(RefusedError, match="déjà enregistré"):
            act(line, actor=cast.regional, amount=Decimal(1_000), on=DAY, reference="A1")
        notify(line, actor=cast.regional, amount=Decimal(1_000), on=DAY, reference=f"A2, {act.__name__}")
    pay(line, actor=cast.regional, amount=Decimal(1_000), on=DAY, reference="A2")
    assert (Notification.objects.count(), Payment.objects.count()) == (3, 2)


@pytest.mark.parametrize("act", [notify, pay])
def test_an_amount_is_recorded_once_it_is_decided_or_sent_never_before(line, cast, act):
    today = localdate()
    notify(line, actor=cast.regional, amount=FLOOR, on=DAY)
    with pytest.raises(RefusedError, match="est à venir"):
        act(line, actor=cast.regional, amount=Decimal(1), on=today + dt.timedelta(days=1), reference="B")
    act(line, actor=cast.regional, amount=Decimal(1), on=today, reference="B", **REASON[act])


@pytest.mark.parametrize(("year", "is_taken"), [(2023, False), (2024, True), (2025, True), (1, False)])
def test_a_date_far_from_the_exercise_is_a_slip(line, cast, year, is_taken):
    try:
        notify(line, actor=cast.regional, amount=Decimal(1), on=dt.date(year, 2, 14))
    except RefusedError as refusal:
        assert str(refusal).startswith(f"La date (14 février {year}) est trop loin")  # noqa: PT017
    assert Notification.objects.exists() is is_taken


def test_nothing_is_recorded_against_a_version_that_is_no_longer_in_force(line, cast):
    rounds.adopt_without_printing(
        rounds.open_correction(line.round, actor=cast.national, reason="Oubli."), actor=cast.national
    )
    with pytest.raises(RefusedError, match="version plus récente"):
        notify(line, actor=cast.regional, amount=FLOOR, on=DAY)


@pytest.mark.parametrize("role", ["national", "departmental", "director", "partner", "other_regional", "nobody"])
def test_others_than_the_lead_region_record_nothing(line, cast, role):
    with pytest.raises(PermissionDenied):
        notify(line, actor=getattr(cast, role), amount=FLOOR, on=DAY)


def test_a_region_that_only_reads_records_nothing(line, ici):
    other = DepartmentFactory()
    Perimeter.objects.create(centre=ici, department=other)
    reader = MandateFactory(role=Role.REGIONAL, region=other.region).user
    with pytest.raises(PermissionDenied):
        notify(line, actor=reader, amount=FLOOR, on=DAY)


def test_nothing_is_notified_on_a_draft(draft, cast):
    line = Allocation.objects.select_related("round", "centre").get(round=draft, centre__slug="ici")
    with pytest.raises(RefusedError, match="pas adopté"):
        notify(line, actor=cast.regional, amount=FLOOR, on=DAY)


def test_paris_is_notified_nothing(adopted, cast):
    line = Allocation.objects.select_related("round", "centre").get(round=adopted, centre__slug="paris")
    with pytest.raises(RefusedError, match="R-56"):
        notify(line, actor=cast.admin, amount=FLOOR, on=DAY)


def test_the_database_refuses_an_amount_of_zero(ici):
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(centre=ici, year=2025, amount=0)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("admin", 200),
        ("regional", 200),
        ("national", 404),
        ("departmental", 404),
        ("director", 404),
        ("partner", 404),
        ("other_regional", 404),
        ("nobody", 404),
    ],
)
@pytest.mark.parametrize("url", [NOTIFY, PAY])
def test_the_forms_exist_for_those_who_may_write(adopted, cast, sign_in, role, status, url):
    assert sign_in(getattr(cast, role)).get(url).status_code == status


def test_a_forged_post_from_a_director_changes_nothing(adopted, cast, sign_in):
    response = sign_in(cast.director).post(NOTIFY, {"amount": "1", "on": "2025-02-14"})
    assert (response.status_code, Notification.objects.count()) == (404, 0)


def test_the_form_writes_a_french_amount(adopted, cast, sign_in):
    response = sign_in(cast.regional).post(NOTIFY, {"amount": "180 000,00", "on": "2025-02-14", "reference": "A1"})
    assert response.headers["Location"] == "/financement/2025/ici/"
    assert Notification.objects.values_list("amount", "reference").get() == (FLOOR, "A1")


def test_the_form_gives_back_the_refusal_and_what_was_typed(adopted, cast, sign_in):
    response = sign_in(cast.regional).post(NOTIFY, {"amount": "200 000", "on": "2025-02-14"})
    assert len(response.context["form"].non_field_errors()) == 1
    assert response.context["form"]["amount"].value() == "200 000"
