"""Small true bodies, meetings, worksites, productions, and the conventions and programmes that the rules read."""

from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from governance.enums import (
    ActionFormat,
    BodyKind,
    College,
    ConventionKind,
    ConventionState,
    Destination,
    Mission,
    Nature,
    ProductionKind,
    Theme,
)
from governance.models import (
    Action,
    Body,
    Contribution,
    Convention,
    CoSignature,
    Meeting,
    MeetingAttendance,
    Orientation,
    Production,
    Programme,
    Seat,
    Worksite,
)
from tests.factories import CentreFactory, UserFactory
from tests.governance.conventions.factories import PLACES

LONG_AGO = dt.date(2015, 1, 1)


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    kind = BodyKind.BOARD
    centre = factory.SubFactory(CentreFactory)
    name = factory.Sequence(lambda n: f"Instance {n}")


class NationalBodyFactory(BodyFactory):
    kind = BodyKind.TECHNICAL
    centre = None


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    body = factory.SubFactory(BodyFactory)
    college = College.COMMUNES
    organisation = factory.Sequence(lambda n: f"Organisme {n}")
    valid_from = LONG_AGO


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    body = factory.SubFactory(BodyFactory)
    on = dt.date(2025, 6, 24)
    is_held = True


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = MeetingAttendance

    meeting = factory.SubFactory(MeetingFactory)
    centre = factory.SubFactory(CentreFactory)


class WorksiteFactory(DjangoModelFactory):
    class Meta:
        model = Worksite

    year = 2025
    rank = 1
    title = factory.Sequence(lambda n: f"Chantier {n}")


class ContributionFactory(DjangoModelFactory):
    class Meta:
        model = Contribution

    worksite = factory.SubFactory(WorksiteFactory)
    centre = factory.SubFactory(CentreFactory)
    text = "Une fiche."


class ProductionFactory(DjangoModelFactory):
    """A production of `made_by`, published unless `published_on` is None."""

    class Meta:
        model = Production
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Production {n}")
    kind = ProductionKind.NOTE
    theme = Theme.HEALTH
    published_on = dt.date(2025, 5, 1)
    link = "https://exemple.invalid/production"
    searchable = factory.LazyAttribute(lambda made: made.title.lower())

    @factory.post_generation
    def made_by(self, create, centres, **kwargs):
        self.centres.set(centres or [])


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    centre = factory.SubFactory(CentreFactory)
    year = 2025


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Action {n}")
    mission = Mission.M1
    format = ActionFormat.NETWORK
    theme = Theme.HEALTH
    nature = Nature.CORE
    destination = Destination.CORE


class ConventionFactory(DjangoModelFactory):
    """Three years, signed before the tool."""

    class Meta:
        model = Convention

    centre = factory.SubFactory(CentreFactory)
    kind = ConventionKind.CPO
    state = ConventionState.SIGNED
    starts_on = dt.date(2024, 1, 1)
    ends_on = dt.date(2026, 12, 31)
    signed_on = dt.date(2024, 1, 15)
    is_recorded = True


NATIONAL = 103


def build_body_doors(*centres):
    """One object of each sort behind each address, under the number of its centre."""
    for centre in centres:
        number = PLACES[centre.slug]
        body = BodyFactory(pk=number, centre=centre)
        SeatFactory(pk=number, body=body)
        MeetingFactory(pk=number, body=body, is_held=False)
        production = ProductionFactory(
            pk=number, made_by=[centre], published_on=None, file_name="a.pdf", file_content=b"%PDF-"
        )
        asked = {"proposed_on": dt.date(2025, 5, 1), "proposed_by": UserFactory()}
        CoSignature.objects.create(production=production, centre=centre, **asked)
    MeetingFactory(pk=NATIONAL, body=NationalBodyFactory(pk=NATIONAL))
    WorksiteFactory(pk=NATIONAL)
    Orientation.objects.create(pk=NATIONAL, year=2025, title="Droit commun")
