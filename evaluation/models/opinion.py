"""Opinion of the regional State on a centre's year (R-137 to R-139): sections, consultation, remarks, reply."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre, Department
from centres.models.mandate import holds
from documents.published.write_once import WriteOnce, WriteOnceQuerySet
from evaluation.enums import COMMUNICATED, PREPARED, ContributionKind, Decision, OpinionState, SectionKey
from governance.law.legal_calendar import OPINION_DUE


class OpinionQuerySet(WriteOnceQuerySet):
    def visible_to(self, user: User) -> Self:
        """The opinions that `user` may read (§1.10).

        In preparation: the State of the centre's regions and départements, and nobody else, not even the national
        staff. Once communicated: all those who open the centre's file.
        """
        if not user.is_authenticated:
            return self.none()
        if holds(user, Role.ADMIN):
            return self
        preparing = Centre.objects.mandated_to(user, Role.REGIONAL, Role.DEPARTMENTAL)
        prepared = Q(centre__in=preparing, state__in=sorted(PREPARED))
        communicated = Q(centre__in=Centre.objects.visible_to(user), state__in=sorted(COMMUNICATED))
        return self.filter(prepared | communicated)

    def communicated(self) -> Self:
        """Those that never change any more."""
        return self.filter(state__in=sorted(COMMUNICATED))

    def in_force(self) -> Self:
        """The last communicated version of each centre and year."""
        newer = self.model.objects.communicated().filter(
            centre=models.OuterRef("centre"), year=models.OuterRef("year"), version__gt=models.OuterRef("version")
        )
        return self.communicated().filter(~models.Exists(newer))


class Opinion(WriteOnce):
    """The opinion on one centre for one year; a correction is another version, which names the one it corrects.

    `facts` are the figures, findings and names read when the opinion was opened or last refreshed, which the proposed
    sentences lean on. `frozen` is everything that the page and the print show, as it was on the day of the
    communication, and `seal` its SHA-256: neither changes afterwards.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="opinions", verbose_name="centre")
    year = models.PositiveSmallIntegerField("exercice")
    version = models.PositiveSmallIntegerField("version", default=1, editable=False)
    state = models.CharField(
        "état", max_length=12, choices=OpinionState.choices, default=OpinionState.WRITING, editable=False
    )
    reference = models.CharField("référence", max_length=100, unique=True, editable=False)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", editable=False,
        verbose_name="version corrigée",
    )  # fmt: skip
    is_typographic = models.BooleanField("correction de typographie", default=False, editable=False)
    correction_reason = models.TextField("motif de la correction", blank=True, editable=False)
    opened_at = models.DateTimeField("ouvert le", editable=False)
    consulted_on = models.DateField("mis en consultation le", null=True, editable=False)
    communicated_at = models.DateTimeField("communiqué le", null=True, editable=False)
    reply_due_on = models.DateField("réponse attendue avant le", null=True, editable=False)
    transmitted_on = models.DateField("transmis le", null=True, editable=False)
    facts = models.JSONField("faits relevés", null=True, editable=False)
    facts_at = models.DateTimeField("faits relevés le", null=True, editable=False)
    frozen = models.JSONField("contenu figé", null=True, editable=False)
    seal = models.CharField("empreinte SHA-256", max_length=64, blank=True, editable=False)

    frozen_when, mutable = Q(state__in=sorted(COMMUNICATED)), frozenset({"state", "transmitted_on"})
    refusal = "Cet avis est communiqué\u00a0: corrigez-le par une nouvelle version."
    fingerprints = {"seal": "frozen"}

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "avis évaluatif"
        verbose_name_plural = "avis évaluatifs"
        ordering = ["-year", "centre", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "year", "version"], name="opinion_version_unique"),
            models.UniqueConstraint(
                fields=["centre", "year"], condition=Q(state__in=sorted(PREPARED)), name="opinion_one_in_preparation",
                violation_error_message="Un avis est déjà en préparation pour ce centre et cet exercice : reprenez-le.",
            ),
            models.CheckConstraint(
                name="opinion_communicated_is_frozen",
                condition=Q(state__in=sorted(PREPARED), frozen__isnull=True, seal="")
                | Q(
                    state__in=sorted(COMMUNICATED), frozen__isnull=False, communicated_at__isnull=False,
                    reply_due_on__isnull=False,
                ) & ~Q(seal=""),
                violation_error_message="Un avis communiqué porte son contenu figé, son empreinte et ses dates.",
            ),
            models.CheckConstraint(
                name="opinion_transmitted_on_a_day",
                condition=~Q(state=OpinionState.TRANSMITTED) | Q(transmitted_on__isnull=False),
                violation_error_message="Un avis transmis porte le jour de sa transmission.",
            ),
            models.CheckConstraint(
                name="opinion_correction_says_why",
                condition=Q(version=1, previous=None) | Q(version__gt=1, previous__isnull=False)
                & ~Q(correction_reason=""),
                violation_error_message="Une correction nomme la version corrigée et dit pourquoi.",
            ),
            models.CheckConstraint(
                name="opinion_typographic_is_a_correction",
                condition=Q(is_typographic=False) | Q(version__gt=1),
                violation_error_message="Seule une correction se limite à la typographie.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        version = f", version {self.version}" if self.version > 1 else ""
        return f"avis {self.year} sur {self.centre}{version}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:opinion", args=[self.year, self.centre.slug])

    @property
    def is_communicated(self) -> bool:
        return self.state in COMMUNICATED

    @property
    def due_on(self) -> dt.date:
        """The last day of the first half of the next year (R-139)."""
        return OPINION_DUE.on(self.year)

    def is_late_on(self, today: dt.date) -> bool:
        """Whether the transmission came, or still has not come, after the last day (recorded, never prevented).

        The first transmission carries it: a correction comes when it must (1 query a corrected version).
        """
        before = self.previous if self.previous_id else None
        while before:
            if before.transmitted_on:
                return False
            before = before.previous if before.previous_id else None
        return (self.transmitted_on or today) > self.due_on


class OfOpinionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The rows of the opinions that `user` may read."""
        return self.filter(opinion__in=Opinion.objects.visible_to(user))


class PreparatoryQuerySet(models.QuerySet):
    """What the State's agents write to each other to make an opinion; `of_opinion` is the way to it."""

    of_opinion = "opinion"

    def visible_to(self, user: User) -> Self:
        """The working notes that `user` may read (§1.10): those of the centre's regions and départements.

        They stay so once the opinion is communicated: the centre, its partners and the national staff read the opinion,
        never how it was made.
        """
        if not user.is_authenticated:
            return self.none()
        if holds(user, Role.ADMIN):
            return self
        centres = Centre.objects.mandated_to(user, Role.REGIONAL, Role.DEPARTMENTAL)
        return self.filter(**{f"{self.of_opinion}__centre__in": centres})


class SectionVersionQuerySet(PreparatoryQuerySet):
    of_opinion = "section__opinion"


class OpinionSection(models.Model):
    """One part of an opinion: a restrained Markdown, as typed; `version` grows at each write.

    The parts that are lists (commitments, recommendations, follow-ups) keep their lines in `items`; `source` then tells
    them in plain text, so that their history reads like the others.
    """

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="sections", verbose_name="avis")
    key = models.CharField("rubrique", max_length=16, choices=SectionKey.choices)
    source = models.TextField("texte", blank=True)
    items = models.JSONField("lignes", default=list, blank=True)
    version = models.PositiveIntegerField("version", default=0, editable=False)
    changed_at = models.DateTimeField("modifiée le", null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="modifiée par",
    )  # fmt: skip

    objects = OfOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "rubrique d’un avis"
        verbose_name_plural = "rubriques des avis"
        ordering = ["opinion", "pk"]
        constraints = [models.UniqueConstraint(fields=["opinion", "key"], name="opinion_section_one_each")]

    def __str__(self) -> str:
        return f"{self.get_key_display()} : {self.opinion}"


class SectionVersion(models.Model):
    """The text of a section after each of its writes."""

    section = models.ForeignKey(
        OpinionSection, on_delete=models.CASCADE, related_name="versions", verbose_name="rubrique"
    )
    rank = models.PositiveIntegerField("version")
    source = models.TextField("texte", blank=True)
    at = models.DateTimeField("le")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    is_automatic = models.BooleanField("enregistrée d’elle-même", default=False)

    objects = SectionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’une rubrique"
        verbose_name_plural = "versions des rubriques"
        ordering = ["section", "-rank"]
        constraints = [models.UniqueConstraint(fields=["section", "rank"], name="section_version_rank_unique")]

    def __str__(self) -> str:
        return f"{self.section}, version {self.rank}"


class ProposedSentence(models.Model):
    """A sentence that the application proposes from verified figures, with its sources, and what was decided of it."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="sentences", verbose_name="avis")
    key = models.CharField("clef", max_length=60, help_text="Indicateur et nature de la phrase.")
    section = models.CharField("rubrique", max_length=16, choices=SectionKey.choices)
    rank = models.PositiveSmallIntegerField("rang")
    text = models.TextField("phrase proposée")
    sources = models.JSONField("sources", default=list)
    decision = models.CharField("décision", max_length=10, choices=Decision.choices, default=Decision.PROPOSED)
    rewritten = models.TextField("phrase réécrite", blank=True)
    version = models.PositiveIntegerField("version", default=0, editable=False)

    objects = PreparatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "phrase proposée"
        verbose_name_plural = "phrases proposées"
        ordering = ["opinion", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opinion", "key"], name="proposed_sentence_key_unique"),
            models.CheckConstraint(
                name="proposed_sentence_rewritten_has_its_text",
                condition=Q(decision=Decision.REWRITTEN) & ~Q(rewritten="")
                | ~Q(decision=Decision.REWRITTEN) & Q(rewritten=""),
                violation_error_message="Une phrase réécrite porte son texte, et elle seule.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} : {self.opinion}"

    @property
    def told(self) -> str:
        """The sentence as it will be communicated; empty while it is not decided, or once it is dropped."""
        return {Decision.KEPT: self.text, Decision.REWRITTEN: self.rewritten}.get(Decision(self.decision), "")


# Consultation, remarks, reply of the centre -------------------------------------------------------------------------


class Contribution(models.Model):
    """The consultation of one département (R-58) on one version of an opinion: asked on a day, answered or not.

    Only the département writes it. `recorded_on`, the date of the paper, when the lead region recorded what came by
    post; `contested_at`, when the département contests it.
    """

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
    recorded_on = models.DateField("papier du", null=True, editable=False)
    contested_at = models.DateTimeField("contestée le", null=True, editable=False)
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
            models.CheckConstraint(
                name="opinion_contribution_contested_is_recorded",
                condition=Q(recorded_on=None, contested_at=None)
                | Q(recorded_on__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
                violation_error_message="Seule une contribution enregistrée par la région se conteste.",
            ),
        ]

    def __str__(self) -> str:
        return f"contribution de {self.department} : {self.opinion}"


class ContributionVersionQuerySet(PreparatoryQuerySet, WriteOnceQuerySet):
    of_opinion = "contribution__opinion"


class ContributionVersion(WriteOnce):
    """A contribution after each of its writes: who wrote, recorded or contested it, when, on which paper."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="versions", verbose_name="contribution"
    )
    rank = models.PositiveIntegerField("version")
    kind = models.CharField("sorte", max_length=9, choices=ContributionKind.choices)
    on = models.DateField("le", help_text="Le jour de l’acte ; pour ce qui vient par courrier, la date du papier.")
    authority = models.CharField("au nom de", max_length=160, blank=True)
    text = models.TextField("texte")
    file_name = models.CharField("nom du fichier", max_length=160, blank=True)
    content = models.BinaryField("papier", null=True, editable=False)
    sha256 = models.CharField("empreinte SHA-256 du papier", max_length=64, blank=True)
    at = models.DateTimeField("enregistrée le")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")

    refusal = "Ce qui a été dit d’une contribution ne change pas et ne se supprime pas."
    fingerprints = {"sha256": "content"}

    objects = ContributionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’une contribution"
        verbose_name_plural = "versions des contributions"
        ordering = ["contribution", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "rank"], name="contribution_version_rank_unique"),
            models.CheckConstraint(
                name="contribution_version_recorded_has_its_paper",
                condition=Q(kind=ContributionKind.RECORDED, content__isnull=False) & ~Q(sha256="")
                | ~Q(kind=ContributionKind.RECORDED) & Q(content__isnull=True, sha256=""),
                violation_error_message="Une contribution enregistrée par la région porte son papier, et elle seule.",
            ),
            models.CheckConstraint(
                name="contribution_version_says_something",
                condition=~Q(text=""),
                violation_error_message="Une contribution, une contestation portent un texte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.contribution}"


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
