"""What the interface can answer about: a public dashboard and one for partners, an exercise, a verified form."""

import pytest

from accounts.tokens.services import open_token
from tests.crpv.publications.conftest import campaign  # noqa: F401
from tests.crpv.publications.making import data_files_of, publish
from tests.funding.conftest import adopted, draft, network, scale  # noqa: F401 - 2025 is adopted


@pytest.fixture
def world(cast, campaign, adopted):  # noqa: F811
    """2023 is open to everybody, 2024 to partners; 2025 is an adopted exercise."""
    for year, is_public in ((2023, True), (2024, False)):
        publish(year, actor=cast.national, is_public=is_public, files=data_files_of)
    return cast


@pytest.fixture
def bearer():
    """The header that carries a new token of somebody: `client.get(url, headers=bearer(cast.director))`."""

    def headers(person, days=30):
        return {"Authorization": f"Bearer {open_token(person, name='Essai', days=days)}"}

    return headers
