"""Pages of a meeting: reading it, planning it, recording its minutes and its attendance, calling it off."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, act_or_message, form_page
from centres.models import Centre
from documents import french
from governance.bodies.forms import AttendanceForm, MeetingForm
from governance.bodies.get_objects import body_to_write_or_404, crumbs_of, meeting_or_404, meeting_to_write_or_404
from governance.bodies.meetings import TECHNICAL_AGENDA, call_off, record_attendance, save_meeting, stored_attendance
from governance.bodies.queries import expected_at, present_at
from governance.bodies.services import may_write_body
from governance.enums import BodyKind
from governance.models import Meeting


def meeting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: agenda, minutes, and the centres that came to a national one."""
    meeting = meeting_or_404(request, pk)
    attendances = present_at(meeting) if meeting.body.centre is None else []
    # The network's attendance is counted for everybody; a reader sees the lines of his perimeter only.
    visible = set(
        Centre.objects.visible_to(request.user)
        .filter(pk__in=[attendance.centre_id for attendance in attendances])
        .values_list("pk", flat=True)
    )
    context = {
        "meeting": meeting,
        "body": meeting.body,
        "attendances": [attendance for attendance in attendances if attendance.centre_id in visible],
        "present": sum(attendance.is_present for attendance in attendances),
        "recorded": len(attendances),
        "may_write": may_write_body(request.user, meeting.body),
        "is_past": meeting.on <= localdate(),
        "breadcrumb": [*crumbs_of(meeting.body), (french.date(meeting.on), "")],
    }
    return render(request, "governance/bodies/meeting.html", context)


def new_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a meeting of a body."""
    body = body_to_write_or_404(request, pk)
    agenda = TECHNICAL_AGENDA if body.kind == BodyKind.TECHNICAL else ""
    return form_page(
        request,
        MeetingForm(request.POST or None, initial={"agenda": agenda}),
        lambda values: save_meeting(Meeting(body=body), actor=request.user, **values),
        FormPage(
            title="Ajouter une réunion",
            creates=True,
            done="La réunion est au calendrier.",
            crumbs=crumbs_of(body),
            lead=body.name,
        ),
    )


def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a meeting, say that it was held, write its minutes."""
    meeting = meeting_to_write_or_404(request, pk)
    form = MeetingForm(request.POST or None, initial=model_to_dict(meeting))
    page = FormPage(
        title="Modifier la réunion",
        done="La réunion est modifiée.",
        crumbs=[*crumbs_of(meeting.body), (french.date(meeting.on), meeting.get_absolute_url())],
        lead=meeting.body.name,
        stored=lambda: stored_values(meeting, form.fields),
    )
    return form_page(request, form, lambda values: save_meeting(meeting, actor=request.user, **values), page)


def cancel_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for confirmation, then call off a planned meeting."""
    meeting = meeting_to_write_or_404(request, pk)
    if request.method == "POST":
        call = partial(call_off, meeting, actor=request.user)
        return act_or_message(request, call, done="La réunion est annulée.", to=meeting.body, refused_to=meeting)
    crumbs = [*crumbs_of(meeting.body), (french.date(meeting.on), meeting.get_absolute_url())]
    context = {"meeting": meeting, "breadcrumb": [*crumbs, ("Annuler", "")]}
    return render(request, "governance/bodies/cancel.html", context)


def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Which centres came to a national meeting (R-108, R-129)."""
    meeting = meeting_to_write_or_404(request, pk)
    if meeting.body.centre is not None:
        raise Http404
    expected, recorded = expected_at(meeting), present_at(meeting)
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        expected=expected,
        initial={"present": [attendance.centre_id for attendance in recorded if attendance.is_present]},
    )

    def act(values: dict[str, Any]) -> Meeting:
        record_attendance(meeting, actor=request.user, expected=expected, **values)
        return meeting

    crumbs = [*crumbs_of(meeting.body), (french.date(meeting.on), meeting.get_absolute_url())]
    return form_page(
        request,
        form,
        act,
        FormPage(
            title="Relever les présences",
            done="Les présences sont relevées.",
            crumbs=crumbs,
            stored=lambda: stored_attendance(meeting),
        ),
    )
