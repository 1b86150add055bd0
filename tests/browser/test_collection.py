"""The form of indicators in a real browser: saved while typing, without a script, on a telephone, offline."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from crpv.management.commands.demo import Command
from evaluation.collection.queries import form_of
from evaluation.collection.services import save_answer
from evaluation.models import Collection
from tests.evaluation.collection.factories import YEAR, S, a_campaign, a_form, fill, value

HERE = f"/indicateurs/{YEAR}/ici/"


@pytest.fixture
def form(ici, cast):
    a_form(ici, a_campaign(YEAR - 1), S.VERIFIED, certifier=cast.director)
    return a_form(ici, a_campaign(YEAR), certifier=cast.director)


def saved(page):
    return page.locator("#etat-enregistrement")


def test_what_is_typed_is_saved_by_itself_and_the_hour_is_told(browse, cast, form, axe):
    page = browse(cast.director)
    page.goto(f"{HERE}m2/")
    page.locator("[id='M2-01--part.formation']").fill("8")
    page.locator("[id='M2-01--part.debat']").fill("4,5")
    expect(page.locator("#M2-01 [data-total]")).to_have_text("12,5")
    expect(saved(page)).to_contain_text("Enregistré à")
    expect(page.locator("#M2-01 [data-total]")).to_have_text("12,5\u00a0demi-journées")
    axe(page)
    assert value(form, "M2-01").value == 12.5


def test_a_box_that_cannot_be_read_says_why_and_keeps_what_was_typed(browse, cast, form, axe):
    page = browse(cast.director)
    page.goto(f"{HERE}m3/")
    page.locator("[id='M3-05--value']").fill("2,5")
    expect(page.locator("#M3-05 [data-fault=value]")).to_contain_text("n’est pas un nombre entier")
    expect(saved(page)).to_contain_text("n’est pas enregistrée")
    axe(page)
    page.locator("[id='M3-05--value']").fill("3")
    expect(saved(page)).to_contain_text("Enregistré à")
    assert value(form, "M3-05").value == 3


def test_the_button_waits_for_what_is_being_saved(browse, cast, form, slow_replies):
    """Nobody meets their own answer as somebody else's."""
    page = browse(cast.director)
    page.goto(f"{HERE}m3/")
    one_is_held, let_go = slow_replies(page, "**/valeurs/**")
    page.locator("[id='M3-05--value']").fill("7")
    one_is_held()
    page.locator("[id='M3-05--value']").fill("8")
    page.get_by_role("button", name="Enregistrer la rubrique").click(no_wait_after=True)
    page.wait_for_timeout(300)
    let_go()
    expect(page.locator("main")).to_contain_text("1\u00a0réponse enregistrée.")
    assert value(form, "M3-05").value == 8


def test_saving_right_after_typing_asks_nothing_more(browse, cast, form):
    """The answer that was about to leave alone is left to the button."""
    page = browse(cast.director)
    page.goto(f"{HERE}m3/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/valeurs/" in request.url else None)
    page.locator("[id='M3-05--value']").fill("8")
    page.get_by_role("button", name="Enregistrer la rubrique").click()
    expect(page.locator("main")).to_contain_text("1\u00a0réponse enregistrée.")
    page.wait_for_timeout(1200)
    assert (asked, value(form, "M3-05").value) == ([], 8)


@pytest.mark.parametrize(("button", "kept"), [("Garder la mienne", 9), ("Prendre la sienne", 4)])
def test_two_people_on_one_answer_see_both_and_choose(browse, cast, form, axe, button, kept):
    page = browse(cast.director)
    browse.forgiven.add("/valeurs/")
    page.goto(f"{HERE}m3/")
    save_answer(value(form, "M3-05"), {"value": Decimal(4)}, base_version=0, actor=cast.admin)
    page.locator("[id='M3-05--value']").fill("9")
    expect(page.locator(".crpv-conflict")).to_contain_text("Agathe")
    expect(page.locator(".crpv-conflict")).to_contain_text("4\u00a0numéros")
    page.get_by_role("button", name=button).click()
    expect(page.locator(".crpv-conflict")).to_have_count(0)
    expect(page.locator("[id='M3-05--value']")).to_have_value(str(kept))
    page.wait_for_timeout(600)
    assert value(form, "M3-05").value == kept


def test_keeping_mine_erases_nothing_that_i_did_not_touch(browse, cast, form):
    page = browse(cast.director)
    browse.forgiven.add("/valeurs/")
    page.goto(f"{HERE}m1/")
    save_answer(
        value(form, "M1-03"), {"numerator": Decimal(3), "denominator": Decimal(12)}, base_version=0, actor=cast.admin
    )
    page.locator("[id='M1-03--numerator']").fill("6")
    page.get_by_role("button", name="Garder la mienne").click()
    expect(page.locator(".crpv-conflict")).to_have_count(0)
    expect(saved(page)).to_contain_text("Enregistré à")
    stored = value(form, "M1-03")
    assert (stored.numerator, stored.denominator) == (6, 12)


def test_a_lost_connection_keeps_what_was_typed_and_proposes_it_again(browse, cast, form):
    page = browse(cast.director)
    browse.forgiven.add("/valeurs/")
    page.goto(f"{HERE}m3/")
    page.route("**/valeurs/**", lambda route: route.abort())
    page.locator("[id='M3-05--value']").fill("7")
    expect(saved(page)).to_contain_text("Connexion perdue")
    page.unroute("**/valeurs/**")
    page.goto(f"{HERE}m3/")
    expect(page.locator("#a-reprendre")).to_contain_text("M3-05")
    page.get_by_role("button", name="La reprendre").click()
    expect(saved(page)).to_contain_text("Enregistré à")
    assert value(form, "M3-05").value == 7
    page.goto(f"{HERE}m3/")
    expect(page.locator("#a-reprendre")).to_be_empty()


@pytest.mark.parametrize("typed", ["12500", "12 500", "12500,0 "])
def test_what_the_button_saved_is_not_said_to_be_lost(browse, cast, form, typed):
    """Saved before the page saves by itself, and written in the server’s own way: nothing is left to take again."""
    page = browse(cast.director)
    page.goto(f"{HERE}m1/")
    page.locator("[id='M1-01--value']").fill(typed)
    page.get_by_role("button", name="Enregistrer la rubrique").click()
    expect(page.locator("main")).to_contain_text("1 réponse enregistrée")
    expect(page.locator("[id='M1-01--value']")).to_have_value("12\u202f500")
    expect(page.locator("#a-reprendre")).to_be_empty()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('crpv:')).length") == 0


def test_nothing_typed_is_left_in_the_browser_after_signing_out(browse, cast, form):
    page = browse(cast.director)
    browse.forgiven.add("/valeurs/")
    page.goto(f"{HERE}m3/")
    page.route("**/valeurs/**", lambda route: route.abort())
    page.locator("[id='M3-05--value']").fill("7")
    expect(saved(page)).to_contain_text("Connexion perdue")
    page.unroute("**/valeurs/**")
    page.get_by_role("button", name="Se déconnecter").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Connexion")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('crpv:')).length") == 0


def test_a_section_is_filled_without_a_script_on_a_telephone(browse, cast, form):
    page = browse(cast.director, width=375, javascript=False)
    page.goto(f"{HERE}m1/")
    page.locator("[id='M1-01--value']").fill("40,5")
    page.locator("[id='M1-03--numerator']").fill("3")
    page.locator("[id='M1-03--denominator']").fill("12")
    page.get_by_role("button", name="Enregistrer et passer à la rubrique suivante").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mission 2")
    expect(page.locator("main")).to_contain_text("2 réponses enregistrées")
    assert (value(form, "M1-01").value, value(form, "M1-03").value) == (40.5, 25)


def test_the_region_comments_sends_back_and_verifies(browse, cast, ici, axe):
    fill(a_form(ici, state=S.SUBMITTED, certifier=cast.director))
    page = browse(cast.regional)
    page.goto(f"{HERE}m1/")
    page.locator("[id='M1-01--etat']").fill("Conforme au compte rendu.")
    expect(saved(page)).to_contain_text("Enregistré à")
    axe(page)
    page.goto(f"{HERE}renvoyer/")
    axe(page)
    page.get_by_label("Ce qui est à corriger").fill("Le détail par format est faux.")
    page.get_by_text("M2-01 Indicateur M2-01").click()
    page.get_by_role("button", name="Renvoyer au centre").click()
    expect(page.locator("main")).to_contain_text("Renvoyé au centre")
    assert (value(Collection.objects.get(), "M1-01").state_comment, Collection.objects.get().state) == (
        "Conforme au compte rendu.", S.RETURNED,
    )  # fmt: skip


PAGES = (
    HERE, f"{HERE}m1/", f"{HERE}m2/", f"{HERE}qc/", f"{HERE}mo/", f"{HERE}certifier/", f"{HERE}classeur/",
    f"{HERE}reprendre/", f"{HERE}recalculer/", f"{HERE}valeurs/M1-01/", "/indicateurs/", "/",
)  # fmt: skip
KEPT = (
    f"/indicateurs/{YEAR}/", "/indicateurs/campagnes/", f"/indicateurs/campagnes/{YEAR}/", f"{HERE}m1/",
    "/indicateurs/campagnes/nouvelle/", f"/indicateurs/campagnes/{YEAR}/delais/",
    f"/indicateurs/campagnes/{YEAR}/etapes/close/", "/",
)  # fmt: skip


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(("who", "pages"), [("director", PAGES), ("national", KEPT)])
def test_the_pages_have_no_accessibility_violation_and_fit_the_screen(browse, cast, form, axe, width, who, pages):
    page = browse(getattr(cast, who), width=width)
    for address in pages:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width, address


# The whole form of the demonstration, by its director ------------------------------------------------------------

SECONDS_A_BOX, SECONDS_A_PAGE, SECONDS_A_SENTENCE, MINUTES = 12, 10, 25, 10


def test_a_director_ends_the_form_of_the_demonstration_in_less_than_ten_minutes(browse, transactional_db, settings):
    """From the home page to the certificate: every box that is left is typed, each warning justified, then it goes."""
    settings.DEMO = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # nothing here reads a print
    Command().handle()
    form = Collection.objects.select_related("campaign", "centre").get(campaign__year=2026, centre__slug="reso-villes")
    director = form.centre.mandates.get(role="director").user
    before = form_of(form, director)
    page = browse(director)
    page.goto("/")
    page.get_by_role("link", name="Indicateurs 2026").click()
    boxes = _fill_what_is_left(page, before)
    sentences = _justify_what_surprises(page, form, director)
    page.goto(f"{form.get_absolute_url()}certifier/")
    page.get_by_text("Je certifie").click()
    page.get_by_role("button", name="Certifier et envoyer").click()
    expect(page.locator("main")).to_contain_text("certifiés et envoyés")
    assert Collection.objects.get(pk=form.pk).state == S.SUBMITTED
    visited = 2 + len({one.section for one in before.blockers})
    seconds = boxes * SECONDS_A_BOX + visited * SECONDS_A_PAGE + sentences * SECONDS_A_SENTENCE
    print(f"{before.unanswered} réponses, {boxes} cases, {sentences} phrases, {visited} pages : {seconds} s")  # noqa: T201
    assert seconds < MINUTES * 60


def _fill_what_is_left(page, before):
    """Type every box of every blank answer; how many boxes it took."""
    typed = 0
    for section in before.sections:
        blank = [one for one in before.in_section(section.section) if one.is_blank]
        if not blank:
            continue
        page.goto(f"{before.collection.get_absolute_url()}{section.slug}/")
        for line in blank:
            typed += _fill(page, line)
        expect(page.locator("#etat-enregistrement")).to_contain_text("Enregistré à")
        with page.expect_navigation():  # the button waits for what saves itself
            page.get_by_role("button", name="Enregistrer la rubrique").click()
    return typed


def _fill(page, line):
    if not line.boxes:
        page.locator(f"[id='{line.code}--choix']").check(force=True)
        return 1
    answers = [one.last_year or "0" for one in line.boxes]
    for box, answer in zip(line.boxes, answers, strict=True):
        page.locator(f"[id='{box.name}']").fill(answer)
    return len(line.boxes)


def _justify_what_surprises(page, form, director):
    """Write a sentence for each warning that is left, at the place where its link leads; how many."""
    left = form_of(form, director).blockers
    assert [one.sentence for one in left if one.is_fault] == []
    codes = list(dict.fromkeys(one.code for one in left))
    for code in codes:
        section = next(one.section for one in left if one.code == code)
        page.goto(f"{form.get_absolute_url()}{section.lower()}/#{code}--justification")
        page.locator(f"[id='{code}--justification']").fill("Données de démonstration : année particulière.")
        expect(page.locator("#etat-enregistrement")).to_contain_text("Enregistré à")
    return len(codes)
