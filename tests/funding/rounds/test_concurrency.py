"""Several people at once: one wins, the others are told why, and nothing is lost or written twice."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.journal import faults, record
from accounts.models import Act, JournalHead
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment, Round
from funding.payments.services import notify, pay
from funding.rounds import services as rounds
from funding.rounds.services import Correction
from funding.rounds.workflow import faults_of
from tests.funding.rounds.test_services import line_of
from tests.races import at_once, refusals
from tests.text import words

DAY = dt.date(2025, 2, 14)
WRITERS, ACTS_EACH = 8, 12
pytestmark = pytest.mark.usefixtures("shared_database")


def test_two_adoptions_at_once_make_one(draft, cast):
    answers = at_once(*[lambda: rounds.adopt_without_printing(draft, actor=cast.national)] * 2)
    assert refusals(answers) == ["Exercice 2025 est déjà dans l’état « adopté »."]
    assert Act.objects.filter(verb="exercice : adopter").count() == 1
    assert list(faults_of(Round.objects.get())) == list(faults()) == []


def test_two_adoptions_of_a_correction_at_once_make_one(adopted, cast):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Oubli.")
    answers = at_once(*[lambda: rounds.adopt_without_printing(correction, actor=cast.national)] * 2)
    assert refusals(answers) == ["Exercice 2025, version 2 est déjà dans l’état « adopté »."]
    assert list(Round.objects.order_by("version").values_list("state", flat=True)) == [
        RoundState.REPLACED,
        RoundState.ADOPTED,
    ]
    assert list(faults()) == []


def test_two_people_who_prepare_a_year_at_once_open_it_once(network, scale, cast):
    answers = at_once(*[lambda: rounds.prepare(2025, scale, actor=cast.national)] * 2)
    assert refusals(answers) == ["L’exercice 2025 existe déjà : ouvrez-le, ou corrigez-le s’il est adopté."]
    assert (Round.objects.count(), Allocation.objects.count()) == (1, 5)


def test_two_people_who_correct_an_exercise_at_once_open_one_correction(adopted, cast):
    answers = at_once(*[lambda: rounds.open_correction(adopted, actor=cast.national, reason="Oubli.")] * 2)
    assert refusals(answers) == ["Une correction de l’exercice 2025 est déjà en préparation."]
    assert Round.objects.filter(state=RoundState.OPEN).count() == 1


def test_a_figure_corrected_during_the_adoption_is_in_it_or_refused(draft, cast):
    line = line_of(draft, "ici")
    wanted = Correction(qpv=99, km=Decimal(90), in_formula=True, reason="Recomptage.")
    answers = at_once(
        lambda: rounds.correct_figure(line, wanted, actor=cast.national),
        lambda: rounds.adopt_without_printing(draft, actor=cast.national),
    )
    adopted = Round.objects.get()
    assert line_of(adopted, "ici").qpv == (40 if refusals(answers) else 99)
    assert list(faults_of(adopted)) == []


def test_two_corrections_of_the_same_preview_at_once_make_one(draft, cast):
    line, seen = line_of(draft, "ici"), Round.objects.get().stamp
    wanted = [
        Correction(qpv=qpv, km=Decimal(90), in_formula=True, reason="Recomptage.", preview_stamp=seen)
        for qpv in (50, 60)
    ]
    answers = at_once(*[lambda one=one: rounds.correct_figure(line, one, actor=cast.national) for one in wanted])
    assert refusals(answers) == [words(rounds.STALE_PREVIEW)]
    assert Act.objects.filter(verb="exercice : corriger une donnée").count() == 1


def test_an_exercise_is_adopted_or_abandoned_but_not_both(draft, cast):
    answers = at_once(
        lambda: rounds.adopt_without_printing(draft, actor=cast.national),
        lambda: rounds.abandon(draft, actor=cast.national),
    )
    assert refusals(answers) in (
        ["L’exercice 2025 est adopté : corrigez-le par une nouvelle version."],
        ["Exercice 2025 n’existe plus : quelqu’un d’autre y a renoncé."],
    )
    assert Round.objects.filter(state=RoundState.ADOPTED).count() == Round.objects.count()


@pytest.mark.parametrize("other", ["relire/", "adopter/", "donnees/ici/"])
def test_two_clicks_at_once_never_break_a_page(draft, cast, sign_in, other):
    figure = {"qpv": "99", "km": "90", "in_formula": "on", "reason": "Recomptage.", "confirm": "oui"}
    clicks = [(sign_in(cast.national), place) for place in ("abandonner/", other)]
    answers = at_once(
        *[lambda who=who, place=place: who.post(f"/financement/2025/exercice/{place}", figure) for who, place in clicks]
    )
    assert {answer.status_code for answer in answers} <= {302, 404, 409}


def test_two_notifications_at_once_never_pass_the_floor_together_without_a_reason(adopted, cast):
    line = line_of(adopted, "ici")
    answers = at_once(
        *[
            lambda amount=amount: notify(line, actor=cast.regional, amount=Decimal(amount), on=DAY)
            for amount in (100_000, 100_001)
        ]
    )
    (refusal,) = refusals(answers)
    assert refusal.startswith("Le total notifié (200 001 €) dépasse le plancher de l’État (180 000 €)")
    assert Notification.objects.count() == 1


def test_two_payments_at_once_never_pass_what_is_notified(adopted, cast):
    line = line_of(adopted, "ici")
    notify(line, actor=cast.regional, amount=line.state_floor, on=DAY)
    answers = at_once(
        *[
            lambda amount=amount: pay(line, actor=cast.regional, amount=Decimal(amount), on=DAY)
            for amount in (100_000, 100_001)
        ]
    )
    assert [answer.partition(" dépasserait")[0] for answer in refusals(answers)] == ["Le total versé (200 001 €)"]
    assert Payment.objects.count() == 1


def test_eight_writers_leave_an_unbroken_journal(cast):
    def write(number):
        for rank in range(ACTS_EACH):
            record(cast.national, f"acte {number}", comment=f"rang {rank}")

    at_once(*[lambda number=number: write(number) for number in range(WRITERS)])
    assert list(faults()) == []
    assert JournalHead.objects.get().length == Act.objects.count() == WRITERS * ACTS_EACH
