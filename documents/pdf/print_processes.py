"""Render PDFs in child processes, one each, so that memory never grows with their number.

Each child is forked from a server that has loaded WeasyPrint once; it has our static files only, neither database nor
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

from documents.pdf.page import PrintablePage, print_page

Key = TypeVar("Key")
Running = dict[Connection, tuple[Key, ForkServerProcess]]
FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload([os.environ["DJANGO_SETTINGS_MODULE"], "documents.pdf.archive"])


class ProcessLostError(Exception):
    """A print process ended without an answer: killed, or out of memory."""


def print_in_child(page: PrintablePage) -> bytes:
    """The document, printed by a child process; the failure of that process is raised here."""
    ((_, result),) = print_in_parallel([(None, page)], 1)
    if isinstance(result, Exception):
        raise result
    return result


def print_in_parallel(
    pages: Iterable[tuple[Key, PrintablePage]], workers: int
) -> Iterator[tuple[Key, bytes | Exception]]:
    """Yield (key, bytes or exception) as the prints end, `workers` at once; `pages` is read only as needed.

    The death of a process fails its document only. Closing the generator early stops the running processes.
    """
    running: Running[Key] = {}
    try:
        for key, page in pages:
            if len(running) >= workers:
                yield from _finished(running)
            try:
                answer, sender = FORKSERVER.Pipe(duplex=False)
                with sender:
                    process = FORKSERVER.Process(target=_print_and_send, args=(page, sender), daemon=True)
                    process.start()
                running |= {answer: (key, process)}
            except Exception as fault:  # noqa: BLE001 - a page that cannot leave is a failure of its own
                yield key, fault
        while running:
            yield from _finished(running)
    finally:
        for _, process in running.values():
            process.terminate()


def _finished(running: Running[Key]) -> Iterator[tuple[Key, bytes | Exception]]:
    """Remove the finished processes from `running` and yield their results; waits for one at least."""
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


def _print_and_send(page: PrintablePage, sender: Connection) -> None:
    """Body of the child process: send the bytes, or the exception with its traceback."""
    try:
        set_up_static_files()
        sender.send(print_page(page))
    except Exception as fault:  # noqa: BLE001 - told to those who asked
        fault.add_note(traceback.format_exc())
        sender.send(fault)


def set_up_static_files() -> None:
    """Configure Django in a child process: our static files and those of the design system, no application."""
    design_system = find_spec("dsfr")
    if design_system is None or design_system.origin is None:
        raise ImproperlyConfigured("La bibliothèque dsfr manque : les lettres de l’État sont dedans.")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, Path(design_system.origin).parent / "static"]
    settings.INSTALLED_APPS = []
    apps.populate([])
