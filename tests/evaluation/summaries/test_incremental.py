"""What is kept centre by centre is, to the last sign, what everything added up again gives (R-140, R-142)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centres.models import DistrictCount, Identity, LeadRegion, Perimeter
from evaluation.enums import CollectionState as S
from evaluation.law.aggregation import Measure
from evaluation.law.consolidation import Answer, Definition, consolidate
from evaluation.law.totals import Totals
from evaluation.models import CentreShare, CohortAnswers, Collection, Value, YearSummary
from evaluation.summaries import services as summaries
from tests.evaluation.worlds import campaign_of, form_of
from tests.factories import LONG_AGO, CentreFactory, DepartmentFactory

YEAR = 2024
WAYS = ("somme", "moyenne", "ratio", "part_de_oui", "repartition", "maximum", "aucune")
number = st.none() | st.decimals(min_value=-1000, max_value=1_000_000_000, places=4)
measures = st.builds(
    Measure,
    value=number,
    numerator=number,
    denominator=number,
    parts=st.dictionaries(st.sampled_from("abc"), st.decimals(min_value=0, max_value=1000, places=2)),
    choice=st.sampled_from(["", "conforme"]),
    is_not_applicable=st.booleans(),
)


@st.composite
def definitions(draw):
    bound = st.none() | st.decimals(min_value=0, max_value=1000, places=1)
    return tuple(
        Definition(
            code=f"I-{rank}", section="AC", label="", definition="", unit="", breakdown="", rule="", is_critical=False,
            kind=draw(st.sampled_from(["pourcentage", "decimal"])), aggregation=way,
            is_financial=draw(st.booleans()), at_least=draw(bound), at_most=draw(bound),
        )
        for rank, way in enumerate(WAYS)
    )  # fmt: skip


answers = st.builds(
    Answer,
    is_state_funded=st.booleans(),
    measures=st.none() | st.dictionaries(st.sampled_from([f"I-{rank}" for rank in range(len(WAYS))]), measures),
)


@given(definitions(), st.lists(answers, max_size=6), st.lists(answers, max_size=6))
def test_answers_added_one_by_one_some_taken_back_make_what_all_make_at_once(asked, stay, leave):
    totals = Totals()
    for one in [*leave, *stay]:
        totals.add(asked, one)
    for one in reversed(leave):
        totals.remove(asked, one)

    again = Totals.from_plain(totals.to_plain())
    assert again.consolidated(YEAR, asked).to_plain() == consolidate(YEAR, asked, stay).to_plain()


# With the database ------------------------------------------------------------------------------------------------


def kept():
    """Everything that is kept of the year, its day of writing apart."""
    return {
        model: set(model.objects.filter(year=YEAR).values_list(*names))
        for model, names in (
            (YearSummary, ("region", "content", "grid", "seal", "totals")),
            (CentreShare, ("centre", "name", "is_state_funded", "zone", "band", "regions", "letters", "measures")),
            (CohortAnswers, ("zone", "band", "content")),
        )
    }


def verify(form, chance):
    Collection.objects.filter(pk=form.pk).update(state=S.VERIFIED)


def send_back(form, chance):
    Collection.objects.filter(pk=form.pk).update(state=S.RETURNED, return_reason="à revoir")


def correct(form, chance):
    """Sent back, other answers, verified again."""
    form.values.all().delete()
    form_of_again = form_of(campaign_of_year(), CentreFactory(), state=S.RETURNED, seed=chance.random())
    Value.objects.filter(collection=form_of_again).update(collection=form)
    verify(form, chance)


def campaign_of_year():
    return Collection.objects.filter(campaign__year=YEAR).first().campaign


def move(form, chance):
    """Another région reached, another lead, another size, another name, or no funding any more."""
    centre, kind = form.centre, chance.randrange(5)
    if kind == 0:
        Perimeter.objects.create(centre=centre, department=DepartmentFactory(), valid_from=LONG_AGO)
    elif kind == 1:
        LeadRegion.objects.filter(centre=centre).update(region=DepartmentFactory().region)
    elif kind == 2:
        DistrictCount.objects.filter(centre=centre).update(count=chance.choice([10, 50, 90]))
    elif kind == 3:
        Identity.objects.filter(centre=centre).update(name=f"Nom {chance.random()}")
    else:
        type(centre).objects.filter(pk=centre.pk).update(is_state_funded=chance.random() < 0.5)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_after_any_sequence_of_acts_what_is_kept_is_what_a_recomputation_keeps(seed):
    chance, campaign, department = random.Random(seed), campaign_of(YEAR), DepartmentFactory()
    forms = [
        form_of(campaign, CentreFactory(department=chance.choice([department, None])), state=S.SUBMITTED, seed=seed)
        for _ in range(6)
    ]
    summaries.refresh(YEAR)

    for _ in range(12):
        form = chance.choice(forms)
        chance.choice([verify, verify, send_back, correct, move])(form, chance)
        summaries.update(YEAR, form.centre_id)
        one_by_one = kept()
        assert summaries.differences(YEAR) == []
        summaries.refresh(YEAR)
        assert one_by_one == kept()


@pytest.mark.django_db
def test_a_year_that_was_never_kept_or_was_kept_otherwise_is_kept_again():
    campaign = campaign_of(YEAR)
    form = form_of(campaign, CentreFactory())
    summaries.update(YEAR, form.centre_id)
    assert summaries.differences(YEAR) == []

    for spoil in (
        lambda: YearSummary.objects.update(totals=""),
        lambda: YearSummary.objects.exclude(region=None).delete(),
        lambda: CohortAnswers.objects.all().delete(),
        lambda: CentreShare.objects.all().delete(),
        lambda: campaign.referential.indicators.filter(code="AC-01").update(label="Autre"),
    ):
        spoil()
        assert summaries.differences(YEAR) != []
        summaries.update(YEAR, form.centre_id)
        assert summaries.differences(YEAR) == []


@pytest.mark.django_db
def test_a_year_without_a_campaign_keeps_nothing_of_a_centre(ici):
    summaries.update(1999, ici.pk)

    assert summaries.kept([1999]) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 40])
def test_verifying_one_form_costs_as_many_queries_whatever_the_network(count, django_assert_num_queries):
    campaign = campaign_of(YEAR)
    forms = [form_of(campaign, CentreFactory(), state=S.SUBMITTED) for _ in range(count)]
    summaries.refresh(YEAR)
    verify(forms[0], None)
    with django_assert_num_queries(19):
        summaries.update(YEAR, forms[0].centre_id)

    assert summaries.kept([YEAR])[YEAR].figures.answered == 1
