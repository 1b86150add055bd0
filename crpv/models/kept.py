"""What is published never changes: the doors by which it could be altered are shut here."""

from __future__ import annotations

from typing import Any

from django.db import models


class PublishedError(Exception):
    """A publication is a public act: nothing in it may change any more; a correction is a new version."""


REFUSAL = "Ce tableau de bord est publié : corrigez-le par une nouvelle version."


class WrittenOnceQuerySet(models.QuerySet):
    """Rows that are written once: neither changed nor deleted, one by one or together."""

    def update(self, **values: Any) -> int:
        raise PublishedError(REFUSAL)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise PublishedError(REFUSAL)

    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True


class WrittenOnce(models.Model):
    """A row that is created, and never saved again nor deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if self.pk is not None:
            raise PublishedError(REFUSAL)
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise PublishedError(REFUSAL)
