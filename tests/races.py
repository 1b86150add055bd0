"""Several people at once: acts run side by side in threads, each with a connection of its own, on a base they share.

pytestmark = pytest.mark.usefixtures("shared_database")
answers = at_once(lambda: adopt(draft, actor=one), lambda: adopt(draft, actor=other))
assert refusals(answers) == ["…"]
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Barrier

import pytest
from django.db import connection

from accounts.acts.workflow import RefusedError
from tests.text import words


@contextmanager
def on_disk(folder):
    """Move the base of the tests to a file of `folder`, its path, for the time of a block; PostgreSQL stays as it is.

    SQLite in memory has one connection, which its threads would refuse each other instead of waiting.
    """
    if connection.vendor != "sqlite":
        yield None
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path = folder / "shared.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        memory.backup(file)
        file.execute("PRAGMA journal_mode = WAL")  # once: threads that all come first would refuse each other
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield path
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """The base of one test, on disk."""
    with on_disk(tmp_path):
        yield


def all_at_once(acts, *, workers=8):
    """Run every act, at most `workers` together; what each answered, in the same order."""

    def run(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, acts))


def at_once(*acts):
    """Start every act at the same moment; what each answered, or the sentence that refused it."""
    start = Barrier(len(acts), timeout=10)

    def started(act):
        start.wait()
        try:
            return act()
        except RefusedError as refusal:
            return str(refusal)

    return all_at_once([lambda act=act: started(act) for act in acts], workers=len(acts))


def refusals(answers):
    """The sentences among what `at_once` answered, with ordinary spaces."""
    return [words(answer) for answer in answers if isinstance(answer, str)]
