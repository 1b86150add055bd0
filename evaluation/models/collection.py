"""Collection of the figures: a campaign a year, a form a centre, a value an indicator (R-134 to R-136, R-142)."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import holds
from documents.published.write_once import WriteOnce, WriteOnceQuerySet
from evaluation.enums import Appraisal, CampaignState, CollectionState, Section
from evaluation.models.referential import Indicator, Referential
from governance.law.legal_calendar import CAMPAIGN_OPENS, FIGURES_CHECKED, FIGURES_CORRECTED, FIGURES_DUE

SENT = frozenset({CollectionState.SUBMITTED, CollectionState.VERIFIED, CollectionState.CLOSED})
CHECKED = frozenset({CollectionState.VERIFIED, CollectionState.CLOSED})


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The campaigns that `user` may open: those in preparation for national staff only."""
        if not user.is_authenticated:
            return self.none()
        return self if holds(user, *NETWORK_ROLES) else self.exclude(state=CampaignState.PREPARED)


class Campaign(models.Model):
    """The collection of one year's figures, with its version of the referential, which never changes."""

    year = models.PositiveSmallIntegerField("exercice", unique=True)
    referential = models.ForeignKey(
        Referential, on_delete=models.PROTECT, related_name="campaigns", verbose_name="référentiel"
    )
    state = models.CharField(
        "état", max_length=12, choices=CampaignState.choices, default=CampaignState.PREPARED, editable=False
    )
    opens_on = models.DateField("ouverture")
    centres_due_on = models.DateField("échéance des centres")
    review_due_on = models.DateField("échéance de la vérification")
    corrections_until = models.DateField("corrections acceptées jusqu’au")
    note = models.TextField("note de l’exercice", blank=True, help_text="Affichée près des graphiques (2020…).")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        verbose_name_plural = "campagnes"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="campaign_dates_in_order",
                condition=Q(
                    opens_on__lte=F("centres_due_on"),
                    centres_due_on__lte=F("review_due_on"),
                    review_due_on__lte=F("corrections_until"),
                ),
                violation_error_message=(
                    "Les dates se suivent : ouverture, échéance des centres, échéance de la vérification, "
                    "fin des corrections."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"campagne {self.year}"


class Postponement(models.Model):
    """More time for one centre, with its reason."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="postponements", verbose_name="campagne"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="postponements", verbose_name="centre")
    until = models.DateField("jusqu’au")
    reason = models.TextField("motif")

    class Meta:
        verbose_name = "délai accordé"
        verbose_name_plural = "délais accordés"
        ordering = ["campaign", "centre"]
        constraints = [models.UniqueConstraint(fields=["campaign", "centre"], name="postponement_one_per_centre")]

    def __str__(self) -> str:
        return f"{self.centre} : jusqu’au {self.until:%d/%m/%Y}"


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The forms that `user` may open (§1.10).

        Before it is sent, a form is read by its team, its region and the national staff; once sent, by all those who
        open the centre's file.
        """
        if not user.is_authenticated:
            return self.none()
        if holds(user, *NETWORK_ROLES):
            return self
        drafts = Centre.objects.reached_as(user, Role.REGIONAL, Role.DIRECTOR)
        sent = Q(centre__in=Centre.objects.visible_to(user), state__in=sorted(SENT))
        return self.filter(pk__in=self.model.objects.filter(Q(centre__in=drafts) | sent).values("pk"))

    def with_drafts_of(self, user: User) -> Self:
        """Adds `shows_drafts`: whether `user` reads the form before it is sent too."""
        drafts = Centre.objects.reached_as(user, Role.REGIONAL, Role.DIRECTOR)
        return self.annotate(shows_drafts=Exists(drafts.filter(pk=OuterRef("centre_id"))))

    def checked(self) -> Self:
        """Those that the regional State has verified: only they are consolidated and quoted."""
        return self.filter(state__in=sorted(CHECKED))


class Collection(models.Model):
    """The form of one centre for one campaign."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="collections", verbose_name="campagne"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="collections", verbose_name="centre")
    state = models.CharField(
        "état", max_length=12, choices=CollectionState.choices, default=CollectionState.TO_FILL, editable=False
    )
    submitted_at = models.DateTimeField("envoyé le", null=True, editable=False)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="certifié par",
    )  # fmt: skip
    verified_at = models.DateTimeField("vérifié le", null=True, editable=False)
    return_reason = models.TextField("motif du renvoi", blank=True, editable=False)
    last_activity_at = models.DateTimeField("dernière activité", null=True, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = "collecte"
        verbose_name_plural = "collectes"
        ordering = ["-campaign__year", "centre"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "centre"], name="collection_one_per_centre_and_year"),
            models.CheckConstraint(
                name="collection_returned_with_its_reason",
                condition=~Q(state=CollectionState.RETURNED) | ~Q(return_reason=""),
                violation_error_message="Un renvoi au centre dit pourquoi.",
            ),
            models.CheckConstraint(
                name="collection_sent_is_certified",
                condition=~Q(state__in=sorted(SENT)) | Q(submitted_at__isnull=False, certified_by__isnull=False),
                violation_error_message="Un formulaire envoyé est certifié par la direction.",
            ),
        ]

    def __str__(self) -> str:
        return f"indicateurs {self.campaign.year} de {self.centre}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:collection", args=[self.campaign.year, self.centre.slug])


class OfCollectionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The rows of the forms that `user` may open."""
        return self.filter(collection__in=Collection.objects.visible_to(user))


class Value(models.Model):
    """The answer of a centre to one indicator. A blank is not a zero; « sans objet » is an answer.

    `value` is the answer; `computed` is what the recorded facts gave, with its lines, when there is a derivation:
    a centre that corrects it says why, and both stay. `version` grows at each write: whoever saves over a version that
    they have not seen is refused.
    """

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="values", verbose_name="collecte")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values", verbose_name="indicateur")
    value = models.DecimalField("valeur", max_digits=16, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField("numérateur", max_digits=16, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField("dénominateur", max_digits=16, decimal_places=4, null=True, blank=True)
    parts = models.JSONField("détail", default=dict, blank=True, help_text="Clef → nombre, écrit en texte.")
    choice = models.CharField("appréciation", max_length=12, choices=Appraisal.choices, blank=True)
    is_not_applicable = models.BooleanField("sans objet", default=False)
    computed = models.JSONField("calcul", null=True, blank=True, editable=False)
    correction_reason = models.TextField("motif de la correction", blank=True)
    justification = models.TextField("justification d’une alerte", blank=True)
    comment = models.TextField("commentaire du centre", blank=True)
    state_comment = models.TextField("commentaire de l’État", blank=True)
    is_pointed_out = models.BooleanField("à corriger", default=False)
    version = models.PositiveIntegerField("version", default=0, editable=False)
    changed_at = models.DateTimeField("modifiée le", null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="modifiée par",
    )  # fmt: skip

    objects = OfCollectionQuerySet.as_manager()

    class Meta:
        verbose_name = "valeur"
        verbose_name_plural = "valeurs"
        ordering = ["collection", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "indicator"], name="value_one_per_indicator"),
            models.CheckConstraint(
                name="value_not_applicable_has_no_figure",
                condition=Q(is_not_applicable=False) | Q(value=None, numerator=None, denominator=None, choice=""),
                violation_error_message="« Sans objet » ne s’accompagne d’aucune valeur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} : {self.collection}"


class ValueChange(models.Model):
    """One change of a value: who, when, before, after."""

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="changes", verbose_name="valeur")
    at = models.DateTimeField("le")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par"
    )
    before = models.JSONField("avant")
    after = models.JSONField("après")

    class Meta:
        verbose_name = "changement d’une valeur"
        verbose_name_plural = "changements des valeurs"
        ordering = ["value", "pk"]

    def __str__(self) -> str:
        return f"{self.value}, {self.at:%d/%m/%Y %H:%M}"


class SectionComment(models.Model):
    """The comment of the regional State on a section (R-142)."""

    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="section_comments", verbose_name="collecte"
    )
    section = models.CharField("rubrique", max_length=2, choices=Section.choices)
    text = models.TextField("commentaire de l’État", blank=True)
    version = models.PositiveIntegerField("version", default=0, editable=False)

    objects = OfCollectionQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire d’une rubrique"
        verbose_name_plural = "commentaires des rubriques"
        ordering = ["collection", "section"]
        constraints = [models.UniqueConstraint(fields=["collection", "section"], name="section_comment_one_each")]

    def __str__(self) -> str:
        return f"{self.get_section_display()} : {self.collection}"


class SubmissionQuerySet(OfCollectionQuerySet, WriteOnceQuerySet):
    """The submissions of the forms that one may read, written once."""


class Submission(WriteOnce):
    """The values of a form each time it was sent, frozen, so that later changes can be listed."""

    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="submissions", verbose_name="collecte"
    )
    rank = models.PositiveSmallIntegerField("rang")
    at = models.DateTimeField("envoyé le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="certifié par"
    )
    frozen = models.JSONField("valeurs envoyées")

    refusal = "Un envoi ne change pas et ne se supprime pas\u00a0: le formulaire s’envoie de nouveau."

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        ordering = ["collection", "rank"]
        constraints = [models.UniqueConstraint(fields=["collection", "rank"], name="submission_rank_unique")]

    def __str__(self) -> str:
        return f"envoi {self.rank} : {self.collection}"


def default_dates(year: int) -> dict[str, dt.date]:
    """The usual dates of the campaign of `year`, by field: opening, centres (R-135), regional State, corrections."""
    return {
        "opens_on": CAMPAIGN_OPENS.on(year),
        "centres_due_on": FIGURES_DUE.on(year),
        "review_due_on": FIGURES_CHECKED.on(year),
        "corrections_until": FIGURES_CORRECTED.on(year),
    }
