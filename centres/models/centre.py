"""The centre: what does not change when its name, legal form or perimeter do; the rows of a centre, who writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.enums import Echelon, LegalForm, Zone
from centres.models.dated import true_between, true_on
from centres.models.mandate import Mandate, active_mandates, holds
from documents.french import unaccented

EXISTING_FORMS = tuple(form for form in LegalForm if form is not LegalForm.PLANNED)


def alive(start: dt.date | F, end: dt.date | F, relation: str = "", *, planned: bool = False) -> Q:
    """The condition that a centre, or that of `relation`, is alive on at least one day from `start` to `end`.

    Alive: an identity then, « à créer » only when `planned`, and no closing on or before that day. Days or columns.
    """
    prefix = f"{relation}__" if relation else ""
    is_open = Q(**{f"{prefix}closed_on": None}) | Q(**{f"{prefix}closed_on__gt": start})
    exists = Q() if planned else Q(**{f"{prefix}identities__legal_form__in": EXISTING_FORMS})
    return is_open & exists & true_between(start, end, f"{prefix}identities")


class CentreQuerySet(models.QuerySet):
    def alive_on(self, day: dt.date, *, planned: bool = False) -> Self:
        """The centres alive on `day`; those « à créer » only when `planned`."""
        return self._alive(day, day, planned=planned)

    def alive_in(self, year: int, *, planned: bool = False) -> Self:
        """The centres alive on at least one day of `year`; those « à créer » only when `planned`."""
        return self._alive(dt.date(year, 1, 1), dt.date(year, 12, 31), planned=planned)

    def begun_by(self, day: dt.date) -> Self:
        """The centres alive on `day` or closed since they began: what is public of the network."""
        begun = self.model.objects.filter(identities__valid_from__lte=day, identities__legal_form__in=EXISTING_FORMS)
        return self.filter(pk__in=begun.values("pk"))

    def _alive(self, start: dt.date, end: dt.date, *, planned: bool) -> Self:
        return self.filter(pk__in=self.model.objects.filter(alive(start, end, planned=planned)).values("pk"))

    def visible_to(self, user: User) -> Self:
        """The centres whose file `user` may open; the `visible_to` of the other models use it."""
        mandates = active_mandates(user)
        if user.is_authenticated and (user.is_superuser or any(m.role in NETWORK_ROLES for m in mandates)):
            return self
        reach = Q(pk__in=[])
        for mandate in mandates:
            reach |= _reach_of(mandate)
        # A subquery rather than a join: no duplicates, and rows may still be locked.
        return self.filter(pk__in=self.model.objects.filter(reach).values("pk"))

    def reached_as(self, user: User, *roles: Role) -> Self:
        """The centres that `user` reaches by a mandate in one of `roles`; administrators and national staff, all."""
        return self if holds(user, *NETWORK_ROLES) else self.mandated_to(user, *roles)

    def mandated_to(self, user: User, *roles: Role) -> Self:
        """The centres that `user` reaches by a mandate in one of `roles`, and by nothing else."""
        reach = Q(pk__in=[])
        for mandate in active_mandates(user):
            if mandate.role in roles:
                reach |= _reach_of(mandate)
        return self.filter(pk__in=self.model.objects.filter(reach).values("pk"))

    def led_by(self, user: User) -> Self:
        """The centres for which `user` acts as the State in region: the lead region writes, the others read."""
        regions = [m.region_id for m in active_mandates(user) if m.role == Role.REGIONAL]
        return self.filter(
            pk__in=self.model.objects.filter(_true_today("lead_regions"), lead_regions__region_id__in=regions).values(
                "pk"
            )
        )

    def with_identity(self, day: dt.date | None = None) -> Self:
        """Adds `name`, `legal_form`, `carrier`, `seat_name` and `seat_code` as they were on `day` (default: today)."""
        identity = apps.get_model("centres", "Identity").objects.filter(centre=OuterRef("pk"))
        identity = identity.on(day or timezone.localdate()).order_by("-valid_from")
        return self.annotate(
            **{
                name: Subquery(identity.values(path)[:1])
                for name, path in {
                    "name": "name",
                    "legal_form": "legal_form",
                    "carrier": "carrier",
                    "seat_name": "seat__name",
                    "seat_code": "seat__code",
                }.items()
            }
        )


class Centre(models.Model):
    """A *centre de ressources politique de la ville*; its dated facts are in `centres.models.history`."""

    slug = models.SlugField("identifiant", max_length=60, unique=True, help_text="Sert d’adresse : ne change jamais.")
    usual_name = models.CharField("nom d’usage", max_length=120, unique=True)
    zone = models.CharField("zone", max_length=10, choices=Zone.choices, default=Zone.MAINLAND)
    echelon = models.CharField("échelon", max_length=15, choices=Echelon.choices, default=Echelon.REGIONAL)
    is_island = models.BooleanField(
        "territoire insulaire", default=False, help_text="Les distances s’y mesurent à vol d’oiseau (R-95)."
    )
    is_state_funded = models.BooleanField(
        "financé par l’État", default=True, help_text="Faux pour Paris : hors calcul et hors bornes (R-56)."
    )
    website = models.URLField("site", blank=True)
    created_on = models.CharField("création", max_length=60, blank=True, help_text="Année ou date connue.")
    closed_on = models.DateField("fermé le", null=True, blank=True)
    note = models.TextField("note", blank=True)
    to_confirm = models.BooleanField("fiche à confirmer", default=False)

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = "centre"
        verbose_name_plural = "centres"
        ordering = ["usual_name"]

    def __str__(self) -> str:
        return self.usual_name

    def get_absolute_url(self) -> str:
        return reverse("centres:centre", args=[self.slug])


def _true_today(relation: str) -> Q:
    return true_on(timezone.localdate(), relation)


def _reach_of(mandate: Mandate) -> Q:
    """The condition of the centres within one mandate: by centre, by département, by region (perimeter or lead)."""
    if mandate.centre_id:
        return Q(pk=mandate.centre_id)
    if mandate.department_id:
        return _true_today("perimeters") & Q(perimeters__department_id=mandate.department_id)
    in_perimeter = _true_today("perimeters") & Q(perimeters__department__region_id=mandate.region_id)
    return in_perimeter | (_true_today("lead_regions") & Q(lead_regions__region_id=mandate.region_id))


class OfCentreQuerySet(models.QuerySet):
    """Rows of a centre; `path` is the look-up from the row to it."""

    path = "centre"

    def visible_to(self, user: User) -> Self:
        """The rows of the centres whose file `user` may open."""
        return self.filter(**{f"{self.path}__in": Centre.objects.visible_to(user)})


def directs(user: User, centre: Centre) -> bool:
    """Whether `user` belongs to the team of `centre` today; administrators count as such."""
    return holds(user, Role.ADMIN) or is_of_team(user, centre.pk)


def is_of_team(user: User, centre_id: int) -> bool:
    """Whether `user` is of the team of the centre today, administrators apart: who may speak for the centre."""
    return any(mandate.role == Role.DIRECTOR and mandate.centre_id == centre_id for mandate in active_mandates(user))


def leads(user: User, centre: Centre) -> bool:
    """Whether `user` acts for the lead region of `centre` today; administrators count as such (1 query)."""
    return holds(user, Role.ADMIN) or Centre.objects.led_by(user).filter(pk=centre.pk).exists()


def by_name(centres: Iterable[Centre]) -> list[Centre]:
    """`centres` in the order of a French dictionary, whatever the database."""
    return sorted(centres, key=lambda centre: unaccented(centre.usual_name))
