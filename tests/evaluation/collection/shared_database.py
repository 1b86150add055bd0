"""A base that several threads, or another process, really share: SQLite's own, in memory, would refuse them."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection


@contextmanager
def on_disk(folder):
    """Move the test's base to a file of `folder` for the time of a block; PostgreSQL is shared as it is."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path = str(folder / "shared.sqlite3")
    with sqlite3.connect(path) as file:
        memory.backup(file)
        file.execute("PRAGMA journal_mode = WAL")  # once: threads that all come first would refuse each other
    file.close()
    connection.connection, connection.settings_dict["NAME"] = None, path
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name


def all_at_once(acts, *, workers=8):
    """Run every act in threads of their own; what each answered."""

    def run(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, acts))
