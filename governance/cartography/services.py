"""Acts on the cartography that a convention needs (R-51 to R-53): the State leads it, the centre contributes."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.acts.edit_conflicts import check
from accounts.acts.workflow import RefusedError
from accounts.journal import record as journal
from accounts.models import User
from centres.models import Centre
from centres.models.centre import directs, leads
from governance.conventions.services import check_lead_region
from governance.conventions.workflow import CARTOGRAPHY_WORKFLOW
from governance.enums import CartographyState
from governance.models import Cartography, CartographyLine


@transaction.atomic
def open_cartography(centre: Centre, *, led_by: str, contributors: str, summary: str, actor: User) -> Cartography:
    """Create a cartography of the territory of the centre."""
    check_lead_region(actor, centre)
    cartography = Cartography.objects.create(
        centre=centre, led_by=led_by.strip(), contributors=contributors.strip(), summary=summary.strip()
    )
    journal(actor, "cartographie : ouvrir", cartography)
    return cartography


@transaction.atomic
def edit_cartography(
    cartography: Cartography, *, led_by: str, contributors: str, summary: str, actor: User, token: str = ""
) -> Cartography:
    """Change the head of a cartography; RefusedError once validated, ConflictError when it changed since `token`."""
    check_lead_region(actor, cartography.centre)
    cartography = _lock_ongoing(cartography)
    check(stored_cartography(cartography), token)
    cartography.led_by, cartography.contributors = led_by.strip(), contributors.strip()
    cartography.summary = summary.strip()
    cartography.full_clean()
    cartography.save()
    journal(actor, "cartographie : modifier", cartography)
    return cartography


def stored_cartography(cartography: Cartography) -> dict[str, str]:
    """The head of a cartography, as its form compares it."""
    return {name: getattr(cartography, name) for name in ("led_by", "contributors", "summary")}


def stored_line(line: CartographyLine | None) -> dict[str, str]:
    """The stored fields of a line as its form compares them; blank when there is none (1 query)."""
    fresh = CartographyLine.objects.filter(pk=line.pk).first() if line else None
    return {
        name: getattr(fresh, name) if fresh else "" for name in ("function", "structures", "finding", "centre_role")
    }


@transaction.atomic
def write_line(
    cartography: Cartography,
    line: CartographyLine | None,
    *,
    function: str,
    structures: str,
    finding: str,
    centre_role: str,
    actor: User,
    token: str = "",
) -> CartographyLine:
    """Create or change a line (R-52), by the lead region or the centre (R-53); ConflictError since `token`."""
    cartography = _lock_for_parties(cartography, actor)
    check(stored_line(line), token)
    line = line or CartographyLine(cartography=cartography)
    line.function, line.structures, line.finding = function.strip(), structures.strip(), finding
    line.centre_role = centre_role.strip()
    line.full_clean()
    line.save()
    journal(actor, "cartographie : écrire une ligne", cartography, function=line.function)
    return line


@transaction.atomic
def remove_line(line: CartographyLine, *, actor: User) -> None:
    """Delete a line of an ongoing cartography."""
    cartography = _lock_for_parties(line.cartography, actor)
    journal(actor, "cartographie : retirer une ligne", cartography, function=line.function)
    line.delete()


def validate_cartography(cartography: Cartography, *, dated: dt.date, actor: User) -> Cartography:
    """Close a cartography at its date: from then on a convention may rest on it (R-51)."""
    return CARTOGRAPHY_WORKFLOW.move(cartography, "validate", actor=actor, dated=dated)


def _lock_for_parties(cartography: Cartography, actor: User) -> Cartography:
    """The ongoing cartography, locked, for the lead region and the centre; PermissionDenied for others."""
    if not (leads(actor, cartography.centre) or directs(actor, cartography.centre)):
        raise PermissionDenied("Seuls la région chef de file et le centre écrivent sa cartographie.")
    return _lock_ongoing(cartography)


def _lock_ongoing(cartography: Cartography) -> Cartography:
    """The cartography, locked; RefusedError once it is validated."""
    cartography = Cartography.objects.select_for_update(of=("self",)).select_related("centre").get(pk=cartography.pk)
    if cartography.state != CartographyState.ONGOING:
        raise RefusedError("La cartographie est validée : elle ne change plus. Ouvrez-en une nouvelle.")
    return cartography
