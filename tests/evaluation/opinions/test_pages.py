"""The pages of the opinions: what they cost, what they show and to whom, with and without JavaScript."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import Act
from evaluation.enums import LISTS, Decision, OpinionState, SectionKey
from evaluation.law.sentences.build import QuartilePosition
from evaluation.models import Campaign, MarginComment, Opinion, OpinionSection
from evaluation.opinions import services as acts
from evaluation.opinions.editing import remark, save_text
from evaluation.opinions.facts import load_facts
from evaluation.opinions.printing.context import print_context
from evaluation.opinions.printing.view import index_charts
from evaluation.opinions.views import writing as opinion_writing
from tests.evaluation.opinions.factories import (
    YEAR,
    campaign,
    figures,
    opinion_in,
    write_required,
)
from tests.evaluation.referential.factories import IndicatorFactory
from tests.factories import CentreFactory
from tests.text import words

S = OpinionState
HERE = f"/avis/{YEAR}/ici/"
PDF = b"%PDF-1.7 essai"


def text_of(response):
    return words(response.content.decode())


def crowded(opinion, cast, size):
    """The same opinion with `size` remarks and contributions more."""
    for number in range(size):
        remark(opinion, SectionKey.GENERAL, f"Remarque {number}.", actor=cast.regional)


class TestCost:
    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize(("role", "queries"), [("regional", 4), ("national", 4), ("director", 4)])
    def test_the_list(self, cast, sign_in, django_assert_num_queries, role, queries, size):
        for number in range(size):
            centre = CentreFactory(usual_name=f"Centre {number}")
            figures(centre, cast.director, M1_01=number)
        client = sign_in(getattr(cast, role))
        with django_assert_num_queries(queries):
            assert client.get(f"/avis/{YEAR}/").status_code == 200

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize(
        ("state", "role", "address", "queries"),
        [
            (S.CONSULTED, "regional", HERE, 6),
            (S.CONSULTED, "departmental", HERE, 6),
            (S.REPLIED, "director", HERE, 3),
            (S.REPLIED, "director", f"{HERE}versions/", 4),
            (S.CONSULTED, "regional", f"{HERE}rediger/", 6),
            (S.CONSULTED, "regional", f"{HERE}rediger/ensemble/", 6),
            (S.CONSULTED, "regional", f"{HERE}historique/ensemble/", 5),
            (S.CONSULTED, "departmental", f"{HERE}remarques/ensemble/", 7),
            (S.CONSULTED, "departmental", f"{HERE}consultation/", 5),
        ],
    )
    def test_a_page(self, cast, ici, sign_in, django_assert_num_queries, state, role, address, queries, size):
        opinion = opinion_in(S.WRITING, ici, cast)
        crowded(opinion, cast, size)
        for seen in range(1, size + 1):
            save_text(opinion, SectionKey.GENERAL, f"Texte {seen}.", base_version=seen, actor=cast.regional)
        acts.consult(opinion, actor=cast.regional)
        if state == S.REPLIED:
            acts.communicate(opinion, actor=cast.regional)
            acts.reply(opinion, actor=cast.director, text="Reçu.", file_name="a.pdf", content=PDF)
        client = sign_in(getattr(cast, role))
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200

    @pytest.mark.parametrize("size", [1, 3])
    def test_reading_the_facts(self, cast, ici, django_assert_num_queries, size):
        for _ in range(size):
            figures(CentreFactory(qpv=50), cast.director, M1_01=3)
        with django_assert_num_queries(25):
            load_facts(ici, YEAR, localdate())


class TestReading:
    def test_the_centre_reads_what_is_told_and_nothing_of_how_it_was_written(self, cast, ici, sign_in):
        figures(ici, cast.director, M1_01=42)
        opinion = opinion_in(S.CONSULTED, ici, cast)
        remark(opinion, SectionKey.GENERAL, "Secret de marge", actor=cast.regional)
        opinion.sentences.filter(key="M1-01/niveau").update(decision=Decision.KEPT)
        before = text_of(sign_in(cast.regional).get(HERE))
        acts.communicate(opinion, actor=cast.regional)
        after = text_of(sign_in(cast.director).get(HERE))
        assert "Le centre déclare 42 demi-journées d’animation de réseau" in after
        assert ("opinion-generated" in before, "opinion-generated" in after) == (True, False)
        assert "Secret" not in after
        assert "Répondre à l’avis" in after
        assert opinion.reference in after

    def test_hostile_text_stays_text(self, cast, ici, sign_in):
        opinion = opinion_in(S.WRITING, ici, cast)
        save_text(opinion, SectionKey.M1, "<script>alert(1)</script> [x](javascript:alert(1))", base_version=0,
                  actor=cast.regional)  # fmt: skip
        remark(opinion, SectionKey.M1, "<img src=x onerror=alert(1)>", actor=cast.regional)
        for address in (
            HERE,
            f"{HERE}rediger/mission-1/",
            f"{HERE}historique/mission-1/",
            f"{HERE}remarques/mission-1/",
        ):
            page = sign_in(cast.regional).get(address).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert 'href="javascript' not in page

    def test_the_history_of_a_section_that_nobody_wrote_says_so(self, cast, ici, sign_in):
        opinion_in(S.WRITING, ici, cast)
        answer = sign_in(cast.regional).get(f"{HERE}historique/mission-1/")
        assert (answer.status_code, answer.context["versions"]) == (200, [])

    def test_the_oldest_version_shown_is_told_from_the_one_before(self, cast, ici, sign_in, monkeypatch):
        monkeypatch.setattr(opinion_writing, "MOST_VERSIONS", 1)
        opinion = opinion_in(S.WRITING, ici, cast)
        for seen, typed in enumerate(("Un.", "Un. Deux.")):
            save_text(opinion, SectionKey.M1, typed, base_version=seen, actor=cast.regional)
        shown = sign_in(cast.regional).get(f"{HERE}historique/mission-1/").context["versions"]
        assert [(one.rank, [run.text.strip() for run in runs if run.kind == "added"]) for one, runs in shown] == [
            (2, ["Deux."])
        ]

    def test_the_old_version_stays_readable_by_its_address(self, cast, ici, sign_in):
        old = opinion_in(S.TRANSMITTED, ici, cast)
        new = acts.correct(old, reason="Un chiffre faux.", actor=cast.regional)
        director = sign_in(cast.director)
        assert old.reference in text_of(director.get(HERE))
        assert director.get(f"{HERE}versions/2/").status_code == 404
        acts.consult(new, actor=cast.regional)
        acts.communicate(new, actor=cast.regional)
        assert "Un chiffre faux." in text_of(director.get(HERE))
        assert old.reference in text_of(director.get(f"{HERE}versions/1/"))

    def test_the_attached_reply_is_downloaded_never_shown(self, cast, ici, sign_in):
        opinion = opinion_in(S.COMMUNICATED, ici, cast)
        director = sign_in(cast.director)
        director.post(f"{HERE}reponse/", {"text": "", "paper": _pdf()})
        answer = sign_in(cast.partner).get(f"{HERE}versions/1/piece/")
        assert (answer.content, answer.headers["Content-Disposition"]) == (PDF, 'attachment; filename="reponse.pdf"')
        assert Opinion.objects.get(pk=opinion.pk).state == S.REPLIED

    def test_a_reply_says_something(self, cast, ici, sign_in):
        opinion_in(S.COMMUNICATED, ici, cast)
        told = text_of(sign_in(cast.director).post(f"{HERE}reponse/", {"text": " "}))
        assert "Écrivez votre réponse, ou joignez-la en PDF." in told


def _pdf():
    return SimpleUploadedFile("reponse.pdf", PDF)


class TestWriting:
    @pytest.fixture
    def opinion(self, cast, ici):
        figures(ici, cast.director, M1_01=42, M1_02=3)
        return acts.open_opinion(ici, YEAR, actor=cast.regional)

    def typed(self, opinion, decision=Decision.KEPT, **more):
        """The whole page as the browser sends it: the text, and what is chosen of each sentence."""
        told = {"source": "Un texte.", "seen": "0"}
        for row in opinion.sentences.filter(section=SectionKey.M1):
            told |= {f"seen-{row.pk}": row.version, f"decision-{row.pk}": decision, f"text-{row.pk}": ""}
        return told | more

    def kept(self, opinion):
        section = opinion.sections.get(key=SectionKey.M1)
        return section.source, {row.decision for row in opinion.sentences.filter(section=SectionKey.M1)}

    def test_one_save_keeps_the_text_and_the_choices(self, cast, opinion, sign_in):
        client = sign_in(cast.regional)
        page = client.get(f"{HERE}rediger/mission-1/").content.decode()
        assert page.count("data-editor") == 1
        form = page[page.index("data-editor") : page.index("</form>", page.index("data-editor"))]
        assert 'name="source"' in form
        assert form.count('name="decision-') == 4 * opinion.sentences.filter(section=SectionKey.M1).count()
        client.post(f"{HERE}rediger/mission-1/", self.typed(opinion))
        assert self.kept(opinion) == ("Un texte.", {Decision.KEPT})

    def test_sentences_are_kept_all_at_once_with_the_text(self, cast, opinion, sign_in):
        typed = self.typed(opinion, Decision.PROPOSED, keep_all="1")
        sign_in(cast.regional).post(f"{HERE}rediger/mission-1/", typed)
        assert self.kept(opinion) == ("Un texte.", {Decision.KEPT})

    def test_what_is_refused_saves_neither_and_gives_both_back(self, cast, opinion, sign_in):
        row = opinion.sentences.filter(section=SectionKey.M1).first()
        typed = self.typed(opinion, **{f"decision-{row.pk}": Decision.REWRITTEN})
        told = text_of(sign_in(cast.regional).post(f"{HERE}rediger/mission-1/", typed))
        assert "Écrivez votre phrase à la place de" in told
        assert ">Un texte.</textarea>" in told
        assert told.count("checked") == opinion.sentences.filter(section=SectionKey.M1).count()
        assert 'value="rewritten" checked' in " ".join(told.split())
        assert self.kept(opinion) == ("", {Decision.PROPOSED})

    def test_two_texts_save_no_choice_and_the_choices_stay_ticked(self, cast, opinion, sign_in):
        save_text(opinion, SectionKey.M1, "Le texte du premier.", base_version=0, actor=cast.admin)
        answer = sign_in(cast.regional).post(f"{HERE}rediger/mission-1/", self.typed(opinion))
        assert answer.status_code == 409
        assert 'value="kept" checked' in " ".join(text_of(answer).split())
        assert self.kept(opinion) == ("Le texte du premier.", {Decision.PROPOSED})

    def test_the_page_that_saves_itself_sends_the_text_alone(self, cast, opinion, sign_in):
        client = sign_in(cast.regional)
        client.post(f"{HERE}rediger/mission-1/", self.typed(opinion), headers={"accept": "application/json"})
        assert self.kept(opinion) == ("Un texte.", {Decision.PROPOSED})

    def test_both_texts_are_shown_when_two_wrote(self, cast, opinion, sign_in):
        save_text(opinion, SectionKey.M1, "Le texte du premier.", base_version=0, actor=cast.admin)
        answer = sign_in(cast.regional).post(f"{HERE}rediger/mission-1/", {"source": "Le mien.", "seen": "0"})
        told = text_of(answer)
        assert answer.status_code == 409
        assert "Deux personnes écrivent" in told
        assert "Agathe a modifié cette rubrique pendant que vous écriviez" in told
        assert "Le texte du premier." in told
        assert '<input type="hidden" name="seen" value="1">' in told
        assert ">Le mien.</textarea>" in told

    def test_autosave_answers_in_json(self, cast, opinion, sign_in):
        client, headers = sign_in(cast.regional), {"accept": "application/json"}
        address = f"{HERE}rediger/mission-1/"
        saved = client.post(address, {"source": "Un.", "seen": "0"}, headers=headers)
        assert saved.json()["version"] == 1
        again = client.post(address, {"source": "Autre.", "seen": "0"}, headers=headers)
        assert (again.status_code, again.json()["theirs"]) == (409, "Un.")
        assert client.post(address, {"source": "x", "seen": "y"}, headers=headers).status_code == 400

    def test_the_preview_is_what_will_be_read(self, cast, opinion, sign_in):
        answer = sign_in(cast.regional).post(f"{HERE}rediger/mission-1/apercu/", {"source": "**a** <b>"})
        assert answer.content.decode() == "<p><strong>a</strong> &lt;b&gt;</p>"

    def test_lists_are_written_line_by_line(self, cast, opinion, sign_in):
        client = sign_in(cast.regional)
        client.post(f"{HERE}rediger/recommandations/", {"lines": "Former.\nPublier.", "seen": "0"})
        section = OpinionSection.objects.get(opinion=opinion, key=SectionKey.RECOMMENDATIONS)
        assert [item["text"] for item in section.items] == ["Former.", "Publier."]

    def test_a_departement_contributes_to_its_own_only(self, cast, opinion, sign_in):
        acts.consult(opinion, actor=cast.regional)
        client = sign_in(cast.departmental)
        typed = {"authority": "la sous-préfète", "text": "Bien identifié."}
        assert client.post(f"{HERE}consultation/29/", typed).status_code == 302
        assert opinion.contributions.get().text == "Bien identifié."
        assert client.get(f"{HERE}consultation/59/").status_code == 404

    def test_a_remark_is_resolved(self, cast, opinion, sign_in):
        client = sign_in(cast.departmental)
        client.post(f"{HERE}remarques/mission-1/", {"text": "À revoir."})
        comment = MarginComment.objects.get()
        client.post(f"{HERE}remarques/mission-1/{comment.pk}/regler/")
        comment.refresh_from_db()
        assert comment.resolved_by == cast.departmental

    def test_a_step_refused_says_why_on_its_page(self, cast, opinion, sign_in):
        acts.consult(opinion, actor=cast.regional)
        due = (localdate() + dt.timedelta(days=9)).isoformat()
        told = text_of(sign_in(cast.regional).post(f"{HERE}etapes/communiquer/", {"reply_due_on": due}))
        assert "Écrivez d’abord" in told
        assert sign_in(cast.regional).get(f"{HERE}etapes/inconnue/").status_code == 404

    def ready(self, cast, opinion):
        """In consultation, with both appraisals and nothing more."""
        write_required(opinion, cast.regional)
        return acts.consult(opinion, actor=cast.regional)

    def test_what_is_missing_is_told_before_communicating_and_left_so_only_knowingly(self, cast, opinion, sign_in):
        """R-138: an opinion does not change once communicated, so its gaps are told first."""
        opinion, client = self.ready(cast, opinion), sign_in(cast.regional)
        told = text_of(client.get(f"{HERE}etapes/communiquer/"))
        for sentence in (
            "13 engagements sur 13 ne sont pas appréciés (R-120 à R-132).", "Aucune recommandation n’est écrite.",
            "Aucun département consulté n’a répondu (R-58) : Finistère (29).", "Je communique en l’état",
            "phrases proposées attendent votre choix", "Rien n’est dit dans « ",
        ):  # fmt: skip
            assert sentence in told
        due = {"reply_due_on": (localdate() + dt.timedelta(days=9)).isoformat()}
        assert "ou cochez « Je communique en l’état »" in text_of(client.post(f"{HERE}etapes/communiquer/", due))
        assert Opinion.objects.get(pk=opinion.pk).state == S.CONSULTED
        assert client.post(f"{HERE}etapes/communiquer/", due | {"as_it_is": "on"}).status_code == 302
        assert Opinion.objects.get(pk=opinion.pk).state == S.COMMUNICATED
        act = Act.objects.filter(verb="avis : communiquer au centre").get()
        assert act.comment.startswith("en l’état\u00a0: 13\u00a0engagements sur 13 ne sont pas appréciés")

    def test_what_the_rules_require_is_never_left_out(self, cast, opinion, sign_in):
        """R-137: the box does not replace an appraisal, and the page offers no button."""
        acts.consult(opinion, actor=cast.regional)
        client, typed = sign_in(cast.regional), {"reply_due_on": "2099-01-01", "as_it_is": "on"}
        for told in (client.get(f"{HERE}etapes/communiquer/"), client.post(f"{HERE}etapes/communiquer/", typed)):
            assert "Écrivez d’abord" in text_of(told)
            assert "reply_due_on" not in text_of(told)
        assert Opinion.objects.get(pk=opinion.pk).state == S.CONSULTED

    def test_an_opinion_that_says_all_asks_no_box(self, cast, opinion, sign_in):
        for key in set(SectionKey) - set(LISTS):
            save_text(opinion, key, "Un texte.", base_version=0, actor=cast.regional)
        opinion.sentences.update(decision=Decision.KEPT)
        client = sign_in(cast.regional)
        client.post(f"{HERE}rediger/recommandations/", {"lines": "Former.", "seen": "0"})
        kept = {f"kept-R-{number}": "respecte" for number in range(120, 133)}
        section = opinion.sections.get(key=SectionKey.COMMITMENTS)
        client.post(f"{HERE}rediger/engagements/", kept | {"seen": section.version})
        acts.consult(opinion, actor=cast.regional)
        typed = {"authority": "la sous-préfète", "text": "Bien identifié."}
        sign_in(cast.departmental).post(f"{HERE}consultation/29/", typed)
        told = text_of(client.get(f"{HERE}etapes/communiquer/"))
        assert ("Ce qui manque" in told, "Je communique en l’état" in told) == (False, False)

    def test_it_is_opened_for_a_year_that_is_over(self, cast, ici, sign_in):
        client = sign_in(cast.regional)
        assert client.get(f"/avis/{localdate().year}/ici/ouvrir/").status_code == 404
        assert client.post(f"/avis/{YEAR - 1}/ici/ouvrir/").status_code == 302
        assert Opinion.objects.filter(centre=ici, year=YEAR - 1).exists()


class TestList:
    def test_each_sees_what_is_theirs(self, cast, ici, ailleurs, sign_in):
        opinion_in(S.CONSULTED, ici, cast)
        opinion_in(S.COMMUNICATED, ailleurs, cast, prefix="other_")

        def states(user):
            page = sign_in(user).get(f"/avis/{YEAR}/").context["page"]
            return [(line.centre.usual_name, line.state_label) for line in page]

        assert states(cast.regional) == [("Ici", "en consultation")]
        assert states(cast.national) == [("Ailleurs", "communiqué au centre"), ("Ici", "pas encore communiqué")]
        assert states(cast.director) == []
        assert states(cast.other_director) == [("Ailleurs", "communiqué au centre")]
        assert states(cast.nobody) == []

    def test_the_national_staff_cannot_tell_a_draft_from_nothing(self, cast, ici, sign_in):
        client = sign_in(cast.national)
        before = client.get(f"/avis/{YEAR}.csv").content
        opinion_in(S.CONSULTED, ici, cast)
        assert client.get(f"/avis/{YEAR}.csv").content == before

    def test_it_is_filtered_and_taken_away(self, cast, ici, ailleurs, sign_in):
        opinion_in(S.COMMUNICATED, ici, cast)
        client = sign_in(cast.national)
        page = client.get(f"/avis/{YEAR}/?etat=communicated").context["page"]
        assert [line.centre.usual_name for line in page] == ["Ici"]
        rows = client.get(f"/avis/{YEAR}.csv?centre=ici").content.decode("utf-8-sig").splitlines()
        assert rows[0].startswith("Centre;Exercice;Référence;Version;État;")
        assert rows[1].startswith(f"Ici;{YEAR};AVIS-{YEAR}-ici-1;1;communiqué au centre;")
        assert client.get(f"/avis/{YEAR}.xlsx").content[:2] == b"PK"


def complement(centre, year=YEAR):
    """A complement that the region of the centre adds to the referential of the year."""
    region = centre.perimeters.get().department.region
    referential = Campaign.objects.get(year=year).referential
    return IndicatorFactory(referential=referential, code=f"R{region.code}-01", region=region, standing="REG")


class TestFacts:
    def test_a_complement_added_since_was_asked_of_nobody(self, cast, ici):
        """The opinion reads what the form asked, not what the referential asks today."""
        figures(ici, cast.director, M1_01=3)
        before = load_facts(ici, YEAR, localdate())
        added = complement(ici)
        after = load_facts(ici, YEAR, localdate())
        assert after == before
        assert added.code not in [figure.code for figure in after.figures]

    def test_a_complement_that_the_form_asked_is_read_and_not_counted_for_r_132(self, cast, ici):
        """The negative control."""
        form = figures(ici, cast.director, M1_01=3)
        before = load_facts(ici, YEAR, localdate())
        form.values.create(indicator=complement(ici), value=4)
        after = load_facts(ici, YEAR, localdate())
        code = form.values.latest("pk").indicator.code
        assert {figure.code for figure in after.figures} == {code, *(figure.code for figure in before.figures)}
        assert after.commitments == before.commitments

    def test_a_chart_shows_comparables_together_never_one_by_one(self, cast, ici):
        for value in (10, 20, 30, 40, 50):
            figures(CentreFactory(qpv=50), cast.director, M1_01=value)
        alone = CentreFactory(qpv=45)
        figures(alone, cast.director, M1_01=35)
        content = load_facts(alone, YEAR, localdate()).content
        (chart,) = [one for one in content["charts"] if one["code"] == "M1-01"]
        assert [(row["label"], row["shown"]) for row in chart["rows"]] == [
            (f"Ce centre en {YEAR}", "35"),
            ("Premier quart des centres comparables", "20"),
            ("Médiane des centres comparables", "30"),
            ("Dernier quart des centres comparables", "40"),
        ]
        ((told, drawing),) = index_charts(content)
        assert [bar.text for bar in drawing.bars] == [row["shown"] for row in told["rows"]]

    def test_the_figures_that_the_region_reads_already_do_not_make_a_comparison(self, cast):
        """With the files of its region, an agent would deduce the figure of the one centre that is elsewhere."""
        alone = CentreFactory(qpv=45)
        department = alone.perimeters.get().department
        for value in (10, 20, 30, 40):
            figures(CentreFactory(qpv=50, department=department), cast.director, M1_01=value)
        for value in (50, 60, 70, 80):
            figures(CentreFactory(qpv=50), cast.director, M1_01=value)
        figures(alone, cast.director, M1_01=35)
        told = load_facts(alone, YEAR, localdate())
        (line,) = [one for one in told.content["figures"] if one["code"] == "M1-01"]
        assert (told.content["charts"], line["place"], line["answered"], line["median_shown"]) == ([], "", 0, "")
        figures(CentreFactory(qpv=50), cast.director, M1_01=90)
        (line,) = [one for one in load_facts(alone, YEAR, localdate()).content["figures"] if one["code"] == "M1-01"]
        assert (line["place"], line["answered"], line["median_shown"]) == (QuartilePosition.LOWER, 10, "50")

    def test_what_was_communicated_keeps_what_it_said_whatever_is_compared_since(self, cast, ici):
        for value in (10, 20, 30, 40, 50):
            figures(CentreFactory(), cast.director, M1_01=value)
        figures(ici, cast.director, M1_01=35)
        opinion = opinion_in(S.COMMUNICATED, ici, cast)
        before = print_context(opinion)
        figures(CentreFactory(), cast.director, M1_01=1000)
        opinion.refresh_from_db()
        assert print_context(opinion) == before
        assert [one["rows"][3]["shown"] for one in before["charts"] if one["code"] == "M1-01"] == ["40"]

    def test_the_table_says_the_place_in_the_distribution_and_how_many_answered(self, cast, ici, sign_in):
        """R-142: comparison without a ranking, and none for a yes or a no."""
        for value in (10, 20, 30, 40, 45):
            figures(CentreFactory(qpv=50), cast.director, M1_01=value, QC_01=1)
        figures(ici, cast.director, M1_01=50, QC_01=1)
        acts.open_opinion(ici, YEAR, actor=cast.regional)
        told = text_of(sign_in(cast.regional).get(HERE))
        assert "quart le plus élevé (6 centres)" in told
        assert told.count("(6 centres)") == 1
        assert "Rang" not in told


def test_the_context_says_what_its_docstring_promises(cast, ici):
    campaign()
    told = print_context(opinion_in(S.REPLIED, ici, cast))
    assert set(told) == {
        "schema", "reference", "title", "year", "version", "state", "state_label", "seal", "centre", "service",
        "correction", "dates", "sections", "figures", "charts", "comparable", "findings", "consultations", "reply",
    }  # fmt: skip
    assert told["dates"]["communicated_on"] == (timezone.localdate() - dt.timedelta(days=10)).isoformat()


def test_lateness_is_the_first_versions_and_paris_owes_nothing(cast, ici, sign_in):
    """R-56, R-139."""
    CentreFactory(usual_name="Paris", is_state_funded=False)
    opinion = opinion_in(S.REPLIED, ici, cast)
    opinion = acts.transmit(opinion, actor=cast.regional, on=dt.date(YEAR + 1, 6, 30))
    corrected = acts.correct(opinion, reason="Un chiffre faux.", actor=cast.regional)
    assert not corrected.is_late_on(dt.date(YEAR + 2, 1, 1))
    page = sign_in(cast.admin).get(f"/avis/{YEAR}/").context["page"]
    assert {line.centre.usual_name: line.is_late for line in page} == {"Ailleurs": True, "Ici": False, "Paris": False}
