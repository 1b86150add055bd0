"""How each kind of cell is read in an imported table, and given back in an exported one.

`clean` answers the value, or raises `ValueError` with a French sentence that begins after « colonne « … » : ».
A blank is None (an empty text for texts), never a zero.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from import_export.widgets import Widget

from documents import french
from documents.forms.fields import read_figure
from documents.french import listed, number
from documents.spreadsheets.cells import CUT
from documents.text import unaccented

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
LARGEST_INTEGER = 2_147_483_647
SHOWN_CHOICES = 6
LONGEST = 40


def quoted(text: object) -> str:
    """« lune », shortened when somebody has typed a novel."""
    typed = str(text)
    return french.quoted(f"{typed[:60]}…" if len(typed) > 60 else typed)


class Cell(Widget):
    """A cell that may be blank unless it is `required`; the value goes out with its own type."""

    empty: Any = None

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(coerce_to_string=False)
        self.required = required

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None or value == "":
            if self.required:
                raise ValueError("la case est vide\u202f; remplissez-la.")
            return self.empty
        return self.read(value)

    def read(self, value: Any) -> Any:
        """The value of a cell in which something is written."""
        raise NotImplementedError

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class TextCell(Cell):
    """A text, a figure being read as its digits; line ends are those of Unix. What an export had to cut is refused."""

    empty = ""

    def read(self, value: Any) -> str:
        text = as_typed(value).replace("\r\n", "\n")
        if text.endswith(CUT):
            raise ValueError("le texte est coupé, une cellule ne le tient pas entier\u202f; modifiez-le sur sa page.")
        if CONTROL.search(text):
            raise ValueError("le texte contient un caractère invisible\u202f; retapez-le.")
        return text


class ChoiceCell(Cell):
    """One word of a closed list, by its code or by its label."""

    def __init__(self, choices: type[models.Choices], noun: str, *, required: bool = False) -> None:
        super().__init__(required=required)
        self.enum, self.noun = choices, noun
        # Texts stay empty, numbers stay unknown.
        self.empty = "" if issubclass(choices, models.TextChoices) else None

    def read(self, value: Any) -> Any:
        typed = unaccented(as_typed(value))
        for choice in self.enum:
            if typed in (unaccented(str(choice.value)), unaccented(str(choice.label))):
                return choice.value
        codes = listed([quoted(choice.value) for choice in self.enum], "ou")
        raise ValueError(f"{quoted(value)} n’est pas {self.noun}\u202f; écrivez {codes}.")


class IntegerCell(Cell):
    """A whole figure that is not negative."""

    def read(self, value: Any) -> int:
        figure = figure_in(value)
        if figure != figure.to_integral_value():
            raise ValueError(f"{quoted(value)} n’est pas un nombre entier.")
        if not 0 <= figure <= LARGEST_INTEGER:
            raise ValueError(f"{quoted(value)} est hors limites\u202f; allez de 0 à {number(LARGEST_INTEGER)}.")
        return int(figure)


class DecimalCell(Cell):
    """A figure with a decimal comma or point, that is not negative."""

    def __init__(self, *, digits: int, places: int, required: bool = False) -> None:
        super().__init__(required=required)
        self.limit, self.places = Decimal(10) ** (digits - places), places

    def read(self, value: Any) -> Decimal:
        figure = figure_in(value).normalize()
        if not 0 <= figure < self.limit:
            raise ValueError(f"{quoted(value)} est hors limites\u202f; allez de 0 à {number(self.limit)}.")
        if figure != round(figure, self.places):
            raise ValueError(f"{quoted(value)} a trop de décimales\u202f; gardez-en {self.places} au plus.")
        return figure.quantize(Decimal(1).scaleb(-self.places))


class DateCell(Cell):
    """A day: a date of the spreadsheet, « 2018-01-31 » or « 31/01/2018 »."""

    def read(self, value: Any) -> dt.date:
        day = value.date() if isinstance(value, dt.datetime) else value
        if not isinstance(day, dt.date):
            day = self._typed(str(value).strip())
        if not 1900 <= day.year <= 2100:
            raise ValueError(f"{quoted(day.isoformat())} est hors limites\u202f; l’année va de 1900 à 2100.")
        return day

    def _typed(self, text: str) -> dt.date:
        french = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text, re.ASCII)
        try:
            return dt.date(*map(int, french.groups()[::-1])) if french else dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} n’est pas une date\u202f; écrivez par exemple 2018-01-31.") from None


class BooleanCell(Cell):
    """« oui » or « non »."""

    yes, no = ("oui", "vrai", "true", "1"), ("non", "faux", "false", "0")

    def read(self, value: Any) -> bool:
        typed = unaccented(str(value))
        if typed not in (*self.yes, *self.no):
            raise ValueError(f"{quoted(value)} ne se lit pas\u202f; écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0».")
        return typed in self.yes


class ReferenceCell(Cell):
    """A row of another table, by its key; the whole table is read once for an import."""

    def __init__(self, model: type[models.Model], key: str, noun: str, *, required: bool = False) -> None:
        super().__init__(required=required)
        self.model, self.key, self.noun = model, key, noun

    @cached_property
    def known(self) -> dict[str, models.Model]:
        """The rows that may be referred to, by key."""
        return {str(getattr(row, self.key)): row for row in self.model.objects.all()}

    def read(self, value: Any) -> models.Model:
        key = as_typed(value)
        if key not in self.known:
            raise ValueError(f"{quoted(value)} n’est pas {self.noun}\u202f; {self._hint()}")
        return self.known[key]

    def _hint(self) -> str:
        """What may be written, when that holds in a sentence."""
        keys = sorted(self.known)
        if len(keys) > SHOWN_CHOICES:
            return f"le référentiel en connaît {number(len(keys))}, par exemple {quoted(keys[0])}."
        if not keys:
            return "le référentiel n’en connaît aucun."
        return f"écrivez {listed([quoted(key) for key in keys], 'ou')}."

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return getattr(value, self.key, None)


class ReferencesCell(ReferenceCell):
    """Several rows of another table, their keys with spaces or commas between them; in the order of the keys."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> tuple[models.Model, ...]:
        found = super().clean(value, row, **kwargs)
        return found or ()

    def read(self, value: Any) -> tuple[models.Model, ...]:
        typed = as_typed(value)
        keys = sorted(set(filter(None, re.split(r"[\s,;]+", typed))))
        return tuple(super(ReferencesCell, self).read(key) for key in keys)

    def render(self, value: Iterable[models.Model] | None, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(str(getattr(row, self.key)) for row in value or ())


def figure_in(value: Any) -> Decimal:
    """The figure of a cell, typed by the file or written by hand; `ValueError` when it is not one."""
    typed = format(Decimal(str(value)), "f") if isinstance(value, float | Decimal) else str(value)
    figure = read_figure(typed)
    if figure is None:
        raise ValueError(f"{quoted(value)} n’est pas un nombre\u202f; écrivez des chiffres, par exemple 1234,5.")
    return figure


def as_typed(value: Any) -> str:
    """The cell as a person would type it: « 93 » for 93 and for 93.0, a code that a spreadsheet took for a figure."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if not isinstance(value, int | float | Decimal):
        return str(value)
    exact = Decimal(str(value))
    is_whole = exact.is_finite() and abs(exact.adjusted()) < LONGEST and exact == exact.to_integral_value()
    return str(int(exact)) if is_whole else str(value)
