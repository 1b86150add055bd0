"""Conventions of a centre with the State, their amendments, papers and reviews (R-74 to R-85)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from centres.models import Centre
from centres.models.centre import OfCentreQuerySet
from documents.published.write_once import WriteOnce, WriteOnceQuerySet
from governance.enums import AgreementKind, AmendmentState, ConventionKind, ConventionState, ReviewState
from governance.law.legal_calendar import FINAL_REVIEW_DUE
from governance.models.cartography import Cartography

AGREED = (AgreementKind.GIVEN, AgreementKind.RECORDED)
CLOSED = frozenset({ConventionState.REVIEWED, ConventionState.RENEWED, ConventionState.NOT_RENEWED})
LIVE = frozenset({ConventionState.SIGNED, ConventionState.AMENDED_2, ConventionState.AMENDED_3})


class OfConventionQuerySet(OfCentreQuerySet):
    path = "convention__centre"


class Convention(models.Model):
    """A CPO for an association; for a GIP, the founding convention and the protocol beside it (R-74, R-76)."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="conventions", verbose_name="centre")
    kind = models.CharField("nature", max_length=12, choices=ConventionKind.choices)
    state = models.CharField(
        "état", max_length=12, choices=ConventionState.choices, default=ConventionState.DRAFT, editable=False
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("terme", help_text="Trois ans, sauf convention constitutive (R-75, R-76).")
    purpose = models.TextField("objet", blank=True)
    authority = models.CharField(
        "service signataire", max_length=160, blank=True, help_text="Nom du service de l’État à la signature (R-77)."
    )
    referential_version = models.CharField(
        "version du référentiel d’indicateurs", max_length=40, blank=True, help_text="Annexée à la convention (R-78)."
    )
    cartography = models.ForeignKey(
        Cartography, on_delete=models.PROTECT, null=True, blank=True, related_name="conventions",
        verbose_name="cartographie",
    )  # fmt: skip
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by",
        verbose_name="renouvelle",
    )  # fmt: skip
    has_republican_contract = models.BooleanField(
        "contrat d’engagement républicain souscrit",
        default=False,
        help_text="Exigé de toute association aidée.",
    )
    consulted = models.TextField(
        "services consultés",
        blank=True,
        help_text="Préfets délégués, sous-préfets ville, services départementaux (R-58).",
    )
    in_regional_plan = models.BooleanField("inscrit au contrat de plan État-région", default=False)
    regional_plan = models.CharField(
        "génération du contrat de plan",
        max_length=9,
        blank=True,
        help_text="Par exemple 2021-2027 (R-61).",
    )
    is_recorded = models.BooleanField(
        "signée avant l’outil",
        default=False,
        help_text="Enregistrée telle quelle, sans ses pièces.",
    )
    signed_on = models.DateField("signée le", null=True, blank=True)

    objects = OfCentreQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        ordering = ["centre", "-starts_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "kind"], condition=Q(state=ConventionState.DRAFT), name="convention_one_draft",
                violation_error_message="Un projet de cette nature existe déjà pour ce centre : reprenez-le.",
            ),
            models.CheckConstraint(
                name="convention_dates_in_order",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="Le terme précède le début : corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                name="convention_signed_has_its_date",
                condition=Q(state=ConventionState.DRAFT) | Q(signed_on__isnull=False),
                violation_error_message="Une convention signée porte sa date de signature.",
            ),
            models.CheckConstraint(
                name="convention_signed_rests_on_its_documents",
                condition=Q(state=ConventionState.DRAFT)
                | Q(is_recorded=True)
                | (Q(cartography__isnull=False) & ~Q(referential_version="")),
                violation_error_message=(
                    "Une convention ne se signe qu’avec sa cartographie (R-51) et la version du référentiel (R-78)."
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on:%Y}-{self.ends_on:%Y} de {self.centre}"

    def get_absolute_url(self) -> str:
        return reverse("governance:convention", args=[self.centre.slug, self.pk])

    @property
    def family(self) -> str:
        """Title of its signed text in the register of published documents."""
        return f"CONV-{self.starts_on.year}-{self.centre.slug}-{self.pk}"

    @property
    def definite(self) -> str:
        """« la convention … », « le protocole … »."""
        return f"{'le' if self.kind == ConventionKind.PROTOCOL else 'la'} {self}"

    @property
    def possessive(self) -> str:
        """« de la convention … », « du protocole … »."""
        return f"{'du' if self.kind == ConventionKind.PROTOCOL else 'de la'} {self}"

    @property
    def current_end(self) -> dt.date:
        """The term, later extensions included (R-76); a list that annotates `extended_until` spares a query."""
        if hasattr(self, "extended_until"):
            return max(self.ends_on, self.extended_until or self.ends_on)
        return max([self.ends_on, *(one.until for one in self.extensions.all())])

    @property
    def final_review_due(self) -> dt.date:
        """The last day for the final review: some months after the term (R-82)."""
        return FINAL_REVIEW_DUE.on(self.current_end)


class Extension(models.Model):
    """A founding convention extended beyond its term (R-76)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="extensions", verbose_name="convention"
    )
    until = models.DateField("prorogée jusqu’au")
    decided_on = models.DateField("décidée le")

    class Meta:
        verbose_name = "prorogation"
        verbose_name_plural = "prorogations"
        ordering = ["convention", "until"]

    def __str__(self) -> str:
        return f"prorogation {self.convention.possessive}"


class Amendment(models.Model):
    """The amendment that sets the second, then the third year (R-75)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="amendments", verbose_name="convention"
    )
    rank = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(2), MaxValueValidator(3)])
    state = models.CharField(
        "état", max_length=10, choices=AmendmentState.choices, default=AmendmentState.DRAFT, editable=False
    )
    purpose = models.TextField("objet", blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    is_recorded = models.BooleanField("signé avant l’outil", default=False)

    objects = OfConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "avenant"
        verbose_name_plural = "avenants"
        ordering = ["convention", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "rank"], name="amendment_one_a_year",
                violation_error_message="L’avenant de cette année existe déjà.",
            ),
            models.CheckConstraint(name="amendment_of_year_2_or_3", condition=Q(rank__in=(2, 3))),
            models.CheckConstraint(
                name="amendment_signed_has_its_date",
                condition=Q(state=AmendmentState.DRAFT) | Q(signed_on__isnull=False),
                violation_error_message="Un avenant signé porte sa date de signature.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"avenant n° {self.rank - 1} {self.convention.possessive}"

    @property
    def year(self) -> int:
        """The exercise that the amendment sets."""
        return self.convention.starts_on.year + self.rank - 1

    @property
    def family(self) -> str:
        """Title of its signed text in the register: it completes the convention, and does not replace it."""
        return f"AVENANT-{self.year}-{self.convention.centre.slug}-{self.convention_id}"


class ConventionDocumentQuerySet(OfConventionQuerySet, WriteOnceQuerySet):
    """Papers, written once; visible with their convention."""


class ConventionDocument(WriteOnce):
    """A paper of a convention or of one of its amendments: the text frozen at signature, or a signed copy."""

    class Kind(models.TextChoices):
        FROZEN = "frozen", "texte figé à la signature"
        COPY = "copy", "copie signée"
        AGREED = "agreed", "accord du centre sur le bilan final"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="documents", verbose_name="convention"
    )
    amendment = models.ForeignKey(
        Amendment, on_delete=models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="avenant"
    )
    kind = models.CharField("sorte", max_length=6, choices=Kind.choices)
    name = models.CharField("nom du fichier", max_length=160)
    content = models.BinaryField("octets", editable=False)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, editable=False)
    # What the page shows of a frozen text; None for the texts frozen before this column, which only have their PDF.
    text = models.JSONField("texte figé", null=True, blank=True, editable=False)
    added_at = models.DateTimeField("ajouté le", editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="ajouté par",
    )  # fmt: skip

    refusal = "Une pièce de convention ne change pas et ne se supprime pas\u00a0: déposez-en une autre."
    fingerprints = {"sha256": "content"}

    objects = ConventionDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce de convention"
        verbose_name_plural = "pièces de convention"
        ordering = ["convention", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention"], condition=Q(kind="frozen", amendment=None), name="convention_frozen_once",
                violation_error_message="Le texte de cette convention est déjà figé.",
            ),
            models.UniqueConstraint(
                fields=["amendment"], condition=Q(kind="frozen"), name="amendment_frozen_once",
                violation_error_message="Le texte de cet avenant est déjà figé.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class InterimReview(models.Model):
    """The State’s yearly review of a convention (R-81)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="interim_reviews", verbose_name="convention"
    )
    year = models.PositiveSmallIntegerField("exercice")
    held_on = models.DateField("fait le")
    text = models.TextField("bilan")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="rédigé par",
    )  # fmt: skip

    objects = OfConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan intermédiaire"
        verbose_name_plural = "bilans intermédiaires"
        ordering = ["convention", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "year"], name="interim_review_one_a_year",
                violation_error_message="Le bilan intermédiaire de cet exercice existe déjà.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"bilan intermédiaire {self.year} {self.convention.possessive}"


class FinalReview(models.Model):
    """The joint evaluation at the term of a convention: four mandatory parts (R-82, R-84)."""

    convention = models.OneToOneField(
        Convention, on_delete=models.PROTECT, related_name="final_review", verbose_name="convention"
    )
    state = models.CharField(
        "état", max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT, editable=False
    )
    conformity = models.TextField("conformité des résultats à l’objet et aux conditions", blank=True)
    framework = models.TextField("conformité aux attentes du cadre de référence", blank=True)
    impact = models.TextField("mesure de l’impact", blank=True)
    follow_up = models.TextField("prolongements et suites", blank=True)
    agreed_by_centre_on = models.DateField("accord du centre le", null=True, blank=True, editable=False)
    # The kind of the last step of the agreement; empty until the first one, and for what was agreed before the steps.
    agreement = models.CharField("accord", max_length=9, choices=AgreementKind.choices, blank=True, editable=False)
    validated_on = models.DateField("validé le", null=True, blank=True, editable=False)

    objects = OfConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan final"
        verbose_name_plural = "bilans finals"
        ordering = ["convention"]
        constraints = [
            models.CheckConstraint(
                name="final_review_validated_is_whole",
                condition=Q(state=ReviewState.DRAFT)
                | ~(Q(conformity="") | Q(framework="") | Q(impact="") | Q(follow_up="") | Q(validated_on=None)),
                violation_error_message="Le bilan final se valide avec ses quatre parties (R-84).",
            ),
            models.CheckConstraint(
                name="final_review_agreement_is_dated",
                condition=Q(agreement="")
                | Q(agreement__in=AGREED, agreed_by_centre_on__isnull=False)
                | ~Q(agreement__in=("", *AGREED)) & Q(agreed_by_centre_on=None),
                violation_error_message="L’accord du centre porte sa date, et sa date un accord (R-82).",
            ),
        ]

    def __str__(self) -> str:
        return f"bilan final {self.convention.possessive}"

    @property
    def is_contestable(self) -> bool:
        """Whether the agreement was not given by the centre itself: recorded by the region, or nobody knows by whom."""
        return self.agreed_by_centre_on is not None and self.agreement != AgreementKind.GIVEN


class AgreementStepQuerySet(OfCentreQuerySet, WriteOnceQuerySet):
    path = "review__convention__centre"


class AgreementStep(WriteOnce):
    """One step of the agreement of a centre on its final review: who said what, when, on which paper (R-82)."""

    review = models.ForeignKey(
        FinalReview, on_delete=models.PROTECT, related_name="agreement_steps", verbose_name="bilan final"
    )
    kind = models.CharField("sorte", max_length=9, choices=AgreementKind.choices)
    on = models.DateField("le", help_text="Le jour de l’acte ; pour un accord enregistré, la date du papier.")
    text = models.TextField("texte", blank=True)
    paper = models.ForeignKey(
        ConventionDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="papier"
    )
    at = models.DateTimeField("enregistré le")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="par")

    refusal = "Ce qui a été dit de l’accord d’un centre ne change pas et ne se supprime pas."

    objects = AgreementStepQuerySet.as_manager()

    class Meta:
        verbose_name = "étape de l’accord sur un bilan final"
        verbose_name_plural = "étapes des accords sur les bilans finals"
        ordering = ["review", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agreement_step_recorded_has_its_paper",
                condition=Q(kind=AgreementKind.RECORDED, paper__isnull=False)
                | ~Q(kind=AgreementKind.RECORDED) & Q(paper=None),
                violation_error_message="Un accord enregistré par la région porte le papier signé, et lui seul.",
            ),
            models.CheckConstraint(
                name="agreement_step_refusal_says_why",
                condition=~Q(kind__in=(AgreementKind.CHANGES, AgreementKind.CONTESTED)) | ~Q(text=""),
                violation_error_message="Une demande de modification, une contestation disent pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.review}"
