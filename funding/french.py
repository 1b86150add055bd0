"""How the law's sentences are set: French numbers, euros and spaces. Pure: no Django, no locale."""

from decimal import Decimal

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
    " km": FIXED + "km",
    " ETP": FIXED + "ETP",
}


def typeset(sentence: str) -> str:
    """Return the sentence with the no-break spaces French typography asks for."""
    for plain, bound in _SPACES.items():
        sentence = sentence.replace(plain, bound)
    return sentence


def plain(value: Decimal | int) -> str:
    """Return the shortest exact writing of a number, with a decimal point: 41.50 gives « 41.5 »."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """Return a number as French readers write it (1 234,5); `decimals` pads with zeros and never rounds."""
    whole, _, fraction = plain(value).partition(".")
    grouped = f"{int(whole):,}".replace(",", THIN)
    fraction = fraction.ljust(decimals or 0, "0")
    return f"{grouped},{fraction}" if fraction else grouped


def euros(amount: Decimal) -> str:
    """Return an amount with its currency: « 144 000 € »."""
    return f"{number(amount)}{FIXED}€"


def percent(share: Decimal) -> str:
    """Return a share of one as a percentage: 0.7 gives « 70 % »."""
    return f"{number(share.scaleb(2))}{FIXED}%"


def counted(count: Decimal | int, singular: str, plural: str) -> str:
    """Return a count with its noun: below two, French keeps the singular."""
    return f"{number(count)} {singular if count < 2 else plural}"
