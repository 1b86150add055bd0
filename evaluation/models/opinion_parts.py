"""Models around the text of an opinion: consultation, remarks, reply of the centre."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from centres.models import Department
from centres.models.mandate import holds
from documents.published.write_once import WriteOnce, WriteOnceQuerySet
from evaluation.enums import PREPARED, SectionKey
from evaluation.models.opinion import OfOpinionQuerySet, Opinion, PreparatoryQuerySet


class Contribution(models.Model):
    """The consultation of one département (R-58): asked on a day, answered or not."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="contributions", verbose_name="avis")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name="département")
    asked_on = models.DateField("consulté le", null=True, editable=False)
    authority = models.CharField(
        "au nom de", max_length=160, blank=True, help_text="Par exemple : la sous-préfète chargée de mission ville."
    )
    text = models.TextField("contribution", blank=True)
    answered_at = models.DateTimeField("reçue le", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="écrite par",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=0, editable=False)

    objects = PreparatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution d’un département"
        verbose_name_plural = "contributions des départements"
        ordering = ["opinion", "department"]
        constraints = [
            models.UniqueConstraint(fields=["opinion", "department"], name="opinion_contribution_one_each"),
            models.CheckConstraint(
                name="opinion_contribution_answered_is_dated",
                condition=Q(text="", answered_at=None) | ~Q(text="") & Q(answered_at__isnull=False),
                violation_error_message="Une contribution porte son texte et sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"contribution de {self.department} : {self.opinion}"


class MarginQuerySet(PreparatoryQuerySet):
    def visible_to(self, user: User) -> Self:
        """The remarks that `user` may read: those of the working notes, until the opinion is communicated."""
        remarks = super().visible_to(user)
        return remarks if holds(user, Role.ADMIN) else remarks.filter(opinion__state__in=sorted(PREPARED))


class MarginComment(models.Model):
    """A remark on a section between agents of the State: never visible to the centre, never printed."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="margin", verbose_name="avis")
    section = models.CharField("rubrique", max_length=16, choices=SectionKey.choices)
    answers = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answered_by", verbose_name="répond à"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="auteur"
    )
    at = models.DateTimeField("le")
    text = models.TextField("remarque")
    resolved_at = models.DateTimeField("réglée le", null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="réglée par",
    )  # fmt: skip

    objects = MarginQuerySet.as_manager()

    class Meta:
        verbose_name = "remarque en marge"
        verbose_name_plural = "remarques en marge"
        ordering = ["opinion", "pk"]

    def __str__(self) -> str:
        return f"remarque : {self.opinion}"


class ReplyQuerySet(OfOpinionQuerySet, WriteOnceQuerySet):
    """The replies to the opinions that one may read, written once."""


class Reply(WriteOnce):
    """The reply of the centre to a communicated opinion: printed with it, never changed."""

    opinion = models.OneToOneField(Opinion, on_delete=models.PROTECT, related_name="reply", verbose_name="avis")
    text = models.TextField("réponse du centre", blank=True)
    file_name = models.CharField("nom du fichier", max_length=160, blank=True)
    content = models.BinaryField("fichier PDF", null=True, blank=True, editable=False)
    sha256 = models.CharField("empreinte SHA-256 du fichier", max_length=64, blank=True)
    at = models.DateTimeField("reçue le")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    is_late = models.BooleanField("reçue après le délai", default=False)

    refusal = "La réponse du centre est reçue\u00a0: elle ne change pas et ne se supprime pas."
    fingerprints = {"sha256": "content"}

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse d’un centre"
        verbose_name_plural = "réponses des centres"
        ordering = ["opinion"]
        constraints = [
            models.CheckConstraint(
                name="reply_says_something",
                condition=~Q(text="") | Q(content__isnull=False) & ~Q(sha256=""),
                violation_error_message="Une réponse porte un texte, un fichier, ou les deux.",
            )
        ]

    def __str__(self) -> str:
        return f"réponse à l’{self.opinion}"
