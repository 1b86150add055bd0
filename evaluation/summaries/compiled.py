"""Queries whose SQL the ORM builds once per arguments, for those that take longer to build than to run.

The SQL and its parameters are cached for the same arguments. Rows come as the database gives them: select columns that
need no conversion (texts, whole numbers), never for dates, decimals or JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Builder = Callable[..., QuerySet]


def compiled_rows(build: Builder, *args: Hashable) -> list[tuple[Any, ...]]:
    """The rows of the query that `build(*args)` gives (1 query).

    `build` is a function of a module, and depends on nothing but its arguments: neither the day nor what is stored.
    """
    try:
        sql, params = _statement(build, connection.vendor, args)
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@lru_cache(maxsize=512)
def _statement(build: Builder, vendor: str, args: tuple[Hashable, ...]) -> tuple[str, tuple[Any, ...]]:
    return build(*args).query.sql_with_params()
