"""Acts on the sessions of an action: record, correct, remove; each one transaction, one journal line."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import check
from accounts.acts.submission_keys import TwinError
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models.centre import directs
from documents import french
from governance.enums import ActionState, Mode, ProgrammeState, Public
from governance.models import Action, Attendance, Session
from governance.programmes.actions.workflow import ACTION_WORKFLOW

COUNTED = ("on_site", "remote", "mainstream")


@dataclass(frozen=True, kw_only=True)
class PublicCount:
    """How many people of one public came, and how many of them from mainstream services."""

    public: str
    on_site: int = 0
    remote: int = 0
    mainstream: int = 0


@dataclass(frozen=True, kw_only=True)
class SessionInput:
    """A session as typed: half-days (a day: 2), how, where, who came."""

    on: dt.date
    half_days: Decimal
    mode: str
    place: str = ""
    is_held: bool = True
    counts: tuple[PublicCount, ...] = ()


@transaction.atomic
def record_session(
    action: Action, entry: SessionInput, *, actor: User, is_last: bool = False, is_another: bool = True
) -> Session:
    """Add a session to an action. RefusedError; TwinError for the same day and people, unless `is_another`."""
    action = _locked(action, actor)
    _check(action, entry)
    if not is_another and _has_twin(action, entry):
        raise TwinError(
            f"Même séance déjà saisie ? Cette action en a une du {french.date(entry.on)} avec les mêmes "
            "participants. Si c’en est une autre, enregistrez à nouveau."
        )
    session = Session(action=action)
    _write(session, entry)
    record(actor, "séance : enregistrer", session)
    if is_last and action.state == ActionState.PLANNED:
        ACTION_WORKFLOW.move(action, "do", actor=actor)
    return session


@transaction.atomic
def correct_session(session: Session, entry: SessionInput, *, actor: User, token: str = "") -> Session:
    """Replace a session and its counts; ConflictError when it changed since `token`, RefusedError."""
    action = _locked(session.action, actor)
    _check(action, entry)
    if (stored := Session.objects.filter(pk=session.pk, action=action).first()) is None:
        raise RefusedError("Cette séance n’existe plus : quelqu’un d’autre l’a retirée.")
    session = stored
    check(stored_session(session), token)
    session.attendances.all().delete()
    _write(session, entry)
    record(actor, "séance : corriger", session)
    return session


def stored_session(session: Session) -> dict[str, Any]:
    """The stored values of a session, by the names of its form; None for a public without counts (1 query)."""
    values = {name: getattr(session, name) for name in ("on", "half_days", "mode", "place", "is_held")}
    values |= dict.fromkeys(f"{public}-{name}" for public in Public.values for name in COUNTED)
    for row in session.attendances.all():
        values |= {f"{row.public}-{name}": getattr(row, name) for name in COUNTED}
    return values


@transaction.atomic
def remove_session(session: Session, *, actor: User) -> None:
    """Delete a session recorded by mistake, with a journal line."""
    _check_open(_locked(session.action, actor))
    record(actor, "séance : retirer", session)
    session.delete()


def _locked(action: Action, actor: User) -> Action:
    """The action under lock: two forms sent at once wait for each other."""
    actions = Action.objects.select_for_update(of=("self",)).select_related("programme__centre")
    action = actions.get(pk=action.pk)
    if not directs(actor, action.programme.centre):
        raise PermissionDenied("Seule l’équipe du centre saisit ses séances.")
    return action


def _check_open(action: Action) -> None:
    if action.programme.state == ProgrammeState.DONE:
        raise RefusedError(f"L’année {action.programme.year} est close : rouvrez-la pour toucher à ses séances.")
    if action.state == ActionState.CANCELLED:
        raise RefusedError("Cette action est annulée : elle ne reçoit pas de séance.")


def _check(action: Action, entry: SessionInput) -> None:
    _check_open(action)
    if entry.on.year != action.programme.year:
        raise RefusedError(
            f"La séance est datée du {french.date(entry.on)}, mais l’action est au programme {action.programme.year} : "
            "corrigez la date, ou choisissez l’action de l’autre année."
        )
    if entry.is_held and entry.on > timezone.localdate():
        raise RefusedError(
            f"La séance du {french.date(entry.on)} n’a pas encore eu lieu : corrigez la date, ou annoncez-la "
            "comme à venir."
        )
    if not entry.is_held and entry.counts:
        raise RefusedError("Une séance à venir n’a pas encore de participants : retirez-les.")
    on_site, remote = (sum(getattr(count, name) for count in entry.counts) for name in ("on_site", "remote"))
    if entry.mode == Mode.ON_SITE and remote:
        raise RefusedError("Des personnes sont comptées à distance : la séance est « hybride ». Corrigez la modalité.")
    if entry.mode == Mode.REMOTE and on_site:
        raise RefusedError("Des personnes sont comptées sur place : la séance est « hybride ». Corrigez la modalité.")


def _has_twin(action: Action, entry: SessionInput) -> bool:
    """Whether a session of that day, half-days and people is recorded (1 query, and 1 for each session of that day)."""
    counts = {(count.public, count.on_site, count.remote, count.mainstream) for count in entry.counts}
    rows = action.sessions.filter(on=entry.on, half_days=entry.half_days, is_held=entry.is_held)
    recorded = (session.attendances.values_list("public", "on_site", "remote", "mainstream") for session in rows)
    return any(set(attendances) == counts for attendances in recorded)


def _write(session: Session, entry: SessionInput) -> None:
    for name in ("on", "half_days", "mode", "place", "is_held"):
        setattr(session, name, getattr(entry, name))
    session.full_clean()
    session.save()
    for count in entry.counts:
        row = Attendance(session=session, **asdict(count))
        row.full_clean()
        row.save()
