"""Opening bodies and filling their seats: national staff for the network, its team or lead region for a centre."""

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
from centres.models.mandate import holds
from documents.french import typeset
from governance.bodies.state_services import is_state_service
from governance.enums import BodyKind, College
from governance.models import Body, Seat
from governance.models.scoped import directs, leads

STATE_ON_THE_BOARD = typeset(
    "L’État ne peut pas être membre du conseil d’administration d’une association (R-63) : "
    "inscrivez-le au comité des financeurs."
)


def may_write_body(user: User, body: Body) -> bool:
    """National staff keep the national bodies; a centre's team and its lead region keep its own."""
    return may_write_bodies_of(user, body.centre)


def may_write_bodies_of(user: User, centre: Centre | None) -> bool:
    """Whether `user` may open bodies of `centre`, or of the network when None (1 query for a regional agent)."""
    if centre is None:
        return holds(user, *NETWORK_ROLES)
    return directs(user, centre) or leads(user, centre)


def check_body(user: User, body: Body) -> None:
    """PermissionDenied for whoever may only read `body`."""
    if not may_write_body(user, body):
        raise PermissionDenied("Cette instance est tenue par le centre et par sa région chef de file.")


@transaction.atomic
def save_body(body: Body, *, actor: User, token: str = "", **told: Any) -> Body:
    """Open a body, or change what is said of it; a body where the State sits never becomes a board (R-63).

    ConflictError when somebody changed it since it was shown.
    """
    lock_unchanged(body, told, token)
    verb = "instance : modifier" if body.pk else "instance : ouvrir"
    for name, value in told.items():
        setattr(body, name, value)
    check_body(actor, body)
    body.full_clean()
    if body.pk and any(_is_state_on_the_board(seat) for seat in body.seats.all()):
        raise RefusedError(STATE_ON_THE_BOARD)
    body.save()
    record(actor, verb, body)
    return body


@transaction.atomic
def save_seat(seat: Seat, *, actor: User, token: str = "", **told: Any) -> Seat:
    """Give a seat, or change it; the State is refused on the board of an association, in whatever college (R-63).

    ConflictError when somebody changed it since it was shown.
    """
    lock_unchanged(seat, told, token)
    verb = "siège : modifier" if seat.pk else "siège : attribuer"
    for name, value in told.items():
        setattr(seat, name, value)
    check_body(actor, seat.body)
    seat.full_clean()
    if _is_state_on_the_board(seat):
        raise RefusedError(STATE_ON_THE_BOARD)
    seat.save()
    record(actor, verb, seat)
    return seat


def _is_state_on_the_board(seat: Seat) -> bool:
    is_state = seat.college == College.STATE or is_state_service(seat.organisation)
    if not is_state or seat.body.kind != BodyKind.BOARD:
        return False
    then = Identity.objects.filter(centre=seat.body.centre_id, legal_form=LegalForm.ASSOCIATION)
    return then.overlapping(seat.valid_from, seat.valid_to).exists()
