"""The amendments that set the second, then the third year (R-75)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import check
from accounts.acts.workflow import RefusedError
from accounts.journal import record as journal
from accounts.models import User
from governance.conventions.calendar import amendment_of, is_amended
from governance.conventions.life import advance_after_amendment
from governance.conventions.requirements import before_amending, faults_of_amendment_day
from governance.conventions.writing import let_lead_only, refuse
from governance.enums import AmendmentState
from governance.models import Amendment, Convention


@transaction.atomic
def prepare_amendment(convention: Convention, rank: int, *, purpose: str, actor: User, seen: str = "") -> Amendment:
    """Open the amendment of that year, or rewrite its draft unless somebody did since it was `seen`."""
    convention = _locked(convention, actor)
    refuse(*before_amending(convention, rank))
    check(told_of(convention, rank), seen)
    amendment, _ = Amendment.objects.update_or_create(
        convention=convention, rank=rank, defaults={"purpose": purpose.strip()}
    )
    journal(actor, "avenant : préparer", amendment)
    return amendment


def told_of(convention: Convention, rank: int) -> dict[str, str]:
    """What the draft amendment of that year says now (1 query)."""
    drafts = Amendment.objects.filter(convention=convention, rank=rank)
    return {"purpose": drafts.values_list("purpose", flat=True).first() or ""}


@transaction.atomic
def record_amendment(convention: Convention, rank: int, *, signed_on: dt.date, purpose: str, actor: User) -> Amendment:
    """Keep an amendment signed before the tool as it is."""
    convention = _locked(convention, actor)
    _refuse_to_record(convention, rank)
    amendment = Amendment(
        convention=convention, rank=rank, state=AmendmentState.SIGNED, signed_on=signed_on, purpose=purpose.strip(),
        is_recorded=True,
    )  # fmt: skip
    refuse(*faults_of_amendment_day(amendment, timezone.localdate()))
    amendment.full_clean()
    amendment.save()
    journal(actor, "avenant : enregistrer tel quel", amendment)
    advance_after_amendment(Amendment.objects.get(pk=amendment.pk), actor=actor)
    return amendment


def _refuse_to_record(convention: Convention, rank: int) -> None:
    """The state of a recorded convention may say that an amendment exists: it may still be recorded, once."""
    if amendment_of(convention, rank) is not None:
        raise RefusedError(f"L’avenant de la {rank}e année existe déjà : ouvrez-le.")
    if not is_amended(convention, rank):
        refuse(*before_amending(convention, rank))


def _locked(convention: Convention, actor: User) -> Convention:
    let_lead_only(actor, convention.centre)
    rows = Convention.objects.select_for_update(of=("self",)).select_related("centre")
    return rows.prefetch_related("amendments").get(pk=convention.pk)
