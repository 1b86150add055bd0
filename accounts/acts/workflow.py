"""The one engine of state changes: locked, checked, saved and written in the journal in one transaction."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst

from accounts.journal import record
from accounts.models import User


class RefusedError(Exception):
    """Why an act is refused, in a French sentence that says what to do."""


def _no_refusal(obj: Any) -> str:
    return ""


def _no_effect(obj: Any, actor: User, at: dt.datetime) -> None:
    return None


def _nothing_after(obj: Any) -> None:
    return None


def _no_facts(obj: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One way from one state to another: who may take it, what must be true first, what it writes besides the state.

    `accepts` names the fields that the caller of `move` may set. `check` gives the sentence that refuses, or nothing.
    `effect` runs before the state is written, `after` once it is, in the same transaction. What is not `is_offered`
    is taken by another act, never from a screen.
    """

    name: str
    label: str
    source: str
    target: str
    permission: Callable[[User, Any], bool]
    check: Callable[[Any], str] = _no_refusal
    effect: Callable[[Any, User, dt.datetime], None] = _no_effect
    after: Callable[[Any], None] = _nothing_after
    accepts: tuple[str, ...] = ()
    needs_comment: bool = False
    is_offered: bool = True


class Workflow:
    """The transitions of one model; `subject` names it in the journal (« convention »), `facts` what its lines keep."""

    def __init__(
        self, subject: str, model: type[models.Model], transitions: Iterable[Transition], *,
        facts: Callable[[Any], dict[str, Any]] = _no_facts,
    ) -> None:  # fmt: skip
        self.subject, self.model, self.facts = subject, model, facts
        self.transitions = {(step.source, step.name): step for step in transitions}

    def offered(self, user: User, obj: Any) -> list[Transition]:
        """The transitions that a screen may offer `user` on `obj` now; what `check` refuses is said when tried."""
        return [
            step
            for step in self.transitions.values()
            if step.is_offered and step.source == obj.state and step.permission(user, obj)
        ]

    def offers(self, user: User, obj: Any, name: str) -> Transition | None:
        """The transition of that name, when a screen may offer it to `user` now."""
        return next((step for step in self.offered(user, obj) if step.name == name), None)

    def label(self, name: str) -> str:
        """The words of the button of that transition; KeyError when there is none of that name."""
        return {step.name: step.label for step in self.transitions.values()}[name]

    def verb(self, step: Transition) -> str:
        """What the journal calls that transition."""
        return f"{self.subject} : {step.label.lower()}"

    def lock(self, obj: Any) -> Any:
        """The row as it is now, locked until the end of the transaction; RefusedError when it is gone (1 query).

        Rows that refer to it may still be written: only its key is left unlocked.
        """
        row = self.model._default_manager.select_for_update(of=("self",), no_key=True)  # noqa: SLF001
        if (locked := row.filter(pk=obj.pk).first()) is None:
            raise RefusedError(f"{capfirst(str(obj))} n’existe plus : quelqu’un d’autre y a renoncé.")
        return locked

    @transaction.atomic
    def move(
        self, obj: Any, name: str, *, actor: User, comment: str = "", at: dt.datetime | None = None, **changes: Any
    ) -> Any:
        """Take `obj` through `name`, and return the row: `changes` are set on it before the check, and saved with it.

        PermissionDenied for others; RefusedError says what is missing; TypeError for a field that is not accepted.
        """
        row = self.lock(obj)
        stored = _values(row)
        step = self.transitions.get((row.state, name))
        if step is None:
            raise RefusedError(f"{capfirst(str(row))} est déjà dans l’état « {row.get_state_display()} ».")
        if not step.permission(actor, row):
            raise PermissionDenied(f"« {step.label} » n’est pas ouvert à votre rôle.")
        if step.needs_comment and not comment.strip():
            raise RefusedError(f"« {step.label} » demande un motif : il est gardé au journal.")
        _set(row, step, changes)
        if refusal := step.check(row):
            raise RefusedError(refusal)
        step.effect(row, actor, at or timezone.now())
        row.state = step.target
        row.full_clean()
        row.save(update_fields=[name for name, value in _values(row).items() if value != stored.get(name)])
        record(actor, self.verb(step), row, comment=comment.strip(), **self.facts(row))
        step.after(row)
        return row


def _set(row: models.Model, step: Transition, changes: dict[str, Any]) -> None:
    if unknown := changes.keys() - set(step.accepts):
        raise TypeError(f"« {step.name} » does not accept {sorted(unknown)}")
    for name, value in changes.items():
        setattr(row, name, value)


def _values(row: models.Model) -> dict[str, Any]:
    """The value of each loaded column, by the name that `save` takes; copied, as JSON may be changed in place."""
    loaded = [field for field in row._meta.concrete_fields if field.attname in row.__dict__]
    return {field.name: copy.deepcopy(getattr(row, field.attname)) for field in loaded}
