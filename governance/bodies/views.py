"""Pages of bodies: the list, those of a centre, one body, and the forms of bodies and seats."""

from __future__ import annotations

from typing import Any

from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, form_page
from accounts.enums import NETWORK_ROLES
from centres.models.mandate import holds
from documents.forms.filters import YearForm
from documents.forms.sorting import page_of
from governance.bodies.forms import BodyForm, NameForm, NationalBodyForm, SeatForm
from governance.bodies.get_objects import (
    BODIES,
    body_or_404,
    body_to_write_or_404,
    centre_or_404,
    centre_to_write_or_404,
    crumbs_of,
    network_staff_only,
    seat_to_write_or_404,
)
from governance.bodies.queries import (
    attendance_of,
    bodies_of,
    body_sentence,
    colleges_of,
    lacks_funders,
    local_bodies,
    national_lines,
    without_funders,
)
from governance.bodies.services import may_write_bodies_of, may_write_body, save_body, save_seat
from governance.enums import BodyKind
from governance.models import Body, Seat


def body_list(request: HttpRequest) -> HttpResponse:
    """The national bodies and their year; the local ones of the perimeter."""
    form = YearForm(request.GET)
    context = {
        "form": form,
        "national": national_lines(form.year),
        "page": page_of(local_bodies(request.user), request.GET),
        "without_funders": without_funders(request.user),
        "may_open": holds(request.user, *NETWORK_ROLES),
        "breadcrumb": [(BODIES[0], "")],
    }
    return render(request, "governance/bodies/list.html", context)


def centre_bodies(request: HttpRequest, slug: str) -> HttpResponse:
    """The bodies of one centre: who sits there, when they met."""
    centre = centre_or_404(request, slug)
    bodies = bodies_of(centre)
    context = {
        "centre": centre,
        "bodies": [(body, body_sentence(body), colleges_of(body.seats_now)) for body in bodies],
        "lacks_funders": lacks_funders(centre, bodies),
        "may_write": may_write_bodies_of(request.user, centre),
        "breadcrumb": [BODIES, (centre.usual_name, "")],
    }
    return render(request, "governance/bodies/of_centre.html", context)


def body_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: its seats, its meetings, and for a national one the presence of the centres."""
    body = body_or_404(request, pk)
    form, seats, today = YearForm(request.GET), list(body.seats.all()), localdate()
    context = {
        "body": body,
        "sentence": body_sentence(body),
        "form": form,
        "colleges": colleges_of(seat for seat in seats if seat.valid_to is None or seat.valid_to >= today),
        "former": [seat for seat in seats if seat.valid_to and seat.valid_to < today],
        "page": page_of(body.meetings.all(), request.GET),
        "attendance": attendance_of(body, form.year, request.user) if body.centre is None else [],
        "may_write": may_write_body(request.user, body),
        "breadcrumb": [*crumbs_of(body)[:-1], (body.name, "")],
    }
    return render(request, "governance/bodies/body.html", context)


def new_body(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a body of a centre."""
    centre = centre_to_write_or_404(request, slug)
    kind = request.GET.get("nature", "")
    initial = {"kind": kind, "name": dict(BodyKind.choices).get(kind, "").capitalize()}
    return form_page(
        request,
        BodyForm(request.POST or None, centre=centre, initial=initial),
        lambda values: save_body(Body(centre=centre), actor=request.user, **values),
        FormPage(
            title="Ajouter une instance",
            creates=True,
            done="L’instance est ouverte : inscrivez ses sièges et ses réunions.",
            crumbs=[BODIES, (centre.usual_name, reverse("governance:bodies_of", args=[slug]))],
        ),
    )


def new_national_body(request: HttpRequest) -> HttpResponse:
    """Open a national body."""
    network_staff_only(request)
    kind = request.GET.get("nature", "")
    initial = {"kind": kind, "name": dict(BodyKind.choices).get(kind, "").capitalize()}
    return form_page(
        request,
        NationalBodyForm(request.POST or None, initial=initial),
        lambda values: save_body(Body(), actor=request.user, **values),
        FormPage(
            title="Ouvrir une instance nationale",
            creates=True,
            done="L’instance nationale est ouverte.",
            crumbs=[BODIES],
        ),
    )


def edit_body(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a body; of a national one, its name alone."""
    body = body_to_write_or_404(request, pk)
    if body.centre is None:
        form = NameForm(request.POST or None, initial={"name": body.name})
    else:
        form = BodyForm(request.POST or None, centre=body.centre, initial=model_to_dict(body))
    return form_page(
        request,
        form,
        lambda values: save_body(body, actor=request.user, **values),
        FormPage(
            title="Modifier l’instance",
            done="L’instance est modifiée.",
            crumbs=crumbs_of(body),
            stored=lambda: stored_values(body, form.fields),
        ),
    )


def new_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a seat on a body."""
    body = body_to_write_or_404(request, pk)
    form = SeatForm(request.POST or None, initial={"valid_from": localdate()})
    return _seat_form_page(request, Seat(body=body), form, "Ajouter un siège", "Le siège est ajouté.")


def edit_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a seat, or give its last day."""
    seat = seat_to_write_or_404(request, pk)
    form = SeatForm(request.POST or None, initial=model_to_dict(seat))
    return _seat_form_page(request, seat, form, "Modifier le siège", "Le siège est modifié.")


def _seat_form_page(request: HttpRequest, seat: Seat, form: SeatForm, title: str, done: str) -> HttpResponse:
    body = seat.body

    def act(values: dict[str, Any]) -> Body:
        save_seat(seat, actor=request.user, **values)
        return body

    return form_page(
        request,
        form,
        act,
        FormPage(
            title=title,
            creates=seat.pk is None,
            done=done,
            crumbs=crumbs_of(body),
            lead=body.name,
            stored=lambda: stored_values(seat, form.fields),
        ),
    )
