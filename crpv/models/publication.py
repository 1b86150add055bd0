"""The published dashboard of a year (R-140), its regional editions and files, and its transmission (R-141)."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre, LeadRegion, Perimeter, Region
from centres.models.mandate import active_mandates, holds
from crpv.dashboard.schema import Dashboard
from crpv.enums import PublicationState
from documents.published.write_once import WriteOnce, WriteOnceQuerySet, fingerprint
from governance.law.legal_calendar import DASHBOARD_DUE

S = PublicationState
OPEN = frozenset({S.PREPARED, S.FROZEN})
IN_FORCE = frozenset({S.PUBLISHED, S.PASSED_ON})
OUT = IN_FORCE | {S.REPLACED}
LONGEST_PERSPECTIVES = 20_000
REFUSAL = "Ce tableau de bord est publié\u00a0: corrigez-le par une nouvelle version."


class PublicationQuerySet(WriteOnceQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published ones for whoever holds a mandate, the public ones for everybody, the others for national staff."""
        if holds(user, *NETWORK_ROLES):
            return self
        out = self.filter(state__in=sorted(OUT))
        return out if active_mandates(user) else out.filter(is_public=True)

    def in_force(self) -> Self:
        """The last published version of each year."""
        return self.filter(state__in=sorted(IN_FORCE))

    def being_prepared(self) -> Self:
        """The version of each year that is not published yet."""
        return self.filter(state__in=sorted(OPEN))

    def out(self) -> Self:
        """Every version that was published, those replaced since included."""
        return self.filter(state__in=sorted(OUT))


class Publication(WriteOnce):
    """One version of the dashboard of one year; `content` is the canonical text of its figures once they are frozen."""

    year = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    version = models.PositiveSmallIntegerField("version", default=1, editable=False)
    state = models.CharField("état", max_length=10, choices=S.choices, default=S.PREPARED, editable=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by",
        verbose_name="remplace",
    )  # fmt: skip
    reason = models.TextField("motif de la correction", blank=True, max_length=2000)
    perspectives = models.TextField("perspectives de l’année suivante", blank=True, max_length=LONGEST_PERSPECTIVES)
    is_public = models.BooleanField("ouvert au public", default=False, editable=False)
    prepared_at = models.DateTimeField("préparé le", editable=False)
    frozen_at = models.DateTimeField("chiffres gelés le", null=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="gelé par",
    )  # fmt: skip
    content = models.TextField("chiffres gelés", blank=True, editable=False)
    seal = models.CharField("empreinte des chiffres", max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField("publié le", null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="publié par",
    )  # fmt: skip

    frozen_when, refusal = Q(state__in=sorted(OUT)), REFUSAL
    fingerprints = {"seal": "content"}

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication du tableau de bord"
        verbose_name_plural = "publications du tableau de bord"
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="publication_version_unique_in_its_year"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state__in=sorted(OPEN)), name="publication_one_open_a_year",
                violation_error_message="Le tableau de bord de cette année est déjà en préparation.",
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state__in=sorted(IN_FORCE)), name="publication_one_in_force_a_year",
                violation_error_message="Le tableau de bord de cette année est déjà publié.",
            ),
            models.CheckConstraint(
                name="publication_frozen_holds_its_figures",
                condition=Q(state=S.PREPARED, content="", seal="", frozen_at=None)
                | (~Q(state=S.PREPARED) & ~Q(content="") & ~Q(seal="") & Q(frozen_at__isnull=False)),
                violation_error_message="Un tableau de bord gelé porte ses chiffres, leur empreinte et sa date.",
            ),
            models.CheckConstraint(
                name="publication_out_has_day_and_perspectives",
                condition=Q(state__in=sorted(OPEN))
                | (Q(state__in=sorted(OUT), published_at__isnull=False) & ~Q(perspectives="")),
                violation_error_message="Un tableau de bord publié porte sa date et ses perspectives (R-140).",
            ),
            models.CheckConstraint(
                name="publication_correction_says_why",
                condition=Q(version=1, replaces=None) | (Q(version__gt=1, replaces__isnull=False) & ~Q(reason="")),
                violation_error_message="Une correction dit ce qu’elle remplace, et pourquoi.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"tableau de bord {self.year}" + (f", version {self.version}" if self.version > 1 else "")

    def get_absolute_url(self) -> str:
        return reverse("publications:published", args=[self.year])

    @property
    def family(self) -> str:
        """The reference of its printed editions without their version, in the register of published documents."""
        return f"TDB-{self.year}-national"

    @property
    def reference(self) -> str:
        """« TDB-2024-national-1 »: the reference printed on it."""
        return f"{self.family}-{self.version}"

    @property
    def is_open(self) -> bool:
        """Whether it is still being prepared, its figures frozen or not."""
        return self.state in OPEN

    @property
    def is_out(self) -> bool:
        """Whether it was published, even if another version replaced it since."""
        return self.state in OUT

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def due_on(self) -> dt.date:
        """The last day of June of the following year (R-140)."""
        return DASHBOARD_DUE.on(self.year)

    @property
    def is_late(self) -> bool:
        """Whether its first version came out after that day; a correction is never late."""
        return self.version == 1 and self.published_at is not None and localdate(self.published_at) > self.due_on

    @property
    def dashboard(self) -> Dashboard:
        """The frozen figures; `ValueError` when there are none."""
        return Dashboard.from_json(self.content)


def text_fingerprint(content: str | bytes) -> str:
    """The SHA-256 of a text, written in UTF-8, or of bytes."""
    return fingerprint(content.encode() if isinstance(content, str) else content)


class RegionalEditionQuerySet(WriteOnceQuerySet):
    """Editions are deleted when the figures that they repeat are unfrozen, write-once when these are published."""

    def visible_to(self, user: User) -> Self:
        """The editions of one's own region, and of those whose every centre's file `user` opens, once published.

        An edition names and sums few centres: with one's own figures, a subtraction would give those of a neighbour
        (§1.10: the other centres in aggregates only).
        """
        if holds(user, *NETWORK_ROLES):
            return self
        acted_for = [mandate.region_id for mandate in active_mandates(user) if mandate.role == Role.REGIONAL]
        opened = Centre.objects.visible_to(user).values("pk")
        led = LeadRegion.objects.values("region")
        covered = Perimeter.objects.exclude(centre__in=opened).values("department__region")
        whole = (
            Q(region__in=led.filter(centre__in=opened))
            & ~Q(region__in=led.exclude(centre__in=opened))
            & ~Q(region__in=covered)
        )
        readable = self.filter(publication__in=Publication.objects.visible_to(user))
        return readable.filter(Q(region__in=acted_for) | whole)


class RegionalEdition(WriteOnce):
    """The same dashboard for the centres of one region, frozen with the national one."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="editions", verbose_name="publication"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name="région")
    content = models.TextField("chiffres gelés", editable=False)
    seal = models.CharField("empreinte des chiffres", max_length=64, editable=False)

    frozen_when, refusal = Q(publication__state__in=sorted(OUT)), REFUSAL
    fingerprints = {"seal": "content"}

    objects = RegionalEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition régionale"
        verbose_name_plural = "éditions régionales"
        ordering = ["publication", "region"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "region"], name="regional_edition_one_per_region")
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.region}"

    @property
    def family(self) -> str:
        """The reference of its printed editions without their version."""
        return f"TDB-{self.publication.year}-region-{self.region.code}"

    @property
    def reference(self) -> str:
        """« TDB-2024-region-52-1 »: the reference printed on it."""
        return f"{self.family}-{self.publication.version}"

    @property
    def dashboard(self) -> Dashboard:
        return Dashboard.from_json(self.content)


class PublicationFile(WriteOnce):
    """The bytes of one data file of a publication, with their SHA-256."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="files", verbose_name="publication"
    )
    name = models.CharField("nom", max_length=60)
    media_type = models.CharField("type", max_length=80)
    content = models.BinaryField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille en octets")

    refusal, fingerprints = REFUSAL, {"sha256": "content"}

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier publié"
        verbose_name_plural = "fichiers publiés"
        ordering = ["publication", "name"]
        constraints = [models.UniqueConstraint(fields=["publication", "name"], name="publication_file_name_unique")]

    def __str__(self) -> str:
        return f"{self.name} ({self.publication})"


class Transmission(models.Model):
    """The day on which a region transmitted the consolidated figures to its partners (R-141)."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="transmissions", verbose_name="publication"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name="région")
    on = models.DateField("transmis le")
    note = models.CharField("à qui, et comment", max_length=300, blank=True)
    recorded_at = models.DateTimeField("enregistré le", editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+",
        verbose_name="enregistré par",
    )  # fmt: skip

    class Meta:
        verbose_name = "transmission régionale"
        verbose_name_plural = "transmissions régionales"
        ordering = ["publication", "region"]
        constraints = [models.UniqueConstraint(fields=["publication", "region"], name="transmission_one_per_region")]

    def __str__(self) -> str:
        return f"{self.region} : {self.on:%d/%m/%Y}"


def passes_on(user: User, region: Region) -> bool:
    """Whether `user` acts for the State in `region` today; administrators may correct."""
    return holds(user, Role.ADMIN) or any(
        mandate.role == Role.REGIONAL and mandate.region_id == region.pk for mandate in active_mandates(user)
    )
