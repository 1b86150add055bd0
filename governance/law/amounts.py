"""Amounts of the law of governance: euros and cents, exact, never a float."""

from collections.abc import Iterable
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation

from documents.french import quoted, typeset

EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero])
"""Arithmetic that raises rather than lose a cent."""

_WIDE = Context(prec=100)

TOP = Decimal(10) ** 12


def check_amount(value: object, what: str) -> None:
    """ValueError, in French, unless the value is an exact amount of euros and cents, from 0 up."""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ValueError(typeset(f"{what} : {quoted(str(value))} n’est pas un montant exact."))
    if not 0 <= value <= TOP:
        raise ValueError(typeset(f"{what} : {quoted(str(value))} n’est pas un montant positif que l’on sache écrire."))
    if value != value.quantize(Decimal("0.01"), context=_WIDE):
        raise ValueError(typeset(f"{what} : {quoted(str(value))} a plus de deux décimales."))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of the amounts, 0 for none."""
    result = Decimal(0)
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result
