"""How the sentences of this room's law are set: French spaces, euros, shares, dates. Pure: no Django, no locale."""

from datetime import date
from decimal import ROUND_UP, Context, Decimal

THIN = "\u202f"
FIXED = "\u00a0"
_SPACES = {
    " ;": THIN + ";",
    " !": THIN + "!",
    " ?": THIN + "?",
    " :": FIXED + ":",
    "« ": "«" + FIXED,
    " »": FIXED + "»",
    " €": FIXED + "€",
    " %": FIXED + "%",
}
_ROOMY = Context(prec=100)


def typeset(sentence: str) -> str:
    """Return the sentence with the no-break spaces French typography asks for."""
    for plain, bound in _SPACES.items():
        sentence = sentence.replace(plain, bound)
    return sentence


def euros(amount: Decimal) -> str:
    """Return an amount to the cent, cents kept only when there are some: « 1 200 € », « 0,50 € »."""
    whole, _, cents = f"{amount:,.2f}".partition(".")
    figure = whole.replace(",", THIN).replace("-", "\u2212")
    return f"{figure},{cents}{FIXED}€" if cents != "00" else f"{figure}{FIXED}€"


def percent(share: Decimal) -> str:
    """Return a share of one with two decimals, rounded up so that a limit passed never reads as a limit kept."""
    hundredths = share.scaleb(2, context=_ROOMY).quantize(Decimal("0.01"), rounding=ROUND_UP, context=_ROOMY)
    return f"{hundredths:f}".replace(".", ",") + f"{FIXED}%"


def day(on: date) -> str:
    """Return a date as it is written in a table: « 05/03/2024 »."""
    return f"{on:%d/%m/%Y}"


def quoted(text: str) -> str:
    """Return someone's words between French quotation marks, on one line."""
    return f"«{FIXED}{' '.join(text.split())}{FIXED}»"
