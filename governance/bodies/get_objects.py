"""Bodies, seats and meetings in the reader's perimeter: 404 outside it, as for what does not exist."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from accounts.enums import NETWORK_ROLES
from centres.models import Centre
from centres.models.mandate import holds
from governance.bodies.services import may_write_bodies_of, may_write_body
from governance.models import Body, Meeting, Seat

BODIES = ("Instances", reverse_lazy("governance:bodies"))
Crumb = tuple[str, object]


def network_staff_only(request: HttpRequest) -> None:
    """404 for who is not national staff."""
    if not holds(request.user, *NETWORK_ROLES):
        raise Http404


def centre_or_404(request: HttpRequest, slug: str) -> Centre:
    """A centre whose file the reader may open."""
    return get_object_or_404(Centre.objects.visible_to(request.user).with_identity(), slug=slug)


def centre_to_write_or_404(request: HttpRequest, slug: str) -> Centre:
    """A centre whose bodies the reader may write."""
    centre = centre_or_404(request, slug)
    if not may_write_bodies_of(request.user, centre):
        raise Http404
    return centre


def body_or_404(request: HttpRequest, pk: int) -> Body:
    """A body that the reader may open."""
    bodies = Body.objects.visible_to(request.user).select_related("centre", "department")
    return get_object_or_404(bodies, pk=pk)


def body_to_write_or_404(request: HttpRequest, pk: int) -> Body:
    """A body that the reader may write."""
    body = body_or_404(request, pk)
    _check_writer(request, body)
    return body


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of a body that the reader may open."""
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("body__centre"), pk=pk)


def meeting_to_write_or_404(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of a body that the reader may write."""
    meeting = meeting_or_404(request, pk)
    _check_writer(request, meeting.body)
    return meeting


def seat_to_write_or_404(request: HttpRequest, pk: int) -> Seat:
    """A seat on a body that the reader may write."""
    seats = Seat.objects.filter(body__in=Body.objects.visible_to(request.user)).select_related("body__centre")
    seat = get_object_or_404(seats, pk=pk)
    _check_writer(request, seat.body)
    return seat


def _check_writer(request: HttpRequest, body: Body) -> None:
    if not may_write_body(request.user, body):
        raise Http404


def crumbs_of(body: Body) -> list[Crumb]:
    """Breadcrumb of a body: the bodies, its centre when it has one, itself."""
    centre = body.centre
    local = [(centre.usual_name, reverse("governance:bodies_of", args=[centre.slug]))] if centre else []
    return [BODIES, *local, (body.name, body.get_absolute_url())]
