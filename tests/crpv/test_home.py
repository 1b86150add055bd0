"""The home page: what awaits each role."""

import datetime as dt
from decimal import Decimal

import pytest

from crpv.home import home_of
from funding.rounds import services as rounds
from tests.factories import CentreFactory, DepartmentFactory


def tasks(user):
    return [(task.title, task.sentence, task.url) for task in home_of(user).tasks]


def centres(user):
    return [(line.name, line.state_floor) for line in home_of(user).centres]


def test_an_exercise_in_preparation_awaits_national_staff(draft, cast):
    (found,) = [task for task in tasks(cast.national) if "Exercice" in task[0]]
    assert (found[0], found[2]) == ("Exercice 2025 en préparation", "/financement/2025/exercice/")
    assert found[1].endswith("Relisez les points d’attention avant de l’adopter.")


@pytest.mark.parametrize("who", ["regional", "departmental", "director", "partner", "nobody"])
def test_others_do_not_know_of_it(draft, cast, who):
    home = home_of(getattr(cast, who))
    assert ([task.title for task in home.tasks if "Exercice" in task.title], home.adopted) == ([], None)


def test_an_adopted_exercise_is_told_in_sums(adopted, cast):
    found = home_of(cast.partner).adopted
    lines = adopted.allocations.exclude(budget=None)
    assert (found.year, found.url, found.centres) == (2025, "/financement/2025/", 4)
    assert found.budget == sum(line.budget for line in lines)
    assert found.state_floor == sum(line.state_floor for line in lines)


def test_the_day_of_adoption_is_the_one_of_paris(draft, cast):
    late = dt.datetime(2025, 12, 15, 23, 30, tzinfo=dt.UTC)
    rounds.adopt_without_printing(draft, actor=cast.national, at=late)
    assert home_of(cast.national).adopted.on == dt.date(2025, 12, 16)


@pytest.mark.parametrize("who", ["regional", "departmental", "director", "partner"])
def test_each_finds_their_own_centre_and_its_amount(adopted, cast, ici, who):
    expected = adopted.allocations.get(centre=ici).state_floor
    assert expected > Decimal(0)
    assert centres(getattr(cast, who)) == [("Ici", expected)]


def test_a_centre_out_of_the_calculation_has_no_amount(adopted, cast, ici):
    CentreFactory(slug="neuf", usual_name="Neuf", department=ici.perimeters.get().department)
    assert centres(cast.regional)[1] == ("Neuf", None)


def test_somebody_without_a_mandate_sees_no_centre(adopted, cast):
    home = home_of(cast.nobody)
    assert (home.centres, home.has_mandate, home.sees_network) == ((), False, False)


@pytest.mark.parametrize("who", ["admin", "national", "regional", "departmental", "director", "partner", "nobody"])
def test_the_page_opens_for_each_role(adopted, sign_in, cast, who):
    assert sign_in(getattr(cast, who)).get("/").status_code == 200


def test_somebody_whom_nothing_awaits_is_told_so_in_good_french(cast, ici, sign_in):
    assert "Rien ne vous attend aujourd’hui." in sign_in(cast.partner).get("/").content.decode()


@pytest.mark.parametrize("count", [1, 3, 20])
@pytest.mark.parametrize(("who", "queries"), [("national", 10), ("regional", 9), ("director", 10)])
def test_the_page_costs_the_same_whatever_the_network(
    adopted, sign_in, cast, ici, django_assert_num_queries, who, queries, count
):
    region = ici.perimeters.get().department.region
    for _ in range(count - 1):
        CentreFactory(department=DepartmentFactory(region=region))
    visitor = sign_in(getattr(cast, who))
    with django_assert_num_queries(queries):
        visitor.get("/")
