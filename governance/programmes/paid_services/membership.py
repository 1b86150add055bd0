"""Whether a client belongs to a centre on a day: read from the seats of its board and of its assembly (R-68)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from documents import french
from documents.french import unaccented
from governance.enums import BodyKind, MembershipClaim
from governance.law.paid_services import Membership, was_member
from governance.models import Seat

# The bodies where members sit: whoever funds the centre, or meets it in a département, is not a member for that.
OF_MEMBERS = frozenset({BodyKind.BOARD, BodyKind.ASSEMBLY})


@dataclass(frozen=True, kw_only=True)
class MembershipStatus:
    """Whether a client is a member on the day, and the sentence that says how it was established."""

    is_member: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class MemberSeat:
    """A seat of an organisation among the members of a centre."""

    organisation: str
    body: str
    membership: Membership


def member_seats(centre_id: int) -> list[MemberSeat]:
    """Every seat, past or present, that makes a member of its organisation (1 query)."""
    rows = Seat.objects.filter(body__centre=centre_id, body__kind__in=OF_MEMBERS).order_by("organisation", "valid_from")
    values = rows.values_list("organisation", "body__name", "valid_from", "valid_to")
    return [MemberSeat(organisation=name, body=body, membership=Membership(*days)) for name, body, *days in values]


def membership_status(seats: Iterable[MemberSeat], client: str, on: dt.date) -> MembershipStatus:
    """Whether `client` is a member on `on` by the seats: names are compared without accents, case or punctuation."""
    seats = list(seats)
    own = [seat for seat in seats if _comparable(seat.organisation) == _comparable(client)]
    for seat in own:
        if was_member([seat.membership], on):
            until = f" jusqu’au {french.date(seat.membership.until)}" if seat.membership.until else ""
            since = french.date(seat.membership.since)
            return _status(f"Siège « {seat.body} » depuis le {since}{until}.", is_member=True)
    if own:
        return _status("Son siège aux instances du centre ne couvre pas cette date.")
    if seats:
        return _status("Aucun siège à ce nom parmi les membres du centre à cette date.")
    return _status("Aucun siège n’est décrit aux instances du centre.")


def with_claim(status: MembershipStatus, claim: str, reason: str) -> MembershipStatus:
    """The status that the centre claims against the seats, with its reason; `status` when it claims nothing."""
    if not claim:
        return status
    return _status(f"Affirmé par le centre : {reason.strip()}", is_member=claim == MembershipClaim.MEMBER)


def _status(sentence: str, *, is_member: bool = False) -> MembershipStatus:
    return MembershipStatus(is_member=is_member, sentence=french.typeset(sentence))


def _comparable(name: str) -> str:
    return re.sub(r"\W+", " ", unaccented(name)).strip()
