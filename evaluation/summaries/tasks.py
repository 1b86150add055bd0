"""The recomputation of a year's figures, at once or by a worker."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from evaluation.summaries.services import is_large, refresh


@task()
def refresh_year(year: int) -> None:
    """Store the figures of `year` again, as its forms are when the job starts."""
    refresh(year)


def refresh_or_enqueue(year: int) -> None:
    """Store the figures of `year` again: in the current transaction, or by a worker once it is committed when the year
    is large (see `INLINE_FORMS`)."""
    if is_large(year):
        transaction.on_commit(partial(_enqueue, year), robust=True)
    else:
        refresh(year)


def _enqueue(year: int) -> None:
    """A job that has not started yet will read what was just committed: one is enough."""
    waiting = DBTaskResult.objects.filter(
        task_path=refresh_year.module_path, status=TaskResultStatus.READY, args_kwargs__args=[year]
    )
    if not waiting.exists():
        refresh_year.enqueue(year)
