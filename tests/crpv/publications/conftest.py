"""Publications at every stage, on a network of two centres in two regions."""

import pytest

from crpv.publications import services
from tests.crpv.publications.making import FILES, PERSPECTIVES, collected


@pytest.fixture
def campaign(ici, ailleurs):
    """The figures of 2023 and 2024 collected from both centres: « Ici » is verified, « Ailleurs » has not answered."""
    collected(2023, ici, ailleurs)
    return collected(2024, ici, ailleurs)


@pytest.fixture
def prepared(cast, campaign):
    """2024 in preparation, without perspectives yet."""
    return services.prepare(2024, actor=cast.national)


@pytest.fixture
def frozen(prepared, cast):
    """2024 with its figures frozen and its perspectives written."""
    services.write(prepared, perspectives=PERSPECTIVES, actor=cast.national)
    return services.freeze(prepared, actor=cast.national)


@pytest.fixture
def published(frozen, cast):
    """2024 published to the partners, with faces of a few bytes."""
    ready = services.ready_to_publish(frozen, is_public=False, actor=cast.national)
    return services.publish_with_files(ready, FILES, actor=cast.national)
