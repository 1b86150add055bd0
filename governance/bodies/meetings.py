"""Acts on meetings: plan, record minutes, call off, record which centres came (R-108, R-129)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import check, lock_unchanged
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from documents import french
from governance.bodies.services import check_body
from governance.models import Meeting, MeetingAttendance

TECHNICAL_AGENDA = "Situation des centres\nActualité nationale\nAppels à contributions"


@transaction.atomic
def save_meeting(meeting: Meeting, *, actor: User, token: str = "", **values: Any) -> Meeting:
    """Create or change a meeting; RefusedError for a future one said held, or minutes of one not held.

    ConflictError when it changed since `token`.
    """
    lock_unchanged(meeting, values, token)
    verb = "réunion : modifier" if meeting.pk else "réunion : convoquer"
    for name, value in values.items():
        setattr(meeting, name, value)
    check_body(actor, meeting.body)
    if meeting.is_held and meeting.on > localdate():
        raise RefusedError(
            french.typeset(
                f"La réunion du {french.date(meeting.on)} n’a pas encore eu lieu : décochez « s’est tenue »."
            )
        )
    if meeting.minutes.strip() and not meeting.is_held:
        raise RefusedError(french.typeset("Un compte rendu suit une réunion qui s’est tenue : cochez « s’est tenue »."))
    meeting.full_clean()
    meeting.save()
    record(actor, verb, meeting, tenue=meeting.is_held)
    return meeting


@transaction.atomic
def call_off(meeting: Meeting, *, actor: User) -> None:
    """Delete a meeting that was not held, with a journal line; RefusedError once held."""
    check_body(actor, meeting.body)
    if meeting.is_held:
        raise RefusedError("Cette réunion s’est tenue : elle reste au registre.")
    record(actor, "réunion : annuler", meeting)
    meeting.delete()


@transaction.atomic
def record_attendance(
    meeting: Meeting, *, actor: User, expected: Iterable[Centre], present: Iterable[Centre], token: str = ""
) -> None:
    """Replace the attendance of a national meeting that was held: one row a centre of `expected`.

    ConflictError when it changed since `token`.
    """
    check_body(actor, meeting.body)
    if meeting.body.centre_id is not None:
        raise RefusedError("Les présences des centres se relèvent aux réunions nationales.")
    if not meeting.is_held:
        raise RefusedError(french.typeset("La réunion ne s’est pas tenue : indiquez d’abord qu’elle a eu lieu."))
    present_pks = {centre.pk for centre in present}
    Meeting.objects.select_for_update().get(pk=meeting.pk)  # two agents recording at once wait for each other
    check(stored_attendance(meeting), token)
    meeting.attendances.all().delete()
    MeetingAttendance.objects.bulk_create(
        MeetingAttendance(meeting=meeting, centre=centre, is_present=centre.pk in present_pks) for centre in expected
    )
    record(actor, "réunion : relever les présences", meeting, presents=len(present_pks))


def stored_attendance(meeting: Meeting) -> dict[str, list[Centre]]:
    """The centres stored as present at a meeting (1 query), as its form compares them."""
    present_pks = meeting.attendances.filter(is_present=True).values("centre")
    return {"present": list(Centre.objects.filter(pk__in=present_pks))}
