"""Bodies, their seats and their meetings (R-54, R-62 to R-65, R-105 to R-119)."""

from __future__ import annotations

import re
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from centres.models import Centre, Department
from centres.models.dated import Dated, dates_in_order
from documents.french import unaccented
from governance.enums import LOCAL_BODIES, BodyKind, College

# Prefectures, rectorates, ministries, the State's services in the region and in the département, and the ANCT.
STATE_SERVICES: Final = re.compile(
    r"\b((sous-?)?prefet(e|s)?|(sous-?)?prefecture|sgar|(secretariat general (pour|aux) les? affaires regionales)"
    r"|dreets|drieets|drihl|deets|ddets(pp)?|drjscs|djscs|ddcs(pp)?|direccte|dreal|drac|ddt(m)?|rectorat|ministere"
    r"|anct|cget|etat)\b"
)


def is_state_service(organisation: str) -> bool:
    """Whether this organisation is, by its name, a service of the State."""
    return STATE_SERVICES.search(unaccented(organisation)) is not None


class BodyQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """National bodies for everyone signed in; local ones for those who may open the centre's file."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(centre=None) | Q(centre__in=Centre.objects.visible_to(user)))


class Body(models.Model):
    """A body of a centre (board, assembly, funders, départements) or of the network."""

    kind = models.CharField("nature", max_length=15, choices=BodyKind.choices)
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name="centre",
        help_text="Vide pour une instance nationale.",
    )  # fmt: skip
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="département",
        help_text="Pour une instance départementale.",
    )  # fmt: skip
    name = models.CharField("nom", max_length=160)
    decides_programme = models.BooleanField(
        "valide le programme annuel", default=False, help_text="L’instance décisionnelle du centre (R-03, R-79)."
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ["centre", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="body_is_local_or_national",
                condition=Q(kind__in=sorted(LOCAL_BODIES), centre__isnull=False)
                | (~Q(kind__in=sorted(LOCAL_BODIES)) & Q(centre=None)),
                violation_error_message="Une instance locale a son centre ; une instance nationale n’en a pas.",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(centre=None), name="body_national_once",
                violation_error_message="Cette instance nationale existe déjà.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("governance:body", args=[self.pk])


class OfBodyQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The rows of the bodies that `user` sees."""
        return self.filter(body__in=Body.objects.visible_to(user))


class Seat(Dated):
    """A seat on a body: an organisation of a college, held by an elected person or not (R-62, R-63)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats", verbose_name="instance")
    college = models.CharField("collège", max_length=15, choices=College.choices)
    organisation = models.CharField("organisme", max_length=160)
    person = models.CharField("représenté par", max_length=120, blank=True)
    is_elected = models.BooleanField("élu ou élue", default=False)
    is_voting = models.BooleanField("avec voix délibérative", default=True)

    class Meta:
        verbose_name = "siège"
        verbose_name_plural = "sièges"
        ordering = ["body", "college", "organisation"]
        constraints = [dates_in_order("seat_dates_in_order")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.body})"


class Meeting(models.Model):
    """One meeting of a body, planned or held."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name="instance")
    on = models.DateField("date")
    starts_at = models.TimeField("heure", null=True, blank=True)
    place = models.CharField("lieu", max_length=160, blank=True)
    title = models.CharField("titre", max_length=160, blank=True)
    agenda = models.TextField("ordre du jour", blank=True)
    minutes = models.TextField("compte rendu", blank=True)
    is_held = models.BooleanField("s’est tenue", default=False)

    objects = OfBodyQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion"
        verbose_name_plural = "réunions"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.title or self.body.name} du {self.on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("governance:meeting", args=[self.pk])


class MeetingAttendance(models.Model):
    """Whether a centre came to a national meeting (R-108, R-129)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances", verbose_name="réunion")
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="meeting_attendances", verbose_name="centre"
    )
    is_present = models.BooleanField("présent", default=True)

    class Meta:
        verbose_name = "présence d’un centre"
        verbose_name_plural = "présences des centres"
        ordering = ["meeting", "centre"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "centre"], name="meeting_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.centre}, {self.meeting}"
