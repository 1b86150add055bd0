"""Acts on a programme: open it with copied actions, write its presentation, record its validation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from accounts.acts.edit_conflicts import check
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from centres.models.centre import directs
from documents import french
from governance.enums import ActionState
from governance.models import Action, Body, Orientation, Priority, Programme
from governance.programmes.actions.fields import COPIED_NAMES, field_values
from governance.programmes.actions.services import refuse_future_day, write_action
from governance.programmes.workflow import CONTENT_OPEN, PROGRAMME_WORKFLOW


@dataclass(frozen=True, kw_only=True)
class PriorityInput:
    """A priority as typed: of a national orientation, or local."""

    text: str
    orientation: Orientation | None = None


@transaction.atomic
def open_programme(centre: Centre, year: int, *, actor: User, copied: Iterable[Action] = ()) -> Programme:
    """Open the draft of a year, with the chosen actions of another year of the same centre (R-79)."""
    if not directs(actor, centre):
        raise PermissionDenied("Seule l’équipe du centre ouvre son programme.")
    if Programme.objects.filter(centre=centre, year=year).exists():
        raise RefusedError(f"Le programme {year} de ce centre existe déjà : ouvrez-le.")
    programme = Programme(centre=centre, year=year)
    programme.full_clean()
    programme.save()
    record(actor, "programme : ouvrir", programme)
    for source in copied:
        if source.programme.centre_id != centre.pk:
            raise PermissionDenied("On ne reprend que les actions de son propre centre.")
        values, sets = field_values(source, COPIED_NAMES)
        write_action(Action(programme=programme, **values), actor=actor, sets=sets)
    return programme


def actions_to_copy(programme: Programme | None) -> QuerySet[Action]:
    """The actions of a year that may be copied to the next: all but those cancelled."""
    if programme is None:
        return Action.objects.none()
    return programme.actions.exclude(state=ActionState.CANCELLED).order_by("mission", "pk")


@transaction.atomic
def present(
    programme: Programme, *, actor: User, introduction: str, priorities: Iterable[PriorityInput], token: str = ""
) -> Programme:
    """Write the introduction and the priorities of a draft (R-20), unless somebody did since they were shown."""
    programme = _locked(programme, actor)
    check(stored_presentation(programme.pk), token)
    if programme.state not in CONTENT_OPEN:
        raise RefusedError("Le programme n’est plus un brouillon : reprenez-le avant d’en changer les priorités.")
    programme.introduction = introduction.strip()
    programme.save()
    programme.priorities.all().delete()
    priorities = [priority for priority in priorities if priority.text.strip()]
    Priority.objects.bulk_create(
        Priority(programme=programme, orientation=priority.orientation, text=priority.text.strip())
        for priority in priorities
    )
    record(actor, "programme : présenter", programme, priorités=[priority.text for priority in priorities])
    return programme


def stored_presentation(pk: int) -> dict[str, Any]:
    """The stored introduction and priorities (2 queries)."""
    programme = Programme.objects.get(pk=pk)
    rows = programme.priorities.all()
    return {
        "introduction": programme.introduction,
        "orientations": [f"{row.orientation_id or ''} {row.text}" for row in rows],
        "texts": [row.text for row in rows],
    }


@transaction.atomic
def validate(programme: Programme, *, actor: User, body: Body, on: dt.date, without_meeting: bool = False) -> Programme:
    """Record that the decision body validated the programme on that day (R-79); refused while it lacks something.

    The body met that day, or it decided `without_meeting`, which the journal says.
    """
    programme = _locked(programme, actor)
    if body.centre_id != programme.centre_id or not body.decides_programme:
        raise RefusedError("Cette instance ne valide pas le programme du centre : choisissez l’instance décisionnelle.")
    refuse_future_day(on, "La validation")
    if not without_meeting and not body.meetings.filter(on=on, is_held=True).exists():
        raise RefusedError(
            f"Aucune réunion de « {body.name} » tenue le {french.date(on)} n’est enregistrée : enregistrez-la dans "
            "« Instances », corrigez la date, ou cochez « Décidé sans réunion » (R-79)."
        )
    how = ", sans réunion" if without_meeting else ""
    comment = f"{body.name}, {french.date(on)}{how}"
    return PROGRAMME_WORKFLOW.move(programme, "validate", actor=actor, comment=comment, decided_by=body, decided_on=on)


def _locked(programme: Programme, actor: User) -> Programme:
    programme = Programme.objects.select_for_update(of=("self",)).select_related("centre").get(pk=programme.pk)
    if not directs(actor, programme.centre):
        raise PermissionDenied("Seule l’équipe du centre écrit son programme.")
    return programme
