"""`{% load french %}`: what `documents.french` writes, as template filters; an absent value stays empty."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from documents import french

register = template.Library()

register.filter("euros", french.euros)
register.filter("exact_amount", french.exact_amount)
register.filter("number", french.number)
register.filter("percent", french.percent)
register.filter("km", french.kilometres)
register.filter("or_blank", french.or_blank)
register.filter("listed", french.listed)


@register.filter
def signed_euros(value: Decimal | int | None) -> str:
    """« +36 000 € », « −0,50 € »."""
    return french.signed(value, "€")


@register.filter
def signed_number(value: Decimal | int | None, decimals: int = 0) -> str:
    """« −1,5 »."""
    return french.signed(value, decimals=decimals)


@register.filter(expects_localtime=True)
def date_fr(value: date | None) -> str:
    """« 1er janvier 2025 »."""
    return french.date(value)


@register.filter(expects_localtime=True)
def datetime_fr(value: datetime | None) -> str:
    """« 3 mars 2025 à 14 h 32 », in our time zone."""
    return french.date_and_time(value)


@register.filter
def counted(count: Any, words: str) -> str:
    """`{{ n|counted:"centre" }}` or `{{ n|counted:"avis,avis" }}`: « 3 centres », « 3 avis »."""
    return french.counted(count, *words.split(",", 1))


@register.filter
def plural(count: Any, words: str) -> str:
    """`{{ n|plural:"retenu,retenus" }}`: the word alone."""
    return french.plural(count, *words.split(",", 1))
