"""Pages of the second factor: give it, enrol it, renew its codes, remove it."""

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

from accounts.second_factor import services as factor
from accounts.second_factor.forms import CodeForm, EnrolForm, PasswordAgainForm, RecoveryCodeForm
from accounts.second_factor.stages import FactorStage, is_demanded, is_half_way, open_half_way
from accounts.sign_in.views import MY_ACCOUNT
from documents.forms.dsfr import DsfrForm
from documents.pdf.qr_code import square_code

PENDING_KEY = "factor_pending_key"
FACTOR = ("Second facteur", reverse_lazy("accounts:second_factor"))


# Between the password and the site -------------------------------------------------------------------------------


@never_cache
@open_half_way(FactorStage.CODE)
def give_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the application, at each sign-in."""
    return _code_page(request, CodeForm, factor.check_code, "accounts/second_factor/give_code.html")


@never_cache
@open_half_way(FactorStage.CODE)
def give_recovery_code(request: HttpRequest) -> HttpResponse:
    """Ask for a recovery code instead, when the telephone is lost."""
    return _code_page(
        request, RecoveryCodeForm, factor.check_recovery_code, "accounts/second_factor/give_recovery_code.html"
    )


def _code_page(
    request: HttpRequest, form_class: type[DsfrForm], check: Callable[..., factor.CodeCheck], template: str
) -> HttpResponse:
    if not is_half_way(request):
        return redirect("home")
    form, status = form_class(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        result = check(request.user, form.cleaned_data["code"])
        if result.device is not None:
            # Under another key, so that nobody who knew the first one gets a session with the second factor.
            request.session.cycle_key()
            django_otp.login(request, result.device)
            if isinstance(result.device, factor.StaticDevice):
                count = factor.remaining_codes(request.user)
                messages.warning(
                    request,
                    f"Ce code de secours ne servira plus ; il vous en reste {count}. Téléphone perdu ou changé ? Dans "
                    "« Mon compte », « Second facteur », activez l’application sur le nouveau.",
                )
            return redirect(_next_address(request))
        form.add_error("code", result.refusal)
        status = 429 if result.seconds else 200
    response = render(request, template, {"form": form, "next": _next_address(request)}, status=status)
    if status == 429:
        response["Retry-After"] = str(result.seconds)
    return response


def _next_address(request: HttpRequest) -> str:
    """The address of this site where the person was going; home otherwise."""
    address = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else resolve_url("home")


# Enrolling -------------------------------------------------------------------------------------------------------


@never_cache
@open_half_way(FactorStage.ENROL)
def enrol_factor(request: HttpRequest) -> HttpResponse:
    """Show the key for the application, check a first code, then show the recovery codes, once."""
    person, half_way = request.user, is_half_way(request)
    key = request.session.setdefault(PENDING_KEY, factor.new_key())
    form = EnrolForm(person, request.POST or None, asks_password=not half_way)
    if request.method == "POST" and form.is_valid():
        enrolled = factor.enrol(person, key, form.cleaned_data["code"])
        if enrolled is not None:
            device, codes = enrolled
            del request.session[PENDING_KEY]
            _renew_session(request)
            django_otp.login(request, device)
            request.factor_stage = None
            return _codes_page(request, codes, is_new=True)
        form.add_error("code", factor.WRONG_CODE)
    address = factor.address_of(person, key)
    context = {
        "form": form, "address": address, "qr": square_code(address), "key": factor.readable(key),
        "next": _next_address(request), "breadcrumb": [] if half_way else [MY_ACCOUNT, FACTOR, ("Activer", None)],
    }  # fmt: skip
    return render(request, "accounts/second_factor/enrol_factor.html", context)


def _renew_session(request: HttpRequest) -> None:
    """Keep this session open, under another key: the change has ended every session of the person."""
    update_session_auth_hash(request, request.user)


def _codes_page(request: HttpRequest, codes: list[str], *, is_new: bool) -> HttpResponse:
    context = {"codes": codes, "is_new": is_new, "next": _next_address(request)}
    return render(request, "accounts/second_factor/recovery_codes.html", context)


# Changing --------------------------------------------------------------------------------------------------------


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """The state of one's second factor, and what may be changed."""
    count = factor.remaining_codes(request.user) if request.user.has_second_factor else 0
    context = {
        "codes_left": count,
        "is_demanded": is_demanded(request),
        "breadcrumb": [MY_ACCOUNT, (FACTOR[0], None)],
    }
    return render(request, "accounts/second_factor/second_factor.html", context)


@never_cache
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Show ten new recovery codes, once the password is given again."""
    if not request.user.has_second_factor:
        return redirect("accounts:second_factor")
    form = PasswordAgainForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _codes_page(request, factor.renew_codes(request.user), is_new=False)
    return _password_page(request, form, "Nouveaux codes de secours", "renew_codes")


@never_cache
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Remove a second factor that no role demands, once the password is given again."""
    if is_demanded(request) or not request.user.has_second_factor:
        return redirect("accounts:second_factor")
    form = PasswordAgainForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        factor.remove(request.user)
        request.session.pop(django_otp.DEVICE_ID_SESSION_KEY, None)
        _renew_session(request)
        messages.success(request, "Le second facteur est retiré : votre mot de passe suffit de nouveau.")
        return redirect("accounts:second_factor")
    return _password_page(request, form, "Retirer le second facteur", "remove_factor")


def _password_page(request: HttpRequest, form: PasswordAgainForm, title: str, page: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "breadcrumb": [MY_ACCOUNT, FACTOR, (title, None)]}
    return render(request, f"accounts/second_factor/{page}.html", context)
