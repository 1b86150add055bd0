"""The life of an opinion: who moves it, what is asked first, what is frozen, who reads it when (§1.10)."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from documents.published.write_once import json_fingerprint
from evaluation.enums import OpinionState, SectionKey
from evaluation.models import Contribution, MarginComment, Opinion, OpinionSection, ProposedSentence, SectionVersion
from evaluation.opinions import services as acts
from evaluation.opinions.editing import remark, save_items, save_text
from evaluation.opinions.printing.context import print_context
from governance.law.legal_calendar import REPLY
from tests.documents.published.publishing import unguarded
from tests.evaluation.opinions.factories import (
    STATES,
    YEAR,
    communicated_on,
    figures,
    opinion_in,
    reread,
    write_required,
)
from tests.text import words

S = OpinionState
ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "nobody", "other_regional",
         "other_departmental", "other_director", "other_partner")  # fmt: skip
PREPARING = frozenset({"admin", "regional", "departmental"})
TOLD = frozenset({"admin", "national", "regional", "departmental", "director", "partner"})
# §1.10: « en préparation », the State of the centre; « communiqué », all those of the centre; never the others.
READERS = {
    S.WRITING: PREPARING,
    S.CONSULTED: PREPARING,
    S.COMMUNICATED: TOLD,
    S.REPLIED: TOLD,
    S.TRANSMITTED: TOLD,
}
NO = frozenset()
LEAD = frozenset({"admin", "regional"})
TEAM = frozenset({"admin", "director"})
# Who may move it from each state; anyone else is refused by name, and a state that has no such step says so.
MOVERS = {
    "consult": {S.WRITING: LEAD},
    "communicate": {S.CONSULTED: LEAD},
    "reply": {S.COMMUNICATED: TEAM},
    "transmit": {S.COMMUNICATED: LEAD, S.REPLIED: LEAD},
    "correct": {S.COMMUNICATED: LEAD, S.REPLIED: LEAD, S.TRANSMITTED: LEAD},
}
ACTS = {
    "consult": lambda opinion, actor: acts.consult(opinion, actor=actor),
    "communicate": lambda opinion, actor: acts.communicate(opinion, actor=actor),
    "reply": lambda opinion, actor: acts.reply(opinion, actor=actor, text="Bien reçu."),
    "transmit": lambda opinion, actor: acts.transmit(opinion, actor=actor),
    "correct": lambda opinion, actor: acts.correct(opinion, reason="Un chiffre faux.", actor=actor),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_read_by_these_and_nobody_else(cast, ici, state):
    opinion = opinion_in(state, ici, cast)
    readers = {role for role in ROLES if opinion in Opinion.objects.visible_to(getattr(cast, role))}
    assert readers == READERS[state]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("model", [Contribution, ProposedSentence, SectionVersion])
def test_the_working_notes_stay_between_agents_of_the_state(cast, ici, model, state):
    """§1.10: the centre, its partners and the national staff read the opinion once told, never how it was made."""
    opinion = opinion_in(state, ici, cast)
    opinion.sentences.create(key="M1-01", section=SectionKey.M1, rank=1, text="Le centre anime.")
    opinion.contributions.get_or_create(department=ici.perimeters.get().department)
    readers = {role for role in ROLES if model.objects.visible_to(getattr(cast, role)).exists()}
    assert readers == PREPARING
    assert not model.objects.visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize(("is_told", "expected"), [(False, PREPARING), (True, frozenset({"admin"}))])
def test_the_margin_is_read_by_the_state_while_it_is_prepared_and_never_by_the_centre(cast, ici, is_told, expected):
    opinion = opinion_in(S.CONSULTED, ici, cast)
    remark(opinion, SectionKey.GENERAL, "À revoir.", actor=cast.regional)
    if is_told:
        acts.communicate(opinion, actor=cast.regional)
    readers = {role for role in ROLES if MarginComment.objects.visible_to(getattr(cast, role)).exists()}
    assert readers == expected


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_belongs_to_its_people_in_its_state(cast, ici, state, act):
    opinion = opinion_in(state, ici, cast)
    if state == S.COMMUNICATED:  # the time given to reply is over
        unguarded(Opinion).filter(pk=opinion.pk).update(reply_due_on=localdate() - dt.timedelta(days=1))
    for role in ROLES:
        with transaction.atomic():
            done = _done(ACTS[act], reread(opinion), getattr(cast, role))
            transaction.set_rollback(True)
        assert done is (role in MOVERS[act].get(state, NO)), role


def _done(act, opinion, actor):
    try:
        act(opinion, actor)
    except (PermissionDenied, RefusedError):
        return False
    return True


class TestWriting:
    def test_only_the_lead_region_opens_it_and_once(self, cast, ici):
        for role in set(ROLES) - LEAD:
            with pytest.raises(PermissionDenied):
                acts.open_opinion(ici, YEAR, actor=getattr(cast, role))
        acts.open_opinion(ici, YEAR, actor=cast.regional)
        with pytest.raises(RefusedError, match=f"L’avis {YEAR} sur Ici est déjà ouvert."):
            acts.open_opinion(ici, YEAR, actor=cast.regional)

    def test_it_is_named_and_has_all_its_sections(self, cast, ici):
        opinion = acts.open_opinion(ici, YEAR, actor=cast.regional)
        assert (opinion.reference, opinion.version, opinion.state) == (f"AVIS-{YEAR}-ici-1", 1, S.WRITING)
        assert {one.key for one in opinion.sections.all()} == set(SectionKey.values)

    def test_only_one_is_in_preparation(self, cast, ici):
        opinion_in(S.WRITING, ici, cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.create(
                centre=ici, year=YEAR, version=2, reference="AVIS-x", opened_at=reread_any().opened_at,
                previous=reread_any(), correction_reason="x",
            )  # fmt: skip


def reread_any():
    return Opinion.objects.get()


class TestConsultation:
    def test_r_58_asks_each_departement_of_the_centre_on_a_day(self, cast, ici):
        opinion = acts.consult(opinion_in(S.WRITING, ici, cast), actor=cast.regional)
        asked = [(row.department.code, row.asked_on) for row in Contribution.objects.filter(opinion=opinion)]
        assert asked == [("29", localdate())]
        assert opinion.consulted_on == localdate()


class TestCommunication:
    @pytest.mark.parametrize(
        ("written", "missing"),
        [
            ((), "« Appréciation quantitative » et « Appréciation qualitative d’ensemble »"),
            ((SectionKey.QUANTITATIVE,), "« Appréciation qualitative d’ensemble »"),
            ((SectionKey.GENERAL,), "« Appréciation quantitative »"),
        ],
    )
    def test_r_137_asks_both_appraisals(self, cast, ici, written, missing):
        opinion = acts.open_opinion(ici, YEAR, actor=cast.regional)
        for key in written:
            save_text(opinion, key, "Texte.", base_version=0, actor=cast.regional)
        acts.consult(opinion, actor=cast.regional)
        with pytest.raises(RefusedError) as refusal:
            acts.communicate(opinion, actor=cast.regional)
        assert words(str(refusal.value)).startswith(f"Écrivez d’abord {missing} :")
        assert reread(opinion).communicated_at is None

    def test_r_58_is_asked_first(self, cast, ici):
        opinion = opinion_in(S.CONSULTED, ici, cast)
        opinion.contributions.all().delete()
        with pytest.raises(RefusedError, match="Aucun département n’a été consulté"):
            acts.communicate(opinion, actor=cast.regional)

    def test_r_138_is_dated_sealed_and_journalled(self, cast, ici):
        opinion = acts.communicate(opinion_in(S.CONSULTED, ici, cast), actor=cast.regional)
        assert opinion.reply_due_on == REPLY.after(localdate())
        assert opinion.seal == json_fingerprint(opinion.frozen)
        assert Act.objects.latest("pk").verb == "avis : communiquer au centre"

    def test_the_centre_is_left_a_day_at_least(self, cast, ici):
        with pytest.raises(RefusedError, match="Laissez au centre le temps de répondre"):
            acts.communicate(opinion_in(S.CONSULTED, ici, cast), actor=cast.regional, reply_due_on=localdate())

    def test_the_database_refuses_what_is_communicated_without_its_content(self, cast, ici):
        opinion = opinion_in(S.CONSULTED, ici, cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.filter(pk=opinion.pk).update(state=S.COMMUNICATED)

    def test_what_is_communicated_never_changes(self, cast, ici):
        figures(ici, cast.director, M1_01=42)
        opinion = opinion_in(S.CONSULTED, ici, cast)
        opinion = acts.communicate(opinion, actor=cast.regional)
        before = print_context(opinion)
        OpinionSection.objects.filter(opinion=opinion).update(source="Tout autre chose.")
        opinion.sentences.all().delete()
        ici.identities.update(name="Autre nom")
        opinion = reread(opinion)
        assert print_context(opinion) == before
        assert opinion.seal == json_fingerprint(opinion.frozen)

    @pytest.mark.parametrize("state", [S.COMMUNICATED, S.REPLIED, S.TRANSMITTED])
    def test_nothing_is_written_any_more(self, cast, ici, state):
        opinion = opinion_in(state, ici, cast)
        for write in (
            lambda: save_text(opinion, SectionKey.M1, "Trop tard.", base_version=0, actor=cast.regional),
            lambda: save_items(opinion, SectionKey.RECOMMENDATIONS, [], base_version=0, actor=cast.regional),
            lambda: remark(opinion, SectionKey.M1, "Trop tard.", actor=cast.regional),
            lambda: acts.refresh(opinion, actor=cast.regional),
        ):
            with pytest.raises(RefusedError, match="Cet avis est communiqué : il ne change plus"):
                write()

    def test_the_words_of_the_margin_and_of_the_departements_are_never_in_it(self, cast, ici):
        opinion = opinion_in(S.CONSULTED, ici, cast)
        remark(opinion, SectionKey.GENERAL, "Secret de marge", actor=cast.regional)
        row = opinion.contributions.get()
        row.text, row.authority = "Secret de préfecture", "la sous-préfète"
        row.answered_at = opinion.opened_at
        row.save()
        opinion = acts.communicate(opinion, actor=cast.regional)
        told = str(print_context(opinion))
        assert "Secret" not in told
        assert "la sous-préfète" in told


class TestReply:
    def test_it_is_a_text_a_pdf_or_both_once(self, cast, ici):
        opinion = opinion_in(S.COMMUNICATED, ici, cast)
        with pytest.raises(RefusedError, match="Écrivez la réponse, ou joignez-la"):
            acts.reply(opinion, actor=cast.director, text=" ")
        with pytest.raises(RefusedError, match="Le fichier joint n’est pas un PDF"):
            acts.reply(opinion, actor=cast.director, file_name="a.pdf", content=b"MZ")
        replied = acts.reply(opinion, actor=cast.director, text="**Bien** reçu.", file_name="a.pdf", content=b"%PDF-1")
        assert replied.state == S.REPLIED
        told = print_context(reread(opinion))["reply"]
        assert (told["html"], told["file_name"], told["is_late"]) == (
            "<p><strong>Bien</strong> reçu.</p>", "a.pdf", False,
        )  # fmt: skip
        with pytest.raises(RefusedError, match="Cet avis n’attend plus de réponse"):
            acts.reply(opinion, actor=cast.director, text="Encore.")

    def test_after_the_day_it_is_kept_and_said_to_be_late(self, cast, ici):
        opinion = opinion_in(S.CONSULTED, ici, cast)
        opinion = communicated_on(opinion, cast.regional, localdate() - dt.timedelta(days=40))
        assert acts.reply(opinion, actor=cast.director, text="Tard.").reply.is_late


class TestTransmission:
    def test_the_time_given_to_the_centre_is_kept(self, cast, ici):
        opinion = opinion_in(S.COMMUNICATED, ici, cast)
        with pytest.raises(RefusedError, match="Le centre peut répondre jusqu’au"):
            acts.transmit(opinion, actor=cast.regional)
        acts.reply(opinion, actor=cast.director, text="Bien reçu.")
        assert acts.transmit(opinion, actor=cast.regional).transmitted_on == localdate()

    @pytest.mark.parametrize(("on", "late"), [((6, 30), False), ((7, 1), True)])
    def test_r_139_records_lateness_and_prevents_nothing(self, cast, ici, on, late):
        opinion = opinion_in(S.REPLIED, ici, cast)
        opinion = acts.transmit(opinion, actor=cast.regional, on=dt.date(YEAR + 1, *on))
        assert (opinion.state, opinion.is_late_on(localdate())) == (S.TRANSMITTED, late)


class TestCorrection:
    def test_it_is_a_new_version_with_its_reason_and_the_old_one_stays(self, cast, ici):
        old = opinion_in(S.TRANSMITTED, ici, cast)
        before = print_context(old)
        new = acts.correct(old, reason="Un chiffre faux.", actor=cast.regional)
        assert (new.version, new.reference, new.previous, new.state) == (2, f"AVIS-{YEAR}-ici-2", old, S.WRITING)
        save_text(new, SectionKey.GENERAL, "Corrigé.", base_version=1, actor=cast.regional)
        assert print_context(reread(old)) == before
        acts.consult(new, actor=cast.regional)
        new = acts.communicate(new, actor=cast.regional)
        assert new.frozen["correction"] == {
            "reason": "Un chiffre faux.", "previous_reference": f"AVIS-{YEAR}-ici-1",
        }  # fmt: skip
        assert list(Opinion.objects.in_force()) == [new]
        assert set(Opinion.objects.visible_to(cast.director)) == {old, new}

    def test_the_reason_is_asked_and_one_is_enough(self, cast, ici):
        old = opinion_in(S.TRANSMITTED, ici, cast)
        with pytest.raises(RefusedError, match="Une correction dit pourquoi"):
            acts.correct(old, reason=" ", actor=cast.regional)
        acts.correct(old, reason="Un chiffre faux.", actor=cast.regional)
        with pytest.raises(RefusedError, match="Une correction de cette version existe déjà"):
            acts.correct(old, reason="Un autre.", actor=cast.regional)


class TestFollowUps:
    def test_last_years_recommendations_come_to_be_followed_up(self, cast, ici):
        last = acts.open_opinion(ici, YEAR - 1, actor=cast.regional)
        write_required(last, cast.regional)
        save_items(
            last, SectionKey.RECOMMENDATIONS, [{"rank": 1, "text": "Former."}], base_version=0, actor=cast.regional
        )
        acts.consult(last, actor=cast.regional)
        acts.communicate(last, actor=cast.regional)
        opinion = acts.open_opinion(ici, YEAR, actor=cast.regional)
        assert opinion.sections.get(key=SectionKey.FOLLOW_UPS).items == [
            {"rank": 1, "text": "Former.", "followed": "", "word": ""}
        ]

    def test_the_thirteen_commitments_come_with_what_the_figures_say(self, cast, ici):
        """R-120 to R-132."""
        figures(ici, cast.director, QP_12=0)
        opinion = acts.open_opinion(ici, YEAR, actor=cast.regional)
        items = opinion.sections.get(key=SectionKey.COMMITMENTS).items
        assert [item["rule"] for item in items] == [f"R-{number}" for number in range(120, 133)]
        elected = next(item for item in items if item["rule"] == "R-127")
        assert (elected["proposed"], elected["kept"]) == ("non_respecte", "")
