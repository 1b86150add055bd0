"""What is published never changes: the doors by which an adopted exercise could be altered are shut here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from funding.enums import RoundState


class FrozenRoundError(Exception):
    """An adopted round is a public act: nothing in it may change any more."""


class FrozenQuerySet(models.QuerySet):
    """Rows that bulk changes leave alone once their exercise is adopted; `state_path` leads to its state."""

    state_path = "round__state"

    def refuse_published(self) -> None:
        """FrozenRoundError when one of these rows belongs to an adopted or replaced exercise (1 query)."""
        if self.exclude(**{self.state_path: RoundState.OPEN}).exists():
            raise FrozenRoundError("Cet exercice est adopté : corrigez-le par une nouvelle version.")

    def update(self, **values: Any) -> int:
        self.refuse_published()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.refuse_published()
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], *args: Any, **options: Any) -> list[models.Model]:
        objs = list(objs)
        for one in objs:
            one.refuse_if_published()
        return super().bulk_create(objs, *args, **options)

    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True


class FrozenModel(models.Model):
    """A row of an exercise, which is neither saved nor deleted once that exercise is adopted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        self.refuse_if_published()
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        self.refuse_if_published()
        return super().delete(*args, **options)

    def refuse_if_published(self) -> None:
        """FrozenRoundError when the row, as it is kept or as it would be, belongs to an adopted exercise."""
        if self.pk is not None:
            type(self).objects.filter(pk=self.pk).refuse_published()
