"""What the application counts for a form: written beside what the centre keeps, never over what it typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from evaluation.counting.services import (
    JointProductions,
    compute,
    compute_all,
    is_corrected,
    joint_productions,
    refresh_computed,
)
from evaluation.enums import CampaignState, CollectionState
from evaluation.law.aggregation import Measure, measure_from, measure_json
from evaluation.models import Campaign, Value, ValueChange
from evaluation.queries import measure_of
from evaluation.referential.load import load_referential
from governance.enums import ProgrammeState
from tests.evaluation.referential.factories import CampaignFactory, a_form
from tests.factories import CentreFactory
from tests.governance.programmes.factories import PublishedProductionFactory, a_programme, a_session, director_of
from tests.text import words


@pytest.fixture
def actor(ici):
    return director_of(ici)


@pytest.fixture
def network(ici, actor):
    """The network action of the year that is under way."""
    return a_programme(ici, actor, ProgrammeState.UNDER_WAY).actions.get(mission="M1")


@pytest.fixture
def form(ici):
    return a_form(CampaignFactory(referential=load_referential()), ici)


def value_of(form, code="M1-01"):
    return form.values.get(indicator__code=code)


def type_figure(form, value, *, reason="", code="M1-01"):
    form.values.update_or_create(
        indicator=form.campaign.referential.indicators.get(code=code),
        defaults={"value": value, "correction_reason": reason},
    )


def test_a_blank_form_takes_what_is_counted(form, network, actor):
    a_session(network, actor, half_days=Decimal(2))
    assert refresh_computed(form, actor=actor) > 0
    kept = value_of(form)
    assert (kept.value, kept.changed_by, kept.version) == (2, actor, 1)
    assert words(kept.computed["sentence"]) == "2 demi-journées : 1 séance de 1 action."
    assert [line["url"] for line in kept.computed["lines"]] == [f"/programmes/ici/2025/actions/{network.pk}/"]


def test_the_kept_figure_follows_the_count(form, network, actor):
    refresh_computed(form, actor=actor)
    a_session(network, actor)
    assert refresh_computed(form, actor=actor) > 0
    change = ValueChange.objects.filter(value=value_of(form)).last()
    assert (change.before, change.after, change.actor) == ({"value": "0"}, {"value": "1"}, actor)


def test_counting_again_changes_nothing(form, network, actor):
    a_session(network, actor)
    refresh_computed(form, actor=actor)
    acts, versions = Act.objects.count(), list(Value.objects.values_list("pk", "version"))
    assert refresh_computed(form, actor=actor) == 0
    assert (Act.objects.count(), list(Value.objects.values_list("pk", "version"))) == (acts, versions)


@pytest.mark.parametrize("reason", ["", "Deux séances n’ont pas été saisies."])
def test_what_the_centre_typed_is_never_written_over(form, network, actor, reason):
    type_figure(form, 7, reason=reason)
    a_session(network, actor)
    refresh_computed(form, actor=actor)
    kept = value_of(form)
    assert (kept.value, kept.computed["measure"], is_corrected(kept)) == (7, {"value": "1"}, True)


def test_a_correction_with_its_reason_stays_even_when_the_count_comes_to_agree(form, network, actor):
    type_figure(form, 1, reason="Une séance de plus.")
    a_session(network, actor)
    refresh_computed(form, actor=actor)
    a_session(network, actor)
    refresh_computed(form, actor=actor)
    assert value_of(form).value == 1


def test_without_object_stays_the_centres_own_answer(form, network, actor):
    indicator = form.campaign.referential.indicators.get(code="M1-01")
    form.values.create(indicator=indicator, is_not_applicable=True)
    refresh_computed(form, actor=actor)
    assert value_of(form).is_not_applicable


def test_nothing_recorded_leaves_the_form_blank(form, actor):
    assert (refresh_computed(form, actor=actor), form.values.count()) == (0, 0)


def test_r_56_the_money_of_a_centre_not_funded_is_without_object(form, ici, actor):
    ici.is_state_funded = False
    ici.save()
    refresh_computed(form, actor=actor)
    assert set(form.values.filter(is_not_applicable=True).values_list("indicator__code", flat=True)) == {
        "HC-02", "HC-03", "MO-02", "MO-03", "MO-04",
    }  # fmt: skip


@pytest.mark.parametrize("state", [CollectionState.SUBMITTED, CollectionState.VERIFIED, CollectionState.CLOSED])
def test_a_form_that_is_sent_is_not_counted_again(ici, actor, network, state):
    form = a_form(CampaignFactory(referential=load_referential()), ici, state)
    with pytest.raises(RefusedError):
        refresh_computed(form, actor=actor)
    assert not form.values.exists()


@pytest.mark.parametrize("state", [CampaignState.PREPARED, CampaignState.CLOSED])
def test_nothing_is_counted_again_unless_the_campaign_is_open(form, network, actor, state):
    Campaign.objects.update(state=state)
    with pytest.raises(RefusedError, match="La campagne n’est pas ouverte"):
        refresh_computed(form, actor=actor)
    assert not form.values.exists()


def test_a_count_is_one_act_of_the_journal(form, network, actor):
    refresh_computed(form, actor=actor)
    act = Act.objects.order_by("pk").last()
    assert (act.verb, act.actor, act.object_id) == ("indicateurs : recalculer", actor, str(form.pk))


def test_one_form_counts_the_same_as_the_whole_network(form, network, ici, actor):
    a_session(network, actor)
    indicators = form.campaign.referential.indicators.all()
    assert compute_all(2025, [ici, CentreFactory()], indicators)[ici.pk] == compute(form)


def test_r_32_a_joint_production_counts_once_in_the_network(ici, ailleurs):
    PublishedProductionFactory().centres.set([ici, ailleurs])
    PublishedProductionFactory().centres.set([ici])
    PublishedProductionFactory(published_on=None).centres.set([ici, ailleurs])
    assert joint_productions([2024, 2025]) == {
        2025: JointProductions(distinct=2, signatures=3, joint=1, joint_signatures=2)
    }


@pytest.mark.parametrize(
    "measure",
    [
        Measure(), Measure(value=Decimal("1.5")), Measure(is_not_applicable=True), Measure(choice="conforme"),
        Measure(numerator=Decimal(0), denominator=Decimal(0)), Measure(parts={"a": Decimal(2)}),
    ],
)  # fmt: skip
def test_an_answer_goes_through_json_unchanged(measure):
    assert measure_from(measure_json(measure)) == measure


def test_a_count_is_stored_to_the_decimal(form, network, actor):
    a_session(network, actor, half_days=Decimal("0.5"))
    refresh_computed(form, actor=actor)
    assert measure_of(value_of(form)) == Measure(value=Decimal("0.5"))
