"""Writing a programme's budget: a whole stage at a time, in one transaction; a blank writes no row, never a zero."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.acts.edit_conflicts import ConflictError, form_token
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models.centre import directs
from governance.enums import Destination, Funder, ProgrammeState, Stage
from governance.models import BudgetLine, ExpenseLine, Programme
from governance.programmes.budget.queries import Budget, BudgetPost, budget_amounts, budget_of

OPEN_WHEN = {
    Stage.PLANNED: frozenset({ProgrammeState.DRAFT}),
    Stage.ACTUAL: frozenset({ProgrammeState.VALIDATED, ProgrammeState.UNDER_WAY}),
}


def may_write(programme: Programme, stage: str) -> bool:
    """Whether this stage of the budget may change in the programme's present state."""
    return programme.state in OPEN_WHEN[Stage(stage)]


@transaction.atomic
def save_budget(programme: Programme, stage: str, rows: Iterable[BudgetPost], *, actor: User, token: str) -> Budget:
    """Replace one stage of the budget; RefusedError, ConflictError when it is not that of `token` any more.

    An unbalanced budget may be stored: it is refused at validation (R-41) and at closing (R-73).
    """
    programme = _locked(programme, stage, actor)
    stored = budget_of(budget_amounts([programme.pk]), stage).values
    if form_token(stored) != token:
        raise ConflictError(stored=stored)
    rows = [row for row in rows if row.amounts]
    _check(rows)
    for model, is_income in ((BudgetLine, True), (ExpenseLine, False)):
        model.objects.filter(programme=programme, stage=stage).delete()
        model.objects.bulk_create(
            model(**row.columns, programme=programme, stage=stage, destination=name, label=row.label, amount=amount)
            for row in rows
            for name, amount in row.amounts.items()
            if row.is_income == is_income and not _is_restricted(row, name)
        )
    saved = budget_of(budget_amounts([programme.pk]), stage)
    record(
        actor, f"budget {Stage(stage).label} : enregistrer", programme,
        produits=str(saved.total_income), charges=str(saved.total_expenses),
    )  # fmt: skip
    return saved


def _locked(programme: Programme, stage: str, actor: User) -> Programme:
    programme = Programme.objects.select_for_update(of=("self",)).select_related("centre").get(pk=programme.pk)
    if not directs(actor, programme.centre):
        raise PermissionDenied("Seule l’équipe du centre écrit son budget.")
    if may_write(programme, stage):
        return programme
    if stage == Stage.PLANNED:
        raise RefusedError("Le budget prévisionnel ne change que dans un brouillon : reprenez d’abord le programme.")
    raise RefusedError("Le budget réalisé se saisit d’un programme validé ou en cours.")


def _check(rows: list[BudgetPost]) -> None:
    """RefusedError for a post twice, or for an amount that the core grant of programme 147 may not pay (R-03)."""
    keys = set()
    for row in rows:
        if row.key in keys:
            raise RefusedError(
                f"La ligne « {row.title} » figure deux fois : additionnez les montants, ou donnez-leur un libellé."
            )
        keys.add(row.key)
        misplaced = [name for name, amount in row.amounts.items() if amount and _is_restricted(row, name)]
        if misplaced:
            raise RefusedError(
                f"La subvention socle du programme 147 ne finance que les missions socle (R-03) : inscrivez le montant "
                f"« {Destination(misplaced[0]).label} » sur la ligne d’un autre financeur."
            )


def _is_restricted(row: BudgetPost, destination: str) -> bool:
    """Whether this is the core grant, on a destination that it may not pay (R-03); a zero there is not stored."""
    return row.is_income and row.post == Funder.STATE_147_CORE and destination != Destination.CORE
