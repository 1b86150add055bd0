"""Forms of sign-in and passwords."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth import forms as auth
from django.core.exceptions import ValidationError

from accounts.mails import send_password_link
from accounts.models import User
from accounts.sign_in.throttling import client_ip, forget_failures, wait_before_trying
from documents.forms.dsfr import DsfrForm

logger = logging.getLogger(__name__)

ADDRESS_HINT = "Format attendu : nom@domaine.fr"
PASSWORD_HINT = (  # the validators of the settings, in one sentence
    "12 caractères au moins ; ni votre nom, ni un mot de passe courant, ni seulement des chiffres."  # noqa: S105
)
WRONG = "Adresse électronique ou mot de passe incorrect. Vérifiez l’une et l’autre, majuscules comprises."


def wait_message(seconds: int) -> str:
    """The refusal of an attempt made too soon; the same whether the account exists or not."""
    delay = f"{seconds} secondes" if seconds > 1 else "1 seconde"
    if seconds > 100:
        delay = f"{math.ceil(seconds / 60)} minutes"
    return f"Plusieurs essais ont échoué de suite : attendez {delay}, puis réessayez."


def check_own_password(person: User, password: str, wrong: str) -> None:
    """ValidationError when `password` is not that of the signed-in person, or comes too soon after failures."""
    account = f"mot de passe de {person.pk}"
    if seconds := wait_before_trying(account, None):
        raise ValidationError(wait_message(seconds))
    if not person.check_password(password):
        raise ValidationError(wrong)
    forget_failures(account)


def password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    """The field of a password, spaces included."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


class SignInForm(DsfrForm, auth.AuthenticationForm):
    """Address and password; the same refusal whether the account is unknown, closed, or the password wrong."""

    username = auth.UsernameField(
        label="Adresse électronique",
        help_text=ADDRESS_HINT,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = password_field("Mot de passe", "current-password")
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    seconds_to_wait = 0

    def clean_username(self) -> str:
        """In lower case, so that failures are counted on the account and not on its spelling."""
        return self.cleaned_data["username"].lower()

    def clean(self) -> dict[str, Any]:
        """Check the password, unless failures make the account wait: then it is not read."""
        account, address = self.cleaned_data.get("username"), client_ip(self.request) or ""
        is_complete = account is not None and bool(self.cleaned_data.get("password"))
        if is_complete:
            self.seconds_to_wait = wait_before_trying(account, address)
            if self.seconds_to_wait:
                raise ValidationError(wait_message(self.seconds_to_wait))
        cleaned = super().clean()
        if is_complete:
            forget_failures(account, address)
        return cleaned


class PasswordForgottenForm(DsfrForm, auth.PasswordResetForm):
    """The address to which a link is sent."""

    email = forms.EmailField(
        label="Adresse électronique de votre compte",
        help_text=ADDRESS_HINT,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def get_users(self, email: str) -> Iterator[User]:
        """The open account with this address, even when its first password was never chosen (invitation too old)."""
        return User.objects.filter(email=email.lower(), is_active=True).iterator()

    def send_mail(
        self, subject_template_name: str, email_template_name: str, context: dict, *args: Any, **kwargs: Any
    ) -> None:
        """Send the link, or log why not: an error page would reveal that the account exists."""
        person = context["user"]
        try:
            send_password_link(person, f"{context['protocol']}://{context['domain']}")
        except OSError as reason:
            # Without traceback: the reason may quote the address.
            fault = type(reason).__name__
            logger.error("Lien de mot de passe non envoyé au compte n° %s : %s", person.pk, fault)  # noqa: TRY400


class _NewPassword(DsfrForm):
    """The two fields of a new password, named and explained."""

    new_password1 = password_field("Nouveau mot de passe", "new-password", PASSWORD_HINT)
    new_password2 = password_field("Nouveau mot de passe, une seconde fois", "new-password")

    def validate_password_for_user(self, user: User, *_: str) -> None:
        """Attach the error to the first of the two fields."""
        super().validate_password_for_user(user, "new_password1")


class PasswordSetForm(_NewPassword, auth.SetPasswordForm):
    """The choice of a password, from the link of an e-mail."""


class PasswordChangeForm(_NewPassword, auth.PasswordChangeForm):
    """The change of a password, the old one given."""

    old_password = password_field("Mot de passe actuel", "current-password")

    def clean_old_password(self) -> str:
        """The current password; see `check_own_password`."""
        check_own_password(self.user, self.cleaned_data["old_password"], self.error_messages["password_incorrect"])
        return self.cleaned_data["old_password"]
