"""Who reads the edition of a region: nobody finds there what a neighbour answered (§1.10)."""

import pytest

from crpv.models import RegionalEdition
from crpv.publications.get_objects import editions_of
from tests.crpv.publications.making import correct
from tests.factories import CentreFactory, MandateFactory

pytestmark = pytest.mark.django_db


def region_of(centre):
    return centre.lead_regions.get().region


def address_of(region):
    return f"/tableau-de-bord/2024/regions/{region.code}.xlsx"


@pytest.fixture
def neighbour(ici, published):
    """A second centre in the region of « Ici »."""
    return CentreFactory(department=ici.perimeters.get().department)


@pytest.mark.parametrize("role", ["director", "partner", "departmental", "regional", "national", "admin"])
def test_alone_in_its_region_a_centre_reads_its_edition(sign_in, cast, published, ici, role):
    assert sign_in(getattr(cast, role)).get(address_of(region_of(ici))).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("director", 404), ("partner", 404), ("regional", 200), ("national", 200), ("admin", 200)]
)
def test_beside_a_neighbour_it_would_find_the_neighbour_by_subtraction(sign_in, cast, ici, neighbour, role, status):
    client = sign_in(getattr(cast, role))
    assert client.get(address_of(region_of(ici))).status_code == status


def test_whoever_opens_every_centre_of_the_region_reads_its_edition(cast, ici, neighbour, published):
    MandateFactory(user=cast.director, role="director", centre=neighbour)
    assert [one.region for one in editions_of(cast.director, published)] == [region_of(ici)]


def test_a_neighbour_that_another_region_leads_counts_too(cast, ici, published):
    """Its edition adds the centres of its perimeter, led from here or not."""
    elsewhere = CentreFactory()
    elsewhere.perimeters.update(department=ici.perimeters.get().department)
    assert editions_of(cast.director, published) == []


def test_an_edition_that_is_not_published_is_for_national_staff(cast, frozen, ici):
    regions = {one: RegionalEdition.objects.visible_to(getattr(cast, one)).count() for one in ("regional", "national")}
    assert regions == {"regional": 0, "national": 2}


def test_a_stranger_takes_no_edition(client, published, ici):
    assert client.get(address_of(region_of(ici))).status_code == 302


def test_the_edition_served_is_that_of_the_version_asked(sign_in, cast, published, ici):
    correct(published, actor=cast.national, perspectives="Autre chose.")
    client, address = sign_in(cast.national), address_of(region_of(ici))
    names = [
        client.get(f"{address}{query}").headers["Content-Disposition"] for query in ("?version=1", "?version=2", "")
    ]
    assert (names[0] != names[1], names[1] == names[2]) == (True, True)
    assert client.get(f"{address}?version=3").status_code == 404


def test_a_dashboard_published_and_not_printed_is_known_to_the_verification(client, published):
    for reference in (published.reference, published.editions.first().reference):
        body = client.get("/verifier/", {"reference": reference}).content.decode()
        assert "dont le document n’est pas encore imprimé" in body
    assert "Aucun document publié" in client.get("/verifier/", {"reference": "TDB-2024-national-9"}).content.decode()
