"""What is removed for good is asked first: the page says what is lost, and nothing is written before the answer."""

import pytest
from django.urls import reverse

from accounts.acts.form_page import FormPage
from accounts.models import Act, ApiToken
from accounts.tokens import calendar
from accounts.tokens.services import open_token
from governance.enums import ProgrammeState
from tests.governance.bodies.factories import ContributionFactory
from tests.governance.programmes.factories import a_programme, a_session

LEAVE = FormPage(title="", crumbs=[]).leave


def _session(cast, ici):
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    action = programme.actions.get(mission="M1")
    session = a_session(action, cast.director)
    return reverse("governance:session_edit", args=[ici.slug, programme.year, action.pk, session.pk]), "remove"


def _contribution(cast, ici):
    row = ContributionFactory(centre=ici)
    return reverse("governance:contribution", args=[row.worksite_id, ici.slug]), "withdraw"


def _token(cast, ici):
    open_token(cast.director, name="Tableur", days=30)
    return reverse("accounts:token_revoke", args=[ApiToken.objects.get().pk]), "revoke"


def _calendar(cast, ici):
    calendar.renew(cast.director)
    return reverse("governance:calendar_key"), "close"


@pytest.mark.parametrize("removed", [_session, _contribution, _token, _calendar])
def test_a_removal_is_asked_then_done(cast, ici, sign_in, removed):
    address, button = removed(cast, ici)
    client, before = sign_in(cast.director), Act.objects.count()
    asked = client.post(address, {button: "1"})
    page = asked.content.decode()
    assert (asked.status_code, Act.objects.count()) == (200, before)
    assert [LEAVE in page, "Cela ne se défait pas" in page, f'name="{button}" value="1"' in page] == [True] * 3
    assert client.post(address, {button: "1", "sure": "1"}).status_code == 302
    assert Act.objects.count() == before + 1
