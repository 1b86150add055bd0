"""R-72: the ceiling reads the services recorded as well as the line of the budget, at each door, and says the gap."""

import datetime as dt
from decimal import Decimal

import pytest

from governance.compliance.rules.load_facts import load_rule_facts
from governance.compliance.rules.programmes import competitive_share
from governance.enums import ActionState, ServiceRegime
from governance.law.paid_services import ceiling
from governance.models import Action, Service
from governance.registers.rules import Outcome, Question
from tests.governance.programmes.factories import YEAR, a_programme, expense, income, type_budget
from tests.text import words

pytestmark = pytest.mark.django_db
HERE = f"/programmes/ici/{YEAR}/"
GAP = "Prestations enregistrées : 300 000 € ; ligne du budget : 30 000 € ; écart : 270 000 €."


@pytest.fixture
def sold(cast, ici):
    """A budget of 540 000 € with a line of 30 000 € of services, and a service of 300 000 € recorded."""
    programme = a_programme(ici, cast.director)
    rows = [
        income("region", socle=510_000), income("prestations", concurrentiel=30_000),
        expense("personnel", socle=510_000, concurrentiel=30_000),
    ]  # fmt: skip
    type_budget(programme, cast.director, rows)
    return Service.objects.create(
        action=programme.actions.first(), client="Un office", ordered_on=dt.date(YEAR, 2, 3), fits_purpose=True,
        price=300_000, real_cost=300_000, paid_by_client=300_000, regime=ServiceRegime.COMPETITIVE,
    )  # fmt: skip


def alarms(client):
    return [words(one.sentence) for one in client.get(HERE).context["readiness"].alarms]


def finding(centre):
    question = Question((centre,), YEAR, dt.date(YEAR, 12, 31))
    return competitive_share(load_rule_facts(question)[centre.pk])


def test_the_programme_reads_the_services_recorded(cast, sold, sign_in):
    (sentence,) = alarms(sign_in(cast.director))
    assert sentence.startswith("Prestations à des non-membres (prévisionnel) : 300 000 € sur 540 000 €, soit 55,56 %")
    assert sentence.endswith(GAP)


def test_the_budget_page_says_the_same(cast, sold, sign_in):
    assert GAP in words(sign_in(cast.director).get(f"{HERE}budget/").content.decode())


def test_the_register_reads_them_too(ici, sold):
    result = finding(ici)
    assert result.outcome == Outcome.BROKEN
    assert words(result.facts).endswith(f"au-dessus du plafond de 20 %. {GAP}")


@pytest.mark.parametrize("change", ["cancelled", "in-house"])
def test_what_is_not_sold_to_a_non_member_does_not_count(cast, ici, sold, sign_in, change):
    if change == "cancelled":
        Action.objects.filter(pk=sold.action_id).update(state=ActionState.CANCELLED)
    else:
        Service.objects.filter(pk=sold.pk).update(regime=ServiceRegime.IN_HOUSE)
    assert alarms(sign_in(cast.director)) == []
    assert finding(ici).outcome == Outcome.SATISFIED
    assert "Prestations enregistrées" not in words(sign_in(cast.director).get(f"{HERE}budget/").content.decode())


@pytest.mark.parametrize(("line", "recorded", "services", "says"), [
    (30, 300, 300, True), (300, 30, 300, True), (30, 30, 30, False), (30, 0, 30, False),
])  # fmt: skip
def test_the_greater_counts_and_the_gap_is_said(line, recorded, services, says):
    found = ceiling(Decimal(line), Decimal(1_000), "réalisé", Decimal(recorded))
    assert (found.services, "Prestations enregistrées" in found.sentence) == (services, says)
