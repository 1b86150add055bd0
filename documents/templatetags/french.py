"""`{% load french %}`: the formats of `documents.formats` for templates; an absent value stays empty."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from documents import formats

register = template.Library()

register.filter("euros", formats.euros)
register.filter("exact_euros", formats.exact_euros)
register.filter("exact_amount", formats.exact_amount)
register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("km", formats.kilometres)
register.filter("or_blank", formats.or_blank)
register.filter("listed", formats.listed)


@register.filter
def signed_euros(value: Decimal | int | None, decimals: int = 0) -> str:
    """« +36 000 € »."""
    return formats.signed(value, decimals)


@register.filter
def signed_number(value: Decimal | int | None, decimals: int = 0) -> str:
    """« −1,5 »."""
    return formats.signed(value, decimals, unit="")


@register.filter(expects_localtime=True)
def date_fr(value: date | None) -> str:
    """« 1er janvier 2025 »."""
    return formats.date_fr(value)


@register.filter(expects_localtime=True)
def datetime_fr(value: datetime | None) -> str:
    """« 3 mars 2025 à 14 h 32 », in our time zone."""
    return formats.datetime_fr(value)


@register.filter
def counted(count: Any, words: str) -> str:
    """`{{ n|counted:"centre" }}` or `{{ n|counted:"avis,avis" }}`: « 3 centres », « 3 avis »."""
    return formats.counted(count, *words.split(",", 1))


@register.filter
def plural(count: Any, words: str) -> str:
    """`{{ n|plural:"retenu,retenus" }}`: the word alone."""
    return formats.plural(count, *words.split(",", 1))
