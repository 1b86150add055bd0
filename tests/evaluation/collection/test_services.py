"""Two people on one form, a form that closes: nothing is overwritten, nothing slips in, all is told."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Act
from evaluation.collection.history import history_of
from evaluation.collection.services import (
    ClosedError,
    ConflictError,
    save_answer,
    save_section_comment,
    save_state_comment,
)
from evaluation.enums import CampaignState
from evaluation.models import Campaign, Collection, ValueChange
from tests.evaluation.collection.factories import YEAR, S, a_campaign, a_form, posted, value
from tests.factories import MandateFactory
from tests.text import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(ici, cast):
    return a_form(ici, certifier=cast.director)


def address(form, code):
    return f"{form.get_absolute_url()}valeurs/{code}/"


def test_an_answer_is_kept_with_its_author_its_hour_and_its_history(form, cast):
    one = value(form, "M1-01")
    save_answer(one, {"value": Decimal(40)}, base_version=0, actor=cast.director)
    again = save_answer(
        value(form, "M1-01"), {"value": Decimal(41), "comment": "Oui"}, base_version=1, actor=cast.director
    )
    assert (again.version, again.changed_by, again.value) == (2, cast.director, 41)
    changes = history_of(value(form, "M1-01"))
    assert [[(one.name, one.before, one.after) for one in change.differences] for change in changes] == [
        [("valeur", "40", "41"), ("commentaire du centre", "rien", "Oui")],
        [("valeur", "rien", "40")],
    ]
    assert Collection.objects.get(pk=form.pk).last_activity_at is not None


def test_the_second_save_of_the_same_answer_is_refused_and_the_others_go_through(form, cast):
    mine, theirs = value(form, "M1-01"), value(form, "M1-01")
    save_answer(theirs, {"value": Decimal(40)}, base_version=0, actor=cast.admin)
    with pytest.raises(ConflictError) as refusal:
        save_answer(mine, {"value": Decimal(50)}, base_version=0, actor=cast.director)
    assert (refusal.value.stored.value, refusal.value.stored.changed_by) == (40, cast.admin)
    save_answer(value(form, "M3-05"), {"value": Decimal(6)}, base_version=0, actor=cast.director)
    assert (value(form, "M1-01").value, value(form, "M3-05").value) == (40, 6)
    assert ValueChange.objects.count() == 2


@pytest.mark.parametrize("state", [S.SUBMITTED, S.VERIFIED, S.CLOSED])
def test_nothing_slips_into_a_form_that_has_been_sent(form, cast, state):
    one = value(form, "M1-01")
    Collection.objects.filter(pk=form.pk).update(state=state, submitted_at=timezone.now(), certified_by=cast.director)
    with pytest.raises(ClosedError):
        save_answer(one, {"value": Decimal(40)}, base_version=0, actor=cast.director)
    assert (value(form, "M1-01").value, ValueChange.objects.count()) == (None, 0)


def test_nothing_is_written_once_the_campaign_is_closed(form, cast):
    Campaign.objects.update(state=CampaignState.CLOSED)
    with pytest.raises(ClosedError):
        save_answer(value(form, "M1-01"), {"value": Decimal(40)}, base_version=0, actor=cast.director)


def test_the_readers_of_forms_can_only_give_the_fields_of_their_role(form, cast):
    with pytest.raises(ValueError, match="state_comment"):
        save_answer(value(form, "M1-01"), {"state_comment": "Parfait"}, base_version=0, actor=cast.director)


def test_the_state_comments_what_was_sent_and_nothing_else(ailleurs, cast):
    sent = a_form(ailleurs, state=S.SUBMITTED, certifier=cast.other_director)
    save_state_comment(value(sent, "M1-01"), "Conforme.", base_version=0, actor=cast.other_regional)
    said = save_section_comment(sent, "M1", "Bonne année.", base_version=0, actor=cast.other_regional)
    assert (value(sent, "M1-01").state_comment, said.version) == ("Conforme.", 1)
    with pytest.raises(ConflictError) as refusal:
        save_section_comment(sent, "M1", "Autre avis.", base_version=0, actor=cast.other_regional)
    assert refusal.value.stored.text == "Bonne année."


def test_what_the_state_says_of_a_section_is_an_act_of_the_journal(ailleurs, cast):
    sent = a_form(ailleurs, state=S.SUBMITTED, certifier=cast.other_director)
    save_section_comment(sent, "M1", "Bonne année.", base_version=0, actor=cast.other_regional)
    act = Act.objects.latest("pk")
    assert (act.verb, act.actor, act.facts) == (
        "indicateurs : commenter une rubrique", cast.other_regional,
        {"section": "M1", "version": 1, "text": "Bonne année."},
    )  # fmt: skip


def test_the_comment_of_the_state_waits_until_the_form_is_sent(form, cast):
    with pytest.raises(ClosedError):
        save_state_comment(value(form, "M1-01"), "Trop tôt", base_version=0, actor=cast.regional)


def test_typing_saves_one_answer_and_says_so(form, cast, sign_in):
    answer = sign_in(cast.director).post(address(form, "M1-01"), posted(form, "M1-01", value="40,5"))
    told = answer.json()
    assert (answer.status_code, told["kind"], told["version"], told["shown"]) == (
        200, "saved", 1, "40,5\u00a0demi-journées",
    )  # fmt: skip
    assert value(form, "M1-01").value == Decimal("40.5")


def test_what_cannot_be_read_is_said_and_the_rest_of_the_answer_is_kept(form, cast, sign_in):
    sent = posted(form, "M1-01", value="douze", commentaire="Voir la note.")
    told = sign_in(cast.director).post(address(form, "M1-01"), sent).json()
    assert (told["kind"], list(told["faults"])) == ("saved", ["value"])
    assert (value(form, "M1-01").comment, value(form, "M1-01").value) == ("Voir la note.", None)


def test_a_conflict_shows_what_the_other_wrote(form, cast, ici, sign_in):
    colleague = MandateFactory(role="director", centre=ici, user__first_name="Yann").user
    mine = posted(form, "M1-01", value="50")
    save_answer(value(form, "M1-01"), {"value": Decimal(40)}, base_version=0, actor=colleague)
    answer = sign_in(cast.director).post(address(form, "M1-01"), mine)
    told = answer.json()
    assert (answer.status_code, told["kind"], told["theirs"]["value"], told["version"]) == (409, "conflict", "40", 1)
    assert "Yann" in told["by"]
    kept = {**mine, "M1-01--version": str(told["version"]), "M1-01--vu": told["seal"]}
    assert sign_in(cast.director).post(address(form, "M1-01"), kept).json()["kind"] == "saved"
    assert value(form, "M1-01").value == 50


def test_a_conflict_between_two_windows_of_one_person_says_so(form, cast, sign_in):
    """A ratio that is half filled is shown as it is."""
    mine = posted(form, "M1-03", numerator="3", denominator="12")
    save_answer(value(form, "M1-03"), {"numerator": Decimal(14)}, base_version=0, actor=cast.director)
    told = sign_in(cast.director).post(address(form, "M1-03"), mine).json()
    assert (told["by"], told["stored"]) == ("Vous, dans une autre fenêtre, avez", "14 / —")


def test_a_page_that_was_left_open_does_not_undo_what_a_colleague_wrote(form, cast, sign_in):
    untouched = posted(form, "M1-01")
    save_answer(value(form, "M1-01"), {"value": Decimal(40)}, base_version=0, actor=cast.admin)
    assert sign_in(cast.director).post(address(form, "M1-01"), untouched).json()["kind"] == "untouched"
    assert value(form, "M1-01").value == 40


def test_a_form_sent_meanwhile_says_so(form, cast, sign_in):
    sent = posted(form, "M1-01", value="40")
    Campaign.objects.update(state=CampaignState.CLOSED)
    answer = sign_in(cast.director).post(address(form, "M1-01"), sent)
    assert (answer.status_code, answer.json()["kind"]) == (409, "closed")


def test_a_figure_that_surprises_is_said_at_once(form, ici, cast, sign_in):
    before = a_form(ici, a_campaign(YEAR - 1), S.VERIFIED, certifier=cast.director)
    before.values.filter(indicator__code="M1-01").update(value=100)
    told = sign_in(cast.director).post(address(form, "M1-01"), posted(form, "M1-01", value="40")).json()
    assert [words(sentence) for sentence in told["findings"]] == [
        "M1-01 : 100 l’an dernier, 40 cette année : −60 %. Dites pourquoi."
    ]


@pytest.mark.django_db(transaction=True)
def test_saving_one_answer_costs_seven_queries(form, cast, sign_in):
    visitor = sign_in(cast.director)
    sent = posted(form, "M1-01", value="40")
    with CaptureQueriesContext(connection) as captured:
        visitor.post(address(form, "M1-01"), sent)
    asked = [one["sql"] for one in captured if not one["sql"].startswith(("BEGIN", "COMMIT"))]
    assert len(asked) == 7
