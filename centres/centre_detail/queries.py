"""What the file of a centre shows on a given day, in a number of queries that does not depend on its story."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.centre_detail.history import Fact, Kind, facts_of
from centres.centre_detail.timeline import Event, events_of
from centres.enums import InstitutionFunction
from centres.models import Centre, Institution, Mandate, PriorityDistrict
from centres.models.institution import closest
from centres.models.mandate import active_mandates, holds


@dataclass(frozen=True)
class Service:
    """A service of the State under the name it bears that day."""

    function: str
    acronym: str
    name: str
    to_confirm: bool


@dataclass(frozen=True)
class Person:
    """Somebody who acts for the centre or for its territory."""

    name: str
    role: str
    scope: str
    since: dt.date


@dataclass(frozen=True)
class Story:
    """The facts of a centre, told as they stood on `day`."""

    centre: Centre
    day: dt.date
    facts: tuple[Fact, ...]

    def known(self, kind: Kind) -> list[Fact]:
        """The facts of one kind that had begun by that day, the latest first."""
        return [fact for fact in reversed(self.facts) if fact.kind == kind and fact.valid_from <= self.day]

    def current(self, kind: Kind) -> list[Fact]:
        """The facts of one kind that held that day."""
        return [fact for fact in self.known(kind) if fact.is_true_on(self.day)]

    @cached_property
    def identity(self) -> Fact | None:
        return next(iter(self.current(Kind.IDENTITY)), None)

    @cached_property
    def lead(self) -> Fact | None:
        return next(iter(self.current(Kind.LEAD)), None)

    @cached_property
    def perimeter(self) -> list[Fact]:
        """The départements covered that day, by code."""
        return sorted(self.current(Kind.PERIMETER), key=lambda fact: fact.code)

    @property
    def districts(self) -> list[Fact]:
        return self.known(Kind.DISTRICTS)

    @cached_property
    def districts_now(self) -> Fact | None:
        return next(iter(self.current(Kind.DISTRICTS)), None)

    @property
    def distances(self) -> list[Fact]:
        return self.known(Kind.DISTANCE)

    @property
    def recognitions(self) -> list[Fact]:
        return self.known(Kind.RECOGNITION)

    @property
    def events(self) -> list[Event]:
        """What had happened by that day, the latest first."""
        return [event for event in events_of(self.facts) if event.day <= self.day]

    @property
    def region_codes(self) -> set[str]:
        """The regions that read the file: those of the perimeter, and the one that leads."""
        return {fact.detail for fact in self.perimeter} | ({self.lead.code} if self.lead else set())


@dataclass(frozen=True)
class Dossier:
    """The file of a centre on one day. `people` is None for those who may not read it."""

    story: Story
    services: list[Service]
    imported_districts: int | None
    people: list[Person] | None


def story_of(centre: Centre, day: dt.date) -> Story:
    """The dated facts of `centre`, in one query."""
    return Story(centre, day, tuple(facts_of(centre)))


def dossier_of(centre: Centre, day: dt.date, reader: User) -> Dossier:
    """The whole file, in four queries at most."""
    story = story_of(centre, day)
    return Dossier(story, services_of(story), imported_districts(story), people_of(story, reader))


def services_of(story: Story) -> list[Service]:
    """The services of the State that deal with the centre, under their names of that day (domaine.md §6)."""
    rows = list(Institution.objects.on(story.day).select_related("region"))
    region = story.lead.code if story.lead else ""
    found = [
        closest((row for row in rows if row.function == function), zone=story.centre.zone, region_code=region)
        for function in InstitutionFunction
    ]
    return [Service(row.get_function_display(), row.acronym, row.name, row.to_confirm) for row in found if row]


def imported_districts(story: Story) -> int | None:
    """How many districts of the list in force lie in the perimeter, by the imported list; None without a count."""
    if story.districts_now is None:
        return None
    codes = [fact.code for fact in story.perimeter]
    rows = PriorityDistrict.objects.filter(vintage=int(story.districts_now.code))
    return rows.filter(communes__department__code__in=codes).values("pk").distinct().count()


def people_of(story: Story, reader: User) -> list[Person] | None:
    """Who acts for the centre or its territory that day; None unless `reader` is the State, national or in region."""
    if not may_read_people(story, reader):
        return None
    here = (
        Q(centre=story.centre)
        | Q(department__code__in=[fact.code for fact in story.perimeter])
        | Q(region__code__in=story.region_codes)
    )
    rows = Mandate.objects.on(story.day).filter(here, user__is_active=True)
    rows = rows.select_related("user", "region", "department", "centre").order_by("role", "user__last_name", "pk")
    return [Person(str(row.user), row.get_role_display(), row.scope_label, row.valid_from) for row in rows]


def may_read_people(story: Story, reader: User) -> bool:
    """Whether `reader` runs the network, or acts for the State in a region of the centre."""
    return holds(reader, *NETWORK_ROLES) or any(
        mandate.role == Role.REGIONAL and mandate.region.code in story.region_codes
        for mandate in active_mandates(reader)
    )
