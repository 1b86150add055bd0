"""Limits of the inputs of the formula, exact arithmetic, the rounding of money, FormulaError."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from unicodedata import category

from documents.french import number, typeset

EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero])
"""Arithmetic that raises rather than lose a digit."""

TOP_INDEX = Decimal(10)
MAX_QPV = 10_000
MAX_KM = 20_000
MAX_KM_DECIMALS = 20
MAX_EUROS = Decimal(10_000_000)
MAX_FTE = Decimal(100)
_QUOTED = 40
_MAX_DECIMALS = 6
_MAX_INDEX_DECIMALS = 4


class FormulaError(ValueError):
    """An input that the formula refuses: one French sentence per fault in `sentences`."""

    def __init__(self, sentences: str | Iterable[str]) -> None:
        texts = (sentences,) if isinstance(sentences, str) else tuple(sentences)
        self.sentences = tuple(typeset(sentence) for sentence in texts)
        super().__init__("\n".join(self.sentences))


def round_to_euro(amount: Decimal) -> Decimal:
    """Round an amount to the euro, half up: the only rounding money goes through."""
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=Context(prec=100))


def quotable(value: object) -> str:
    """A refused value as a sentence quotes it: control characters replaced, at most 40 characters."""
    if isinstance(value, int) and abs(value) >= 10**_QUOTED:
        return f"un nombre de plus de {_QUOTED} chiffres"
    text = "".join("\ufffd" if category(sign) == "Cc" else sign for sign in str(value)[: _QUOTED + 1])
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _in_french(value: Decimal) -> str:
    return quotable(value).replace(".", ",")


def set_exact(owner: object, name: str, what: str, top: Decimal | int) -> None:
    """Store the field as a Decimal between 0 and `top`, six decimals at most; FormulaError for a float."""
    value = getattr(owner, name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
        object.__setattr__(owner, name, value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise FormulaError(f"{what} : « {quotable(value)} » n’est pas un nombre décimal exact.")
    if not 0 <= value <= top:
        raise FormulaError(f"{what} : {_in_french(value)} n’est pas compris entre 0 et {number(top)}.")
    if round(value, _MAX_DECIMALS) != value:
        raise FormulaError(f"{what} : {_in_french(value)} a plus de {_MAX_DECIMALS} décimales.")


def check_decimals(value: object, what: str) -> None:
    """FormulaError unless the value is a number of decimals that an index can have: 0 to 4."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MAX_INDEX_DECIMALS:
        raise FormulaError(f"{what} : « {quotable(value)} » n’est pas un nombre entier de 0 à {_MAX_INDEX_DECIMALS}.")


def is_qpv(value: object) -> bool:
    """Whether the value is a number of QPV the formula accepts: a whole number from 0 to MAX_QPV."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_QPV


def is_distance(value: object) -> bool:
    """Whether the value is a distance the formula accepts: a finite Decimal from 0 to MAX_KM km."""
    return (
        isinstance(value, Decimal)
        and value.is_finite()
        and 0 <= value <= MAX_KM
        and int(value.as_tuple().exponent) >= -MAX_KM_DECIMALS
    )
