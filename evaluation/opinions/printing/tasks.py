"""Background printing of the opinions, by a worker that reads its tasks in the database."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from evaluation.models import Opinion
from evaluation.opinions.printing.publish import print_all


@task()
def print_opinion(opinion_id: int) -> list[str]:
    """Print and publish the documents of this opinion that are not yet; the references of all of them. Idempotent."""
    opinion = Opinion.objects.select_related("centre").get(pk=opinion_id)
    return [document.reference for document in print_all(opinion)]


def print_later(opinion: Opinion) -> None:
    """Enqueue the print of `opinion` when the current transaction is committed."""
    transaction.on_commit(partial(print_opinion.enqueue, opinion.pk), robust=True)
