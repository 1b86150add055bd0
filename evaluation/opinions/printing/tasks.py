"""Printing waits in the database for a worker: nobody who reads or writes an opinion waits for it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from evaluation.models import Opinion
from evaluation.opinions.printing.publish import print_all


@task()
def print_opinion(opinion_id: int) -> list[str]:
    """Print what is not yet of this opinion; the references of all that is. Asked twice, it prints once."""
    opinion = Opinion.objects.select_related("centre").get(pk=opinion_id)
    return [document.reference for document in print_all(opinion)]


def print_later(opinion: Opinion) -> None:
    """Ask for the print of `opinion` once the current transaction is kept; nothing is asked if it is not."""
    transaction.on_commit(partial(print_opinion.enqueue, opinion.pk), robust=True)
