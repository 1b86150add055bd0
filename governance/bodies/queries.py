"""Reads of bodies: meetings of a year against the minimum, seats by college, attendance by centre."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from accounts.models import User
from centres.enums import LegalForm, Zone
from centres.models import Centre
from centres.models.centre import by_name
from documents.french import counted, typeset, unaccented
from governance.enums import LOCAL_BODIES, BodyKind
from governance.models import Body, Meeting, MeetingAttendance, Seat
from governance.models.national import MINIMUMS, Minimum

DECEMBER = 12


@dataclass(frozen=True, kw_only=True)
class NationalBodyYear:
    """Meetings of a national body in a year, counted on `today`; `body` is None when it is not created."""

    kind: BodyKind
    body: Body | None
    year: int
    meeting_count: int
    planned: int
    next_on: dt.date | None
    today: dt.date

    @property
    def minimum(self) -> Minimum:
        return MINIMUMS[self.kind]

    @property
    def expected(self) -> str:
        """« 3 au moins, 4 visées »."""
        least, target = self.minimum.least, self.minimum.target
        if not least:
            return "sans minimum"
        return f"{least} au moins" + (f", {target} visées" if target > least else "")

    @property
    def alert(self) -> str:
        """A past year under the minimum, or a December whose planned meetings do not reach it; empty otherwise."""
        missing = self.minimum.least - self.meeting_count
        lacking = counted(missing, "réunion manque", "réunions manquent")
        if missing <= 0:
            return ""
        if self.today.year > self.year:
            return typeset(f"{self.year} s’est achevée sans le minimum : {lacking} ({self.minimum.reference}).")
        if (self.today.year, self.today.month) == (self.year, DECEMBER) and self.planned < missing:
            return typeset(f"L’année s’achève : {lacking}, sans date prévue ({self.minimum.reference}).")
        return ""


def national_lines(year: int, *, today: dt.date | None = None) -> list[NationalBodyYear]:
    """Every kind of national body, created or not, with its meetings of `year` (1 query)."""
    today = today or localdate()
    this_year = Q(meetings__on__year=year)
    bodies = Body.objects.filter(centre=None).annotate(
        meeting_count=Count("meetings", filter=this_year & Q(meetings__is_held=True)),
        planned=Count("meetings", filter=this_year & Q(meetings__is_held=False, meetings__on__gte=today)),
        next_on=Min("meetings__on", filter=this_year & Q(meetings__is_held=False, meetings__on__gte=today)),
    )
    by_kind = {body.kind: body for body in bodies}
    return [
        NationalBodyYear(
            kind=kind,
            body=(body := by_kind.get(kind)),
            year=year,
            meeting_count=body.meeting_count if body else 0,
            planned=body.planned if body else 0,
            next_on=body.next_on if body else None,
            today=today,
        )
        for kind in BodyKind
        if kind not in LOCAL_BODIES
    ]


def local_bodies(user: User) -> QuerySet[Body]:
    """The local bodies of the perimeter, with their seats and their last and next meetings (1 query)."""
    today = localdate()
    return (
        Body.objects.visible_to(user)
        .exclude(centre=None)
        .select_related("centre", "department")
        .annotate(
            last_on=Max("meetings__on", filter=Q(meetings__is_held=True)),
            next_on=Min("meetings__on", filter=Q(meetings__is_held=False, meetings__on__gte=today)),
        )
        .order_by("centre__usual_name", "kind", "pk")
    )


def without_funders(user: User) -> list[Centre]:
    """Open associations of the perimeter that have bodies, but no committee of funders (R-65; 1 query), by name."""
    centres = Centre.objects.visible_to(user).alive_on(localdate()).with_identity()
    associations = centres.filter(legal_form=LegalForm.ASSOCIATION).exclude(bodies__kind=BodyKind.FUNDERS)
    return by_name(associations.filter(pk__in=Body.objects.exclude(centre=None).values("centre")))


def lacks_funders(centre: Centre, bodies: Iterable[Body]) -> bool:
    """Whether a centre read `with_identity` is an association with `bodies`, but no committee of funders (R-65)."""
    kinds = {body.kind for body in bodies}
    return centre.legal_form == LegalForm.ASSOCIATION and bool(kinds) and BodyKind.FUNDERS not in kinds


def bodies_of(centre: Centre) -> list[Body]:
    """The bodies of a centre, with `seats_now` and their meetings, the latest first (3 queries)."""
    seats = Prefetch("seats", Seat.objects.on(localdate()), to_attr="seats_now")
    return list(centre.bodies.select_related("department").prefetch_related(seats, "meetings"))


def body_sentence(body: Body) -> str:
    """« Conseil d’administration de RésO Villes ; valide le programme annuel. »"""
    if body.centre_id is None:
        return "Instance nationale."
    kind = body.get_kind_display()
    place = f" ({body.department.name})" if body.department else ""
    role = " ; valide le programme annuel" if body.decides_programme else ""
    return typeset(f"{kind[0].upper()}{kind[1:]}{place}, {body.centre.usual_name}{role}.")


@dataclass(frozen=True)
class CollegeSeats:
    """The seats of one college on a body."""

    label: str
    seats: tuple[Seat, ...]


def colleges_of(seats: Iterable[Seat]) -> list[CollegeSeats]:
    """The seats by college, both in the order of `seats`."""
    groups: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        groups[seat.get_college_display()].append(seat)
    return [CollegeSeats(label, tuple(members)) for label, members in groups.items()]


@dataclass(frozen=True, kw_only=True)
class CentreAttendance:
    """Meetings of a body in a year at which a centre was present, over those that recorded it."""

    centre: Centre
    present: int
    recorded: int

    @property
    def rate(self) -> Decimal:
        """The share of the recorded meetings, between 0 and 1."""
        return Decimal(self.present) / self.recorded


def attendance_of(body: Body, year: int, user: User) -> list[CentreAttendance]:
    """Attendance at the meetings of `body` in `year`, by name of centre in the perimeter (1 query; R-108, R-129)."""
    of_the_year = Q(meeting_attendances__meeting__body=body, meeting_attendances__meeting__on__year=year) & Q(
        meeting_attendances__meeting__is_held=True
    )
    centres = Centre.objects.visible_to(user).annotate(
        recorded=Count("meeting_attendances", filter=of_the_year),
        present=Count("meeting_attendances", filter=of_the_year & Q(meeting_attendances__is_present=True)),
    )
    lines = [
        CentreAttendance(centre=centre, present=centre.present, recorded=centre.recorded)
        for centre in centres.filter(recorded__gt=0)
    ]
    return sorted(lines, key=lambda line: unaccented(line.centre.usual_name))


def expected_at(meeting: Meeting) -> list[Centre]:
    """The centres open on the day of a national meeting, by name; overseas ones alone for their body (1 query)."""
    centres = Centre.objects.alive_on(meeting.on)
    if meeting.body.kind == BodyKind.OVERSEAS:
        centres = centres.filter(zone=Zone.OVERSEAS)
    return by_name(centres)


def present_at(meeting: Meeting) -> list[MeetingAttendance]:
    """The attendance recorded at `meeting`, by name of centre (1 query)."""
    recorded = meeting.attendances.select_related("centre")
    return sorted(recorded, key=lambda attendance: unaccented(attendance.centre.usual_name))
