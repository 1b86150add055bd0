"""Dated rows: true from one day to another."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


def true_on(day: dt.date | F, relation: str = "") -> Q:
    """The condition that a dated row, or those of `relation`, are true on `day` (a date or a column)."""
    return true_between(day, day, relation)


def true_between(start: dt.date | F, end: dt.date | F, relation: str = "") -> Q:
    """The condition that a dated row, or those of `relation`, are true on at least one day from `start` to `end`."""
    prefix = f"{relation}__" if relation else ""
    not_over = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": start})
    return not_over & Q(**{f"{prefix}valid_from__lte": end})


class DatedQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to`, both days included; an empty end is still true today."""

    def on(self, day: dt.date) -> Self:
        """The rows true on `day`."""
        return self.filter(true_on(day))

    def overlapping(self, start: dt.date, end: dt.date | None) -> Self:
        """The rows true on at least one day between `start` and `end`."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=start))
        return rows if end is None else rows.filter(valid_from__lte=end)


class Dated(models.Model):
    """A fact with its two ends. Facts of the same subject (`alone_per`) never overlap."""

    valid_from = models.DateField("depuis le", default=dt.date(2015, 1, 1))
    valid_to = models.DateField("jusqu’au", null=True, blank=True, help_text="Dernier jour vrai ; vide : encore vrai.")

    objects = DatedQuerySet.as_manager()
    alone_per: tuple[str, ...] = ()
    already = "Une autre ligne couvre déjà une partie de cette période : fermez-la d’abord."

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse an end before the beginning, and two facts of one subject on the same day."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "La fin précède le début : corrigez l’une des deux dates."})
        if self.valid_from and self.alone_per and self.twins().exists():
            raise ValidationError({"valid_from": self.already})

    def twins(self) -> models.QuerySet:
        """The other facts of the same subject that share a day with this one."""
        # By key rather than by object: a form may be cleaned before its centre is known.
        names = [self._meta.get_field(field).attname for field in self.alone_per]
        same = {name: getattr(self, name) for name in names}
        others = type(self).objects.filter(**same).exclude(pk=self.pk)
        return others.overlapping(self.valid_from, self.valid_to)


class Sourced(models.Model):
    """The source of a fact, and whether it is still to confirm."""

    source = models.CharField("source", max_length=200, blank=True)
    to_confirm = models.BooleanField("à confirmer", default=False)

    class Meta:
        abstract = True


def dates_in_order(name: str) -> models.CheckConstraint:
    """Constraint: `valid_to` is not before `valid_from`."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        violation_error_message="La fin précède le début : corrigez l’une des deux dates.",
    )


def single_open_row(name: str, *fields: str) -> models.UniqueConstraint:
    """Constraint: at most one fact without an end per subject."""
    return models.UniqueConstraint(
        fields=fields,
        condition=Q(valid_to__isnull=True),
        name=name,
        violation_error_message="Une ligne sans date de fin existe déjà : fermez-la avant d’en ouvrir une autre.",
    )
