"""Ends the sessions that have lasted too long, before any page is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts import sessions


class SessionLimitsMiddleware:
    """Signs out whoever was away too long; comes after the messages, so that it can say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self.check(request)
        return self.get_response(request)

    def check(self, request: HttpRequest) -> None:
        """End the session, or remember that the person is there."""
        sessions.start_if_needed(request.session)
        ending = sessions.ending_of(request.session)
        if ending is None:
            sessions.touch(request.session)
        else:
            logout(request)
            messages.warning(request, ending.value)
