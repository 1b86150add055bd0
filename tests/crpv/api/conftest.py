"""What the interface can answer about: a public dashboard and one for partners, an exercise, a verified form."""

import pytest

from accounts.tokens.services import open_token
from centres.models import Centre
from funding.models import Round
from funding.rounds import services as rounds
from tests.cast import keys_of, make_ailleurs, make_cast, make_ici, read_anew, shared_world
from tests.crpv.publications.making import collected, data_files_of, publish
from tests.funding.conftest import make_network, make_scale


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """2023 is open to everybody, 2024 to partners; 2025 is an adopted exercise. Who is who, by role."""
    with shared_world(django_db_blocker):
        ici, ailleurs = make_ici(), make_ailleurs()
        cast, scale = make_cast(ici, ailleurs), make_scale()
        make_network()
        for year in (2023, 2024):
            collected(year, ici, ailleurs)
        rounds.adopt_without_printing(rounds.prepare(2025, scale, actor=cast.national), actor=cast.national)
        for year, is_public in ((2023, True), (2024, False)):
            publish(year, actor=cast.national, is_public=is_public, files=data_files_of)
        yield keys_of(cast)


@pytest.fixture
def world(people, db):
    return read_anew(people)


@pytest.fixture
def ici(world):
    return Centre.objects.get(slug="ici")


@pytest.fixture
def adopted(world):
    return Round.objects.get(year=2025)


@pytest.fixture
def bearer():
    """The header that carries a new token of somebody: `client.get(url, headers=bearer(cast.director))`."""

    def headers(person, days=30):
        return {"Authorization": f"Bearer {open_token(person, name='Essai', days=days)}"}

    return headers
