"""Whether the site can work: its database answers, and its tables are those that the code expects."""

from __future__ import annotations

import functools
import tomllib

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

UNREACHABLE = "injoignable"


def health() -> dict[str, object]:
    """The state of the base and of the migrations, at a constant cost: two queries once the process is warm."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except Error:
        return {"base": UNREACHABLE, "migrations": UNREACHABLE, "version": version()}
    pending = sorted(f"{app}.{name}" for app, name in expected_migrations() - applied)
    return {"base": "ok", "migrations": pending or "ok", "version": version()}


@functools.cache
def expected_migrations() -> frozenset[tuple[str, str]]:
    """The migrations that the code brings, read once: they cannot change while the process lives."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(key for key, migration in loader.disk_migrations.items() if not migration.replaces)


@functools.cache
def version() -> str:
    """The version of the site, as `pyproject.toml` says it."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]
