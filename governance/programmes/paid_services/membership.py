"""Whether a client belongs to a centre on a day: read from the seats of its board and of its assembly (R-68)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from documents import french
from documents.text import unaccented
from governance.enums import BodyKind, MembershipClaim
from governance.law.paid_services import Membership, was_member
from governance.models import Seat

# The bodies where members sit: whoever funds the centre, or meets it in a département, is not a member for that.
OF_MEMBERS = frozenset({BodyKind.BOARD, BodyKind.ASSEMBLY})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a client is a member on the day, and the sentence that says how it is known."""

    is_member: bool
    told: str


@dataclass(frozen=True, kw_only=True)
class MemberSeat:
    """A seat of an organisation among the members of a centre."""

    organisation: str
    body: str
    held: Membership


def member_seats(centre_id: int) -> list[MemberSeat]:
    """Every seat, past or present, that makes a member of its organisation (1 query)."""
    rows = Seat.objects.filter(body__centre=centre_id, body__kind__in=OF_MEMBERS).order_by("organisation", "valid_from")
    told = rows.values_list("organisation", "body__name", "valid_from", "valid_to")
    return [MemberSeat(organisation=name, body=body, held=Membership(*days)) for name, body, *days in told]


def standing(seats: Iterable[MemberSeat], client: str, on: dt.date) -> Standing:
    """What the seats say of `client` on `on`: names are compared without accents, capitals or punctuation."""
    known = list(seats)
    own = [one for one in known if _plain(one.organisation) == _plain(client)]
    for one in own:
        if was_member([one.held], on):
            until = f" jusqu’au {french.date(one.held.until)}" if one.held.until else ""
            return _told(f"Siège « {one.body} » depuis le {french.date(one.held.since)}{until}.", is_member=True)
    if own:
        return _told("Son siège aux instances du centre ne couvre pas cette date.")
    if known:
        return _told("Aucun siège à ce nom parmi les membres du centre à cette date.")
    return _told("Aucun siège n’est décrit aux instances du centre.")


def claimed(found: Standing, claim: str, reason: str) -> Standing:
    """The standing that is asserted against the seats, with its reason; the seats' own when nothing is asserted."""
    if not claim:
        return found
    return _told(f"Affirmé par le centre : {reason.strip()}", is_member=claim == MembershipClaim.MEMBER)


def _told(sentence: str, *, is_member: bool = False) -> Standing:
    return Standing(is_member=is_member, told=french.typeset(sentence))


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", unaccented(name)).strip()
