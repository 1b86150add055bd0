"""Acts on conventions: drafts, what was signed before the tool, extensions (R-56, R-74 to R-76, R-85)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import check
from accounts.acts.workflow import RefusedError
from accounts.enums import Role
from accounts.journal import first_act_at, put_to_use_on
from accounts.journal import record as journal
from accounts.models import User
from centres.models import Centre
from centres.models.centre import leads
from centres.models.mandate import holds
from documents import french
from governance.conventions.checks import before_amending, faults_of_amendment_day, predecessor, why_not_to_follow
from governance.conventions.contract.signing import store_paper
from governance.conventions.kinds import has_amendments, legal_form_of, why_not
from governance.conventions.schedule import amendment_of, is_amended, is_recorded_late
from governance.conventions.workflow import advance_after_amendment
from governance.enums import AmendmentState, ConventionKind, ConventionState
from governance.law.legal_calendar import three_year_term
from governance.models import Amendment, Cartography, Convention, ConventionDocument, Extension
from governance.models.convention import LIVE

AMENDED = frozenset({ConventionState.AMENDED_2, ConventionState.AMENDED_3})


@dataclass(frozen=True, kw_only=True)
class DraftValues:
    """The values of a draft; without `ends_on`, three years (R-75)."""

    starts_on: dt.date
    ends_on: dt.date | None = None
    purpose: str = ""
    referential_version: str = ""
    cartography: Cartography | None = None
    has_republican_contract: bool = False
    consulted: str = ""
    in_regional_plan: bool = False
    regional_plan: str = ""


@dataclass(frozen=True, kw_only=True)
class PastConvention:
    """A convention signed before the tool: its state and its dates, as they are."""

    kind: str
    state: str
    starts_on: dt.date
    ends_on: dt.date
    signed_on: dt.date
    purpose: str = ""
    authority: str = ""
    referential_version: str = ""


@dataclass(frozen=True, kw_only=True)
class SignedFile:
    """The signed file of an act recorded late, and why it was not signed in the application."""

    reason: str = ""
    name: str = ""
    content: bytes = b""


NO_FILE = SignedFile()


def check_recording(actor: User, centre: Centre, signed_on: dt.date, file: SignedFile) -> bool:
    """Whether the act is recorded late: by the national administration alone, with a reason and the signed file.

    RefusedError says which of these is missing; what was signed before belongs to the lead region (1 or 2 queries).
    """
    refuse("La date de signature est dans l’avenir." if signed_on > timezone.localdate() else "")
    in_use_on = put_to_use_on(first_act_at().first())
    is_national = holds(actor, Role.NATIONAL, Role.ADMIN)
    if not is_national:
        check_lead_region(actor, centre)
    if not is_recorded_late(signed_on, in_use_on):
        refuse("" if leads(actor, centre) else "Signé avant l’outil : la région chef de file l’enregistre.")
        return False
    since = f"Signature du {french.date(signed_on)}, après la mise en service de l’outil le {french.date(in_use_on)}"
    if not is_national:
        raise RefusedError(
            f"{since} : préparez et signez cet acte dans l’outil. S’il est déjà signé, envoyez-le à l’administration "
            "nationale, qui seule l’enregistre, avec son motif et le fichier signé."
        )
    if not file.reason.strip() or not file.content:
        raise RefusedError(f"{since} : écrivez pourquoi il n’y a pas été signé, et joignez le fichier signé.")
    return True


def _store_signed_file(convention: Convention, amendment: Amendment | None, file: SignedFile, actor: User) -> None:
    kind = ConventionDocument.Kind.COPY
    store_paper(convention, kind, amendment, name=file.name, content=file.content, actor=actor)


def check_lead_region(actor: User, centre: Centre) -> None:
    """PermissionDenied for anyone but the lead region of `centre` and the administrators."""
    if not leads(actor, centre):
        raise PermissionDenied("Seule la région chef de file du centre écrit ses conventions.")


def refuse(*sentences: str) -> None:
    """RefusedError with those of the sentences that are not empty; nothing when all are."""
    if refusal := " ".join(filter(None, sentences)):
        raise RefusedError(refusal)


@transaction.atomic
def create(centre: Centre, kind: str, values: DraftValues, *, actor: User) -> Convention:
    """Create a draft of the kind that the legal form imposes; it follows the convention before it (R-85)."""
    check_lead_region(actor, centre)
    Centre.objects.select_for_update().get(pk=centre.pk)  # two agents at once wait for each other
    refuse(why_not(kind, legal_form_of(centre, values.starts_on)))
    if Convention.objects.filter(centre=centre, kind=kind, state=ConventionState.DRAFT).exists():
        raise RefusedError("Un projet de cette nature existe déjà pour ce centre : reprenez-le, ou abandonnez-le.")
    previous = predecessor(centre, kind)
    refuse(why_not_to_follow(previous, values.starts_on))
    # What was closed, or is already followed, is followed by nothing.
    is_followed = previous is None or previous.state == ConventionState.NOT_RENEWED or hasattr(previous, "followed_by")
    convention = Convention(centre=centre, kind=kind, follows=None if is_followed else previous)
    _write(convention, values)
    journal(actor, "convention : ouvrir un projet", convention)
    return convention


@transaction.atomic
def edit(convention: Convention, values: DraftValues, *, actor: User, token: str = "") -> Convention:
    """Rewrite a draft; RefusedError once it is signed, ConflictError when it changed since `token`."""
    convention = _locked_draft(convention, actor)
    check(stored_draft(convention), token)
    refuse(
        why_not(convention.kind, legal_form_of(convention.centre, values.starts_on)),
        why_not_to_follow(predecessor(convention.centre, convention.kind, but=convention.pk), values.starts_on),
    )
    _write(convention, values)
    journal(actor, "convention : modifier le projet", convention)
    return convention


def stored_draft(convention: Convention) -> dict[str, Any]:
    """The fields of a draft, as its form compares them."""
    return {name: getattr(convention, name) for name in DraftValues.__dataclass_fields__}


def _write(convention: Convention, values: DraftValues) -> None:
    """Save the values of a draft; RefusedError for a term other than three years, except a founding one (R-75)."""
    usual = three_year_term(values.starts_on)
    convention.starts_on, convention.ends_on = values.starts_on, values.ends_on or usual
    if convention.ends_on <= values.starts_on:
        raise RefusedError("Le terme précède le début : corrigez l’une des deux dates.")
    if convention.kind != ConventionKind.CONSTITUTIVE and convention.ends_on != usual:
        raise RefusedError(
            f"Cette convention dure trois ans (R-75) : laissez le terme vide, il sera le {french.date(usual)}."
        )
    for name in ("referential_version", "cartography", "has_republican_contract", "in_regional_plan", "regional_plan"):
        setattr(convention, name, getattr(values, name))
    convention.purpose, convention.consulted = values.purpose.strip(), values.consulted.strip()
    convention.full_clean()
    convention.save()


@transaction.atomic
def abandon(convention: Convention, *, actor: User) -> None:
    """Delete a draft, with a journal line."""
    convention = _locked_draft(convention, actor)
    journal(actor, "convention : abandonner le projet", convention)
    convention.delete()


def _locked_draft(convention: Convention, actor: User) -> Convention:
    check_lead_region(actor, convention.centre)
    convention = Convention.objects.select_for_update(of=("self",)).select_related("centre").get(pk=convention.pk)
    if convention.state != ConventionState.DRAFT:
        raise RefusedError("La convention est signée : elle ne change plus que par avenant.")
    return convention


@transaction.atomic
def record(centre: Centre, past: PastConvention, *, actor: User, file: SignedFile = NO_FILE) -> Convention:
    """Create a convention signed before the tool as it is: its dates are checked, its papers are not.

    One signed since is recorded late, as `check_recording` says.
    """
    is_late = check_recording(actor, centre, past.signed_on, file)
    Centre.objects.select_for_update().get(pk=centre.pk)
    _check_past(centre, past)
    values = {name: getattr(past, name) for name in PastConvention.__dataclass_fields__}
    convention = Convention(centre=centre, is_recorded=True, **values)
    convention.full_clean()
    convention.save()
    journal(actor, "convention : enregistrer telle quelle", convention, comment=file.reason.strip())
    if is_late:
        _store_signed_file(convention, None, file, actor)
    return convention


def _check_past(centre: Centre, past: PastConvention) -> None:
    """RefusedError when the dates, the state and the kind contradict each other or another convention (2 queries)."""
    form, today = legal_form_of(centre, past.starts_on), timezone.localdate()
    refuse(why_not(past.kind, form) if form else "")
    if past.ends_on <= past.starts_on:
        raise RefusedError("Le terme précède le début : corrigez l’une des deux dates.")
    if past.state in AMENDED and not has_amendments(past.kind):
        raise RefusedError("Une convention constitutive n’a pas d’avenant annuel : choisissez un autre état (R-76).")
    if past.state not in LIVE and past.ends_on >= today:
        raise RefusedError(f"Le terme est le {french.date(past.ends_on)} : la convention est encore en vigueur.")
    others = Convention.objects.filter(centre=centre, kind=past.kind, starts_on__lte=past.ends_on)
    others = others.exclude(state=ConventionState.DRAFT).prefetch_related("extensions").select_related("centre")
    for other in others:
        if other.current_end >= past.starts_on:
            raise RefusedError(
                f"Une partie de cette période est déjà couverte par {other.definite} : corrigez les dates."
            )


@transaction.atomic
def extend(convention: Convention, *, until: dt.date, decided_on: dt.date, actor: User) -> Extension:
    """Extend a founding convention beyond its term (R-76)."""
    check_lead_region(actor, convention.centre)
    convention = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
    if convention.kind != ConventionKind.CONSTITUTIVE:
        raise RefusedError("Seule une convention constitutive se proroge : les autres durent trois ans (R-75, R-76).")
    if convention.state not in LIVE:
        raise RefusedError(f"La convention n’est pas en vigueur : elle est « {convention.get_state_display()} ».")
    if until <= convention.current_end:
        raise RefusedError(
            f"La convention court déjà jusqu’au {french.date(convention.current_end)} : indiquez une date postérieure."
        )
    if decided_on > min(timezone.localdate(), until):
        raise RefusedError("La prorogation se décide avant de s’appliquer, et pas dans l’avenir : corrigez sa date.")
    extension = Extension.objects.create(convention=convention, until=until, decided_on=decided_on)
    journal(actor, "convention : proroger", convention, until=until.isoformat())
    return extension


@transaction.atomic
def prepare_amendment(convention: Convention, rank: int, *, purpose: str, actor: User, token: str = "") -> Amendment:
    """Create or rewrite the draft amendment of that year; ConflictError when it changed since `token`."""
    convention = _locked(convention, actor)
    refuse(*before_amending(convention, rank))
    check(stored_amendment(convention, rank), token)
    amendment, _ = Amendment.objects.update_or_create(
        convention=convention, rank=rank, defaults={"purpose": purpose.strip()}
    )
    journal(actor, "avenant : préparer", amendment)
    return amendment


def stored_amendment(convention: Convention, rank: int) -> dict[str, str]:
    """The draft amendment of that year as its form compares it; blank when there is none (1 query)."""
    drafts = Amendment.objects.filter(convention=convention, rank=rank)
    return {"purpose": drafts.values_list("purpose", flat=True).first() or ""}


@transaction.atomic
def record_amendment(
    convention: Convention, rank: int, *, signed_on: dt.date, purpose: str, actor: User, file: SignedFile = NO_FILE
) -> Amendment:
    """Create an amendment signed before the tool as it is, once, and move its convention to that year.

    One signed since is recorded late, as `check_recording` says.
    """
    is_late = check_recording(actor, convention.centre, signed_on, file)
    convention = _lock(convention)
    if amendment_of(convention, rank) is not None:
        raise RefusedError(f"L’avenant de la {rank}e année existe déjà : ouvrez-le.")
    if not is_amended(convention, rank):
        refuse(*before_amending(convention, rank))
    amendment = Amendment(
        convention=convention, rank=rank, state=AmendmentState.SIGNED, signed_on=signed_on, purpose=purpose.strip(),
        is_recorded=True,
    )  # fmt: skip
    refuse(*faults_of_amendment_day(amendment, timezone.localdate()))
    amendment.full_clean()
    amendment.save()
    journal(actor, "avenant : enregistrer tel quel", amendment, comment=file.reason.strip())
    if is_late:
        _store_signed_file(convention, amendment, file, actor)
    advance_after_amendment(Amendment.objects.get(pk=amendment.pk), actor=actor)
    return amendment


def _locked(convention: Convention, actor: User) -> Convention:
    check_lead_region(actor, convention.centre)
    return _lock(convention)


def _lock(convention: Convention) -> Convention:
    rows = Convention.objects.select_for_update(of=("self",)).select_related("centre")
    return rows.prefetch_related("amendments").get(pk=convention.pk)
