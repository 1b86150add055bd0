"""Middleware: end the sessions that have lasted too long; forbid shared caches the pages of a session; sign in."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from accounts.acts.drafts import form_address, say_what_is_stored
from accounts.sign_in import sessions


class PrivatePagesMiddleware:
    """Pages of a signed-in person are cached by their browser only, which asks again each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class SessionLimitsMiddleware:
    """Sign out after too long; placed after the messages middleware, which shows why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self.check(request)
        return self.get_response(request)

    def check(self, request: HttpRequest) -> None:
        """End the session, or record that it is active."""
        sessions.start_if_needed(request.session)
        ending = sessions.ending_of(request.session)
        if ending is None:
            sessions.touch(request.session)
        else:
            logout(request)
            messages.warning(request, ending.value)


class SignInMiddleware(LoginRequiredMiddleware):
    """Every view requires a person; a form sent without one leads, by the sign-in, to the page of that form."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponse:
        """To the sign-in page, with a sentence on what was typed."""
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        say_what_is_stored(request)
        return redirect_to_login(form_address(request))
