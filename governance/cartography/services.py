"""The strategic cartography that any convention follows (R-51 to R-53): the State leads it, the centre contributes."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.acts.edit_conflicts import check
from accounts.acts.workflow import RefusedError
from accounts.journal import record as journal
from accounts.models import User
from centres.models import Centre
from governance.conventions.services import let_lead_only
from governance.conventions.workflow import CARTOGRAPHY_WORKFLOW
from governance.enums import CartographyState
from governance.models import Cartography, CartographyLine
from governance.models.scoped import directs, leads


@transaction.atomic
def open_cartography(centre: Centre, *, led_by: str, contributors: str, summary: str, actor: User) -> Cartography:
    """Begin a cartography of the centre's territory."""
    let_lead_only(actor, centre)
    cartography = Cartography.objects.create(
        centre=centre, led_by=led_by.strip(), contributors=contributors.strip(), summary=summary.strip()
    )
    journal(actor, "cartographie : ouvrir", cartography)
    return cartography


@transaction.atomic
def edit_cartography(
    cartography: Cartography, *, led_by: str, contributors: str, summary: str, actor: User, token: str = ""
) -> Cartography:
    """Rewrite what a cartography says of itself; RefusedError once validated, or rewritten since it was shown."""
    let_lead_only(actor, cartography.centre)
    cartography = _ongoing(cartography)
    check(told_of(cartography), token)
    cartography.led_by, cartography.contributors = led_by.strip(), contributors.strip()
    cartography.summary = summary.strip()
    cartography.full_clean()
    cartography.save()
    journal(actor, "cartographie : modifier", cartography)
    return cartography


def told_of(cartography: Cartography) -> dict[str, str]:
    """What a cartography says of itself."""
    return {name: getattr(cartography, name) for name in ("led_by", "contributors", "summary")}


def told_of_line(line: CartographyLine | None) -> dict[str, str]:
    """What a line says now, nothing before it is written (1 query)."""
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
    """Add a line, or rewrite one as it was shown (R-52): the lead region and the centre itself may (R-53)."""
    cartography = _shared(cartography, actor)
    check(told_of_line(line), token)
    line = line or CartographyLine(cartography=cartography)
    line.function, line.structures, line.finding = function.strip(), structures.strip(), finding
    line.centre_role = centre_role.strip()
    line.full_clean()
    line.save()
    journal(actor, "cartographie : écrire une ligne", cartography, function=line.function)
    return line


@transaction.atomic
def remove_line(line: CartographyLine, *, actor: User) -> None:
    """Take a line away from an ongoing cartography."""
    cartography = _shared(line.cartography, actor)
    journal(actor, "cartographie : retirer une ligne", cartography, function=line.function)
    line.delete()


def validate_cartography(cartography: Cartography, *, dated: dt.date, actor: User) -> Cartography:
    """Close a cartography at its date: from then on a convention may rest on it (R-51)."""
    return CARTOGRAPHY_WORKFLOW.move(cartography, "validate", actor=actor, dated=dated)


def _shared(cartography: Cartography, actor: User) -> Cartography:
    if not (leads(actor, cartography.centre) or directs(actor, cartography.centre)):
        raise PermissionDenied("Seuls la région chef de file et le centre écrivent sa cartographie.")
    return _ongoing(cartography)


def _ongoing(cartography: Cartography) -> Cartography:
    cartography = Cartography.objects.select_for_update(of=("self",)).select_related("centre").get(pk=cartography.pk)
    if cartography.state != CartographyState.ONGOING:
        raise RefusedError("La cartographie est validée : elle ne change plus. Ouvrez-en une nouvelle.")
    return cartography
