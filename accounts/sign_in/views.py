"""Pages of sign-in, sign-out, passwords and « Mon compte »."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from accounts.models import User
from accounts.second_factor.stages import FactorStage, open_half_way
from accounts.services import change_password
from accounts.sign_in import sessions
from accounts.sign_in.forms import PasswordChangeForm, PasswordForgottenForm, PasswordSetForm, SignInForm

MY_ACCOUNT = ("Mon compte", reverse_lazy("accounts:account"))


class SignInView(auth.LoginView):
    """Sign-in; the accounts to try are listed on a demonstration site only."""

    template_name = "accounts/sign_in/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = {"demo_accounts": DEMO_ACCOUNTS, "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**kwargs, **demo, second_factor=settings.SECOND_FACTOR)

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """The form again; an attempt too soon is a 429 with `Retry-After`."""
        response = super().form_invalid(form)
        if form.seconds_to_wait:
            response.status_code, response["Retry-After"] = 429, str(form.seconds_to_wait)
        return response

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        sessions.open_now(self.request.session)
        return response


class SignOutView(auth.LogoutView):
    """Sign-out, by POST only, then a message."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, "Vous êtes déconnecté.")
        return response


sign_out = open_half_way(FactorStage.ANY)(login_not_required(SignOutView.as_view()))


def account(request: HttpRequest) -> HttpResponse:
    """« Mon compte »; the mandates come from the context processors."""
    return render(request, "accounts/account.html", {"breadcrumb": [("Mon compte", None)]})


class PasswordChangeView(auth.PasswordChangeView):
    """Change of password by the signed-in person."""

    template_name = "accounts/sign_in/password_change.html"
    form_class = PasswordChangeForm
    extra_context = {"breadcrumb": [MY_ACCOUNT, ("Changer de mot de passe", None)]}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        change_password(form.user, form.cleaned_data["new_password1"], "mot de passe changé")
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, "Votre mot de passe est changé. Vos autres sessions sont fermées.")
        return redirect("accounts:account")


class PasswordForgottenView(auth.PasswordResetView):
    """Asks for the address; the answer is the same whether the account exists or not."""

    template_name = "accounts/sign_in/password_forgotten.html"
    form_class = PasswordForgottenForm
    success_url = reverse_lazy("accounts:password_mail_sent")


@login_not_required
def password_mail_sent(request: HttpRequest) -> HttpResponse:
    """What follows once the address is given."""
    return render(request, "accounts/sign_in/password_mail_sent.html")


class PasswordSetView(auth.PasswordResetConfirmView):
    """The choice of a password, first or not, from the link of an e-mail."""

    template_name = "accounts/sign_in/password_set.html"
    form_class = PasswordSetForm

    def get_user(self, uidb64: str) -> User | None:
        """The person of the link, unless their account was closed since."""
        person = super().get_user(uidb64)
        return person if person and person.is_active else None

    def form_valid(self, form: PasswordSetForm) -> HttpResponse:
        change_password(form.user, form.cleaned_data["new_password1"], "mot de passe choisi par courriel")
        messages.success(self.request, "Votre mot de passe est enregistré : vous pouvez vous connecter.")
        return redirect("accounts:sign_in")
