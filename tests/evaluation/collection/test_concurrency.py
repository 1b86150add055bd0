"""Two hundred saves at once: none lost, none overwritten unseen, none slipped into what is being sent or closed."""

from collections import Counter
from decimal import Decimal
from threading import Barrier, Event

import pytest
from django.db import transaction

from accounts.acts.workflow import RefusedError
from evaluation.collection import workflow
from evaluation.collection.services import ConflictError, save_answer
from evaluation.counting.services import refresh_computed
from evaluation.enums import CampaignState
from evaluation.models import Campaign, Collection, Value, ValueChange
from tests.evaluation.collection.factories import S, a_form, fill, value
from tests.races import all_at_once

CODES = ("M1-01", "M3-05", "MO-03", "M2-01")
SAVES, WORKERS = 200, 10

pytestmark = pytest.mark.usefixtures("shared_database")


@pytest.fixture
def form(ici, cast):
    return fill(a_form(ici, certifier=cast.director))


def test_two_hundred_saves_at_once_lose_none_and_overwrite_none_unseen(form, cast):
    """Each writer reads, then writes over what it has read; whoever was overtaken is told, and starts again."""

    def saver(number):
        def save():
            told = 0
            while True:
                one = value(form, CODES[number % len(CODES)])
                try:
                    changes = {"comment": f"{one.comment} {number}".strip()}
                    save_answer(one, changes, base_version=one.version, actor=cast.director)
                except ConflictError:
                    told += 1
                else:
                    return told

        return save

    overtaken = all_at_once([saver(number) for number in range(SAVES)], workers=WORKERS)
    written = [one for code in CODES for one in value(form, code).comment.split()]
    assert sorted(map(int, written)) == list(range(SAVES))
    assert ValueChange.objects.count() == SAVES == sum(value(form, code).version for code in CODES)
    assert len(overtaken) == SAVES


def test_of_two_hundred_writers_who_saw_the_same_page_one_wins(form, cast):
    """Nobody reads again: all but the first are refused, and shown what the first wrote."""
    seen = [value(form, "M1-01") for _ in range(SAVES)]

    def saver(number):
        def save():
            try:
                save_answer(seen[number], {"value": Decimal(number)}, base_version=0, actor=cast.director)
            except ConflictError as conflict:
                return "refused", conflict.stored.value
            return "saved", Decimal(number)

        return save

    answers = all_at_once([saver(number) for number in range(SAVES)], workers=WORKERS)
    assert Counter(kind for kind, _ in answers) == {"saved": 1, "refused": SAVES - 1}
    assert {figure for _, figure in answers} == {value(form, "M1-01").value}


def test_a_save_never_slips_into_a_form_that_is_being_sent(form, cast):
    """Whatever the order, what was sent is what is stored."""
    barrier = Barrier(5, timeout=20)

    def send():
        barrier.wait()
        return workflow.certify(form, actor=cast.director).state

    def saver(code):
        def save():
            one = value(form, code)
            barrier.wait()
            try:
                return save_answer(one, {"comment": "À temps"}, base_version=one.version, actor=cast.director).comment
            except RefusedError as refusal:
                return str(refusal)[:14]

        return save

    answers = all_at_once([send, *(saver(code) for code in CODES)], workers=5)
    sent = Collection.objects.get().submissions.get().frozen["values"]
    assert answers[0] == S.SUBMITTED
    stored = {one.indicator.code: one.comment for one in Value.objects.select_related("indicator")}
    assert {code: sent[code]["comment"] for code in stored} == stored
    assert sum(comment == "À temps" for comment in stored.values()) == answers.count("À temps")


def save_one(form, cast):
    one = value(form, CODES[0])
    save_answer(one, {"comment": "À temps"}, base_version=one.version, actor=cast.director)


WRITERS = {
    "save": save_one,
    "count": lambda form, cast: refresh_computed(form, actor=cast.director),
    "certify": lambda form, cast: workflow.certify(form, actor=cast.director),
}


@pytest.mark.parametrize("writer", WRITERS)
class TestAgainstTheClosing:
    """Whoever comes second waits for the first to end, then is judged on what it left."""

    def close(self, form, cast):
        return workflow.CAMPAIGN_WORKFLOW.move(form.campaign, "close", actor=cast.national)

    def test_a_campaign_closes_once_those_who_write_have_ended(self, form, cast, writer):
        written, closed = Event(), Event()

        def write():
            with transaction.atomic():
                WRITERS[writer](form, cast)
                written.set()
                return closed.wait(0.5)

        def close():
            written.wait(20)
            self.close(form, cast)
            closed.set()
            return True

        assert all_at_once([write, close]) == [False, True]
        assert Campaign.objects.get().state == CampaignState.CLOSED

    def test_nothing_is_written_once_a_campaign_is_closing(self, form, cast, writer):
        closing, answered = Event(), Event()

        def close():
            with transaction.atomic():
                self.close(form, cast)
                closing.set()
                return answered.wait(0.5)

        def write():
            closing.wait(20)
            try:
                WRITERS[writer](form, cast)
            except RefusedError:
                return "refused"
            finally:
                answered.set()
            return "written"

        assert all_at_once([close, write]) == [False, "refused"]
        assert not ValueChange.objects.exists()
        assert Collection.objects.get().state == S.TO_FILL
