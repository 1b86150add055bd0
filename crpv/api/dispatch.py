"""Checks common to every endpoint: method, token, rate and parameters; then its answer as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from accounts.sign_in.throttling import client_ip, wait_before_next
from accounts.tokens.services import find_open_token
from crpv.api.parameters import Parameter
from crpv.api.problems import Problem, absent, not_allowed, too_fast, unknown_caller
from crpv.opendata.csv_json import json_value

PER_TOKEN, PER_ADDRESS = 300, 60  # requests a minute
Person = User | AnonymousUser


@dataclass(frozen=True)
class ApiRequest:
    """A request once checked: the caller, and the value of every parameter."""

    person: Person
    values: dict[str, Any]
    absolute: Callable[[str], str]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One address of the API: its answer, its parameters and its documentation (French)."""

    name: str
    path: str
    summary: str
    says: str
    schema: dict[str, Any]
    answer: Callable[[ApiRequest], dict[str, Any]]
    parameters: tuple[Parameter, ...] = ()
    needs_token: bool = False
    example: str = ""
    tags: tuple[str, ...] = field(default=())

    @property
    def example_address(self) -> str:
        """An address to try."""
        return f"/api/v1/{self.example}"

    @property
    def route(self) -> str:
        """The route of Django under `/api/v1/`; parameters are texts, so that a wrong one gets an explained 400."""
        return self.path.replace("{", "<str:").replace("}", ">")


def view_of(endpoint: Endpoint) -> Callable[..., HttpResponseBase]:
    """The view of an endpoint; requests are counted by token, or by address for anonymous callers."""

    @csrf_exempt  # no cookie is read here: a form sent from another site gets the JSON of an anonymous caller
    @login_not_required
    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        try:
            person = caller_of(request)
            if request.method not in ("GET", "HEAD"):
                raise not_allowed()
            if endpoint.needs_token and not person.is_authenticated:
                raise unknown_caller(
                    "Cette adresse demande un jeton : ouvrez-en un dans « Mon compte », « Jetons d’accès »."
                )
            texts = {**{name: request.GET[name] for name in request.GET}, **path}
            values = {parameter.name: parameter.read(texts.get(parameter.name)) for parameter in endpoint.parameters}
            content = endpoint.answer(ApiRequest(person, values, request.build_absolute_uri))
            body = json.dumps(content, ensure_ascii=False, default=json_value).encode()
            etag = quote_etag(hashlib.sha256(body).hexdigest())
            response = HttpResponse(body, content_type="application/json")
            response["ETag"] = etag
            response["Cache-Control"] = "private, no-cache" if person.is_authenticated else "public, no-cache"
            response["Vary"] = "Authorization"
            return get_conditional_response(request, etag=etag, response=response) or response
        except Problem as problem:
            return problem.response(request.path)
        except Http404:
            return absent().response(request.path)

    return view


def caller_of(request: HttpRequest) -> Person:
    """The owner of the token, anonymous without one; Problem 401 for an invalid token, 429 beyond the rate."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    token = find_open_token(text.strip()) if scheme.lower() == "bearer" else None
    caller, most = (f"jeton {token.pk}", PER_TOKEN) if token else (f"adresse {client_ip(request)}", PER_ADDRESS)
    if seconds := wait_before_next(caller, most):
        raise too_fast(seconds)
    if scheme and token is None:
        raise unknown_caller("Ce jeton n’ouvre rien : il est inconnu, expiré ou révoqué. Ouvrez-en un autre.")
    return token.user if token else AnonymousUser()
