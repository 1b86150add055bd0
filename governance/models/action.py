"""Actions of a programme, their sessions and attendances, productions (R-15 to R-35, R-113, R-123, R-124)."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre, Department, PriorityDistrict
from governance.enums import (
    ActionFormat,
    ActionState,
    CoSignatureState,
    Destination,
    Funder,
    Mission,
    Mode,
    Nature,
    NetworkType,
    ProductionKind,
    Public,
    Theme,
)
from governance.models.body import Body
from governance.models.cartography import CartographyLine
from governance.models.national import Worksite
from governance.models.programme import OfProgrammeQuerySet, Programme


def known_publics(codes: object) -> None:
    """ValidationError unless `codes` is a list of publics of the nomenclature, each once (R-06)."""
    if not isinstance(codes, list) or [code for code in codes if code not in Public.values or codes.count(code) > 1]:
        raise ValidationError("Les publics visés se choisissent dans la liste, chacun une fois (R-06).")


class Action(models.Model):
    """One action of a programme, with its stored classification (`nature`, `destination`, `reasons`)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="actions", verbose_name="programme")
    title = models.CharField("intitulé", max_length=200)
    state = models.CharField(
        "état", max_length=12, choices=ActionState.choices, default=ActionState.PLANNED, editable=False
    )
    mission = models.CharField("mission", max_length=2, choices=Mission.choices)
    format = models.CharField("format", max_length=20, choices=ActionFormat.choices)
    network_type = models.CharField("type de réseau", max_length=10, choices=NetworkType.choices, blank=True)
    network_name = models.CharField("réseau animé", max_length=160, blank=True)
    theme = models.CharField("thème principal", max_length=15, choices=Theme.choices)
    description = models.TextField("description", blank=True)
    publics = models.JSONField("publics visés", default=list, blank=True, validators=[known_publics])
    learning_goals = models.TextField("objectifs pédagogiques", blank=True, help_text="Exigés d’une formation (R-22).")
    beneficiaries = models.CharField("bénéficiaires", max_length=200, blank=True)
    speakers = models.CharField("intervenants", max_length=200, blank=True, help_text="Internes et externes (R-26).")
    requested_by = models.CharField(
        "à la demande de", max_length=160, blank=True, help_text="L’institution qui a fait une demande particulière."
    )
    in_programme = models.BooleanField("inscrite au programme annuel", default=True)
    added_because = models.TextField("motif de l’ajout en cours d’année", blank=True)

    # Where
    targets_districts = models.BooleanField("cible les quartiers prioritaires", default=True)
    districts = models.ManyToManyField(PriorityDistrict, blank=True, related_name="+", verbose_name="quartiers")
    departments = models.ManyToManyField(Department, blank=True, related_name="+", verbose_name="départements")
    city_contracts = models.TextField(
        "contrats de ville", blank=True, help_text="Un par ligne ; vide et « tous » coché : tous ceux du périmètre."
    )
    all_contracts = models.BooleanField("tous les contrats de ville du périmètre", default=False)
    outside_districts = models.CharField(
        "autres territoires", max_length=200, blank=True, help_text="Rural, franges urbaines… (R-34)."
    )
    on_underequipped_sites = models.BooleanField("sites peu dotés ou entrants", default=False)

    # What its classification depends on
    is_hierarchical = models.BooleanField(
        "pilotage hiérarchique d’une équipe", default=False, help_text="Exclu de la mission 1 (R-16)."
    )
    is_for_elected = models.BooleanField("dédiée aux élus", default=False)
    decided_by = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="actions",
        verbose_name="décidée par l’instance",
    )  # fmt: skip
    decided_on = models.DateField("décidée le", null=True, blank=True)
    funded_by = models.CharField("financeur distinct", max_length=20, choices=Funder.choices, blank=True)
    cartography_line = models.ForeignKey(
        CartographyLine, on_delete=models.PROTECT, null=True, blank=True, related_name="actions",
        verbose_name="constat de la cartographie",
    )  # fmt: skip
    european_fund = models.CharField("fonds européen", max_length=60, blank=True)
    overseas_reason = models.TextField("motif de l’exception outre-mer", blank=True)
    justification = models.TextField("justification", blank=True)

    # Its classification, computed
    retained_mission = models.CharField("mission retenue", max_length=2, choices=Mission.choices, editable=False)
    nature = models.CharField("nature", max_length=15, choices=Nature.choices, editable=False)
    destination = models.CharField("destination", max_length=15, choices=Destination.choices, editable=False)
    reasons = models.JSONField("raisons du classement", default=list, editable=False)

    # Satisfaction
    satisfied = models.PositiveIntegerField("réponses satisfaites", null=True, blank=True)
    answered = models.PositiveIntegerField("réponses reçues", null=True, blank=True)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        ordering = ["programme", "mission", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_is_never_out_of_the_framework",
                condition=~Q(nature=Nature.FORBIDDEN),
                violation_error_message="Cette mission est hors cadre : un centre de ressources ne peut pas l’exercer.",
            ),
            models.CheckConstraint(
                name="action_added_later_says_why",
                condition=Q(in_programme=True) | ~Q(added_because=""),
                violation_error_message="Une action ajoutée en cours d’année dit pourquoi (R-20).",
            ),
            models.CheckConstraint(
                name="action_satisfied_among_answers",
                condition=Q(satisfied=None) | Q(answered__gte=models.F("satisfied")),
                violation_error_message="Il y a plus de réponses satisfaites que de réponses reçues.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("governance:action", args=[self.programme.centre.slug, self.programme.year, self.pk])


class OfActionQuerySet(OfProgrammeQuerySet):
    """Rows of an action, visible with its programme."""

    path = "action__programme"


class Session(models.Model):
    """One dated session, counted in half-days (a day: 2, an evening: 1)."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="sessions", verbose_name="action")
    on = models.DateField("date")
    half_days = models.DecimalField(
        "demi-journées", max_digits=4, decimal_places=1, default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.5"))], help_text="Une journée : 2 ; une soirée : 1.",
    )  # fmt: skip
    mode = models.CharField("modalité", max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    place = models.CharField("lieu", max_length=120, blank=True)
    is_held = models.BooleanField("s’est tenue", default=True)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ["action", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_lasts_something",
                condition=Q(half_days__gt=0),
                violation_error_message="Une séance dure au moins une demi-journée ou une fraction.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action}, {self.on:%d/%m/%Y}"


class Attendance(models.Model):
    """How many people of one public came to a session, and how many from mainstream services (« droit commun »)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances", verbose_name="séance")
    public = models.CharField("public", max_length=20, choices=Public.choices)
    on_site = models.PositiveIntegerField("sur place", default=0)
    remote = models.PositiveIntegerField("à distance", default=0)
    mainstream = models.PositiveIntegerField("dont droit commun", default=0)

    class Meta:
        verbose_name = "participation"
        verbose_name_plural = "participations"
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "public"], name="attendance_one_line_per_public",
                violation_error_message="Ce public est déjà compté pour cette séance.",
            ),
            models.CheckConstraint(
                name="attendance_mainstream_among_all",
                condition=Q(mainstream__lte=models.F("on_site") + models.F("remote")),
                violation_error_message="Le droit commun compte plus de personnes que le public entier.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_public_display()} : {self.on_site + self.remote}"


class ProductionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Published productions for the whole network (R-25); drafts for those who read a centre's drafts."""
        if not user.is_authenticated:
            return self.none()
        mine = Centre.objects.reached_as(user, Role.REGIONAL, Role.DIRECTOR)
        asked = Q(co_signatures__centre__in=mine, co_signatures__state=CoSignatureState.PROPOSED)
        readable = Q(published_on__isnull=False) | Q(centres__in=mine) | asked
        return self.filter(pk__in=self.model.objects.filter(readable).values("pk"))


class Production(models.Model):
    """What a centre, or several together, publish (R-30 to R-32, R-113, R-123, R-124).

    `centres` are its authors, for whom it counts: the team that recorded it, and those that confirmed it themselves.
    """

    title = models.CharField("titre", max_length=200)
    kind = models.CharField("type", max_length=20, choices=ProductionKind.choices)
    theme = models.CharField("thème", max_length=15, choices=Theme.choices)
    centres = models.ManyToManyField(Centre, related_name="productions", verbose_name="centres")
    published_on = models.DateField("publiée le", null=True, blank=True)
    summary = models.TextField("résumé", blank=True)
    link = models.URLField("adresse", blank=True)
    file_name = models.CharField("nom du fichier", max_length=160, blank=True, editable=False)
    file_content = models.BinaryField("fichier", null=True, blank=True, editable=False)
    agreed_in_advance = models.BooleanField("forme convenue à l’avance", default=False, help_text="R-123.")
    in_national_format = models.BooleanField("au format national de fiche", default=False, help_text="R-113.")
    shared_on_common_tool = models.BooleanField("versée à l’outil commun", default=False, help_text="R-124.")
    worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="productions",
        verbose_name="chantier national",
    )  # fmt: skip
    actions = models.ManyToManyField(Action, blank=True, related_name="productions", verbose_name="actions")
    searchable = models.TextField("texte de recherche", blank=True, editable=False)

    objects = ProductionQuerySet.as_manager()

    class Meta:
        verbose_name = "production"
        verbose_name_plural = "productions"
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("governance:production", args=[self.pk])


class CoSignature(models.Model):
    """A production that a centre is said to have made too: it counts for it once its own team confirms (R-32)."""

    production = models.ForeignKey(
        Production, on_delete=models.CASCADE, related_name="co_signatures", verbose_name="production"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="co_signatures", verbose_name="centre")
    state = models.CharField(
        "état", max_length=9, choices=CoSignatureState.choices, default=CoSignatureState.PROPOSED, editable=False
    )
    proposed_on = models.DateField("proposée le", editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="proposée par",
    )
    answered_on = models.DateField("répondue le", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="répondue par",
    )  # fmt: skip

    class Meta:
        verbose_name = "co-signature d’une production"
        verbose_name_plural = "co-signatures des productions"
        ordering = ["production", "centre"]
        constraints = [
            models.UniqueConstraint(
                fields=["production", "centre"], name="co_signature_one_each",
                violation_error_message="Cette co-signature est déjà proposée.",
            ),
            models.CheckConstraint(
                name="co_signature_answered_says_by_whom",
                condition=Q(state=CoSignatureState.PROPOSED, answered_on=None, answered_by=None)
                | ~Q(state=CoSignatureState.PROPOSED) & Q(answered_on__isnull=False, answered_by__isnull=False),
                violation_error_message="Une co-signature confirmée ou refusée dit par qui, et quand.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"co-signature de {self.centre} : {self.production}"
