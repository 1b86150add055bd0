"""Background job that recomputes the figures of a year."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from evaluation.summaries.services import is_large, refresh


@task()
def refresh_year(year: int) -> None:
    """Recompute `year` from its forms at the start of the job."""
    refresh(year)


def refresh_or_enqueue(year: int) -> None:
    """Recompute `year` in this transaction, or by a worker after its commit when it is large (`INLINE_FORMS`)."""
    if is_large(year):
        transaction.on_commit(partial(_enqueue, year), robust=True)
    else:
        refresh(year)


def _enqueue(year: int) -> None:
    """Enqueue the job unless one waits already, which will read what was just committed."""
    waiting = DBTaskResult.objects.filter(
        task_path=refresh_year.module_path, status=TaskResultStatus.READY, args_kwargs__args=[year]
    )
    if not waiting.exists():
        refresh_year.enqueue(year)
