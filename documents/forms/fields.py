"""Form fields shared by every page: figures in French, days, texts of several lines, choices."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from documents import french
from documents.french import MINUS, number

LONGEST = 40
SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
PLAIN = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]+)?")


def read_figure(text: object) -> Decimal | None:
    """The figure that a person typed (« 2,5 », « 1 234,5 », « −3 »), or None when it is not one."""
    figure = SPACES.sub(" ", str(text)).strip().replace(MINUS, "-")
    if len(figure) > LONGEST or not PLAIN.fullmatch(figure):
        return None
    return Decimal(figure.replace(" ", "").replace(",", "."))


class FrenchFigureField(forms.Field):
    """Base of the fields of figures: a text input, read and written in French."""

    widget = forms.TextInput
    inputmode = "decimal"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": self.inputmode, "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """The initial value in French; a text typed by a person is unchanged."""
        return number(value) if isinstance(value, int | Decimal) else value

    def run_validators(self, value: Any) -> None:
        """Write the limits in French in the messages: « supérieure ou égale à 0,5 »."""
        try:
            super().run_validators(value)
        except ValidationError as refusal:
            for error in refusal.error_list:
                limit = (error.params or {}).get("limit_value")
                if isinstance(limit, int | Decimal):
                    error.params = {**error.params, "limit_value": number(limit)}
            raise

    def read(self, value: Any) -> Decimal | None:
        """The figure typed, None when nothing was; `ValidationError` otherwise."""
        if value in self.empty_values:
            return None
        figure = read_figure(value)
        if figure is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value})
        return figure


class FrenchDecimalField(FrenchFigureField, forms.DecimalField):
    """A decimal figure: « 2,5 », « 1 234,5 » or « 2.5 »; refuses words, NaN, infinity, exponents."""

    default_error_messages = {
        "invalid": "Ce n’est pas un nombre\u00a0: écrivez des chiffres, par exemple 1\u202f234,5."
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return self.read(value)


class FrenchIntegerField(FrenchFigureField, forms.IntegerField):
    """A whole figure: « 1 234 »; refuses decimals and words."""

    inputmode = "numeric"
    default_error_messages = {
        "invalid": "Ce n’est pas un nombre\u00a0: écrivez des chiffres, par exemple 1\u202f234.",
        "decimal": "Écrivez un nombre entier, sans virgule.",
    }

    def to_python(self, value: Any) -> int | None:
        figure = self.read(value)
        if figure is None:
            return None
        if figure != figure.to_integral_value():
            raise ValidationError(self.error_messages["decimal"], code="decimal")
        return int(figure)


def choices(empty: str, options: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """The options of a list, each with a capital, after the empty one."""
    return [("", empty), *((value, f"{label[0].upper()}{label[1:]}") for value, label in options)]


def day_input() -> forms.DateInput:
    """The input of a day, which browsers show as a calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_field(label: str, **options: Any) -> forms.DateField:
    """The field of a day, typed or chosen in a calendar."""
    invalid = "Cette date n’existe pas : écrivez-la ainsi, 2026-01-31."
    return forms.DateField(label=label, widget=day_input(), error_messages={"invalid": invalid}, **options)


def unprintable_signs(text: str) -> list[str]:
    """The signs of `text` that no printed page can draw, each once: pictograms, private and unassigned code points."""
    return [
        sign
        for sign in dict.fromkeys(text)
        if sign >= "\U0001f000" or unicodedata.category(sign) in ("Co", "Cn", "Cs")
    ]  # fmt: skip


def refuse_unprintable(text: str) -> None:
    """Validator: ValidationError naming the signs that a printed page would show as black boxes."""
    signs = unprintable_signs(text)
    if signs:
        quoted = french.listed([f"« {sign} » (U+{ord(sign):04X})" for sign in signs])
        raise ValidationError(f"Aucun document imprimé ne peut dessiner {quoted}\u00a0: remplacez par des mots.")


def text_field(label: str, *, rows: int = 4, max_length: int = 2_000, **options: Any) -> forms.CharField:
    """The field of a text of several lines."""
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options)
