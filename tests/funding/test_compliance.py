"""What the register answers about the State's money: R-86, R-98, R-99, R-101; and its dates."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import User
from centres.models import Centre
from funding.compliance import DatedAmount, MoneyFacts, load_money
from funding.models import Allocation, Notification, Payment
from funding.payments.obligations import of_money
from governance.registers.obligations import Window
from governance.registers.rules import Outcome, Question, registered
from tests.factories import CentreFactory, DepartmentFactory
from tests.text import words

IN_MAY, IN_JULY = dt.date(2025, 5, 20), dt.date(2025, 7, 1)
FLOOR = Decimal(180_000)
YES, NO, DONT_KNOW, NOT_CONCERNED = Outcome.SATISFIED, Outcome.BROKEN, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE


def facts(today=IN_JULY, **told):
    given = {"is_adopted": True, "floor": FLOOR}
    return MoneyFacts(question=Question((), 2025, today), slug="ici", **(given | told))


def answer(code, told):
    rule = next(rule for rule in registered() if rule.code == code)
    found = rule.check(told)
    return found.outcome, words(found.facts)


def sent(amount, on=IN_MAY, reason=""):
    return (DatedAmount(on=on, amount=Decimal(amount), reason=reason),)


@pytest.mark.parametrize(
    ("today", "paid", "expected"),
    [
        (IN_MAY, (), (DONT_KNOW, "Versement attendu pour le 30 juin 2025.")),
        (dt.date(2025, 6, 30), (), (DONT_KNOW, "Versement attendu pour le 30 juin 2025.")),
        (IN_JULY, (), (NO, "Versement attendu pour le 30 juin 2025 : aucun versement enregistré.")),
        (IN_JULY, sent(1, dt.date(2025, 6, 30)), (YES, "Premier versement le 30 juin 2025.")),
        (IN_JULY, sent(1, IN_JULY),
         (NO, "Versement attendu pour le 30 juin 2025 : premier versement le 1er juillet 2025.")),
    ],
)  # fmt: skip
def test_r_86_a_part_at_least_is_paid_by_the_end_of_june(today, paid, expected):
    assert answer("R-86", facts(today, paid=paid)) == expected


@pytest.mark.parametrize(
    ("notified", "expected"),
    [
        ((), (DONT_KNOW, "Aucun montant n’est notifié pour 2025.")),
        (sent(180_000), (YES, "Notifié : 180 000 €, plancher de l’État : 180 000 €.")),
        (sent(171_000), (NO, "Notifié : 171 000 €, plancher de l’État : 180 000 €, il manque 9 000 €.")),
    ],
)
def test_r_98_the_floor_is_reached(notified, expected):
    assert answer("R-98", facts(notified=notified)) == expected


@pytest.mark.parametrize(
    ("notified", "outcome"),
    [
        (sent(180_000), NOT_CONCERNED), (sent(180_001, reason="Sites entrants"), YES), (sent(180_001, reason=" "), NO),
        ((*sent(180_000), *sent(1, reason="Sites entrants")), YES),
    ],
)  # fmt: skip
def test_r_99_r_101_above_the_floor_a_reason_is_given(notified, outcome):
    assert answer("R-99", facts(notified=notified))[0] is outcome


@pytest.mark.parametrize("code", ["R-86", "R-98", "R-99"])
def test_r_56_a_centre_out_of_the_calculation_is_not_concerned(code):
    assert answer(code, facts(floor=None))[0] is NOT_CONCERNED
    assert answer(code, facts(is_adopted=False))[0] is DONT_KNOW


@pytest.fixture
def with_money(adopted, ici):
    Notification.objects.bulk_create(
        Notification(centre=ici, year=2025, amount=Decimal("0.10"), on=IN_MAY, reason="x") for _ in range(100)
    )
    Payment.objects.create(centre=ici, year=2025, amount=Decimal("9.99"), on=IN_MAY)
    Notification.objects.create(centre=ici, year=2024, amount=Decimal(5), on=IN_MAY)


def test_the_facts_are_those_of_the_centre_and_of_the_year_to_the_cent(with_money, ici, ailleurs):
    found = load_money(Question((ici, ailleurs), 2025, IN_JULY))
    line = Allocation.objects.get(centre=ici)
    assert found[ici.pk].total_notified == Decimal("10.00")
    assert [(one.on, one.amount) for one in found[ici.pk].paid] == [(IN_MAY, Decimal("9.99"))]
    assert found[ici.pk].floor == line.state_floor
    assert found[ailleurs.pk].notified == ()


@pytest.mark.parametrize("size", [1, 3])
def test_they_are_gathered_in_three_queries(with_money, django_assert_num_queries, size):
    for _ in range(size):
        CentreFactory()
    centres = tuple(Centre.objects.all())
    with django_assert_num_queries(3):
        assert len(load_money(Question(centres, 2025, IN_JULY))) == len(centres) + 1


def dates(user, today=IN_JULY):
    """The status of each date; the reminder of 15 June is void after its day."""
    window = Window(user, dt.date(2025, 1, 1), dt.date(2025, 12, 31), today)
    rows = ((one.due_on, one.centre, one.status(today).value, one.link.url) for one in of_money(window) if one.due_on)
    return sorted(rows)


def test_r_86_the_payment_of_each_centre_of_ones_perimeter_has_its_two_dates(adopted, cast):
    url = "/financement/2025/ici/"
    assert dates(cast.regional) == [
        (dt.date(2025, 6, 15), "Ici", "sans objet", url), (dt.date(2025, 6, 30), "Ici", "en retard", url),
    ]  # fmt: skip
    on_the_day = [status for _, _, status, _ in dates(cast.regional, today=dt.date(2025, 6, 30))]
    assert on_the_day == ["sans objet", "à faire"]
    assert {centre for _, centre, _, _ in dates(cast.national)} == {"Ici", "Ailleurs", "Petit", "Grand"}


def test_r_86_a_payment_made_is_due_no_more(with_money, cast):
    assert [status for _, _, status, _ in dates(cast.director)] == ["fait", "fait"]


@pytest.mark.parametrize("size", [1, 3])
def test_the_dates_cost_one_query(adopted, cast, django_assert_num_queries, size):
    for _ in range(size):
        CentreFactory(department=DepartmentFactory())
    user = User.objects.get(pk=cast.national.pk)
    dates(user)
    with django_assert_num_queries(1):
        dates(user)
