"""When two people edit the same object, the second to save is shown both versions; nothing is overwritten silently.

form_token(values)                          in a page: identifies the values that it shows
check(values, token)                        in a service, under lock: refuses when the stored values have changed
lock_unchanged(row, names, token)           the same for the columns of one row, which it locks
save_if_unchanged(row, version, **values)   one conditional update, for rows that count their versions
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.forms import BooleanField, Field, Form, ModelChoiceField
from django.utils.text import capfirst

from accounts.acts.workflow import RefusedError
from documents import french

Row = TypeVar("Row", bound=models.Model)
CHANGED = (
    "Cette page a été enregistrée entre-temps, par une autre personne ou depuis une autre fenêtre : rien n’a été "
    "remplacé, et votre saisie est restée dans le formulaire. Comparez les deux, puis enregistrez à nouveau ce qui "
    "doit rester."
)


class ConflictError(RefusedError):
    """The values changed since the page was shown: `stored` are those of now, `typed` those refused."""

    def __init__(self, sentence: str = CHANGED, *, stored: Any = None, typed: Any = None) -> None:
        super().__init__(sentence)
        self.stored, self.typed = stored, typed


def form_token(values: Mapping[str, Any]) -> str:
    """32 hexadecimal digits, the same for the same values; spaces, and the order of a list, do not count."""
    text = json.dumps({name: _comparable(value) for name, value in values.items()}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _comparable(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple | models.QuerySet):
        return sorted(_comparable(item) for item in value)
    return "" if value is None else " ".join(str(value).split())


def check(values: Mapping[str, Any], token: str) -> None:
    """ConflictError when the stored `values` are no longer those of `token`; without a token (an import), nothing."""
    if token and form_token(values) != token:
        raise ConflictError(stored=values)


def stored_values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The stored values of those fields, None for a new row (1 query, and 1 each many-to-many)."""
    if row.pk is None:
        return dict.fromkeys(names)
    columns = {field.name for field in row._meta.concrete_fields} & set(names)
    return _values(type(row)._default_manager.only("pk", *columns).get(pk=row.pk), names)  # noqa: SLF001


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """References are given by their key, many-to-many fields as rows; other names are ignored."""
    fields = {field.name: field for field in (*row._meta.concrete_fields, *row._meta.many_to_many)}
    columns = [fields[name] for name in names if name in fields]
    return {
        field.name: list(getattr(row, field.name).all()) if field.many_to_many else getattr(row, field.attname)
        for field in columns
    }


def lock_unchanged(row: models.Model, names: Iterable[str], token: str) -> None:
    """Lock the row until the end of the transaction; ConflictError when these fields are no longer those of `token`.

    `row` takes the stored values of its columns, so that saving it whole brings nothing old back: call this before
    setting any. RefusedError when it is gone; nothing for a row that is not stored yet (1 query, and 1 each
    many-to-many).
    """
    if row.pk is None:
        return
    deferred = row.get_deferred_fields()
    loaded = [field for field in row._meta.concrete_fields if field.attname not in deferred]
    rows = type(row)._default_manager.only(*(field.name for field in loaded))  # noqa: SLF001
    stored = rows.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if stored is None:
        raise RefusedError(f"{capfirst(str(row))} n’existe plus : quelqu’un d’autre y a renoncé.")
    check(_values(stored, names), token)
    for field in loaded:
        setattr(row, field.attname, getattr(stored, field.attname))


def save_if_unchanged(row: Row, version: int, **values: Any) -> Row:
    """A copy of `row` with `values`, saved as the version after `version`; ConflictError when it is another (1 query).

    The model has a `version`; `row` is the version that is replaced. In a conflict, `stored` is the row as it is now.
    """
    rows = type(row)._default_manager  # noqa: SLF001
    changes = {**values, "version": version + 1}
    if row.version != version or not rows.filter(pk=row.pk, version=version).update(**changes):
        raise ConflictError(stored=rows.get(pk=row.pk), typed=values)
    saved = copy.copy(row)
    for name, value in changes.items():
        setattr(saved, name, value)
    return saved


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field in conflict: its label, the stored value and the value typed, as texts."""

    label: str
    stored: str
    typed: str


def differences(form: Form, stored: Mapping[str, Any]) -> list[Difference]:
    """The fields of a valid `form` that differ from `stored`, in the order of the form."""
    pairs = [(form.fields[name], stored[name], form.cleaned_data.get(name)) for name in form.fields if name in stored]
    return [
        Difference(label=str(field.label), stored=_words(field, value), typed=_words(field, typed))
        for field, value, typed in pairs
        if _comparable(value) != _comparable(typed)
    ]


def _words(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return "oui" if value else "non"
    if value in (None, "") or (isinstance(value, list | tuple | models.QuerySet) and not value):
        return "rien"
    if isinstance(value, list | tuple | models.QuerySet):
        return french.listed(sorted(_word(field, item) for item in value))
    return _word(field, value)


def _word(field: Field, value: Any) -> str:
    if isinstance(value, dt.date):
        return french.date(value)
    if isinstance(field, ModelChoiceField):
        row = value if isinstance(value, models.Model) else field.queryset.model._default_manager.get(pk=value)  # noqa: SLF001
        return field.label_from_instance(row)
    return str(dict(getattr(field, "choices", ())).get(value, value))
