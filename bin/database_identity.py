"""Print what tells the database of the settings from any other; end with an error where nothing was ever loaded.

A database made anew has other dates of migrations; one that was emptied has no first act, or another.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crpv.settings")

from django.db import connection

with connection.cursor() as cursor:
    cursor.execute("SELECT name, applied FROM django_migrations ORDER BY id")
    print(cursor.fetchall())  # noqa: T201 - the answer of this command
    cursor.execute("SELECT seal FROM accounts_act ORDER BY id LIMIT 1")
    print(cursor.fetchall())  # noqa: T201
