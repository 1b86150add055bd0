"""How a figure, an amount or a date is written in French. Pure: no database, no clock, no locale.

`None` is written as an empty text, never as a zero; `or_blank` says « non renseigné » in its place.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import TypeVar

Value = TypeVar("Value")
Number = Decimal | int

NARROW = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"
BLANK = "non renseigné"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

ROOMY = Context(prec=120, rounding=ROUND_HALF_UP)


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
    """The value rounded half away from zero, as people do by hand: 2,5 → 3 and −2,5 → −3."""
    return exact_decimal(value).quantize(Decimal(1).scaleb(-decimals), context=ROOMY)


def number(value: Number | None, decimals: int | None = None) -> str:
    """« 1 234,5 »: thousands apart, decimal comma; `decimals=None` keeps only the useful decimals."""
    if value is None:
        return ""
    exact = exact_decimal(value) if decimals is None else rounded(value, decimals)
    digits = f"{exact.copy_abs():,f}"
    if decimals is None and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    sign = MINUS if exact < 0 else ""
    return sign + digits.replace(",", NARROW).replace(".", ",")


def with_unit(value: Number | None, unit: str, decimals: int | None = None) -> str:
    """« 41 km »: the figure and its unit, never parted at the end of a line."""
    return "" if value is None else f"{number(value, decimals)}{NBSP}{unit}"


def euros(value: Number | None, decimals: int = 0) -> str:
    """« 288 000 € »: an amount, to the euro unless `decimals` says more."""
    return with_unit(value, "€", decimals)


def exact_amount(value: Number | None) -> str:
    """« 288 000 », « 200 123,45 »: an amount under a heading that says euros, its cents never rounded away."""
    return exact_euros(value).removesuffix(f"{NBSP}€")


def exact_euros(value: Number | None) -> str:
    """« 288 000 € », « 200 123,45 € »: an amount with its cents when it has some, never rounded away."""
    if value is None:
        return ""
    return euros(value, 0 if rounded(value, 2) == rounded(value, 0) else 2)


def percent(share: Number | None, decimals: int = 0) -> str:
    """« 50 % » for the share 0.5 (a share of 1, not a number of hundredths)."""
    return "" if share is None else with_unit(exact_decimal(share).scaleb(2, context=ROOMY), "%", decimals)


def kilometres(value: Number | None, decimals: int | None = None) -> str:
    """« 41 km », « 12,5 km »: a distance in kilometres."""
    return with_unit(value, "km", decimals)


def signed(value: Number | None, decimals: int = 0, unit: str = "€") -> str:
    """« +36 000 € », « −72 000 € », « 0 € »: a difference, its sign, its unit (which may be empty)."""
    if value is None:
        return ""
    text = with_unit(value, unit, decimals) if unit else number(value, decimals)
    return f"+{text}" if rounded(value, decimals) > 0 else text


def day_of_month(value: date) -> str:
    """« 1er », « 2 », « 31 »."""
    return "1er" if value.day == 1 else str(value.day)


def date_fr(value: date | None) -> str:
    """« 1er janvier 2025 »."""
    return "" if value is None else f"{day_of_month(value)} {MONTHS[value.month - 1]} {value.year}"


def datetime_fr(value: datetime | None) -> str:
    """« 3 mars 2025 à 14 h 32 », in the time zone that the value carries."""
    return "" if value is None else f"{date_fr(value)} à {value.hour}{NBSP}h{NBSP}{value.minute:02d}"


def plural(count: Number, singular: str, plural: str = "") -> str:
    """The word that suits the count, in the French way: 0 and 1,5 are singular, 2 is plural."""
    return singular if abs(exact_decimal(count)) < 2 else plural or f"{singular}s"


def counted(count: Number | None, singular: str, plural_form: str = "") -> str:
    """« 1 centre », « 20 centres »: the count and its word."""
    return "" if count is None else f"{number(count)}{NBSP}{plural(count, singular, plural_form)}"


def listed(words: Sequence[str], last: str = "et") -> str:
    """« a, b et c »: words in a sentence."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def or_blank(value: Value | None) -> Value | str:
    """The value itself, or « non renseigné » when it is missing or empty; a zero is a value."""
    return BLANK if value is None or value == "" else value
