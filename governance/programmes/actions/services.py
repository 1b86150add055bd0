"""Acts on actions: write, classified; remove; note satisfaction; attach productions.

Each is one transaction and one journal line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import check, lock_unchanged
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models.centre import directs
from documents import french
from governance.enums import ActionState, Mission, ProgrammeState
from governance.models import Action, Production, Programme
from governance.models.programme import IN_FORCE
from governance.programmes.actions.classify import (
    Course,
    cartography_date,
    classification_of,
    sentences,
    store_classification,
)
from governance.programmes.actions.fields import FORM_SECTIONS, SATISFACTION, field_values, section_names

Sets = Mapping[str, Iterable[Any]]
WRITTEN = [field.name for field in Action._meta.concrete_fields if field.name not in ("id", "state")]


@transaction.atomic
def save_action(action: Action, *, actor: User, sets: Sets | None = None, reason: str = "", token: str = "") -> Action:
    """Write a new or changed action in its programme; RefusedError says why not, with the article.

    `reason` is due once the programme is validated: why the action is added (R-20), or why it changes. Refused when
    somebody changed the action since it was shown.
    """
    programme = locked_programme(action.programme, actor)
    if action.pk:
        check(stored_action(action.pk), token)
    if programme.state == ProgrammeState.SUBMITTED:
        raise RefusedError("Le programme est soumis à l’instance : reprenez-le avant d’en changer les actions.")
    if programme.state == ProgrammeState.DONE:
        raise RefusedError(f"L’année {programme.year} est close : rouvrez-la pour en changer les actions.")
    if programme.state in IN_FORCE and not reason.strip():
        act = "l’action est modifiée" if action.pk else "l’action est ajoutée"
        raise RefusedError(f"Le programme est validé : dites pourquoi {act} en cours d’année (R-20).")
    action.programme = programme
    mark_added_later(action, reason)
    return write_action(action, actor=actor, sets=sets, reason=reason)


def stored_action(pk: int) -> dict[str, Any]:
    """The stored values of the fields that the form of an action asks (3 queries)."""
    action = Action.objects.select_related("decided_by", "cartography_line").get(pk=pk)
    values, sets = field_values(action, section_names(*FORM_SECTIONS))
    return values | sets


def locked_programme(programme: Programme, actor: User) -> Programme:
    """The programme, locked until the end of the transaction (1 query); PermissionDenied outside the centre’s team."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("centre").get(pk=programme.pk)
    if not directs(actor, programme.centre):
        raise PermissionDenied("Seule l’équipe du centre écrit ses actions.")
    return programme


def mark_added_later(action: Action, reason: str = "") -> None:
    """Mark a new action as added later, for `reason`, once its programme is in force (R-20); the caller saves."""
    if action.pk is None and action.programme.state in IN_FORCE:
        action.in_programme, action.added_because = False, reason.strip()


def write_action(action: Action, *, actor: User, sets: Sets | None = None, reason: str = "") -> Action:
    """Classify and write, under the caller’s lock of the programme; RefusedError for what the framework forbids."""
    refuse_future_day(action.decided_on, "La décision de l’action")
    answer = classification_of(action, Course(cartography_on=cartography_date(action.programme.centre_id)))
    if not answer.may_be_recorded:
        raise RefusedError(sentences(refusal for refusal in answer.refusals if refusal.stops == "enregistrement"))
    verb = "action : ajouter" if action.pk is None else "action : modifier"
    store_classification(action, answer)
    action.full_clean()
    # The state moves under the lock of the action alone: the one read before may be old, and is left as it is stored.
    action.save(update_fields=WRITTEN if action.pk else None)
    for name, rows in (sets or {}).items():
        getattr(action, name).set(rows)
    record(
        actor,
        verb,
        action,
        comment=reason.strip(),
        nature=action.nature,
        raisons=[ground.rule for ground in answer.reasons],
    )
    return action


def refuse_future_day(day: dt.date | None, what: str) -> None:
    """RefusedError when `what`, which has happened, is dated after today."""
    if day is not None and day > timezone.localdate():
        raise RefusedError(f"{what} ne peut pas être datée du {french.date(day)}, qui n’est pas encore passé.")


@transaction.atomic
def reclassify(action: Action, *, actor: User) -> Action:
    """Classify the stored action again, once something that its classification depends on has changed."""
    action = Action.objects.select_related("programme__centre", "service", "cartography_line").get(pk=action.pk)
    return write_action(action, actor=actor, reason="Reclassement.")


@transaction.atomic
def remove_action(action: Action, *, actor: User) -> None:
    """Delete an action of a draft; RefusedError once the programme is submitted, or when rows depend on it."""
    programme = locked_programme(action.programme, actor)
    if programme.state != ProgrammeState.DRAFT:
        raise RefusedError("Le programme n’est plus un brouillon : annulez l’action, elle reste lisible.")
    if action.sessions.exists() or action.productions.exists() or hasattr(action, "service"):
        raise RefusedError(
            "L’action porte déjà des séances, une prestation ou des productions : retirez-les, ou annulez-la."
        )
    record(actor, "action : retirer", action)
    action.delete()


@transaction.atomic
def note_satisfaction(
    action: Action, *, actor: User, answered: int | None, satisfied: int | None, token: str = ""
) -> Action:  # fmt: skip
    """Write how many participants answered and how many were satisfied (None: unknown); ConflictError, RefusedError."""
    locked_programme(action.programme, actor)
    lock_unchanged(action, section_names(SATISFACTION), token)
    action = Action.objects.get(pk=action.pk)
    if fault := satisfaction_fault(answered, satisfied):
        raise RefusedError(fault)
    action.answered, action.satisfied = answered, satisfied
    action.save()
    record(actor, "action : noter la satisfaction", action, reçues=answered, satisfaites=satisfied)
    return action


def satisfaction_fault(answered: int | None, satisfied: int | None) -> str:
    """The sentence that refuses more satisfied answers than answers; empty when there is nothing to say."""
    if satisfied is not None and (answered is None or satisfied > answered):
        return "Les réponses satisfaites ne peuvent pas dépasser les réponses reçues : corrigez l’une des deux."
    return ""


def stored_productions(action: Action) -> dict[str, Any]:
    """The productions of the action, as its form shows them (1 query)."""
    return {"productions": list(action.productions.all())}


@transaction.atomic
def attach_productions(action: Action, *, actor: User, productions: Collection[Production], token: str = "") -> Action:
    """Say which productions of the centre come from the action (R-25); RefusedError, ConflictError: nothing is written.

    A capitalised action of mission 2 keeps at least one published production.
    """
    if not directs(actor, action.programme.centre):
        raise PermissionDenied("Seule l’équipe du centre rattache ses productions.")
    action = Action.objects.select_related("programme__centre").select_for_update(of=["self"]).get(pk=action.pk)
    check(stored_productions(action), token)
    if any(action.programme.centre not in production.centres.all() for production in productions):
        raise RefusedError("Une de ces productions n’est pas celle de votre centre.")
    is_capitalised = action.state == ActionState.CAPITALISED and action.mission == Mission.M2
    if is_capitalised and not any(production.published_on for production in productions):
        raise RefusedError("Cette action est déclarée capitalisée : elle garde au moins une production publiée.")
    action.productions.set(productions)
    record(actor, "action : rattacher des productions", action, productions=[row.title for row in productions])
    return action
