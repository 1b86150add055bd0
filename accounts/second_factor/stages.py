"""The stages between the password and the second factor, and the views open there (see `centres.middleware`)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY

View = Callable[..., Any]


class FactorStage(StrEnum):
    """What a person must do after the password; ANY marks the views open at both stages."""

    CODE = "accounts:give_code"
    ENROL = "accounts:enrol_factor"
    ANY = ""


def open_half_way(stage: FactorStage) -> Callable[[View], View]:
    """Mark a view as open to a person who has not given the second factor yet."""

    def marked(view: View) -> View:
        view.open_half_way = stage
        return view

    return marked


def stage_opened_by(view: View) -> FactorStage | None:
    """The stage at which `view` is open; None for every other view of the site."""
    return getattr(view, "open_half_way", None)


def has_proved(request: HttpRequest) -> bool:
    """Whether the second factor was given in this session, which ends when the factor changes."""
    return DEVICE_ID_SESSION_KEY in request.session


def is_half_way(request: HttpRequest) -> bool:
    """Whether the person of this request must still give the second factor."""
    return getattr(request, "factor_stage", None) is not None


def is_demanded(request: HttpRequest) -> bool:
    """Whether the role of the person demands a second factor today."""
    return getattr(request, "factor_is_demanded", False)
