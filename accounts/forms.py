"""Forms of the accounts, drawn with the State's design system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import forms as auth

from accounts.mails import send_password_link
from accounts.models import User
from documents.dsfr import DsfrForm

PASSWORD_HINT = (
    "12 caractères au moins, qui ne soient ni votre nom, ni un mot de passe courant, ni seulement des chiffres."  # noqa: S105
)
WRONG = "Adresse électronique ou mot de passe incorrect. Vérifiez l’une et l’autre, majuscules comprises."


class SignInForm(DsfrForm, auth.AuthenticationForm):
    """Address and password; the same refusal whether the account is unknown, closed, or the password wrong."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label = "Adresse électronique"
        username.help_text = "Format attendu : nom@domaine.fr"
        username.widget.input_type = "email"
        username.widget.attrs["autocomplete"] = "username"
        username.widget.attrs.pop("autofocus", None)
        password.label = "Mot de passe"

    def clean_username(self) -> str:
        """In lower case, so that failures are counted on the account and not on its spelling."""
        return self.cleaned_data["username"].lower()


class PasswordForgottenForm(DsfrForm, auth.PasswordResetForm):
    """The address to which a link is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Adresse électronique de votre compte"
        self.fields["email"].help_text = "Format attendu : nom@domaine.fr"

    def get_users(self, email: str) -> Iterator[User]:
        """The open account with this address, even when its first password was never chosen (invitation too old)."""
        return User.objects.filter(email=email.lower(), is_active=True).iterator()

    def send_mail(self, subject_template_name: str, email_template_name: str, context: dict, *args: Any) -> None:
        send_password_link(context["user"], f"{context['protocol']}://{context['domain']}")


class _NewPassword(DsfrForm):
    """The two fields of a new password, named and explained."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Nouveau mot de passe"
        self.fields["new_password1"].help_text = PASSWORD_HINT
        self.fields["new_password2"].label = "Nouveau mot de passe, une seconde fois"
        self.fields["new_password2"].help_text = ""


class PasswordSetForm(_NewPassword, auth.SetPasswordForm):
    """The choice of a password, from the link of a mail."""


class PasswordChangeForm(_NewPassword, auth.PasswordChangeForm):
    """The change of a password, the old one given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Mot de passe actuel"
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
