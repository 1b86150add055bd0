"""Writing together: no silent overwrite, every version kept, decisions, contributions, the margin."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.acts.edit_conflicts import ConflictError, form_token
from accounts.acts.workflow import RefusedError
from accounts.models import Act
from evaluation.enums import Decision, Kept, OpinionState, SectionKey
from evaluation.models import Contribution, OpinionSection, SectionVersion
from evaluation.opinions import services as acts
from evaluation.opinions.editing import (
    SentenceChoice,
    contribute,
    decide,
    remark,
    resolve,
    save_items,
    save_text,
)
from evaluation.opinions.forms import posted_commitments, posted_follow_ups, posted_recommendations
from evaluation.opinions.queries import remark_threads
from evaluation.opinions.services import items_as_text
from tests.evaluation.opinions.factories import YEAR, campaign, figures, opinion_in

S = OpinionState
KEY = SectionKey.M1


@pytest.fixture
def opinion(cast, ici):
    figures(ici, cast.director, M1_01=42, M1_02=3)
    return acts.open_opinion(ici, YEAR, actor=cast.regional)


def section_of(opinion, key=KEY):
    return OpinionSection.objects.get(opinion=opinion, key=key)


class TestSections:
    def test_a_save_makes_a_version_and_an_act(self, cast, opinion):
        save_text(opinion, KEY, "Un texte.\r\n", base_version=0, actor=cast.regional)
        section = section_of(opinion)
        assert (section.source, section.version, section.changed_by) == ("Un texte.", 1, cast.regional)
        assert [(one.rank, one.source) for one in section.versions.all()] == [(1, "Un texte.")]
        assert Act.objects.latest("pk").facts == {"section": "mission-1", "version": 1}

    @pytest.mark.parametrize("sign", ["\U0001f600", "\ue000"])
    def test_what_no_page_can_draw_is_refused_and_nothing_is_written(self, cast, opinion, sign):
        with pytest.raises(RefusedError, match="Aucun document imprimé ne peut dessiner"):
            save_text(opinion, KEY, f"Bravo {sign}", base_version=0, actor=cast.regional)
        assert section_of(opinion).source == ""

    def test_a_list_pasted_from_a_word_processor_is_a_list(self, cast, opinion):
        save_text(opinion, KEY, "\uf0b7 un\r\n• deux", base_version=0, actor=cast.regional)
        assert section_of(opinion).source == "- un\n- deux"

    def test_an_unchanged_text_makes_nothing_even_over_an_old_version(self, cast, opinion):
        save_text(opinion, KEY, "Un texte.", base_version=0, actor=cast.regional)
        save_text(opinion, KEY, "Un texte.", base_version=0, actor=cast.admin)
        assert SectionVersion.objects.count() == 1

    def test_a_text_written_meanwhile_is_never_overwritten(self, cast, opinion):
        save_text(opinion, KEY, "Le premier.", base_version=0, actor=cast.regional)
        with pytest.raises(ConflictError) as conflict:
            save_text(opinion, KEY, "Le second.", base_version=0, actor=cast.admin)
        assert (conflict.value.stored.source, conflict.value.typed["source"]) == ("Le premier.", "Le second.")
        assert section_of(opinion).source == "Le premier."

    def test_autosaves_of_one_sitting_make_one_version_and_one_act(self, cast, opinion):
        before = Act.objects.count()
        for seen, text in enumerate(["U", "Un", "Un t"]):
            save_text(opinion, KEY, text, base_version=seen, actor=cast.regional, is_automatic=True)
        assert [(one.rank, one.source) for one in SectionVersion.objects.all()] == [(3, "Un t")]
        assert Act.objects.count() - before == 1

    def test_what_was_saved_by_hand_is_never_merged_away(self, cast, opinion):
        save_text(opinion, KEY, "Voulu.", base_version=0, actor=cast.regional)
        save_text(opinion, KEY, "Voulu. Et", base_version=1, actor=cast.regional, is_automatic=True)
        save_text(opinion, KEY, "Voulu. Et plus", base_version=2, actor=cast.regional, is_automatic=True)
        assert [one.source for one in section_of(opinion).versions.all()] == ["Voulu. Et plus", "Voulu."]

    def test_another_sitting_makes_another_version(self, cast, opinion):
        save_text(opinion, KEY, "Hier.", base_version=0, actor=cast.regional, is_automatic=True)
        SectionVersion.objects.update(at=timezone.now() - dt.timedelta(hours=1))
        save_text(opinion, KEY, "Hier. Aujourd’hui.", base_version=1, actor=cast.regional, is_automatic=True)
        assert SectionVersion.objects.count() == 2

    @pytest.mark.parametrize("role", ["national", "departmental", "director", "partner", "nobody", "other_regional"])
    def test_only_the_lead_region_writes(self, cast, opinion, role):
        with pytest.raises(PermissionDenied):
            save_text(opinion, KEY, "Non.", base_version=0, actor=getattr(cast, role))

    def test_an_opinion_stays_short(self, cast, opinion):
        with pytest.raises(RefusedError, match="R-137"):
            save_text(opinion, KEY, "a" * 20_001, base_version=0, actor=cast.regional)

    def test_a_list_is_not_a_text(self, cast, opinion):
        with pytest.raises(RefusedError, match="liste"):
            save_text(opinion, SectionKey.COMMITMENTS, "x", base_version=0, actor=cast.regional)


class TestLists:
    def test_recommendations_are_numbered_as_they_come(self):
        typed = {"lines": "1. Former.\n\n- Publier deux fiches.\n  3) Aller   vers les élus.\n"}
        assert posted_recommendations(typed) == [
            {"rank": 1, "text": "Former."},
            {"rank": 2, "text": "Publier deux fiches."},
            {"rank": 3, "text": "Aller vers les élus."},
        ]

    def test_an_unknown_answer_is_none(self):
        items = [{"rule": "R-120", "kept": "", "evidence": ""}]
        assert posted_commitments(items, {"kept-R-120": "volé", "word-R-120": "Un mot"}) == [
            {"rule": "R-120", "kept": "", "evidence": "Un mot"}
        ]
        assert posted_follow_ups([{"rank": 1}], {"kept-1": "suivie"}) == [{"rank": 1, "followed": "suivie", "word": ""}]

    def test_their_history_reads_like_a_text(self, cast, opinion):
        section = section_of(opinion, SectionKey.COMMITMENTS)
        items = [item | {"kept": Kept.RESPECTED.value, "evidence": "vu"} for item in section.items[:1]]
        save_items(opinion, SectionKey.COMMITMENTS, items, base_version=section.version, actor=cast.regional)
        assert section_of(opinion, SectionKey.COMMITMENTS).source == "R-120 respecté : vu"
        assert items_as_text(SectionKey.RECOMMENDATIONS, [{"rank": 1, "text": "Former."}]) == "1. Former."


class TestSentences:
    def decided(self, cast, opinion, decision, rewritten="", base_version=0):
        row = opinion.sentences.get(key="M1-01/niveau")
        choice = SentenceChoice(decision=decision, rewritten=rewritten, base_version=base_version)
        decide(opinion, KEY, {row.pk: choice}, actor=cast.regional)
        row.refresh_from_db()
        return row

    @pytest.mark.parametrize(
        ("decision", "rewritten", "told"),
        [
            (Decision.KEPT, "", True),
            (Decision.DROPPED, "", ""),
            (Decision.PROPOSED, "", ""),
            (Decision.REWRITTEN, "  Quarante-deux \n demi-journées. ", "Quarante-deux demi-journées."),
        ],
    )
    def test_each_is_kept_rewritten_or_dropped(self, cast, opinion, decision, rewritten, told):
        row = self.decided(cast, opinion, decision, rewritten)
        assert row.told == (row.text if told is True else told)

    def test_a_rewritten_sentence_has_its_text(self, cast, opinion):
        with pytest.raises(RefusedError, match="Écrivez votre phrase à la place"):
            self.decided(cast, opinion, Decision.REWRITTEN)

    def test_a_decision_taken_meanwhile_is_not_overwritten(self, cast, opinion):
        self.decided(cast, opinion, Decision.DROPPED)
        with pytest.raises(RefusedError, match="Une autre personne a décidé entre-temps"):
            self.decided(cast, opinion, Decision.KEPT, base_version=0)

    def test_a_made_up_decision_is_refused(self, cast, opinion):
        with pytest.raises(RefusedError, match="Choisissez"):
            self.decided(cast, opinion, "volée")

    def test_reading_the_figures_again_keeps_what_did_not_change(self, cast, ici, opinion):
        self.decided(cast, opinion, Decision.KEPT)
        acts.refresh(opinion, actor=cast.regional)
        assert opinion.sentences.get(key="M1-01/niveau").decision == Decision.KEPT
        ici.collections.get().values.filter(indicator__code="M1-01").update(value=43)
        acts.refresh(opinion, actor=cast.regional)
        row = opinion.sentences.get(key="M1-01/niveau")
        assert (row.decision, "43\u00a0demi-journées" in row.text) == (Decision.PROPOSED, True)

    def test_a_sentence_set_with_other_spaces_is_still_decided(self, cast, ici, opinion):
        self.decided(cast, opinion, Decision.KEPT)
        kept = opinion.sentences.filter(key="M1-01/niveau")
        kept.update(text=kept.get().text.replace("\u00a0", " "))
        acts.refresh(opinion, actor=cast.regional)
        assert (kept.get().decision, "42\u00a0demi-journées" in kept.get().text) == (Decision.KEPT, True)

    def test_a_rewritten_sentence_outlives_its_figure(self, cast, ici, opinion):
        self.decided(cast, opinion, Decision.REWRITTEN, "Mes mots.")
        ici.collections.get().values.filter(indicator__code="M1-01").delete()
        acts.refresh(opinion, actor=cast.regional)
        assert opinion.sentences.get(key="M1-01/niveau").told == "Mes mots."

    def test_nothing_is_proposed_from_figures_that_nobody_verified(self, cast, ailleurs):
        figures(ailleurs, cast.director, state="submitted", M1_01=42)
        opinion = acts.open_opinion(ailleurs, YEAR, actor=cast.other_regional)
        assert not opinion.sentences.filter(key="M1-01/niveau").exists()


class TestConsultation:
    def test_r_58_is_dated_and_named(self, cast, ici):
        opinion = opinion_in(S.CONSULTED, ici, cast)
        row = opinion.contributions.get()
        contribute(row, text="Bien identifié.", authority="la sous-préfète", actor=cast.departmental)
        row.refresh_from_db()
        assert (row.text, row.authority, row.answered_by, row.version) == (
            "Bien identifié.", "la sous-préfète", cast.departmental, 1,
        )  # fmt: skip
        before = form_token({"text": "", "authority": ""})
        with pytest.raises(ConflictError) as conflict:
            contribute(row, text="Autre.", authority="x", token=before, actor=cast.departmental)
        assert conflict.value.stored == {"text": "Bien identifié.", "authority": "la sous-préfète"}
        with pytest.raises(RefusedError, match="Écrivez la contribution"):
            contribute(row, text=" ", authority="x", actor=cast.departmental)

    def test_it_waits_for_the_consultation(self, cast, opinion):
        row = Contribution.objects.create(opinion=opinion, department=opinion.centre.perimeters.get().department)
        with pytest.raises(RefusedError, match="pas encore en consultation"):
            contribute(row, text="Tôt.", authority="x", actor=cast.departmental)


class TestMargin:
    def test_threads_are_answered_and_resolved(self, cast, opinion):
        first = remark(opinion, KEY, "À revoir ?", actor=cast.departmental)
        second = remark(opinion, KEY, "Autre fil.", actor=cast.regional)
        answer = remark(opinion, KEY, "Oui.", actor=cast.regional, answers=first)
        resolve(first, actor=cast.regional)
        threads = remark_threads(opinion.margin.all())
        assert [(thread.first, thread.answers) for thread in threads] == [(second, ()), (first, (answer,))]
        resolve(first, actor=cast.regional, is_resolved=False)
        first.refresh_from_db()
        assert first.resolved_at is None

    def test_an_answer_answers_the_first_remark_of_its_opinion(self, cast, ailleurs, opinion):
        first = remark(opinion, KEY, "À revoir ?", actor=cast.regional)
        answer = remark(opinion, KEY, "Oui.", actor=cast.regional, answers=first)
        campaign()
        other = acts.open_opinion(ailleurs, YEAR, actor=cast.other_regional)
        for wrong, place in ((answer, opinion), (first, other)):
            with pytest.raises(RefusedError, match="première remarque"):
                remark(place, KEY, "Non.", actor=cast.regional, answers=wrong)

    def test_what_is_said_in_the_margin_is_an_act_that_does_not_repeat_the_words(self, cast, opinion):
        first = remark(opinion, KEY, "À revoir ?", actor=cast.departmental)
        resolve(first, actor=cast.regional)
        resolve(first, actor=cast.regional, is_resolved=False)
        told = Act.objects.order_by("-pk").values_list("verb", "actor", "facts")[:3]
        assert list(told) == [
            ("avis : rouvrir une remarque", cast.regional.pk, {"section": KEY}),
            ("avis : régler une remarque", cast.regional.pk, {"section": KEY}),
            ("avis : remarquer en marge", cast.departmental.pk, {"section": KEY}),
        ]
