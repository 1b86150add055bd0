"""Other processes that print: heavy work leaves this one, and each failure stays its own.

Each document has a process of its own, which ends with it: memory never grows with their number. It is forked from a
press room, a process that has read the press once; it knows our static files and nothing else, neither database nor
application, which halves its memory.
"""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from documents.pdf.page import Page, print_page

Key = TypeVar("Key")
Running = dict[Connection, tuple[Key, ForkServerProcess]]
PRESS_ROOM = multiprocessing.get_context("forkserver")
PRESS_ROOM.set_forkserver_preload([os.environ["DJANGO_SETTINGS_MODULE"], "documents.pdf.archive"])


class ProcessLostError(Exception):
    """A print process ended without a word: killed, or out of memory."""


def press_apart(page: Page) -> bytes:
    """The document, printed by a process that ends with it; the failure of that process is raised here."""
    ((_, result),) = spread([(None, page)], 1)
    if isinstance(result, Exception):
        raise result
    return result


def spread(pages: Iterable[tuple[Key, Page]], workers: int) -> Iterator[tuple[Key, bytes | Exception]]:
    """Each document with its bytes or its failure, as they end, `workers` at once; composed only as they are needed.

    A process that dies takes no other document with it. Leaving this loop early stops what is being printed.
    """
    running: Running[Key] = {}
    try:
        for key, page in pages:
            if len(running) >= workers:
                yield from _ended(running)
            try:
                running |= _begun(key, page)
            except Exception as fault:  # noqa: BLE001 - a page that cannot leave is a failure of its own
                yield key, fault
        while running:
            yield from _ended(running)
    finally:
        for _, process in running.values():
            process.terminate()


def _begun(key: Key, page: Page) -> Running[Key]:
    """A new process for this page, and where it will answer."""
    answer, told = PRESS_ROOM.Pipe(duplex=False)
    with told:
        process = PRESS_ROOM.Process(target=_print, args=(page, told), daemon=True)
        process.start()
    return {answer: (key, process)}


def _ended(running: Running[Key]) -> Iterator[tuple[Key, bytes | Exception]]:
    """Those that have answered or died, taken out of those that run; waits for one at least."""
    for answer in wait(list(running)):
        key, process = running.pop(answer)
        with answer:
            try:
                result = answer.recv()
            except EOFError:
                process.join()
                result = ProcessLostError(f"le processus d’impression s’est arrêté (code {process.exitcode})")
        process.join()
        yield key, result


def _print(page: Page, told: Connection) -> None:
    """What the process does: print, answer with the bytes or with the failure and where it comes from."""
    try:
        start()
        told.send(print_page(page))
    except Exception as fault:  # noqa: BLE001 - told to those who asked
        fault.add_note(traceback.format_exc())
        told.send(fault)


def start() -> None:
    """What a new process does first: our static files and those of the design system, without any application."""
    design_system = find_spec("dsfr")
    if design_system is None or design_system.origin is None:
        raise ImproperlyConfigured("La bibliothèque dsfr manque : les lettres de l’État sont dedans.")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, Path(design_system.origin).parent / "static"]
    settings.INSTALLED_APPS = []
    apps.populate([])
