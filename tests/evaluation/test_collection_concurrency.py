"""Two hundred saves at once: none lost, none overwritten unseen, none slipped into a form that is being sent."""

from collections import Counter
from decimal import Decimal
from threading import Barrier

import pytest

from accounts.workflow import RefusedError
from evaluation.collecting import workflow
from evaluation.collecting.saving import ConflictError, save_answer
from evaluation.models import Collection, Value, ValueChange
from tests.evaluation.collection_factories import S, a_form, fill, value
from tests.evaluation.shared_database import all_at_once, on_disk

CODES = ("M1-01", "M3-05", "MO-03", "M2-01")
SAVES, WORKERS = 200, 10


@pytest.fixture(autouse=True)
def shared(transactional_db, tmp_path):
    with on_disk(tmp_path):
        yield


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
                    save_answer(one, changes, seen=one.version, actor=cast.director)
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
                save_answer(seen[number], {"value": Decimal(number)}, seen=0, actor=cast.director)
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
                return save_answer(one, {"comment": "À temps"}, seen=one.version, actor=cast.director).comment
            except RefusedError as refusal:
                return str(refusal)[:14]

        return save

    answers = all_at_once([send, *(saver(code) for code in CODES)], workers=5)
    sent = Collection.objects.get().submissions.get().frozen["values"]
    assert answers[0] == S.SUBMITTED
    stored = {one.indicator.code: one.comment for one in Value.objects.select_related("indicator")}
    assert {code: sent[code]["comment"] for code in stored} == stored
    assert sum(comment == "À temps" for comment in stored.values()) == answers.count("À temps")
