"""Form fields shared by every page: figures in French, days, texts of several lines, choices."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from documents import french
from documents.french import number
from documents.typed_numbers import UnreadableNumberError, read_number

EXACT = 20
UNIT_OF_LABEL = re.compile(r"\(([^()]+)\)$")


class FrenchFigureField(forms.Field):
    """Base of the fields of figures: a text input, read and written in French.

    `unit` may be typed after the figure: by default the one that ends the label, as in « Montant (€) ».
    """

    widget = forms.TextInput
    inputmode = "decimal"
    decimal_places: int | None = None

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit or "".join(UNIT_OF_LABEL.findall(str(self.label or "")))

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
        places = EXACT if self.decimal_places is None else self.decimal_places
        try:
            return read_number(value, places=places, unit=self.unit)
        except UnreadableNumberError as refusal:
            raise ValidationError(refusal.sentence, code="invalid") from None


class FrenchDecimalField(FrenchFigureField, forms.DecimalField):
    """A decimal figure, as `read_number` reads it; without `decimal_places`, up to twenty."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return self.read(value)


class FrenchIntegerField(FrenchFigureField, forms.IntegerField):
    """A whole figure, as `read_number` reads it."""

    inputmode = "numeric"
    decimal_places = 0

    def to_python(self, value: Any) -> int | None:
        figure = self.read(value)
        return None if figure is None else int(figure)


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
        # Half of a pair of surrogates has a number and no bytes: an answer could not carry it.
        drawn = ["?" if unicodedata.category(sign) == "Cs" else sign for sign in signs]
        quoted = french.listed([f"« {sign} » (U+{ord(code):04X})" for sign, code in zip(drawn, signs, strict=True)])
        raise ValidationError(f"Aucun document imprimé ne peut dessiner {quoted}\u00a0: remplacez par des mots.")


def text_field(label: str, *, rows: int = 4, max_length: int = 2_000, **options: Any) -> forms.CharField:
    """The field of a text of several lines."""
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options)
