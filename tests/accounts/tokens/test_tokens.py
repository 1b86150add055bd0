"""One's own tokens: shown once, kept as a print, ended by themselves or at will."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.models import Act, ApiToken
from accounts.tokens import services as api_tokens


def opened(client, name="Tableur", days="30"):
    """What the page answers to somebody who opens a token."""
    return client.post("/compte/jetons/", {"name": name, "days": days})


def test_a_token_is_shown_once_and_only_its_print_is_kept(sign_in, cast):
    client = sign_in(cast.director)
    token = opened(client).context["token"]
    kept = ApiToken.objects.get()

    assert token.startswith("crpv_")
    assert kept.fingerprint == api_tokens.fingerprint_of(token)
    assert token not in str(ApiToken.objects.values()) + str(list(Act.objects.values()))
    assert token not in client.get("/compte/jetons/").content.decode()
    assert api_tokens.find_open_token(token).user == cast.director


@pytest.mark.parametrize("days", [30, 90, 365])
def test_it_lasts_what_was_asked(sign_in, cast, days):
    opened(sign_in(cast.director), days=str(days))
    kept = ApiToken.objects.get()
    assert kept.expires_at - kept.created_at == dt.timedelta(days=days)


@pytest.mark.parametrize(("name", "days"), [("", "30"), ("Tableur", "31"), ("Tableur", "")])
def test_a_form_badly_filled_opens_nothing(sign_in, cast, name, days):
    answer = opened(sign_in(cast.director), name, days)
    assert (answer.status_code, ApiToken.objects.count()) == (200, 0)
    assert answer.context["form"].errors


def test_one_revokes_one_s_own_and_nobody_else_s(sign_in, cast):
    token = opened(sign_in(cast.director)).context["token"]
    address = f"/compte/jetons/{ApiToken.objects.get().pk}/revoquer/"

    assert sign_in(cast.partner).post(address).status_code == 404
    assert api_tokens.find_open_token(token) is not None
    assert sign_in(cast.director).get(address).status_code == 405
    asked = sign_in(cast.director).post(address)
    assert (asked.status_code, api_tokens.find_open_token(token) is None) == (200, False)
    assert sign_in(cast.director).post(address, {"sure": "1"}).status_code == 302
    assert api_tokens.find_open_token(token) is None
    assert sign_in(cast.director).post(address).status_code == 404
    assert [act.verb for act in Act.objects.filter(verb__startswith="jeton")] == ["jeton : révoquer", "jeton : ouvrir"]


def test_nobody_holds_more_than_ten(cast):
    for rank in range(api_tokens.MOST):
        api_tokens.open_token(cast.director, name=str(rank), days=30)
    with pytest.raises(RefusedError, match="déjà 10 jetons"):
        api_tokens.open_token(cast.director, name="de trop", days=30)


def test_what_ended_a_year_ago_is_forgotten(cast):
    for name in ("ancien", "récent"):
        api_tokens.open_token(cast.director, name=name, days=30)
    ApiToken.objects.filter(name="ancien").update(expires_at=timezone.now() - dt.timedelta(days=400))
    assert (api_tokens.forget_tokens(), ApiToken.objects.get().name) == (1, "récent")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_the_tokens(sign_in, cast, django_assert_num_queries, count):
    for rank in range(count):
        api_tokens.open_token(cast.director, name=str(rank), days=30)
    client = sign_in(cast.director)
    with django_assert_num_queries(3):
        assert client.get("/compte/jetons/").status_code == 200
