"""Forms of the second factor: a code, a recovery code, the password again."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.sign_in.forms import check_own_password, password_field
from documents.forms.dsfr import DsfrForm


class CodeForm(DsfrForm):
    """The six digits that the application shows, with or without a space."""

    code = forms.CharField(
        label="Code à six chiffres",
        help_text="Celui que l’application montre en ce moment, par exemple 123 456.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        code = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch("[0-9]{6}", code):
            raise ValidationError("Le code a six chiffres, par exemple 123 456.")
        return code


class RecoveryCodeForm(DsfrForm):
    """A recovery code."""

    code = forms.CharField(
        label="Code de secours",
        help_text="Seize lettres et chiffres, par exemple abcd-efgh-ijkl-mnop ; les tirets sont facultatifs.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class PasswordAgainForm(DsfrForm):
    """The password again, before the protection of the account is changed: an open session is not enough."""

    password = password_field("Votre mot de passe", "current-password")

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        check_own_password(self.person, self.cleaned_data["password"], "Ce n’est pas votre mot de passe.")
        return self.cleaned_data["password"]


class EnrolForm(CodeForm, PasswordAgainForm):
    """The first code of an application; the password too, unless it was just given to sign in."""

    field_order = ("code", "password")

    def __init__(self, person: User, *args: Any, asks_password: bool, **kwargs: Any) -> None:
        super().__init__(person, *args, **kwargs)
        if not asks_password:
            del self.fields["password"]
