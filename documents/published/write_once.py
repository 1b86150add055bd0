"""Models whose rows, once frozen, the application neither changes nor deletes.

A model derives from `WriteOnce`, its manager from `WriteOnceQuerySet`. A change that avoids both (SQL by hand) is found
by `faults`, which compares the content of each frozen row with its stored fingerprint (SHA-256: the same on every
machine and every database).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as canonical JSON: keys sorted, no space, UTF-8.

    `TypeError` for a value that JSON lacks (a Decimal, a date): the caller writes it as a text.
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def json_fingerprint(content: Mapping[str, Any]) -> str:
    """The SHA-256 of the content as canonical JSON, in hexadecimal."""
    return fingerprint(canonical(content))


def fingerprint(content: bytes) -> str:
    """The SHA-256 of these bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


ALWAYS = Q()


class PublishedError(Exception):
    """A frozen row was about to change or be deleted."""


class WriteOnceQuerySet(models.QuerySet):
    """A queryset whose bulk calls refuse frozen rows (1 query more for each call)."""

    def light(self) -> WriteOnceQuerySet:
        """Without their bytes, for lists and checks."""
        return self.defer("content")

    def update(self, **values: Any) -> int:
        self._refuse_frozen(values)
        return super().update(**values)

    def bulk_update(self, objs: Iterable[models.Model], fields: Iterable[str], *args: Any, **options: Any) -> int:
        objs, fields = list(objs), list(fields)
        self.filter(pk__in=[row.pk for row in objs])._refuse_frozen(fields)  # noqa: SLF001
        return super().bulk_update(objs, fields, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], *args: Any, **options: Any) -> list[models.Model]:
        """Create the rows; `PublishedError` for a model frozen from creation (saved row by row), and for upserts."""
        upserts = options.get("update_conflicts") or args[2:]
        if upserts or self.model.frozen_when == ALWAYS:
            raise PublishedError(self.model.refusal)
        objs = list(objs)
        for row in objs:
            row.refuse_frozen()
        return super().bulk_create(objs, *args, **options)

    def _refuse_frozen(self, fields: Iterable[str] = ()) -> None:
        """`PublishedError` when a row is frozen and a field not mutable changes; a state changes row by row only."""
        may_change = bool(fields) and set(fields) <= self.model.mutable - {"state"}
        if not may_change and self.filter(self.model.frozen_when).exists():
            raise PublishedError(self.model.refusal)

    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True


class WriteOnce(models.Model):
    """A row that neither changes nor disappears once it is frozen.

    `frozen_when`: which stored rows are, all of them by default; `mutable`: the fields that may still change then;
    `refusal`: the French sentence of `PublishedError`; `fingerprints`: field of content, by field of fingerprint.
    """

    frozen_when: ClassVar[Q] = ALWAYS
    mutable: ClassVar[frozenset[str]] = frozenset({"state"})
    refusal: ClassVar[str] = (
        "Ce qui est publié ne change pas et ne se supprime pas\u00a0: publiez une nouvelle version."
    )
    fingerprints: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """`PublishedError` when the row is frozen, unless `update_fields` names mutable fields and it stays frozen."""
        if not self.is_frozen():
            super().save(*args, **options)
            return
        fields = options.get("update_fields")
        if fields is None or set(fields) - self.mutable:
            raise PublishedError(self.refusal)
        with transaction.atomic():
            super().save(*args, **options)
            if not self.is_frozen():
                raise PublishedError(self.refusal)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete(*args, **options)

    def is_frozen(self) -> bool:
        """Whether the row is frozen in the database, whatever this instance holds (1 query, none for a new row)."""
        return self.pk is not None and self._stored().exists()

    def refuse_frozen(self) -> None:
        """`PublishedError` when the stored row is frozen."""
        if self.is_frozen():
            raise PublishedError(self.refusal)

    def own_faults(self) -> Iterator[str]:
        """One French sentence for each fingerprint of this row that is no longer that of its content."""
        for name, field in self.fingerprints.items():
            stored, content = getattr(self, name), getattr(self, field)
            if isinstance(content, Mapping):
                if json_fingerprint(content) != stored:
                    yield "le contenu figé n’est plus celui de son empreinte."
            elif stored or content:
                raw = content.encode() if isinstance(content, str) else bytes(content or b"")
                if fingerprint(raw) != stored:
                    yield "les octets gardés ne sont plus ceux qui ont été publiés."

    def _stored(self) -> models.QuerySet:
        return type(self)._base_manager.filter(self.frozen_when, pk=self.pk)  # noqa: SLF001 - Django documents it


def write_once_models() -> list[type[WriteOnce]]:
    """Every model of the application that is written once."""
    return [model for model in apps.get_models() if issubclass(model, WriteOnce)]


def fingerprinted_rows(*chosen: type[WriteOnce]) -> list[models.QuerySet]:
    """The frozen rows that have a fingerprint, of these models or of all: a queryset for each model."""
    with_fingerprints = [model for model in chosen or write_once_models() if model.fingerprints]
    return [model._base_manager.filter(model.frozen_when) for model in with_fingerprints]  # noqa: SLF001 - only read


def faults(*chosen: type[WriteOnce]) -> Iterator[str]:
    """One French sentence for each fault of a frozen row, of these models or of all; reads every frozen content."""
    for rows in fingerprinted_rows(*chosen):
        for row in rows.order_by("pk").iterator(chunk_size=20):
            yield from (f"{row}\u00a0: {fault}" for fault in row.own_faults())
