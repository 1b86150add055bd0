"""How any object of the house goes from one state to another: under lock, with its reason, and in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from accounts.journal import record
from accounts.models import User


class RefusedError(Exception):
    """Why an act is refused, in a French sentence that says what to do."""


def _nothing_to_say(obj: Any) -> str:
    return ""


def _nothing_else(obj: Any, actor: User) -> None:
    return None


def _nothing_more(obj: Any) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One way from one state to another: who may take it, what must be true first, what it writes besides the state.

    `effect` runs before the state is written, `after` once it is, in the same transaction.
    """

    name: str
    label: str
    source: str
    target: str
    may: Callable[[User, Any], bool]
    guard: Callable[[Any], str] = _nothing_to_say
    effect: Callable[[Any, User], None] = _nothing_else
    after: Callable[[Any], None] = _nothing_more
    needs_comment: bool = False


class Life:
    """The transitions of one sort of object, told once; `subject` names it in the journal (« convention »)."""

    def __init__(self, subject: str, model: type[models.Model], transitions: Iterable[Transition]) -> None:
        self.subject, self.model = subject, model
        self.transitions = {(step.source, step.name): step for step in transitions}

    def open_to(self, user: User, obj: Any) -> list[Transition]:
        """The transitions that the screen may offer `user` on `obj` now; a refusal by guard is told when tried."""
        return [step for step in self.transitions.values() if step.source == obj.state and step.may(user, obj)]

    def verb(self, step: Transition) -> str:
        """How the journal tells that step."""
        return f"{self.subject} : {step.label.lower()}"

    @transaction.atomic
    def move(self, obj: Any, name: str, *, actor: User, comment: str = "") -> Any:
        """Take `obj` through `name`; PermissionDenied for others, RefusedError says what is missing."""
        # Its key never changes: whoever writes a row that hangs from it does not wait for us while we wait for him.
        held = self.model._default_manager.select_for_update(of=("self",), no_key=True)  # noqa: SLF001
        obj = held.get(pk=obj.pk)
        step = self.transitions.get((obj.state, name))
        if step is None:
            raise RefusedError(f"{str(obj).capitalize()} est déjà dans l’état « {obj.get_state_display()} ».")
        if not step.may(actor, obj):
            raise PermissionDenied(f"« {step.label} » n’est pas ouvert à votre rôle.")
        if step.needs_comment and not comment.strip():
            raise RefusedError(f"« {step.label} » demande un motif : il est gardé au journal.")
        if refusal := step.guard(obj):
            raise RefusedError(refusal)
        step.effect(obj, actor)
        obj.state = step.target
        obj.full_clean()
        obj.save()
        record(actor, self.verb(step), obj, comment=comment.strip())
        step.after(obj)
        return obj
