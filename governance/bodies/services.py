"""Acts on bodies and seats, and who may: national staff for the network, a centre's team or lead region for its own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.acts.edit_conflicts import lock_unchanged
from accounts.acts.workflow import RefusedError
from accounts.enums import NETWORK_ROLES
from accounts.journal import record
from accounts.models import User
from centres.enums import LegalForm
from centres.models import Centre, Identity
from centres.models.centre import directs, leads
from centres.models.mandate import holds
from documents.french import typeset
from governance.enums import BodyKind, College
from governance.models import Body, Seat
from governance.models.body import is_state_service

STATE_ON_THE_BOARD = typeset(
    "L’État ne peut pas être membre du conseil d’administration d’une association (R-63) : "
    "inscrivez-le au comité des financeurs."
)


def may_write_body(user: User, body: Body) -> bool:
    """Whether `user` may write `body` (1 query for a regional agent)."""
    return may_write_bodies_of(user, body.centre)


def may_write_bodies_of(user: User, centre: Centre | None) -> bool:
    """Whether `user` may open bodies of `centre`, or of the network when None (1 query for a regional agent)."""
    if centre is None:
        return holds(user, *NETWORK_ROLES)
    return directs(user, centre) or leads(user, centre)


def check_body(user: User, body: Body) -> None:
    """PermissionDenied when `user` may only read `body`."""
    if not may_write_body(user, body):
        raise PermissionDenied("Cette instance est tenue par le centre et par sa région chef de file.")


@transaction.atomic
def save_body(body: Body, *, actor: User, token: str = "", **values: Any) -> Body:
    """Create or change a body; RefusedError for a board where the State already sits (R-63).

    ConflictError when it changed since `token`.
    """
    lock_unchanged(body, values, token)
    verb = "instance : modifier" if body.pk else "instance : ouvrir"
    for name, value in values.items():
        setattr(body, name, value)
    check_body(actor, body)
    body.full_clean()
    if body.pk and any(_is_state_on_the_board(seat) for seat in body.seats.all()):
        raise RefusedError(STATE_ON_THE_BOARD)
    body.save()
    record(actor, verb, body)
    return body


@transaction.atomic
def save_seat(seat: Seat, *, actor: User, token: str = "", **values: Any) -> Seat:
    """Create or change a seat; RefusedError for the State on the board of an association, in any college (R-63).

    ConflictError when it changed since `token`.
    """
    lock_unchanged(seat, values, token)
    verb = "siège : modifier" if seat.pk else "siège : attribuer"
    for name, value in values.items():
        setattr(seat, name, value)
    check_body(actor, seat.body)
    seat.full_clean()
    if _is_state_on_the_board(seat):
        raise RefusedError(STATE_ON_THE_BOARD)
    seat.save()
    record(actor, verb, seat)
    return seat


def _is_state_on_the_board(seat: Seat) -> bool:
    """Whether the State holds this seat, on a board, on a day when the centre is an association (1 query at most)."""
    is_state = seat.college == College.STATE or is_state_service(seat.organisation)
    if not is_state or seat.body.kind != BodyKind.BOARD:
        return False
    associations = Identity.objects.filter(centre=seat.body.centre_id, legal_form=LegalForm.ASSOCIATION)
    return associations.overlapping(seat.valid_from, seat.valid_to).exists()
