"""Two people on the same page: whoever saves second is shown both texts and chooses, so that nothing is lost.

A page carries the seal of what it showed; the service compares it, under lock, with what is kept by then.

    check(told, seen)            in a service: refuses when `told`, what is kept now, is no longer what was seen
    differences(form, told)      in a page: field by field, what is kept beside what was typed
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.forms import BooleanField, Field, Form, ModelChoiceField

from accounts.acts.workflow import RefusedError
from documents import french

CHANGED = (
    "Quelqu’un d’autre a enregistré cette page entre-temps : rien n’a été remplacé, et votre saisie est restée dans "
    "le formulaire. Comparez les deux, puis enregistrez à nouveau ce qui doit rester."
)


class ChangedMeanwhileError(RefusedError):
    """What is kept is no longer what the person had before their eyes."""


def check(told: Mapping[str, Any], seen: str) -> None:
    """Refuse when `told` is no longer what was seen; without any seal, nobody saw anything (an import, a command)."""
    if seen and seal_of(told) != seen:
        raise ChangedMeanwhileError(CHANGED)


def seal_of(told: Mapping[str, Any]) -> str:
    """A short seal of these values: the same ones give the same seal."""
    text = json.dumps({name: _plain(value) for name, value in told.items()}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple | models.QuerySet):
        return sorted(_plain(one) for one in value)
    return "" if value is None else " ".join(str(value).split())


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field: what is kept now, and what was typed instead."""

    label: str
    kept: str
    typed: str


@dataclass(frozen=True, kw_only=True)
class Both:
    """What a page carries of what it shows, and what two people wrote when it changed meanwhile."""

    seen: str
    differences: list[Difference] = field(default_factory=list)


def both_of(form: Form, told: Mapping[str, Any]) -> Both:
    """Both texts, and the seal of the one that is kept: saving again is then a choice."""
    return Both(seen=seal_of(told), differences=differences(form, told))


def differences(form: Form, told: Mapping[str, Any]) -> list[Difference]:
    """The fields of a valid `form` that say something else than `told`."""
    asked = [(form.fields[name], told[name], form.cleaned_data.get(name)) for name in form.fields if name in told]
    return [
        Difference(label=str(field.label), kept=_words(field, kept), typed=_words(field, typed))
        for field, kept, typed in asked
        if _plain(kept) != _plain(typed)
    ]


def _words(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return "oui" if value else "non"
    if value in (None, "") or (isinstance(value, list | tuple | models.QuerySet) and not value):
        return "rien"
    if isinstance(value, list | tuple | models.QuerySet):
        return french.listed(sorted(_word(field, one) for one in value))
    return _word(field, value)


def _word(field: Field, value: Any) -> str:
    if isinstance(value, dt.date):
        return french.date(value)
    if isinstance(field, ModelChoiceField):
        return field.label_from_instance(value)
    return str(dict(getattr(field, "choices", ())).get(value, value))
