"""The pages of the register: who opens them, what they say, what they cost."""

import datetime as dt

import pytest

from governance.registers.rules import registered
from tests.factories import CentreFactory
from tests.governance.bodies.factories import ActionFactory, BodyFactory, ConventionFactory, ProgrammeFactory

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "other_director", "nobody")
READERS = {"admin", "national", "regional", "director", "other_director"}
OF_ICI = READERS - {"other_director"}


@pytest.mark.parametrize("role", ROLES)
def test_findings_are_read_by_those_who_read_drafts(cast, sign_in, ici, role):
    client = sign_in(getattr(cast, role))
    answers = [client.get(address).status_code for address in ("/conformite/", "/conformite/ici/")]
    assert answers == [200 if role in READERS else 404, 200 if role in OF_ICI else 404]


def test_each_sees_the_centres_of_its_perimeter(cast, sign_in, ici, ailleurs):
    seen = {
        role: [line.centre.slug for line in sign_in(getattr(cast, role)).get("/conformite/").context["page"]]
        for role in ("national", "regional", "director", "other_director")
    }
    assert seen == {"national": ["ailleurs", "ici"], "regional": ["ici"], "director": ["ici"],
                    "other_director": ["ailleurs"]}  # fmt: skip


def test_the_page_of_a_centre_tells_every_rule_the_broken_ones_first(cast, sign_in, ici):
    """R-65."""
    BodyFactory(centre=ici)
    groups = sign_in(cast.director).get("/conformite/ici/?annee=2025").context["groups"]
    assert [title for title, _ in groups] == ["Non respectées", "Indéterminées", "Respectées", "Sans objet"]
    assert [(one.rule.code, one.result.url) for one in groups[0][1]] == [("R-65", "/instances/centres/ici/")]
    assert sum(len(findings) for _, findings in groups) == sum(not rule.is_national for rule in registered())


@pytest.mark.parametrize(("asked", "shown"), [("2019", 2019), ("1999", 2026), ("abc", 2026), ("", 2026)])
def test_an_unknown_year_falls_back_on_the_current_one(cast, sign_in, asked, shown, monkeypatch):
    monkeypatch.setattr("documents.forms.filters.localdate", lambda: dt.date(2026, 3, 1))
    assert sign_in(cast.national).get("/conformite/", {"annee": asked}).context["audit"].year == shown


@pytest.mark.parametrize("size", [1, 3, 20])
def test_pages_cost_the_same_whatever_the_network(cast, sign_in, ici, django_assert_num_queries, size):
    for _ in range(size):
        centre = CentreFactory()
        ConventionFactory(centre=centre)
        ActionFactory(programme=ProgrammeFactory(centre=centre))
        BodyFactory(centre=centre)
    ConventionFactory(centre=ici)
    client = sign_in(cast.national)
    for address in ("/conformite/?annee=2025", "/conformite/ici/?annee=2025"):
        with django_assert_num_queries(12):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(("role", "shown"), [("national", True), ("director", True), ("partner", False)])
def test_the_file_of_a_centre_leads_to_its_conformity(cast, sign_in, ici, role, shown):
    page = sign_in(getattr(cast, role)).get("/centres/ici/").content.decode()
    assert ('href="/conformite/ici/"' in page) is shown
    assert 'href="/instances/centres/ici/"' in page
