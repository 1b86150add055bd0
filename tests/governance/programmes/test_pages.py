"""The pages of programmes: who reads what in which state, what they say, in how many queries."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from governance.enums import ProgrammeState
from governance.models import Orientation, Programme
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from tests.documents.pdf.reader import open_pdf, page_text
from tests.factories import CentreFactory
from tests.governance.programmes.factories import (
    STATES,
    YEAR,
    ProgrammeFactory,
    a_complementary_action,
    a_programme,
    a_session,
    an_action,
    director_of,
    expense,
    income,
    type_budget,
)
from tests.text import words

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "nobody")
HERE = f"/programmes/ici/{YEAR}/"
READS = {state: {"admin", "national", "regional", "director"} for state in STATES}
for _state in (ProgrammeState.VALIDATED, ProgrammeState.UNDER_WAY, ProgrammeState.DONE):
    READS[_state] = READS[_state] | {"departmental", "partner"}
PAGES = ("", "actions/{action}/", "budget/", "../2025.xlsx", "actions.csv", "budget.csv")


def text_of(response):
    return re.sub(r"\s+", " ", words(re.sub(r"<[^>]+>", " ", response.content.decode())))


def addresses(programme):
    action = programme.actions.first().pk
    return [f"{HERE}{page.format(action=action)}".replace("2025/../", "") for page in PAGES]


@pytest.mark.parametrize("state", STATES)
def test_drafts_are_read_by_the_centre_its_regions_and_national_staff_only(cast, ici, sign_in, state):
    """Domaine §1.10: partners and départements read a programme once it is validated."""
    programme = a_programme(ici, cast.director, state)
    for role in ROLES:
        client = sign_in(getattr(cast, role))
        expected = 200 if role in READS[state] else 404
        assert {page: client.get(page).status_code for page in addresses(programme)} == dict.fromkeys(
            addresses(programme), expected
        ), role


@pytest.mark.parametrize("role", ["other_regional", "other_departmental", "other_director", "other_partner", "nobody"])
def test_another_centre_s_programme_is_not_found(cast, ici, sign_in, role):
    programme = a_programme(ici, cast.director, ProgrammeState.DONE)
    client = sign_in(getattr(cast, role))
    assert {client.get(page).status_code for page in addresses(programme)} == {404}
    assert client.get("/programmes/").context["rows"] == []


WRITING = (
    "presenter/", "etapes/submit/", "actions/nouvelle/", "actions/importer/", "actions/{action}/modifier/",
    "actions/{action}/retirer/", "actions/{action}/etapes/do/", "actions/{action}/satisfaction/",
    "actions/{action}/prestation/", "actions/{action}/seances/nouvelle/", "actions/{action}/seances/{session}/",
    "budget/previsionnel/", "budget/importer/",
)  # fmt: skip


@pytest.mark.parametrize("role", ["national", "regional", "departmental", "partner", "other_director", "nobody"])
def test_only_the_team_of_the_centre_writes(cast, ici, sign_in, role):
    programme = a_programme(ici, cast.director)
    action = programme.actions.first()
    session = a_session(action, cast.director)
    client = sign_in(getattr(cast, role))
    for page in WRITING:
        address = HERE + page.format(action=action.pk, session=session.pk)
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404), address
    assert client.get("/programmes/ici/nouveau/").status_code == 404
    assert Programme.objects.get().state == ProgrammeState.DRAFT


def test_the_team_opens_every_page_that_writes(cast, ici, sign_in):
    programme = a_programme(ici, cast.director)
    action = programme.actions.first()
    session = a_session(action, cast.director)
    client = sign_in(cast.director)
    statuses = {
        page: client.get(HERE + page.format(action=action.pk, session=session.pk)).status_code for page in WRITING
    }
    assert statuses == dict.fromkeys(WRITING, 200)


@pytest.mark.parametrize("size", [1, 3])
def test_pages_cost_the_same_whatever_they_hold(cast, ici, sign_in, django_assert_num_queries, size):
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    action = programme.actions.first()
    for number in range(size):
        an_action(programme, cast.director, title=f"Autre {number}", reason="Ajout.")
        a_session(action, cast.director)
        other = CentreFactory()
        a_programme(other, director_of(other), ProgrammeState.VALIDATED)
    client = sign_in(cast.director)
    for page, queries in ((HERE, 8), (f"{HERE}actions/{action.pk}/", 7)):
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200
    with django_assert_num_queries(7):
        assert client.get(f"{HERE}budget/").status_code == 200
    with django_assert_num_queries(4):
        assert client.get("/saisie/").status_code == 200
    with django_assert_num_queries(6):
        assert client.get("/programmes/ici/").status_code == 200
    client = sign_in(cast.national)
    with django_assert_num_queries(6):
        assert len(client.get("/programmes/", {"annee": YEAR}).context["rows"]) == size + 1


def test_what_is_missing_is_told_before_the_next_step(cast, ici, sign_in):
    """R-02, R-73, R-03: the sentences of the law, each action with its own."""
    client = sign_in(cast.director)
    client.post("/programmes/ici/nouveau/", {"year": YEAR})
    programme = Programme.objects.get()
    a_complementary_action(programme, cast.director, None, decided_on=None)
    text = text_of(client.get(HERE))
    assert "Ce qui manque avant la validation" in text
    assert all(f"La mission socle {mission} (" in text for mission in ("M1", "M2", "M3"))
    assert "Réseau rural Une mission complémentaire est décidée par l’instance décisionnelle (R-03) : datez" in text


def test_actions_are_grouped_by_nature_with_their_totals(cast, ici, sign_in):
    """R-41, R-80: core and complementary are told apart; a cancelled action is listed, not counted."""
    programme = a_programme(ici, cast.director)
    action = a_complementary_action(programme, cast.director, ici.bodies.get())
    a_session(action, cast.director)
    dropped = an_action(programme, cast.director, title="Abandonnée")
    ACTION_WORKFLOW.move(dropped, "cancel", actor=cast.director, comment="Abandon.")
    contents = sign_in(cast.director).get(HERE).context["contents"]
    told = [(group.title, len(group.rows), len(group.counted), group.half_days, group.participations)
            for group in contents.groups]  # fmt: skip
    assert told == [("Missions socle", 4, 3, 0, 0), ("Missions complémentaires", 1, 1, 1, 12)]


PASSED = (
    "Prestations à des non-membres (prévisionnel) : 201 € sur 1 000 €, soit 20,10 %, au-delà du plafond de 20 % "
    "(R-72). Il y a 1 € de trop."
)


@pytest.mark.parametrize(("services", "sentences"), [(200, []), (201, [PASSED])])
def test_r72_the_ceiling_of_services_is_watched_on_the_page(cast, ici, sign_in, services, sentences):
    """R-72: 20 % exactly is admitted."""
    programme = a_programme(ici, cast.director)
    core = 1_000 - services
    rows = [
        income("region", socle=core), income("prestations", concurrentiel=services),
        expense("personnel", socle=core, concurrentiel=services),
    ]  # fmt: skip
    type_budget(programme, cast.director, rows)
    alarms = sign_in(cast.director).get(HERE).context["readiness"].alarms
    assert [words(one.sentence) for one in alarms if one.status == "exceeded"] == sentences


def test_a_director_opens_presents_submits_and_has_a_programme_validated(cast, ici, sign_in):
    """R-20, R-79: the whole path by the pages; priorities hang from an orientation or are local."""
    client = sign_in(cast.director)
    a_programme(ici, cast.director)
    orientation = Orientation.objects.create(year=YEAR + 1, title="Quartiers 2030")
    previous = Programme.objects.get()
    chosen = [one.pk for one in previous.actions.all()]
    assert client.post("/programmes/ici/nouveau/", {"year": YEAR + 1, "copied": chosen}).status_code == 302
    there = f"/programmes/ici/{YEAR + 1}/"
    data = {
        "introduction": "Une année de transition.",
        "priorites-TOTAL_FORMS": "3", "priorites-INITIAL_FORMS": "0",
        "priorites-0-orientation": orientation.pk, "priorites-0-text": "Accompagner",
        "priorites-1-orientation": "", "priorites-1-text": "Le bassin minier",
        "priorites-2-orientation": "", "priorites-2-text": "",
    }  # fmt: skip
    client.post(f"{there}presenter/", data)
    following = Programme.objects.get(year=YEAR + 1)
    assert list(following.priorities.values_list("text", "orientation")) == [
        ("Accompagner", orientation.pk), ("Le bassin minier", None),
    ]  # fmt: skip
    type_budget(following, cast.director)
    client.post(f"{there}etapes/submit/")
    body = ici.bodies.get()
    client.post(f"{there}valider/", {"body": body.pk, "on": dt.date(YEAR, 11, 3), "without_meeting": "on"})
    following.refresh_from_db()
    assert (following.state, following.introduction, following.decided_by) == (
        "validated", "Une année de transition.", body,
    )  # fmt: skip


def test_an_orientation_without_a_priority_is_refused(cast, ici, sign_in):
    a_programme(ici, cast.director)
    orientation = Orientation.objects.create(year=YEAR, title="Quartiers 2030")
    data = {
        "introduction": "", "priorites-TOTAL_FORMS": "1", "priorites-INITIAL_FORMS": "0",
        "priorites-0-orientation": orientation.pk, "priorites-0-text": "",
    }  # fmt: skip
    response = sign_in(cast.director).post(f"{HERE}presenter/", data)
    assert response.context["priorities"].errors == [{"text": ["Dites ce que le centre fait de cette orientation."]}]


def test_a_refused_validation_says_so_on_the_form(cast, ici, sign_in):
    programme = a_programme(ici, cast.director)
    ACTION_WORKFLOW.move(programme.actions.get(mission="M3"), "cancel", actor=cast.director, comment="Abandon.")
    client = sign_in(cast.director)
    client.post(f"{HERE}etapes/submit/")
    response = client.post(
        f"{HERE}valider/", {"body": ici.bodies.get().pk, "on": dt.date(2024, 12, 10), "without_meeting": "on"}
    )
    (refusal,) = response.context["form"].non_field_errors()
    assert "(R-02)" in refusal
    assert Programme.objects.get().state == ProgrammeState.SUBMITTED


def test_the_page_of_the_submission_says_what_is_missing(cast, ici, sign_in):
    """R-02: said before, so that nothing is to be taken back with a motive."""
    programme = a_programme(ici, cast.director)
    client = sign_in(cast.director)
    assert "Soumis ainsi" not in client.get(f"{HERE}etapes/submit/").content.decode()
    ACTION_WORKFLOW.move(programme.actions.get(mission="M3"), "cancel", actor=cast.director, comment="Abandon.")
    told = words(client.get(f"{HERE}etapes/submit/").content.decode())
    assert "La mission socle M3 (capitalisation et diffusion) n’a aucune action socle au programme (R-02)" in told
    assert "Soumis ainsi, le programme ne pourra pas être validé" in told


def test_a_refusal_is_told_once(cast, ici, sign_in):
    programme = a_programme(ici, cast.director)
    ACTION_WORKFLOW.move(programme.actions.get(mission="M3"), "cancel", actor=cast.director, comment="Abandon.")
    client = sign_in(cast.director)
    client.post(f"{HERE}etapes/submit/")
    data = {"body": ici.bodies.get().pk, "on": dt.date(2024, 12, 10), "without_meeting": "on"}
    for response in (client.get(f"{HERE}valider/"), client.post(f"{HERE}valider/", data)):
        assert response.content.decode().count("(R-02)") == 1


def test_a_step_that_needs_a_reason_asks_for_it(cast, ici, sign_in):
    a_programme(ici, cast.director, ProgrammeState.SUBMITTED)
    client = sign_in(cast.director)
    assert client.post(f"{HERE}etapes/send_back/", {"reason": " "}).status_code == 200
    assert client.post(f"{HERE}etapes/send_back/", {"reason": "À compléter."}).headers["Location"] == HERE
    assert Programme.objects.get().state == ProgrammeState.DRAFT


def test_the_list_shows_a_year_at_a_time(cast, ici, sign_in):
    a_programme(ici, cast.director)
    a_programme(ici, cast.director, year=YEAR - 1)
    client = sign_in(cast.director)
    assert client.get("/programmes/").context["year"] == YEAR
    response = client.get("/programmes/", {"annee": YEAR - 1})
    assert (response.context["year"], [row.core for row in response.context["rows"]]) == (YEAR - 1, [3])
    assert response.context["rows"][0].budget == 200_000
    assert client.get("/programmes/", {"annee": "<script>"}).context["year"] == YEAR


def test_the_programme_is_printed(cast, ici, sign_in):
    a_programme(ici, cast.director, ProgrammeState.VALIDATED)
    response = sign_in(cast.partner).get(f"/programmes/ici/{YEAR}.pdf")
    text = words(" ".join(page_text(page) for page in open_pdf(response.content).pages))
    assert response.headers["Content-Type"] == "application/pdf"
    assert f"Programme {YEAR} : Ici" in text
    assert "Réseau des équipes projet" in text
    assert "200 000 €" in text


def test_the_workbook_holds_the_actions_and_both_budgets(cast, ici, sign_in):
    a_programme(ici, cast.director)
    book = load_workbook(BytesIO(sign_in(cast.director).get(f"/programmes/ici/{YEAR}.xlsx").content))
    assert book.sheetnames == ["Actions", "Budget prévisionnel", "Budget réalisé"]
    assert [row[1] for row in book["Actions"].iter_rows(min_row=2, values_only=True)] == [
        "Réseau des équipes projet", "Cycle emploi", "Veille",
    ]  # fmt: skip


def test_the_years_of_a_centre_are_listed_for_each_within_their_rights(cast, ici, sign_in):
    """§1.10: partners and départements read what is validated."""
    a_programme(ici, cast.director, ProgrammeState.VALIDATED)
    ProgrammeFactory(centre=ici, year=YEAR + 1)
    seen = {
        role: [row.programme.year for row in sign_in(getattr(cast, role)).get("/programmes/ici/").context["rows"]]
        for role in ("director", "regional", "national", "departmental", "partner")
    }
    both, one = [YEAR + 1, YEAR], [YEAR]
    assert seen == {"director": both, "regional": both, "national": both, "departmental": one, "partner": one}


PAGES_OF_A_CENTRE = (
    "/centres/ici/", "/conventions/ici/", "/programmes/ici/", "/instances/centres/ici/", "/conformite/ici/",
)  # fmt: skip


@pytest.mark.parametrize("shown", PAGES_OF_A_CENTRE)
def test_each_page_of_a_centre_leads_to_the_others(cast, ici, sign_in, shown):
    page = sign_in(cast.director).get(shown).content.decode()
    assert [url for url in PAGES_OF_A_CENTRE if f'<a href="{url}"' in page] == list(PAGES_OF_A_CENTRE)
    assert f'<a href="{shown}" aria-current="page">' in page
    assert '<a href="/echeances/?centre=ici">' in page


@pytest.mark.parametrize(("role", "is_told"), [("director", True), ("regional", True), ("partner", False)])
def test_what_the_team_still_owes_is_not_asked_of_a_partner(cast, ici, sign_in, role, is_told):
    a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    assert ("Ce qui manque pour clore" in text_of(sign_in(getattr(cast, role)).get(HERE))) is is_told
