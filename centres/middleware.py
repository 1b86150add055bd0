"""Middleware: until the second factor is given, the request is anonymous, save on views marked `open_half_way`.

Required of administrators and national staff, by their mandates of the day, and of whoever enrolled one. No query: the
session and the person are already read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from accounts.enums import NETWORK_ROLES
from accounts.models import User
from accounts.second_factor.stages import FactorStage, has_proved, stage_opened_by
from centres.models.mandate import holds


def is_demanded_of(person: User) -> bool:
    """Whether the mandates of `person` today require a second factor on this site."""
    return settings.SECOND_FACTOR and holds(person, *NETWORK_ROLES)


class SecondFactorMiddleware:
    """A person without the second factor is anonymous, save on the pages where it is given or enrolled."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if person.is_authenticated:
            request.factor_is_demanded = is_demanded_of(person)
            if (person.has_second_factor or request.factor_is_demanded) and not has_proved(request):
                request.factor_stage = FactorStage.CODE if person.has_second_factor else FactorStage.ENROL
                request.half_way_person, request.user = person, AnonymousUser()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Before LoginRequiredMiddleware: a view that requires sign-in redirects to the missing step."""
        step = getattr(request, "factor_stage", None)
        if step is None:
            return None
        if stage_opened_by(view) in (step, FactorStage.ANY):
            request.user = request.half_way_person
            return None
        if not getattr(view, "login_required", True):
            return None
        heading = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
        address = resolve_url(step.value)
        response = HttpResponseRedirect(f"{address}?{urlencode(heading)}" if heading else address)
        add_never_cache_headers(response)
        return response
