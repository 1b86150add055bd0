"""A centre has a beginning and an end: every list of a year shows those alive in it, and nothing future is public."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import localdate

from centres.centre_list.queries import CentreCriteria, rows_of
from centres.enums import LegalForm
from centres.models import Centre, Identity
from crpv.home import home_of
from crpv.opendata.queries import centre_rows
from crpv.publications.transmissions import leads_on
from evaluation.collection.workflow import centres_of
from evaluation.opinions.obligations import of_opinions
from evaluation.opinions.queries import opinions_of_centres
from funding.rounds.services import registry_lines
from governance.bodies.queries import expected_at, without_funders
from governance.compliance.queries import audited_centres
from governance.conventions.queries import unbound_centres
from governance.enums import BodyKind
from governance.national.queries import national_year
from governance.productions.forms import ProductionForm
from governance.registers.obligations import Window
from tests.factories import CentreFactory, DepartmentFactory, MandateFactory, UserFactory
from tests.governance.bodies.factories import BodyFactory, MeetingFactory

TODAY = localdate()
YEAR = TODAY.year - 1
START, END = dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)
MIDDLE = dt.date(YEAR, 7, 1)
DAY = dt.timedelta(days=1)
ALIVE, PLANNED = {"alive", "closed-during"}, {"planned"}


@pytest.fixture
def network(db):
    """One centre per case, all in one région; its agent, and national staff."""
    department = DepartmentFactory()
    CentreFactory(slug="alive", department=department)
    CentreFactory(slug="closed-before", department=department, closed_on=START)
    CentreFactory(slug="closed-during", department=department, closed_on=dt.date(YEAR, 9, 30))
    CentreFactory(slug="planned", department=department, legal_form=LegalForm.PLANNED)
    young = CentreFactory(slug="not-yet", department=department)
    Identity.objects.filter(centre=young).update(valid_from=TODAY + DAY)
    Centre.objects.create(slug="without-identity", usual_name="Sans identité")
    return department.region


@pytest.fixture
def agent(network):
    return MandateFactory(role="regional", region=network).user


def slugs(centres):
    return {centre.slug for centre in centres}


def opinion_dates(user):
    found = of_opinions(Window(user, START, dt.date(YEAR + 1, 12, 31), TODAY))
    return {obligation.slug for obligation in found if f"-{YEAR}-" in obligation.key}


LISTS_OF_THE_YEAR = {
    "alive_in": lambda user: slugs(Centre.objects.alive_in(YEAR)),
    "alive_on": lambda user: slugs(Centre.objects.alive_on(MIDDLE)),
    "collection": lambda user: slugs(centres_of(YEAR)),
    "opinions": lambda user: {row.centre.slug for row in opinions_of_centres(user, YEAR, TODAY)},
    "opinion dates": opinion_dates,
    "compliance": lambda user: slugs(audited_centres(user, YEAR)),
    "national programme": lambda user: {row.centre.slug for row in national_year(YEAR, user).rows},
    "transmissions": lambda user: {lead.centre.slug for lead in leads_on(MIDDLE).select_related("centre")},
    "attendance": lambda user: slugs(
        expected_at(MeetingFactory(body=BodyFactory(centre=None, kind=BodyKind.CHARTER), on=MIDDLE))
    ),
}
LISTS_WITH_PLANNED = {
    "registry": lambda user: {row.slug for row in rows_of(user, CentreCriteria(day=MIDDLE))},
    "exercise": lambda user: slugs(line.centre for line in registry_lines(YEAR)),
}


@pytest.mark.parametrize("name", [*LISTS_OF_THE_YEAR, *LISTS_WITH_PLANNED])
def test_a_list_of_a_year_shows_the_centres_alive_in_it(agent, name):
    if name in LISTS_OF_THE_YEAR:
        assert LISTS_OF_THE_YEAR[name](agent) == ALIVE
    else:
        assert LISTS_WITH_PLANNED[name](agent) == ALIVE | PLANNED


LISTS_OF_TODAY = {
    "conventions": lambda user: slugs(unbound_centres(user, [], TODAY)),
    "home": lambda user: {centre.url.strip("/").split("/")[-1] for centre in home_of(user).centres} - PLANNED,
    "bodies": lambda user: slugs(without_funders(user)),
}


@pytest.mark.parametrize("name", LISTS_OF_TODAY)
def test_a_list_of_today_shows_the_centres_alive_today(agent, name):
    for centre in Centre.objects.all():
        BodyFactory(centre=centre)
    assert LISTS_OF_TODAY[name](agent) == {"alive"}


def test_a_centre_closed_since_still_signs_its_past_productions(network):
    assert slugs(ProductionForm().fields["centres"].queryset) == {"alive", "closed-before", "closed-during"}


def test_an_announced_closing_changes_nothing_before_its_day(agent):
    Centre.objects.filter(slug="alive").update(closed_on=TODAY + DAY)
    assert "alive" in LISTS_OF_THE_YEAR["opinions"](agent)
    assert LISTS_OF_TODAY["conventions"](agent) == {"alive"}
    assert {row["centre"]: row["ferme_le"] for row in centre_rows()}["alive"] is None


PUBLIC = ("/donnees/centres.csv", "/donnees/centres.json", "/api/v1/centres")


@pytest.mark.parametrize("address", PUBLIC)
def test_nothing_future_nor_planned_is_public(network, address):
    page = Client().get(address)
    text = b"".join(page.streaming_content).decode() if page.streaming else page.content.decode()
    public = {"alive", "closed-before", "closed-during"}
    assert {slug for slug in Centre.objects.values_list("slug", flat=True) if slug in text} == public


@pytest.mark.parametrize("slug", ["planned", "not-yet", "without-identity"])
def test_the_public_address_of_a_future_centre_is_a_404(network, slug):
    assert Client().get(f"/api/v1/centres/{slug}").status_code == 404


def test_t_069_a_closed_centre_says_so_and_a_future_one_says_when_it_opens(client, network):
    client.force_login(UserFactory(is_superuser=True))
    closed = client.get("/centres/closed-during/").content.decode()
    assert (closed.count("fermé le 30"), closed.count("Fermeture du centre.")) == (1, 1)
    before = client.get(f"/centres/closed-during/?au={MIDDLE.isoformat()}").content.decode()
    assert (before.count("fermé le"), before.count("Fermeture du centre.")) == (0, 0)
    assert client.get("/centres/not-yet/").content.decode().count("ouvre le") == 1
    assert "La fiche telle qu’elle sera au" in client.get(f"/centres/not-yet/?au={TODAY + DAY}").content.decode()
