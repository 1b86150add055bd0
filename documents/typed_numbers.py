"""Read the numbers that people type, on every page, in every file and in the administration.

Standard library and `documents.french` only. `static/documents/typed_numbers.js` reads the same texts in the browser;
both are tested on `tests/documents/typed_numbers.json`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from documents.french import MINUS, NARROW, number, quoted, rounded, typeset, unaccented

LONGEST: Final = 40
_SPACES: Final = re.compile(r"[\s\u2007\u2060]+")
_WRITTEN: Final = re.compile(r"(?P<sign>[+-]?) ?(?P<figures>[0-9](?:[0-9., ]*[0-9])?) ?(?P<unit>[^0-9., ][^0-9]*)?")
_GROUPED: Final = {sign: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+") for sign in " .,"}
_DECIMAL: Final = re.compile(r"(?P<whole>.+)(?P<sign>[.,])(?P<decimals>[0-9]+)")
_MULTIPLE: Final = re.compile(r"(?:(k|kilo|milliers?)|(m|millions?)|(md|milliards?))(?:d’|d')?(?:€|e|eur|euros?)?")
_SAME_UNIT: Final = {"euro": "€", "eur": "€", "pour cent": "%", "pourcent": "%", "kilometre": "km"}


class UnreadableNumberError(ValueError):
    """The text is not one number: one French sentence that quotes it."""

    def __init__(self, sentence: str) -> None:
        self.sentence = typeset(sentence)
        super().__init__(self.sentence)


def read_number(text: object, *, places: int, unit: str = "") -> Decimal:
    """The number that a person typed, with at most `places` decimals; `UnreadableNumberError` when it is not one.

    Spaces of any kind and a trailing `unit` are skipped; of two separators the last is decimal; a point before three
    digits is a thousand when `places` < 3; what reads two ways is refused. A number of a spreadsheet is itself.
    """
    if isinstance(text, int | float | Decimal) and not isinstance(text, bool):
        # A spreadsheet shows 15 digits: 0.1 + 0.2 is 0.3.
        exact, shown = Decimal(format(text, ".15g") if isinstance(text, float) else text), str(text).replace(".", ",")
        if not exact.is_finite() or abs(exact.adjusted()) > LONGEST:
            raise _not_a_number(shown, places)
    else:
        shown = _SPACES.sub(" ", str(text)).strip()
        exact = _typed(shown, places, unit)
    if exact != rounded(exact, places):
        limit = f"a trop de décimales : gardez-en {places} au plus"
        raise UnreadableNumberError(
            f"{_cited(shown)} {limit if places else 'n’est pas un nombre entier : écrivez-le sans virgule'}."
        )
    return exact


def _typed(shown: str, places: int, unit: str) -> Decimal:
    """The number in a text whose spaces are plain."""
    written = _WRITTEN.fullmatch(shown.replace(MINUS, "-")) if len(shown) <= LONGEST else None
    readings = _readings(written["figures"], places) if written else []
    if written is None or not readings:
        raise _not_a_number(shown, places)
    if written["unit"] and not (unit and _unit(written["unit"]) == _unit(unit)):
        raise UnreadableNumberError(f"{_cited(shown)} : {_without_unit(written['unit'], readings)}")
    if len(readings) > 1:
        ways = " ou ".join(f"« {number(reading)} »" for reading in readings)
        raise UnreadableNumberError(f"{_cited(shown)} se lit de deux façons : écrivez {ways}.")
    return readings[0].copy_negate() if written["sign"] == "-" else readings[0]


def _readings(figures: str, places: int) -> list[Decimal]:
    """What the figures can mean: one number, two when their only separator is before three digits, or none."""
    whole, parts = _whole(figures), _DECIMAL.fullmatch(figures)
    if parts is None or (whole is not None and figures.count(parts["sign"]) > 1):
        return [] if whole is None else [whole]
    before = _whole(parts["whole"], " .,".replace(parts["sign"], ""))
    decimal = None if before is None else Decimal(f"{before}.{parts['decimals']}")
    if whole is None or decimal is None:
        return [] if decimal is None else [decimal]
    if parts["sign"] == ".":
        return [whole] if places < 3 else [whole, decimal]
    # A comma parts the decimals; only « 12,500 », where three are too many, may be a thousand written in English.
    return [whole, decimal] if places < 3 and decimal == rounded(decimal, places) else [decimal]


def _whole(figures: str, separators: str = " .,") -> Decimal | None:
    """The whole number, its thousands together or parted by one of the separators; None for any other text."""
    separator = next((sign for sign in separators if _GROUPED[sign].fullmatch(figures)), "")
    digits = figures.replace(separator, "") if separator else figures
    return Decimal(digits) if digits.isdigit() else None


def _without_unit(typed: str, readings: list[Decimal]) -> str:
    """How to write the number whose unit is not the one expected."""
    multiple = _MULTIPLE.fullmatch(unaccented(typed).replace(" ", ""))
    if multiple and len(readings) == 1:
        whole = number(readings[0] * 1000 ** (multiple.lastindex or 1))
        return f"écrivez le nombre en entier, « {whole} »."
    return f"écrivez le nombre seul, sans « {typed} »."


def _unit(text: str) -> str:
    """The unit in one spelling: « Euros » and « € » are the same, « réunion » and « réunions » too."""
    word = unaccented(text).strip(" .").removesuffix("s")
    return _SAME_UNIT.get(word, word)


def _not_a_number(shown: str, places: int) -> UnreadableNumberError:
    example = f"1{NARROW}234,5" if places else f"1{NARROW}234"
    return UnreadableNumberError(f"{_cited(shown)} n’est pas un nombre : écrivez des chiffres, par exemple {example}.")


def _cited(text: str) -> str:
    return quoted(f"{text[:LONGEST]}…" if len(text) > LONGEST else text)
