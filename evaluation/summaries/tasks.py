"""Background job that recomputes the figures of a year."""

from __future__ import annotations

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from evaluation.summaries.services import is_large, refresh


@task()
def refresh_year(year: int) -> None:
    """Recompute `year` from its forms at the start of the job."""
    refresh(year)


def refresh_or_enqueue(year: int) -> None:
    """Recompute `year` in this transaction, or by a worker after its commit when it is large (`INLINE_FORMS`).

    The job is enqueued in the transaction of the act: both are committed, or neither.
    """
    if not is_large(year):
        refresh(year)
        return
    # A waiting job is locked until the commit: no worker starts it before it can read what is being written.
    waiting = DBTaskResult.objects.select_for_update().filter(
        task_path=refresh_year.module_path, status=TaskResultStatus.READY, args_kwargs__args=[year]
    )
    if waiting.first() is None:
        refresh_year.enqueue(year)
