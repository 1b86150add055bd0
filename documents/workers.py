"""Other processes that print: heavy work leaves this one, and each failure stays its own.

A worker knows our static files and the press, nothing else: neither database nor application, which halves its memory.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from documents.pdf import Page, print_page

Key = TypeVar("Key")
LIFETIME = 8  # documents: then another process takes over, so that memory never grows for long


def start() -> None:
    """What a new process does first: our static files and those of the design system, without any application."""
    design_system = find_spec("dsfr")
    if design_system is None or design_system.origin is None:
        raise ImproperlyConfigured("La bibliothèque dsfr manque : les lettres de l’État sont dedans.")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, Path(design_system.origin).parent / "static"]
    settings.INSTALLED_APPS = []
    apps.populate([])


def press_apart(page: Page) -> bytes:
    """The document, printed by a process that ends with it; the failure of that process is raised here."""
    ((_, result),) = spread([(None, page)], 1)
    if isinstance(result, Exception):
        raise result
    return result


def spread(pages: Iterable[tuple[Key, Page]], workers: int) -> Iterator[tuple[Key, bytes | Exception]]:
    """Each document with its bytes or its failure, as they end; pages are composed only as they are needed.

    A process that dies takes no other document with it: those that it held are printed again, one by one.
    """
    lost = []
    for key, page, result in _pool(pages, workers):
        if isinstance(result, BrokenProcessPool):
            lost.append((key, page))
        else:
            yield key, result
    for one in lost:
        yield from ((key, result) for key, _, result in _pool([one], 1))


def _pool(pages: Iterable[tuple[Key, Page]], workers: int) -> Iterator[tuple[Key, Page, Any]]:
    context = multiprocessing.get_context("spawn")
    waiting: dict[Future[bytes], tuple[Key, Page]] = {}
    with ProcessPoolExecutor(workers, context, initializer=start, max_tasks_per_child=LIFETIME) as pool:
        for key, page in pages:
            try:
                waiting[pool.submit(print_page, page)] = key, page
            except BrokenProcessPool as fault:
                yield key, page, fault
            if len(waiting) >= 2 * workers:
                yield from _ended(waiting)
        while waiting:
            yield from _ended(waiting)


def _ended(waiting: dict[Future[bytes], tuple[Key, Page]]) -> Iterator[tuple[Key, Page, Any]]:
    """Those that ended, taken out of those that wait."""
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        yield *waiting.pop(future), future.exception() or future.result()
