"""State changes: each is checked on a locked row, saved and journalled in one transaction."""

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
    """An act is refused; the message is a French sentence that says why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """A change from one state to another: its permission, its check, what it writes besides the state.

    `accepts` names the fields that the caller of `move` may set. `check` returns the sentence that refuses, or "".
    `effect` runs before the state is written, `after` once it is, in the same transaction. What is not
    `is_offered` is only made by another act, never from a page.
    """

    name: str
    label: str
    source: str
    target: str
    permission: Callable[[User, Any], bool]
    check: Callable[[Any], str] = lambda _: ""
    effect: Callable[[Any, User, dt.datetime], None] = lambda *_: None
    after: Callable[[Any], None] = lambda _: None
    accepts: tuple[str, ...] = ()
    needs_comment: bool = False
    is_offered: bool = True


class Workflow:
    """The transitions of a model; `subject` names it in the journal (« convention »), which stores `facts(row)` too."""

    def __init__(
        self, subject: str, model: type[models.Model], transitions: Iterable[Transition], *,
        facts: Callable[[Any], dict[str, Any]] = lambda _: {},
    ) -> None:  # fmt: skip
        self.subject, self.model, self.facts = subject, model, facts
        self.transitions = {(step.source, step.name): step for step in transitions}

    def offered(self, user: User, obj: Any) -> list[Transition]:
        """The transitions that a page may offer `user` on `obj` now; `check` is not called."""
        return [
            step
            for step in self.transitions.values()
            if step.is_offered and step.source == obj.state and step.permission(user, obj)
        ]

    def offers(self, user: User, obj: Any, name: str) -> Transition | None:
        """The transition of that name, when a page may offer it to `user` now."""
        return next((step for step in self.offered(user, obj) if step.name == name), None)

    def label(self, name: str) -> str:
        """The text of the button of that transition; KeyError when there is none of that name."""
        return {step.name: step.label for step in self.transitions.values()}[name]

    def verb(self, step: Transition) -> str:
        """The verb of that transition in the journal."""
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
        """Make the transition `name` of `obj`, and return the row; `changes` are set before the check and saved.

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
        if unknown := changes.keys() - set(step.accepts):
            raise TypeError(f"« {step.name} » does not accept {sorted(unknown)}")
        for field, value in changes.items():
            setattr(row, field, value)
        if refusal := step.check(row):
            raise RefusedError(refusal)
        step.effect(row, actor, at or timezone.now())
        row.state = step.target
        row.full_clean()
        row.save(update_fields=[name for name, value in _values(row).items() if value != stored.get(name)])
        record(actor, self.verb(step), row, comment=comment.strip(), **self.facts(row))
        step.after(row)
        return row


def _values(row: models.Model) -> dict[str, Any]:
    """The value of each loaded column, by the name that `save` takes; copied, as JSON may be changed in place."""
    loaded = [field for field in row._meta.concrete_fields if field.attname in row.__dict__]
    return {field.name: copy.deepcopy(getattr(row, field.attname)) for field in loaded}
