"""Read the file of a centre on a given day: 4 queries at most."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.centre_detail.history import Fact, FactKind, facts_of
from centres.centre_detail.timeline import Event, events_of
from centres.enums import InstitutionFunction
from centres.models import Centre, Institution, Mandate, PriorityDistrict
from centres.models.institution import closest
from centres.models.mandate import active_mandates, holds


@dataclass(frozen=True)
class StateService:
    """A service of the State under its name of that day."""

    function: str
    acronym: str
    name: str
    to_confirm: bool


@dataclass(frozen=True)
class ActingPerson:
    """A person with a mandate on the centre or its territory."""

    name: str
    role: str
    scope: str
    since: dt.date


@dataclass(frozen=True)
class CentreFacts:
    """The facts of a centre, as they were on `day`."""

    centre: Centre
    day: dt.date
    facts: tuple[Fact, ...]

    def begun(self, kind: FactKind) -> list[Fact]:
        """The facts of one kind that had begun by that day, the latest first."""
        return [fact for fact in reversed(self.facts) if fact.kind == kind and fact.valid_from <= self.day]

    def current(self, kind: FactKind) -> list[Fact]:
        """The facts of one kind that held that day."""
        return [fact for fact in self.begun(kind) if fact.is_true_on(self.day)]

    @cached_property
    def identity(self) -> Fact | None:
        return next(iter(self.current(FactKind.IDENTITY)), None)

    @cached_property
    def lead(self) -> Fact | None:
        return next(iter(self.current(FactKind.LEAD)), None)

    @cached_property
    def perimeter(self) -> list[Fact]:
        """The départements covered that day, by code."""
        return sorted(self.current(FactKind.PERIMETER), key=lambda fact: fact.code)

    @property
    def districts(self) -> list[Fact]:
        return self.begun(FactKind.DISTRICTS)

    @cached_property
    def districts_now(self) -> Fact | None:
        return next(iter(self.current(FactKind.DISTRICTS)), None)

    @property
    def distances(self) -> list[Fact]:
        return self.begun(FactKind.DISTANCE)

    @property
    def recognitions(self) -> list[Fact]:
        return self.begun(FactKind.RECOGNITION)

    @property
    def events(self) -> list[Event]:
        """The events until that day, the latest first, its closing included."""
        closing = [Event(self.closed_on, "Fermeture du centre.", "", to_confirm=False)] if self.closed_on else []
        return closing + [event for event in events_of(self.facts) if event.day <= self.day]

    @property
    def closed_on(self) -> dt.date | None:
        """The day of its closing, once that day has come."""
        day = self.centre.closed_on
        return day if day and day <= self.day else None

    @property
    def opens_on(self) -> dt.date | None:
        """The day of its first identity, while that day has not come."""
        first = min((fact.valid_from for fact in self.facts if fact.kind == FactKind.IDENTITY), default=None)
        return first if first and first > self.day else None

    @property
    def region_codes(self) -> set[str]:
        """The regions that read the file: those of the perimeter, and the one that leads."""
        return {fact.detail for fact in self.perimeter} | ({self.lead.code} if self.lead else set())


@dataclass(frozen=True)
class Dossier:
    """The file of a centre on one day. `people` is None for those who may not read it."""

    story: CentreFacts
    services: list[StateService]
    imported_districts: int | None
    people: list[ActingPerson] | None


def centre_facts(centre: Centre, day: dt.date) -> CentreFacts:
    """The dated facts of `centre`, in one query."""
    return CentreFacts(centre, day, tuple(facts_of(centre)))


def dossier_of(centre: Centre, day: dt.date, reader: User) -> Dossier:
    """The whole file, in four queries at most."""
    story = centre_facts(centre, day)
    return Dossier(story, services_of(story), imported_districts(story), people_of(story, reader))


def services_of(story: CentreFacts) -> list[StateService]:
    """The services of the State that deal with the centre, under their names of that day (domaine.md §6)."""
    rows = list(Institution.objects.on(story.day).select_related("region"))
    region = story.lead.code if story.lead else ""
    closest_rows = [
        closest((row for row in rows if row.function == function), zone=story.centre.zone, region_code=region)
        for function in InstitutionFunction
    ]
    return [
        StateService(row.get_function_display(), row.acronym, row.name, row.to_confirm) for row in closest_rows if row
    ]


def imported_districts(story: CentreFacts) -> int | None:
    """How many districts of the list in force lie in the perimeter, by the imported list; None without a count."""
    if story.districts_now is None:
        return None
    codes = [fact.code for fact in story.perimeter]
    rows = PriorityDistrict.objects.filter(vintage=int(story.districts_now.code))
    return rows.filter(communes__department__code__in=codes).values("pk").distinct().count()


def people_of(story: CentreFacts, reader: User) -> list[ActingPerson] | None:
    """Who acts for the centre or its territory that day; None unless `reader` is the State, national or in region."""
    if not may_read_people(story, reader):
        return None
    in_scope = (
        Q(centre=story.centre)
        | Q(department__code__in=[fact.code for fact in story.perimeter])
        | Q(region__code__in=story.region_codes)
    )
    rows = Mandate.objects.on(story.day).filter(in_scope, user__is_active=True)
    rows = rows.select_related("user", "region", "department", "centre").order_by("role", "user__last_name", "pk")
    return [ActingPerson(str(row.user), row.get_role_display(), row.scope_label, row.valid_from) for row in rows]


def may_read_people(story: CentreFacts, reader: User) -> bool:
    """Whether `reader` runs the network, or acts for the State in a region of the centre."""
    return holds(reader, *NETWORK_ROLES) or any(
        mandate.role == Role.REGIONAL and mandate.region.code in story.region_codes
        for mandate in active_mandates(reader)
    )
