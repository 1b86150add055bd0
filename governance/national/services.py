"""Acts on the national programme, and who may: orientations, worksites, contributions (R-31, R-106, R-110 to R-112)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.acts.edit_conflicts import check, lock_unchanged
from accounts.acts.workflow import RefusedError
from accounts.enums import NETWORK_ROLES, Role
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from centres.models.centre import directs
from centres.models.mandate import active_mandates, holds
from documents import french
from governance.enums import BodyKind
from governance.models import Contribution, Meeting, Orientation, Worksite
from governance.models.national import MOST_WORKSITES


def may_edit_national(user: User) -> bool:
    """Whether `user` is national staff, who write the programme of the network."""
    return holds(user, *NETWORK_ROLES)


def directed_centres(user: User) -> set[int]:
    """The keys of the centres whose team `user` belongs to today."""
    return {mandate.centre_id for mandate in active_mandates(user) if mandate.role == Role.DIRECTOR}


def may_contribute(user: User, centre: Centre) -> bool:
    """Whether `user` may write what `centre` brings: its team, or national staff."""
    return may_edit_national(user) or directs(user, centre)


def _check_national_staff(actor: User) -> None:
    if not may_edit_national(actor):
        raise PermissionDenied("Le programme national est tenu par l’administration nationale.")


@transaction.atomic
def save_orientation(orientation: Orientation, *, actor: User, token: str = "", **values: Any) -> Orientation:
    """Create or change a national orientation of a year (R-106); ConflictError when it changed since `token`."""
    _check_national_staff(actor)
    lock_unchanged(orientation, values, token)
    for name, value in values.items():
        setattr(orientation, name, value)
    orientation.full_clean()
    orientation.save()
    record(actor, "orientation nationale : enregistrer", orientation)
    return orientation


@transaction.atomic
def open_worksite(year: int, *, actor: User, **values: Any) -> Worksite:
    """Create a worksite at the first free rank of `year`; RefusedError for a fourth (R-111)."""
    _check_national_staff(actor)
    ranks = set(Worksite.objects.select_for_update().filter(year=year).values_list("rank", flat=True))
    free = [rank for rank in range(1, MOST_WORKSITES + 1) if rank not in ranks]
    if not free:
        raise RefusedError(
            french.typeset(
                f"Le programme national {year} compte déjà trois chantiers, le plus que le cadre permet (R-111) : "
                "modifiez l’un d’eux."
            )
        )
    worksite = Worksite(year=year, rank=free[0], **values)
    worksite.full_clean()
    worksite.save()
    record(actor, "chantier national : ouvrir", worksite)
    return worksite


@transaction.atomic
def change_worksite(worksite: Worksite, *, actor: User, token: str = "", **values: Any) -> Worksite:
    """Change a worksite, its opening to contributions included; ConflictError when it changed since `token`."""
    _check_national_staff(actor)
    lock_unchanged(worksite, values, token)
    for name, value in values.items():
        setattr(worksite, name, value)
    worksite.full_clean()
    worksite.save()
    record(actor, "chantier national : modifier", worksite)
    return worksite


@transaction.atomic
def validate_worksite(worksite: Worksite, meeting: Meeting, *, actor: User) -> Worksite:
    """Record the meeting that validated a worksite: the last technical committee of the year before (R-110)."""
    _check_national_staff(actor)
    year, refusal = worksite.year - 1, ""
    if meeting.body.kind != BodyKind.TECHNICAL or meeting.on.year != year:
        refusal = f"Un chantier de {worksite.year} se valide au comité technique de {year} (R-110)."
    elif not meeting.is_held:
        refusal = f"La séance du {french.date(meeting.on)} ne s’est pas encore tenue."
    elif later := meeting.body.meetings.filter(on__gt=meeting.on, on__year=year).order_by("on").first():
        refusal = (
            f"Une séance suit encore celle du {french.date(meeting.on)}, le {french.date(later.on)} : "
            "les chantiers se valident à la dernière de l’année (R-110)."
        )
    if refusal:
        raise RefusedError(french.typeset(refusal))
    worksite.validated_at = meeting
    worksite.save(update_fields=["validated_at"])
    record(actor, "chantier national : valider", worksite, seance=meeting.on.isoformat())
    return worksite


@transaction.atomic
def contribute(
    worksite: Worksite, centre: Centre, *, actor: User, text: str, delivered_on: dt.date | None, token: str = ""
) -> Contribution:
    """Create or change what a centre brings to a worksite, open when it is new (R-112).

    ConflictError when it changed since `token`.
    """
    if not may_contribute(actor, centre):
        raise PermissionDenied("Seul le centre dit ce qu’il apporte à un chantier.")
    contribution = Contribution.objects.select_for_update().filter(worksite=worksite, centre=centre).first()
    check(stored_contribution(contribution), token)
    if contribution is None and not worksite.is_open:
        raise RefusedError(french.typeset("Ce chantier n’est pas ouvert à contribution : choisissez-en un autre."))
    contribution = contribution or Contribution(worksite=worksite, centre=centre)
    contribution.text, contribution.delivered_on = text, delivered_on
    contribution.full_clean()
    contribution.save()
    record(actor, "contribution : enregistrer", contribution)
    return contribution


def stored_contribution(contribution: Contribution | None) -> dict[str, Any]:
    """The fields of a contribution as its form compares them; None in each when there is none."""
    return {name: getattr(contribution, name, None) for name in ("text", "delivered_on")}


@transaction.atomic
def withdraw(contribution: Contribution, *, actor: User) -> None:
    """Delete a contribution; RefusedError once it is delivered."""
    if not may_contribute(actor, contribution.centre):
        raise PermissionDenied("Seul le centre retire ce qu’il apporte à un chantier.")
    if contribution.delivered_on:
        raise RefusedError(f"Cette contribution a été remise le {french.date(contribution.delivered_on)}.")
    record(actor, "contribution : retirer", contribution)
    contribution.delete()
