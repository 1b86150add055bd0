"""Acts on actions: write one, with what the framework says it is; take one away; note what participants thought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.acts.edit_conflicts import check, lock_unchanged
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from governance.enums import ProgrammeState
from governance.models import Action, Programme
from governance.models.programme import IN_FORCE
from governance.models.scoped import directs
from governance.programmes.actions.classify import Course, cartography_of, classified, keep, sentences
from governance.programmes.actions.fields import FORM_SECTIONS, SATISFACTION, field_values, section_names

Sets = Mapping[str, Iterable[Any]]


@transaction.atomic
def save_action(action: Action, *, actor: User, sets: Sets | None = None, reason: str = "", token: str = "") -> Action:
    """Write a new or changed action in its programme; RefusedError says why not, with the article.

    `reason` is due once the programme is validated: why the action is added (R-20), or why it changes. Refused when
    somebody changed the action since it was shown.
    """
    programme = locked_programme(action.programme, actor)
    if action.pk:
        check(stored_action(action.pk), token)
    _check_programme(programme, reason, is_new=action.pk is None)
    action.programme = programme
    mark_added_later(action, reason)
    return write_action(action, actor=actor, sets=sets, reason=reason)


def stored_action(pk: int) -> dict[str, Any]:
    """What is kept of an action that its form asks (3 queries)."""
    action = Action.objects.select_related("decided_by", "cartography_line").get(pk=pk)
    values, sets = field_values(action, section_names(*FORM_SECTIONS))
    return values | sets


def locked_programme(programme: Programme, actor: User) -> Programme:
    programme = Programme.objects.select_for_update(of=("self",)).select_related("centre").get(pk=programme.pk)
    if not directs(actor, programme.centre):
        raise PermissionDenied("Seule l’équipe du centre écrit ses actions.")
    return programme


def _check_programme(programme: Programme, reason: str, *, is_new: bool) -> None:
    if programme.state == ProgrammeState.SUBMITTED:
        raise RefusedError("Le programme est soumis à l’instance : reprenez-le avant d’en changer les actions.")
    if programme.state == ProgrammeState.DONE:
        raise RefusedError(f"L’année {programme.year} est close : rouvrez-la pour en changer les actions.")
    if programme.state in IN_FORCE and not reason.strip():
        act = "l’action est ajoutée" if is_new else "l’action est modifiée"
        raise RefusedError(f"Le programme est validé : dites pourquoi {act} en cours d’année (R-20).")


def mark_added_later(action: Action, reason: str = "") -> None:
    """Say of a new action whether it belongs to the programme as validated, or is added in the course of the year."""
    if action.pk is None and action.programme.state in IN_FORCE:
        action.in_programme, action.added_because = False, reason.strip()


def write_action(action: Action, *, actor: User, sets: Sets | None = None, reason: str = "") -> Action:
    """Classify and write, for those who already hold the programme; what the framework forbids is not recorded."""
    answer = classified(action, Course(cartography_on=cartography_of(action.programme.centre_id)))
    if not answer.may_be_recorded:
        raise RefusedError(sentences(one for one in answer.refusals if one.stops == "enregistrement"))
    verb = "action : ajouter" if action.pk is None else "action : modifier"
    keep(action, answer)
    action.full_clean()
    action.save()
    for name, rows in (sets or {}).items():
        getattr(action, name).set(rows)
    record(
        actor, verb, action, comment=reason.strip(), nature=action.nature, raisons=[one.rule for one in answer.reasons]
    )
    return action


@transaction.atomic
def reclassify(action: Action, *, actor: User) -> Action:
    """Ask the framework again after something around the action has changed, such as its service."""
    action = Action.objects.select_related("programme__centre", "service", "cartography_line").get(pk=action.pk)
    return write_action(action, actor=actor, reason="Reclassement.")


@transaction.atomic
def remove_action(action: Action, *, actor: User) -> None:
    """Take an action out of a draft; once the programme is submitted it is cancelled instead, and stays readable."""
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
    """Keep how many participants answered and how many were satisfied; None stays unknown."""
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
