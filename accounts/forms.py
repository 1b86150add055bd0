"""Forms of the accounts, drawn with the State's design system."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth import forms as auth

from accounts.mails import send_password_link
from accounts.models import User
from documents.dsfr import DsfrForm

logger = logging.getLogger(__name__)

ADDRESS_HINT = "Format attendu : nom@domaine.fr"
PASSWORD_HINT = (  # the validators of the settings, in one sentence
    "12 caractères au moins ; ni votre nom, ni un mot de passe courant, ni seulement des chiffres."  # noqa: S105
)
WRONG = "Adresse électronique ou mot de passe incorrect. Vérifiez l’une et l’autre, majuscules comprises."


def password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    """A password as it is typed, spaces included."""
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

    def clean_username(self) -> str:
        """In lower case, so that failures are counted on the account and not on its spelling."""
        return self.cleaned_data["username"].lower()


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
        """Send the link, or tell the log why not: an error page would say that the account exists."""
        person = context["user"]
        try:
            send_password_link(person, f"{context['protocol']}://{context['domain']}")
        except OSError as reason:
            told = (person.pk, type(reason).__name__)  # no trace: the reason may quote the address
            logger.error("Lien de mot de passe non envoyé au compte n° %s : %s", *told)  # noqa: TRY400


class _NewPassword(DsfrForm):
    """The two fields of a new password, named and explained."""

    new_password1 = password_field("Nouveau mot de passe", "new-password", PASSWORD_HINT)
    new_password2 = password_field("Nouveau mot de passe, une seconde fois", "new-password")

    def validate_password_for_user(self, user: User, *_: str) -> None:
        """Say what is wrong with a password beside the first field, where it is mended."""
        super().validate_password_for_user(user, "new_password1")


class PasswordSetForm(_NewPassword, auth.SetPasswordForm):
    """The choice of a password, from the link of a mail."""


class PasswordChangeForm(_NewPassword, auth.PasswordChangeForm):
    """The change of a password, the old one given."""

    old_password = password_field("Mot de passe actuel", "current-password")
