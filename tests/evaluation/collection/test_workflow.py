"""The life of a campaign and of its forms (R-134 to R-136): who does what, when, and what it leaves behind."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from centres.models import Centre, Identity
from evaluation.collection import workflow
from evaluation.collection.history import since_submission
from evaluation.collection.permissions import label_for, may_certify, may_fill, may_review
from evaluation.collection.queries import form_of
from evaluation.collection.services import save_answer
from evaluation.collection.workflow import CAMPAIGN_WORKFLOW, COLLECTION_WORKFLOW
from evaluation.enums import CampaignState, IndicatorOrigin, ReferentialState
from evaluation.models import Campaign, Collection, Indicator, Referential
from tests.evaluation.collection.factories import CODES, YEAR, S, a_campaign, a_form, a_referential, count, fill, value
from tests.factories import CentreFactory

pytestmark = pytest.mark.django_db

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "other_director", "other_regional")
# State → role → what is open: the steps, « filling » and « reviewing » (writing), « certifying ».
TABLE = {
    S.TO_FILL: {
        "admin": {"filling", "fill"},
        "director": {"filling", "fill", "certifying"},
    },
    S.FILLED: {
        "admin": {"filling", "resume"},
        "director": {"filling", "resume", "submit", "certifying"},
    },
    S.SUBMITTED: {
        "admin": {"reviewing", "return", "verify"},
        "regional": {"reviewing", "return", "verify"},
    },
    S.RETURNED: {
        "admin": {"filling", "fill"},
        "director": {"filling", "fill", "certifying"},
    },
    S.VERIFIED: {"admin": {"return"}, "regional": {"return"}},
    S.CLOSED: {},
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what_in_which_state(ici, cast, state, role):
    form, user = a_form(ici, state=state, certifier=cast.director), getattr(cast, role)
    found = {step.name for step in COLLECTION_WORKFLOW.offered(user, form)}
    found |= {"filling"} if may_fill(user, form) else set()
    found |= {"reviewing"} if may_review(user, form) else set()
    found |= {"certifying"} if may_fill(user, form) and may_certify(user, form) else set()
    assert found == TABLE[state].get(role, set())


@pytest.mark.parametrize(
    ("state", "for_the_centre", "for_the_state"),
    [
        (S.TO_FILL, "À remplir", "En cours de saisie"),
        (S.SUBMITTED, "Envoyé", "À vérifier"),
        (S.RETURNED, "À corriger", "Renvoyé au centre"),
        (S.VERIFIED, "Vérifié", "Vérifié"),
    ],
)
def test_a_state_is_called_by_its_reader(cast, state, for_the_centre, for_the_state):
    assert (label_for(cast.director, state), label_for(cast.regional, state)) == (for_the_centre, for_the_state)


# Opening and closing ---------------------------------------------------------------------------------------------


def test_opening_gives_a_form_to_each_centre_of_the_year(ici, ailleurs, cast):
    closed = CentreFactory(slug="ferme", closed_on=dt.date(YEAR - 1, 6, 30))
    young = CentreFactory(slug="jeune")
    Identity.objects.filter(centre=young).update(valid_from=dt.date(YEAR + 1, 1, 1))
    campaign = CAMPAIGN_WORKFLOW.move(a_campaign(state=CampaignState.PREPARED), "open", actor=cast.national)
    assert set(campaign.collections.values_list("centre__slug", flat=True)) == {"ici", "ailleurs"}
    assert closed.collections.count() == 0
    assert list(campaign.collections.first().values.values_list("indicator__code", flat=True)) == CODES
    assert Act.objects.get(verb="campagne : ouvrir la campagne").actor == cast.national


def test_paris_is_asked_nothing_of_money(cast, ici):
    """R-56: its figures are optional, the financial ones without object."""
    Centre.objects.filter(pk=ici.pk).update(is_state_funded=False)
    form = a_form(Centre.objects.get(pk=ici.pk))
    assert count(form, is_not_applicable=True, indicator__code="MO-03") == count(form, is_not_applicable=True) == 1
    assert form_of(form, cast.director).blockers == []


def test_a_regional_indicator_is_asked_of_its_region_only(ici, ailleurs):
    """R-133."""
    region = ici.lead_regions.get().region
    Indicator.objects.create(
        referential=a_referential(), code="REG-1", rank=99, section="GO", label="Local", definition="Local.",
        kind="entier", aggregation="aucune", standing=IndicatorOrigin.REGIONAL, region=region,
    )  # fmt: skip
    assert a_form(ici).values.filter(indicator__code="REG-1").exists()
    assert not a_form(ailleurs).values.filter(indicator__code="REG-1").exists()


def test_a_campaign_does_not_open_on_a_referential_in_preparation(cast):
    draft = Referential.objects.create(name="brouillon", state=ReferentialState.DRAFT)
    campaign = a_campaign(state=CampaignState.PREPARED, referential=draft)
    with pytest.raises(RefusedError, match="en préparation"):
        CAMPAIGN_WORKFLOW.move(campaign, "open", actor=cast.national)


@pytest.mark.parametrize("role", ["regional", "director", "partner"])
def test_only_national_staff_open_a_campaign(cast, role):
    with pytest.raises(PermissionDenied):
        CAMPAIGN_WORKFLOW.move(a_campaign(state=CampaignState.PREPARED), "open", actor=getattr(cast, role))


def test_closing_closes_the_verified_forms_and_reopening_needs_a_reason(ici, ailleurs, cast):
    verified = a_form(ici, state=S.VERIFIED, certifier=cast.director)
    waiting = a_form(ailleurs, state=S.SUBMITTED, certifier=cast.other_director)
    campaign = CAMPAIGN_WORKFLOW.move(Campaign.objects.get(), "close", actor=cast.national)
    assert (state_of(verified), state_of(waiting)) == (S.CLOSED, S.SUBMITTED)
    with pytest.raises(RefusedError, match="demande un motif"):
        CAMPAIGN_WORKFLOW.move(campaign, "reopen", actor=cast.national)
    CAMPAIGN_WORKFLOW.move(campaign, "reopen", actor=cast.national, comment="Un centre s’est trompé.")
    assert (state_of(verified), state_of(waiting)) == (S.VERIFIED, S.SUBMITTED)
    assert Act.objects.get(verb="campagne : rouvrir la campagne").comment == "Un centre s’est trompé."


def test_nothing_moves_in_a_closed_campaign(ici, cast):
    form = a_form(ici, state=S.SUBMITTED, certifier=cast.director)
    CAMPAIGN_WORKFLOW.move(Campaign.objects.get(), "close", actor=cast.national)
    with pytest.raises(RefusedError, match="close"):
        COLLECTION_WORKFLOW.move(form, "verify", actor=cast.regional)


# Sending, sending back, verifying --------------------------------------------------------------------------------


def state_of(form):
    return Collection.objects.get(pk=form.pk).state


def test_a_form_with_points_to_settle_is_not_sent_and_says_which(ici, cast):
    form = fill(a_form(ici, certifier=cast.director), M1_03={"numerator": 13, "denominator": 12, "value": 108})
    form.values.filter(indicator__code="M3-05").update(value=None)
    with pytest.raises(RefusedError, match="Il reste 2\xa0points à corriger ou à justifier"):
        workflow.certify(form, actor=cast.director)
    assert (state_of(form), form.submissions.count()) == (S.TO_FILL, 0)


def test_a_warning_that_is_justified_no_longer_blocks(ici, cast):
    form = fill(a_form(ici, certifier=cast.director))
    form.values.filter(indicator__code="M3-05").update(value=None, justification="La lettre est suspendue.")
    assert workflow.certify(form, actor=cast.director).state == S.SUBMITTED


def test_a_fault_is_never_settled_by_a_justification(ici, cast):
    form = fill(a_form(ici, certifier=cast.director), M1_01={"value": -1, "justification": "C’est ainsi."})
    with pytest.raises(RefusedError, match="négatif"):
        workflow.certify(form, actor=cast.director)


def test_certifying_freezes_what_is_sent(ici, cast):
    form = workflow.certify(fill(a_form(ici, certifier=cast.director)), actor=cast.director)
    sent = form.submissions.get()
    assert (sent.rank, sent.by, form.certified_by, form.submitted_at) == (1, cast.director, cast.director, sent.at)
    assert sent.frozen["values"]["M2-01"] | {"comment": ""} == {
        "value": "12", "numerator": None, "denominator": None, "parts": {"formation": "8", "debat": "4"},
        "choice": "", "is_not_applicable": False, "correction_reason": "", "justification": "", "comment": "",
        "state_comment": "",
    }  # fmt: skip
    assert Act.objects.filter(verb="indicateurs : certifier et envoyer", actor=cast.director).count() == 1


@pytest.mark.parametrize("role", ["admin", "national", "regional", "other_director", "partner"])
def test_nobody_signs_in_place_of_the_direction(ici, cast, role):
    form = fill(a_form(ici, state=S.FILLED, certifier=cast.director))
    with pytest.raises(PermissionDenied):
        workflow.certify(form, actor=getattr(cast, role))
    assert state_of(form) == S.FILLED


def test_sending_back_says_why_and_points_out_the_answers(ici, cast):
    form = workflow.certify(fill(a_form(ici, certifier=cast.director)), actor=cast.director)
    back = workflow.send_back(form, "Le total est faux.", ["M2-01"], actor=cast.regional)
    assert (back.state, back.return_reason) == (S.RETURNED, "Le total est faux.")
    assert [one.indicator.code for one in back.values.filter(is_pointed_out=True)] == ["M2-01"]
    assert Act.objects.get(verb="indicateurs : renvoyer au centre").comment == "Le total est faux."


def test_sending_back_without_a_reason_is_refused_and_leaves_everything(ici, cast):
    form = a_form(ici, state=S.SUBMITTED, certifier=cast.director)
    with pytest.raises(RefusedError, match="motif"):
        workflow.send_back(form, "  ", [], actor=cast.regional)
    with pytest.raises(PermissionDenied):
        workflow.send_back(form, "Non.", [], actor=cast.other_regional)
    assert Collection.objects.get(pk=form.pk).return_reason == ""


def test_what_changed_since_the_last_sending_is_shown_then_sent_again(ici, cast):
    form = workflow.certify(fill(a_form(ici, certifier=cast.director)), actor=cast.director)
    form = workflow.send_back(form, "À revoir.", ["M1-01"], actor=cast.regional)
    save_answer(value(form, "M1-01"), {"value": Decimal(41)}, base_version=0, actor=cast.director)
    assert since(form, cast.director) == [("M1-01", "valeur", "40", "41")]
    form = workflow.certify(form, actor=cast.director)
    assert (form.submissions.count(), form.return_reason) == (2, "")
    assert since(form, cast.regional) == [("M1-01", "valeur", "40", "41")]


def since(form, user):
    form = Collection.objects.select_related("campaign", "centre").get(pk=form.pk)
    found = again.changes if (again := since_submission(form, form_of(form, user).lines)) else ()
    return [(one.line.code, told.name, told.before, told.after) for one in found for told in one.differences]


def test_a_verified_form_changes_only_by_a_return_within_the_corrections(ici, cast):
    form = workflow.certify(fill(a_form(ici, certifier=cast.director)), actor=cast.director)
    form = COLLECTION_WORKFLOW.move(form, "verify", actor=cast.regional)
    assert (form.state, form.verified_at is not None) == (S.VERIFIED, True)
    back = workflow.send_back(form, "Une erreur.", [], actor=cast.regional)
    assert (back.state, back.verified_at) == (S.RETURNED, None)


def test_after_the_corrections_a_verified_form_never_changes(ici, cast):
    form = a_form(ici, a_campaign(due_in=-90), S.VERIFIED, certifier=cast.director)
    with pytest.raises(RefusedError, match="ne change plus"):
        workflow.send_back(form, "Trop tard.", [], actor=cast.regional)
    assert state_of(form) == S.VERIFIED


def test_being_late_is_recorded_and_never_prevents_sending(ici, cast):
    """R-135: the day is past, the form still goes."""
    form = fill(a_form(ici, a_campaign(due_in=-5), certifier=cast.director))
    sent = workflow.certify(form, actor=cast.director)
    assert (sent.state, timezone.localdate(sent.submitted_at) > sent.campaign.centres_due_on) == (S.SUBMITTED, True)
