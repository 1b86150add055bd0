"""On SQLite in memory, a run starts from a copy of the base that a run before it migrated: seconds are saved.

`--create-db` migrates anew; so does any change of a migration.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created


@pytest.fixture(scope="session")
def migrated_copy(request, django_db_createdb):
    """The file of the copy, named for the migrations it has been through; it may not exist yet."""
    folder = request.config.rootpath / ".pytest_cache" / "migrated"  # there even when pytest's own cache is off
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{_digest_of_migrations()}.sqlite3"
    if django_db_createdb:
        copy.unlink(missing_ok=True)

    def fill(connection, **signal):
        if _is_in_memory(connection) and copy.exists() and _is_empty(connection.connection):
            with closing(sqlite3.connect(copy)) as source:
                source.backup(connection.connection)

    connection_created.connect(fill)
    yield copy
    connection_created.disconnect(fill)


@pytest.fixture(scope="session")
def django_db_setup(migrated_copy, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if _is_in_memory(connection) and not migrated_copy.exists():
            for older in migrated_copy.parent.glob("*.sqlite3"):
                older.unlink(missing_ok=True)
            being_written = migrated_copy.with_suffix(f".{os.getpid()}")  # by two processes, sometimes
            with closing(sqlite3.connect(being_written)) as target:
                connection.connection.backup(target)
            being_written.replace(migrated_copy)


def _digest_of_migrations():
    digest = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label} {file.name}".encode() + file.read_bytes())
    return digest.hexdigest()


def _is_in_memory(connection):
    return connection.vendor == "sqlite" and connection.is_in_memory_db()


def _is_empty(raw):
    return raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
