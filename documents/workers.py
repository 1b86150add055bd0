"""Other processes that print: heavy work leaves this one, and each failure stays its own.

The functions given must be importable by name, and what goes in and out must be plain: a worker has no database of
its own to ask.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

import django

Job = TypeVar("Job")
LIFETIME = 40  # documents: then another process takes over, so that memory never grows for long


def start() -> None:
    """What a new process does first."""
    django.setup()


def spread(work: Callable[[Job], bytes], jobs: Iterable[Job], workers: int) -> Iterator[tuple[Job, bytes | Exception]]:
    """Each job with its result or its failure, as they end; a process that dies takes no other job with it."""
    lost = []
    for job, result in _spread(work, jobs, workers):
        if isinstance(result, BrokenProcessPool):
            lost.append(job)
        else:
            yield job, result
    for job in lost:
        yield from _spread(work, [job], 1)


def _spread(work: Callable[[Job], bytes], jobs: Iterable[Job], workers: int) -> Iterator[tuple[Job, Any]]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=start, max_tasks_per_child=LIFETIME) as pool:
        waiting = {pool.submit(work, job): job for job in jobs}
        for future in as_completed(waiting):
            yield waiting[future], future.exception() or future.result()
