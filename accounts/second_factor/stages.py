"""Between the password and the second factor: which pages are open there (see `centres.middleware`)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY

View = Callable[..., Any]


class Step(StrEnum):
    """What somebody half-way has to do next; ANY marks what is open at both steps."""

    CODE = "accounts:give_code"
    ENROL = "accounts:enrol_factor"
    ANY = ""


def open_half_way(step: Step) -> Callable[[View], View]:
    """Mark a view that answers somebody who has given a password and not yet the second factor."""

    def marked(view: View) -> View:
        view.open_half_way = step
        return view

    return marked


def step_opened_by(view: View) -> Step | None:
    """The step at which `view` is open half-way; None for all the rest of the site."""
    return getattr(view, "open_half_way", None)


def has_proved(request: HttpRequest) -> bool:
    """Whether this very session gave the second factor; the session ends when the factor changes."""
    return DEVICE_ID_SESSION_KEY in request.session


def is_half_way(request: HttpRequest) -> bool:
    """Whether the person of this request must still give the second factor."""
    return getattr(request, "half_way_step", None) is not None


def is_demanded(request: HttpRequest) -> bool:
    """Whether the role of the person demands a second factor today."""
    return getattr(request, "factor_is_demanded", False)
