"""The cells of the imported tables: how each kind is read, and rendered in an exported table.

`clean` returns the value, or raises `ValueError` with a French sentence that begins after « colonne « … » : ».
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
from documents.french import listed, number, unaccented
from documents.spreadsheets.cells import CUT
from documents.spreadsheets.unreadable import UnreadableCell
from documents.typed_numbers import LONGEST, read_number

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
LARGEST_INTEGER = 2_147_483_647
MOST_KEYS_LISTED = 6


def quoted(text: object) -> str:
    """« lune »: the text between quotation marks, cut after 60 characters."""
    words = str(text)
    return french.quoted(f"{words[:60]}…" if len(words) > 60 else words)


class Cell(Widget):
    """A cell that may be blank unless it is `required`; the value is exported with its own type."""

    empty: Any = None

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(coerce_to_string=False)
        self.required = required

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, UnreadableCell):
            raise value.refusal
        if value is None or value == "":
            if self.required:
                raise ValueError("la case est vide\u202f; remplissez-la.")
            return self.empty
        return self.read(value)

    def read(self, value: Any) -> Any:
        """The value of a cell that is not blank."""
        raise NotImplementedError

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class TextCell(Cell):
    """A text, a figure being read as its digits; line ends are those of Unix. What an export had to cut is refused."""

    empty = ""

    def read(self, value: Any) -> str:
        text = cell_text(value)
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
        word = unaccented(cell_text(value))
        for choice in self.enum:
            if word in (unaccented(str(choice.value)), unaccented(str(choice.label))):
                return choice.value
        codes = listed([quoted(choice.value) for choice in self.enum], "ou")
        raise ValueError(f"{quoted(value)} n’est pas {self.noun}\u202f; écrivez {codes}.")


class IntegerCell(Cell):
    """A whole figure that is not negative."""

    def read(self, value: Any) -> int:
        figure = read_number(value, places=0)
        if not 0 <= figure <= LARGEST_INTEGER:
            raise ValueError(f"{quoted(value)} est hors limites\u202f; allez de 0 à {number(LARGEST_INTEGER)}.")
        return int(figure)


class DecimalCell(Cell):
    """A figure with its `unit` or without, that is not negative."""

    def __init__(self, *, digits: int, places: int, unit: str = "", required: bool = False) -> None:
        super().__init__(required=required)
        self.limit, self.places, self.unit = Decimal(10) ** (digits - places), places, unit

    def read(self, value: Any) -> Decimal:
        figure = read_number(value, places=self.places, unit=self.unit)
        if not 0 <= figure < self.limit:
            raise ValueError(f"{quoted(value)} est hors limites\u202f; allez de 0 à {number(self.limit)}.")
        return figure.quantize(Decimal(1).scaleb(-self.places))


class DateCell(Cell):
    """A date: one of the spreadsheet, « 2018-01-31 » or « 31/01/2018 »."""

    def read(self, value: Any) -> dt.date:
        day = value.date() if isinstance(value, dt.datetime) else value
        if not isinstance(day, dt.date):
            day = self._parse(str(value).strip())
        if not 1900 <= day.year <= 2100:
            raise ValueError(f"{quoted(day.isoformat())} est hors limites\u202f; l’année va de 1900 à 2100.")
        return day

    def _parse(self, text: str) -> dt.date:
        day_first = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text, re.ASCII)
        try:
            return dt.date(*map(int, day_first.groups()[::-1])) if day_first else dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} n’est pas une date\u202f; écrivez par exemple 2018-01-31.") from None


class BooleanCell(Cell):
    """« oui » or « non »."""

    yes, no = ("oui", "vrai", "true", "1"), ("non", "faux", "false", "0")

    def read(self, value: Any) -> bool:
        word = unaccented(str(value))
        if word not in (*self.yes, *self.no):
            raise ValueError(f"{quoted(value)} ne se lit pas\u202f; écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0».")
        return word in self.yes


class ReferenceCell(Cell):
    """A row of another table, by its key; the whole table is read once for an import."""

    def __init__(self, model: type[models.Model], key: str, noun: str, *, required: bool = False) -> None:
        super().__init__(required=required)
        self.model, self.key, self.noun = model, key, noun

    @cached_property
    def by_key(self) -> dict[str, models.Model]:
        """The rows that may be referred to, by key."""
        return {str(getattr(row, self.key)): row for row in self.model.objects.all()}

    def read(self, value: Any) -> models.Model:
        key = cell_text(value)
        if key not in self.by_key:
            raise ValueError(f"{quoted(value)} n’est pas {self.noun}\u202f; {self._hint()}")
        return self.by_key[key]

    def _hint(self) -> str:
        """The keys that may be written, or how many there are when they are too many for a sentence."""
        keys = sorted(self.by_key)
        if len(keys) > MOST_KEYS_LISTED:
            return f"le référentiel en connaît {number(len(keys))}, par exemple {quoted(keys[0])}."
        if not keys:
            return "le référentiel n’en connaît aucun."
        return f"écrivez {listed([quoted(key) for key in keys], 'ou')}."

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return getattr(value, self.key, None)


class ReferencesCell(ReferenceCell):
    """Several rows of another table, their keys with spaces or commas between them; in the order of the keys."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> tuple[models.Model, ...]:
        return super().clean(value, row, **kwargs) or ()

    def read(self, value: Any) -> tuple[models.Model, ...]:
        keys = sorted(set(filter(None, re.split(r"[\s,;]+", cell_text(value)))))
        return tuple(super(ReferencesCell, self).read(key) for key in keys)

    def render(self, value: Iterable[models.Model] | None, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(str(getattr(row, self.key)) for row in value or ())


def cell_text(value: Any) -> str:
    """The text of a cell: « 93 » for 93 and for 93.0, since a spreadsheet takes some codes for figures.

    `ValueError` with the sentence of an `UnreadableCell`.
    """
    if isinstance(value, UnreadableCell):
        raise value.refusal
    if isinstance(value, bool):
        return "oui" if value else "non"
    if not isinstance(value, int | float | Decimal):
        return str(value)
    exact = Decimal(str(value))
    is_whole = exact.is_finite() and abs(exact.adjusted()) < LONGEST and exact == exact.to_integral_value()
    return str(int(exact)) if is_whole else str(value)
