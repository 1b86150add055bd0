"""Pages of the second factor: give it, enrol it, keep it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_otp
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django_otp.models import Device

from accounts.second_factor import services as factor
from accounts.second_factor.forms import CodeForm, EnrolForm, PasswordAgainForm, RecoveryCodeForm
from accounts.second_factor.stages import Step, is_demanded, is_half_way, open_half_way
from accounts.sign_in.views import MY_ACCOUNT
from documents.forms.dsfr import DsfrForm
from documents.pdf.qr_code import square_code

PENDING_KEY = "factor_pending_key"
FACTOR = ("Second facteur", reverse_lazy("accounts:second_factor"))


# Between the password and the site -------------------------------------------------------------------------------


@never_cache
@open_half_way(Step.CODE)
def give_code(request: HttpRequest) -> HttpResponse:
    """The code of the application, asked at each sign-in."""
    return _asked(request, CodeForm, factor.check_code, "accounts/second_factor/give_code.html")


@never_cache
@open_half_way(Step.CODE)
def give_recovery_code(request: HttpRequest) -> HttpResponse:
    """One of the codes kept on paper, when the telephone is not there."""
    return _asked(
        request, RecoveryCodeForm, factor.check_recovery_code, "accounts/second_factor/give_recovery_code.html"
    )


def _asked(
    request: HttpRequest, form_class: type[DsfrForm], check: Callable[..., factor.Answer], template: str
) -> HttpResponse:
    if not is_half_way(request):
        return redirect("home")
    form, status = form_class(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        answer = check(request.user, form.cleaned_data["code"])
        if answer.device is not None:
            _let_in(request, answer.device)
            return redirect(_heading(request))
        form.add_error("code", answer.refusal)
        status = 429 if answer.seconds else 200
    response = render(request, template, {"form": form, "next": _heading(request)}, status=status)
    if status == 429:
        response["Retry-After"] = str(answer.seconds)
    return response


def _let_in(request: HttpRequest, device: Device) -> None:
    """The session, under another key, is one that gave the second factor."""
    request.session.cycle_key()
    django_otp.login(request, device)
    if isinstance(device, factor.StaticDevice):
        left = factor.codes_left(request.user)
        messages.warning(
            request,
            f"Ce code de secours ne servira plus ; il vous en reste {left}. Téléphone perdu ou changé ? Dans « Mon "
            "compte », « Second facteur », activez l’application sur le nouveau.",
        )


def _heading(request: HttpRequest) -> str:
    """Where the person was going, on this site; home otherwise."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    is_here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_here else resolve_url("home")


# Enrolling -------------------------------------------------------------------------------------------------------


@never_cache
@open_half_way(Step.ENROL)
def enrol_factor(request: HttpRequest) -> HttpResponse:
    """The key to give to the application, then one code that proves it, then the recovery codes, shown this once."""
    person, half_way = request.user, is_half_way(request)
    key = request.session.setdefault(PENDING_KEY, factor.new_key())
    form = EnrolForm(person, request.POST or None, asks_password=not half_way)
    if request.method == "POST" and form.is_valid():
        enrolled = factor.enrol(person, key, form.cleaned_data["code"])
        if enrolled is not None:
            device, codes = enrolled
            del request.session[PENDING_KEY]
            _keep_this_session(request)
            django_otp.login(request, device)
            request.half_way_step = None
            return _codes_shown(request, codes, is_new=True)
        form.add_error("code", factor.WRONG_CODE)
    address = factor.address_of(person, key)
    context = {
        "form": form, "address": address, "qr": square_code(address), "key": factor.readable(key),
        "next": _heading(request), "breadcrumb": [] if half_way else [MY_ACCOUNT, FACTOR, ("Activer", None)],
    }  # fmt: skip
    return render(request, "accounts/second_factor/enrol_factor.html", context)


def _keep_this_session(request: HttpRequest) -> None:
    """A change closes every session; the one that made it goes on, under another key."""
    update_session_auth_hash(request, request.user)


def _codes_shown(request: HttpRequest, codes: list[str], *, is_new: bool) -> HttpResponse:
    context = {"codes": codes, "is_new": is_new, "next": _heading(request)}
    return render(request, "accounts/second_factor/recovery_codes.html", context)


# Keeping ---------------------------------------------------------------------------------------------------------


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """What protects one's account, and what one may change."""
    left = factor.codes_left(request.user) if request.user.has_second_factor else 0
    context = {"codes_left": left, "is_demanded": is_demanded(request), "breadcrumb": [MY_ACCOUNT, (FACTOR[0], None)]}
    return render(request, "accounts/second_factor/second_factor.html", context)


@never_cache
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Ten other recovery codes, the password given again."""
    if not request.user.has_second_factor:
        return redirect("accounts:second_factor")
    form = PasswordAgainForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _codes_shown(request, factor.renew_codes(request.user), is_new=False)
    return _confirmed(request, form, "Nouveaux codes de secours", "renew_codes")


@never_cache
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Give up a second factor that no role demands, the password given again."""
    if is_demanded(request) or not request.user.has_second_factor:
        return redirect("accounts:second_factor")
    form = PasswordAgainForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        factor.remove(request.user)
        request.session.pop(django_otp.DEVICE_ID_SESSION_KEY, None)
        _keep_this_session(request)
        messages.success(request, "Le second facteur est retiré : votre mot de passe suffit de nouveau.")
        return redirect("accounts:second_factor")
    return _confirmed(request, form, "Retirer le second facteur", "remove_factor")


def _confirmed(request: HttpRequest, form: PasswordAgainForm, title: str, page: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "breadcrumb": [MY_ACCOUNT, FACTOR, (title, None)]}
    return render(request, f"accounts/second_factor/{page}.html", context)
