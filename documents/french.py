"""Write numbers, amounts, shares, dates, lists and quotations in French; compare words without their accents.

Pure, and the law may use it: standard library only, no database, no clock, no locale. `None` is written as an empty
text, never as a zero; `or_blank` writes « non renseigné » in its place. `decimals` rounds half up; without it every
decimal is written, and cents are two.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, ROUND_UP, Context, Decimal, InvalidOperation
from typing import Final, TypeVar

Value = TypeVar("Value")
Number = Decimal | int

NARROW: Final = "\u202f"
NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
BLANK: Final = "non renseigné"
MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_HUNDREDTH: Final = Decimal("0.01")
_ROOMY: Final = Context(prec=200, rounding=ROUND_HALF_UP)  # more digits than any figure of ours
_BOUND: Final = {
    " ;": f"{NARROW};",
    " !": f"{NARROW}!",
    " ?": f"{NARROW}?",
    " :": f"{NBSP}:",
    "« ": f"«{NBSP}",
    " »": f"{NBSP}»",
    " €": f"{NBSP}€",
    " %": f"{NBSP}%",
    " km": f"{NBSP}km",
    " ETP": f"{NBSP}ETP",
}


# Numbers ----------------------------------------------------------------------------------------------------------


def exact_decimal(value: object) -> Decimal:
    """The value as a finite `Decimal`; `ValueError` with a French sentence otherwise."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"«{NBSP}{value}{NBSP}» n’est pas un nombre.") from None
    if not exact.is_finite():
        raise ValueError(f"«{NBSP}{value}{NBSP}» n’est pas un nombre fini.")
    return exact


def rounded(value: Number, decimals: int) -> Decimal:
    """The value rounded half away from zero: 2,5 → 3 and −2,5 → −3."""
    return exact_decimal(value).quantize(Decimal(1).scaleb(-decimals), context=_ROOMY)


def plain(value: Number) -> str:
    """« 41.5 » for 41.50: the shortest exact writing with a decimal point, for files and stored JSON."""
    digits = f"{exact_decimal(value):f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def number(value: Number | None, decimals: int | None = None) -> str:
    """« 1 234,5 »: thousands apart, decimal comma; `decimals=None` writes only the useful decimals."""
    if value is None:
        return ""
    exact = exact_decimal(value) if decimals is None else rounded(value, decimals)
    digits = f"{exact.copy_abs():,f}"
    if decimals is None and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    sign = MINUS if exact < 0 else ""
    return sign + digits.replace(",", NARROW).replace(".", ",")


def with_unit(value: Number | None, unit: str, decimals: int | None = None) -> str:
    """« 41 km »: the figure and its unit, which may be empty, never parted at the end of a line; cents are two."""
    if value is None:
        return ""
    figure = exact_amount(value) if unit == "€" and decimals is None else number(value, decimals)
    return f"{figure}{NBSP}{unit}" if unit else figure


def kilometres(value: Number | None, decimals: int | None = None) -> str:
    """« 41 km », « 12,5 km »: a distance in kilometres."""
    return with_unit(value, "km", decimals)


def signed(value: Number | None, unit: str = "", decimals: int | None = None) -> str:
    """« +36 000 € », « −3,2 », « 0 »: a difference with its sign; what rounds to zero has none."""
    if value is None:
        return ""
    exact = exact_decimal(value) if decimals is None else rounded(value, decimals)
    return f"{'+' if exact > 0 else ''}{with_unit(value, unit, decimals)}"


# Amounts and shares -----------------------------------------------------------------------------------------------


def euros(value: Number | None) -> str:
    """« 288 000 € », « 200 123,40 € »: an amount with its cents when it has some, nothing rounded away."""
    return with_unit(value, "€")


def exact_amount(value: Number | None) -> str:
    """« 288 000 », « 200 123,40 »: the same under a heading that says euros."""
    text = number(value)
    return f"{text}0" if len(text.partition(",")[2]) == 1 else text


def percent(share: Number | None, decimals: int = 0) -> str:
    """« 50 % » for the share 0.5: a share of 1, not a number of hundredths; to the percent unless `decimals` says."""
    return "" if share is None else with_unit(_hundredfold(share), "%", decimals)


def exact_percent(share: Number | None) -> str:
    """« 70 % », « 12,345 % » for a share of 1, nothing rounded away."""
    return "" if share is None else with_unit(_hundredfold(share), "%")


def percent_rounded_up(share: Number | None) -> str:
    """« 20,01 % » for the share 0.200001: two decimals, rounded up so that a limit passed never reads as kept."""
    if share is None:
        return ""
    above = _hundredfold(share).quantize(_HUNDREDTH, rounding=ROUND_UP, context=_ROOMY)
    return with_unit(above, "%", 2)


def _hundredfold(share: Number) -> Decimal:
    return exact_decimal(share).scaleb(2, context=_ROOMY)


# Dates ------------------------------------------------------------------------------------------------------------


def day_and_month(value: dt.date) -> str:
    """« 1er janvier », « 31 août »."""
    return f"{'1er' if value.day == 1 else value.day} {MONTHS[value.month - 1]}"


def date(value: dt.date | None) -> str:
    """« 1er janvier 2025 »."""
    return "" if value is None else f"{day_and_month(value)} {value.year}"


def short_date(value: dt.date | None) -> str:
    """« 05/03/2024 »."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def date_and_time(value: dt.datetime | None) -> str:
    """« 3 mars 2025 à 14 h 32 », in the time zone that the value carries."""
    return "" if value is None else f"{date(value)} à {value.hour}{NBSP}h{NBSP}{value.minute:02d}"


# Words ------------------------------------------------------------------------------------------------------------


def plural(count: Number, singular: str, plural: str = "") -> str:
    """The word that suits the count, in the French way: 0 and 1,5 are singular, 2 is plural."""
    return singular if abs(exact_decimal(count)) < 2 else plural or f"{singular}s"


def counted(count: Number | None, singular: str, plural_form: str = "") -> str:
    """« 1 centre », « 20 centres »: the count and its word, never parted at the end of a line."""
    return "" if count is None else f"{number(count)}{NBSP}{plural(count, singular, plural_form)}"


def listed(words: Sequence[str], last: str = "et") -> str:
    """« a, b et c »: words in a sentence; empty for none."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def quoted(text: str) -> str:
    """« Pays rural »: someone's words between French quotation marks, on one line."""
    return f"«{NBSP}{' '.join(text.split())}{NBSP}»"


def or_blank(value: Value | None) -> Value | str:
    """The value itself, or « non renseigné » when it is missing or empty; a zero is a value."""
    return BLANK if value is None or value == "" else value


def typeset(sentence: str) -> str:
    """The sentence typed with plain spaces, set with the no-break spaces of French; set twice, it is set once."""
    for spaced, bound in _BOUND.items():
        sentence = sentence.replace(spaced, bound)
    return sentence


def unaccented(text: str) -> str:
    """`text` in lower case, without accents and with straight apostrophes, for comparing, searching and sorting."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
