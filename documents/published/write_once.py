"""Rows that public acts rest on: from the moment they are frozen, nothing in the application changes or deletes them.

A model derives from `WriteOnce`, its manager from `WriteOnceQuerySet`. Who goes round both (SQL by hand) is found by
`faults`, which reads the frozen rows again and compares each content with the fingerprint kept beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from documents.published.fingerprint import fingerprint, seal_of

ALWAYS = Q()


class PublishedError(Exception):
    """What is published never changes and never disappears: a correction is another row."""


class WriteOnceQuerySet(models.QuerySet):
    """Rows that bulk calls leave alone once they are frozen (1 query more for each call)."""

    def light(self) -> WriteOnceQuerySet:
        """Without their bytes, for lists and checks."""
        return self.defer("content")

    def update(self, **values: Any) -> int:
        self._refuse_frozen(values)
        return super().update(**values)

    def bulk_update(self, objs: Iterable[models.Model], fields: Iterable[str], *args: Any, **options: Any) -> int:
        objs, fields = list(objs), list(fields)
        self.filter(pk__in=[one.pk for one in objs])._refuse_frozen(fields)  # noqa: SLF001
        return super().bulk_update(objs, fields, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], *args: Any, **options: Any) -> list[models.Model]:
        """New rows together; refused to what is frozen from its first day (written one by one), and to upserts."""
        upserts = options.get("update_conflicts") or args[2:]
        if upserts or self.model.frozen_when == ALWAYS:
            raise PublishedError(self.model.refusal)
        objs = list(objs)
        for one in objs:
            one.refuse_frozen()
        return super().bulk_create(objs, *args, **options)

    def _refuse_frozen(self, fields: Iterable[str] = ()) -> None:
        """`PublishedError` when one is frozen and more than mutable fields change; a state moves one row at a time."""
        movable = bool(fields) and set(fields) <= self.model.mutable - {"state"}
        if not movable and self.filter(self.model.frozen_when).exists():
            raise PublishedError(self.model.refusal)

    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True


class WriteOnce(models.Model):
    """A row that neither changes nor disappears once it is frozen.

    `frozen_when`: which stored rows are, all of them by default; `mutable`: the fields that may still move then;
    `refusal`: the French sentence of `PublishedError`; `fingerprints`: each fingerprint, and the field it is of.
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
        named = options.get("update_fields")
        if named is None or set(named) - self.mutable:
            raise PublishedError(self.refusal)
        with transaction.atomic():
            super().save(*args, **options)
            if not self.is_frozen():
                raise PublishedError(self.refusal)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete(*args, **options)

    def is_frozen(self) -> bool:
        """Whether the stored row is frozen, whatever this copy of it says (1 query, none for a new row)."""
        return self.pk is not None and self._stored().exists()

    def refuse_frozen(self) -> None:
        """`PublishedError` when the stored row is frozen."""
        if self.is_frozen():
            raise PublishedError(self.refusal)

    def own_faults(self) -> Iterator[str]:
        """One French sentence for each fingerprint of this row that is no longer that of its content."""
        for name, field in self.fingerprints.items():
            kept, content = getattr(self, name), getattr(self, field)
            if isinstance(content, Mapping):
                if seal_of(content) != kept:
                    yield "le contenu figé n’est plus celui de son empreinte."
            elif kept or content:
                found = content.encode() if isinstance(content, str) else bytes(content or b"")
                if fingerprint(found) != kept:
                    yield "les octets gardés ne sont plus ceux qui ont été publiés."

    def _stored(self) -> models.QuerySet:
        return type(self)._base_manager.filter(self.frozen_when, pk=self.pk)  # noqa: SLF001 - Django documents it


def write_once_models() -> list[type[WriteOnce]]:
    """Every model of the application that is written once."""
    return [model for model in apps.get_models() if issubclass(model, WriteOnce)]


def fingerprinted(*chosen: type[WriteOnce]) -> list[models.QuerySet]:
    """The frozen rows that bear a fingerprint, of these models or of all."""
    found = [model for model in chosen or write_once_models() if model.fingerprints]
    return [model._base_manager.filter(model.frozen_when) for model in found]  # noqa: SLF001 - the guard is not asked


def faults(*chosen: type[WriteOnce]) -> Iterator[str]:
    """One French sentence for each fault of a frozen row, of these models or of all; reads every frozen content."""
    for rows in fingerprinted(*chosen):
        for row in rows.order_by("pk").iterator(chunk_size=20):
            yield from (f"{row}\u00a0: {fault}" for fault in row.own_faults())
