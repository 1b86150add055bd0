"""Opinions in a real browser: a regional agent writes and communicates, the director replies."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session as DjangoSession
from django.utils.timezone import localdate
from playwright.sync_api import expect

from evaluation.enums import Decision, OpinionState, SectionKey
from evaluation.models import Opinion, OpinionSection, SectionVersion
from evaluation.opinions import services as acts
from evaluation.opinions.editing import remark, save_text
from tests.evaluation.opinions.factories import YEAR, figures, opinion_in
from tests.factories import CentreFactory

HERE = f"/avis/{YEAR}/ici/"
S = OpinionState


@pytest.mark.parametrize("width", [1280, 375])
def test_an_agent_writes_and_communicates_and_the_director_replies(browse, cast, ici, width):
    """R-58, R-137, R-138: without script, on any screen."""
    figures(ici, cast.director, M1_01=42, AC_01=90)
    page = browse(cast.regional, width=width, javascript=False)
    page.goto(f"/avis/{YEAR}/")
    page.get_by_role("link", name="Ouvrir l’avis sur Ici").click()
    page.get_by_role("button", name="Ouvrir l’avis").click()
    page.get_by_role("link", name="Appréciation quantitative", exact=True).click()
    page.get_by_role("button", name="Garder toutes les phrases à décider").click()
    expect(page.locator("main")).to_contain_text("La rubrique est enregistrée.")
    page.get_by_role("link", name="Appréciation qualitative d’ensemble").click()
    page.get_by_label("Texte de la rubrique").fill("Une année **solide**.")
    page.get_by_role("button", name="Enregistrer le texte").click()
    expect(page.locator("main")).to_contain_text("Une année solide.")

    page.goto(HERE)
    page.get_by_role("link", name="Mettre en consultation").click()
    page.get_by_role("button", name="Mettre en consultation").click()
    page.goto(HERE)
    page.get_by_role("link", name="Communiquer au centre").click()
    page.get_by_label("Dernier jour pour répondre").fill((localdate() + dt.timedelta(days=9)).isoformat())
    page.locator("label[for=id_as_it_is]").click()
    page.get_by_role("button", name="Communiquer au centre").click()
    expect(page.locator("main")).to_contain_text("Il ne change plus.")

    page = browse(cast.director, width=width, javascript=False)
    page.goto("/")
    page.get_by_role("link", name=f"répondre à l’avis {YEAR}").click()
    expect(page.locator("main")).to_contain_text("Le centre déclare 90 demi-journées d’activité socle")
    page.get_by_role("link", name="Répondre à l’avis").click()
    page.get_by_label("Votre réponse").fill("La direction prend acte.")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.locator("#reponse + p + div")).to_contain_text("La direction prend acte.")
    assert Opinion.objects.get().state == S.REPLIED


@pytest.mark.parametrize("width", [1280, 375])
def test_from_the_file_of_a_centre_to_its_opinion_and_its_comparison(browse, cast, ici, axe, width):
    figures(ici, cast.director, M1_01=42)
    opinion_in(S.COMMUNICATED, ici, cast)
    page = browse(cast.partner, width=width)
    page.goto("/centres/ici/")
    page.get_by_role("link", name="Indicateurs et avis").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name=f"Centres comparables en {YEAR}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ici et les centres comparables, {YEAR}")
    page.goto("/indicateurs/centres/ici/")
    page.get_by_role("link", name=f"Communiqué au centre : avis {YEAR}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Avis évaluatif {YEAR} : Ici")
    page.get_by_role("link", name="Indicateurs et avis du centre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ici : indicateurs et avis")


class TestDesk:
    def desk(self, browse, cast, ici, section="mission-1"):
        figures(ici, cast.director, M1_01=42, M1_02=3)
        opinion = acts.open_opinion(ici, YEAR, actor=cast.regional)
        page = browse(cast.regional)
        page.goto(f"{HERE}rediger/{section}/")
        return opinion, page

    def test_the_text_saves_itself_and_shows_itself(self, browse, cast, ici):
        opinion, page = self.desk(browse, cast, ici)
        page.get_by_label("Texte de la rubrique").fill("Un réseau vivant.")
        page.get_by_label("Texte de la rubrique").select_text()
        page.get_by_role("button", name="Gras").click()
        expect(page.locator(".opinion-preview strong")).to_have_text("Un réseau vivant.")
        expect(page.get_by_role("status")).to_contain_text("Enregistré le")
        assert OpinionSection.objects.get(opinion=opinion, key=SectionKey.M1).source == "**Un réseau vivant.**"
        assert SectionVersion.objects.get().is_automatic

    def test_the_button_waits_for_what_is_being_saved(self, browse, cast, ici, slow_replies):
        """Nobody meets their own text as somebody else's."""
        opinion, page = self.desk(browse, cast, ici)
        one_is_held, let_go = slow_replies(page, lambda address: address.endswith("/rediger/mission-1/"))
        page.get_by_label("Texte de la rubrique").fill("Un réseau.")
        one_is_held()
        page.get_by_label("Texte de la rubrique").fill("Un réseau vivant.")
        page.get_by_role("button", name="Enregistrer mes choix et le texte").click(no_wait_after=True)
        page.wait_for_timeout(300)
        let_go()
        expect(page.locator("main .fr-alert--success")).to_be_visible()
        assert OpinionSection.objects.get(opinion=opinion, key=SectionKey.M1).source == "Un réseau vivant."

    def test_a_text_written_meanwhile_is_shown_beside_mine(self, browse, cast, ici):
        opinion, page = self.desk(browse, cast, ici)
        page.get_by_label("Texte de la rubrique").fill("Le mien.")
        save_text(opinion, SectionKey.M1, "Celui d’Agathe.", base_version=0, actor=cast.admin)
        page.evaluate("document.querySelector('[data-editor]').requestSubmit()")
        expect(page.get_by_role("alert")).to_contain_text("Agathe a modifié cette rubrique")
        expect(page.get_by_label("Texte de la rubrique")).to_have_value("Le mien.")
        expect(page.locator(".opinion-conflict")).to_contain_text("Celui d’Agathe.")

    def test_after_a_conflict_nothing_is_replaced_before_a_choice(self, browse, cast, ici):
        opinion, page = self.desk(browse, cast, ici)
        page.get_by_label("Texte de la rubrique").fill("Le mien.")
        save_text(opinion, SectionKey.M1, "Celui d’Agathe.", base_version=0, actor=cast.admin)
        page.evaluate("document.querySelector('[data-editor]').requestSubmit()")
        expect(page.get_by_role("alert")).to_contain_text("Agathe a modifié cette rubrique")
        page.get_by_label("Texte de la rubrique").fill("Le mien, encore.")
        page.wait_for_timeout(3000)  # longer than the delay of the autosave
        assert OpinionSection.objects.get(opinion=opinion, key=SectionKey.M1).source == "Celui d’Agathe."
        page.get_by_role("button", name="Enregistrer mes choix et le texte").click()
        expect(page.locator("main")).to_contain_text("La rubrique est enregistrée.")
        assert OpinionSection.objects.get(opinion=opinion, key=SectionKey.M1).source == "Le mien, encore."

    def test_back_on_line_the_text_saves_itself(self, browse, cast, ici):
        opinion, page = self.desk(browse, cast, ici)
        browse.forgiven |= {"/rediger/", "/apercu/"}
        page.context.set_offline(True)
        page.get_by_label("Texte de la rubrique").fill("Hors ligne.")
        expect(page.locator("[data-saved]")).to_contain_text("Connexion perdue")
        page.context.set_offline(False)
        expect(page.locator("[data-saved]")).to_contain_text("Enregistré le")
        assert OpinionSection.objects.get(opinion=opinion, key=SectionKey.M1).source == "Hors ligne."

    @pytest.mark.parametrize(
        ("lose", "reason"),
        [
            (lambda cast: DjangoSession.objects.all().delete(), "Votre session est finie."),
            (lambda cast: cast.regional.mandates.all().delete(), "votre mandat a pris fin"),
        ],
    )
    def test_a_session_or_a_mandate_that_ended_is_said_and_never_saved(self, browse, cast, ici, lose, reason):
        opinion, page = self.desk(browse, cast, ici)
        browse.forgiven |= {"/rediger/", "/apercu/"}
        lose(cast)
        page.get_by_label("Texte de la rubrique").fill("Trop tard.")
        expect(page.locator("[data-saved]")).to_contain_text(reason)
        expect(page.locator(".opinion-preview")).not_to_contain_text("Mot de passe")
        assert OpinionSection.objects.get(opinion=opinion, key=SectionKey.M1).source == ""

    def test_a_sentence_is_rewritten_in_place(self, browse, cast, ici):
        opinion, page = self.desk(browse, cast, ici)
        proposal = page.get_by_role("group", name="Le centre déclare 42 demi-journées")
        expect(proposal.get_by_role("textbox")).to_be_hidden()
        proposal.get_by_label("Réécrire", exact=True).check()
        proposal.get_by_role("textbox").fill("Quarante-deux demi-journées : un record.")
        page.get_by_label("Texte de la rubrique").fill("Un texte aussi.")
        page.get_by_role("button", name="Enregistrer mes choix et le texte").click()
        expect(page.locator("main")).to_contain_text("La rubrique est enregistrée.")
        assert OpinionSection.objects.get(opinion=opinion, key=SectionKey.M1).source == "Un texte aussi."
        row = opinion.sentences.get(key="M1-01/niveau")
        assert (row.decision, row.told) == (Decision.REWRITTEN, "Quarante-deux demi-journées : un record.")


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_has_an_accessibility_fault(browse, cast, ici, axe, width):
    for value in (10, 20, 30, 40):
        figures(CentreFactory(qpv=50), cast.director, M1_01=value)
    figures(ici, cast.director, M1_01=42)
    opinion_in(S.REPLIED, ici, cast, year=YEAR - 1)
    opinion = opinion_in(S.CONSULTED, ici, cast)
    first = remark(opinion, SectionKey.GENERAL, "À revoir.", actor=cast.departmental)
    remark(opinion, SectionKey.GENERAL, "Vu.", actor=cast.regional, answers=first)
    page = browse(cast.regional, width=width)
    for place in ("", "rediger/", "rediger/ensemble/", "rediger/mission-1/", "rediger/engagements/",
                  "rediger/recommandations/", "historique/ensemble/", "remarques/ensemble/", "consultation/",
                  "consultation/29/", "etapes/communiquer/"):  # fmt: skip
        page.goto(f"{HERE}{place}")
        axe(page)
    page.goto(f"/avis/{YEAR}/")
    axe(page)
    page = browse(cast.director, width=width)
    for place in ("", "versions/", "reponse/"):
        page.goto(f"/avis/{YEAR - 1}/ici/{place}")
        axe(page)
