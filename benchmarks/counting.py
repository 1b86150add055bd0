"""Queries and time of counting a year for 20 and 200 centres: `python -m benchmarks.counting`.

Each centre holds 40 actions, 120 sessions, 480 presences, 8 productions and 12 incomes. The number of queries must not
move with the network and stays under 8; the command ends with 1 otherwise. Time is printed by centre: it must not grow.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from benchmarks.conditions import require, sized

SIZES = sized((20, 200), (20, 60))
MOST_QUERIES = 8
YEAR = 2025
ACTIONS, SESSIONS, PRODUCTIONS = 40, 3, 8
MISSIONS = ("M1", "M2", "M2", "M3")
PUBLICS = ("elus", "associations", "habitants", "agents_etat")


def main() -> int:
    """Measure both sizes in a database of their own, print one table, and say whether the promise holds."""
    require("factory")
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        measures, centres = {}, []
        for size in SIZES:
            centres += _add_centres(size - len(centres))
            measures[size] = _counted(centres)
    print(f"{'centres':>8}{'requêtes':>10}{'secondes':>10}{'ms par centre':>15}")
    for size, (queries, seconds) in measures.items():
        print(f"{size:>8}{queries:>10}{seconds:>10.2f}{1000 * seconds / size:>15.1f}")
    queries = {count for count, _ in measures.values()}
    return 1 if len(queries) > 1 or max(queries) > MOST_QUERIES else 0


def _set_up(folder: Path) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "crpv.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'mesure.sqlite3'}",
        "SECRET_KEY": "clef-des-mesures-sans-aucune-valeur-0123456789-abcdefghijklmnop",
        "HTTPS": "False",
        "SECOND_FACTOR": "False",
        "DEBUG": "True",
        "LOG_LEVEL": "ERROR",
    }
    import django  # noqa: PLC0415 - Django reads the environment just written

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from evaluation.referential.load import load_referential  # noqa: PLC0415

    settings.DEBUG = False
    call_command("migrate", verbosity=0)
    load_referential()


def _add_centres(count: int) -> list:
    from governance.models import Action, Attendance, BudgetLine, Production, Programme, Session  # noqa: PLC0415
    from tests.factories import CentreFactory  # noqa: PLC0415

    centres = [CentreFactory() for _ in range(count)]
    programmes = Programme.objects.bulk_create(Programme(centre=centre, year=YEAR) for centre in centres)
    actions = Action.objects.bulk_create(
        Action(
            programme=programme, title=f"Action {rank}", mission=MISSIONS[rank % 4], nature="socle", format="reseau",
            retained_mission=MISSIONS[rank % 4], theme="education", destination="socle", all_contracts=True,
        )
        for programme in programmes
        for rank in range(ACTIONS)
    )  # fmt: skip
    sessions = Session.objects.bulk_create(
        Session(action=action, on=dt.date(YEAR, 1 + rank * 3, 5)) for action in actions for rank in range(SESSIONS)
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, public=public, on_site=12, mainstream=3)
        for session in sessions
        for public in PUBLICS
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            programme=programme, stage="actual", destination="socle", funder="region", amount=Decimal(1000 + rank)
        )
        for programme in programmes
        for rank in range(12)
    )
    for centre in centres:
        made = Production.objects.bulk_create(
            Production(title="Note", kind="note", theme="education", published_on=dt.date(YEAR, 6, 1))
            for _ in range(PRODUCTIONS)
        )
        centre.productions.set(made)
    return centres


def _counted(centres: list) -> tuple[int, float]:
    from django.db import connection  # noqa: PLC0415

    from evaluation.counting.services import compute_all  # noqa: PLC0415
    from evaluation.models import Indicator  # noqa: PLC0415

    indicators = list(Indicator.objects.all())
    asked: list[str] = []
    start = perf_counter()
    with connection.execute_wrapper(lambda execute, sql, *rest: asked.append(sql) or execute(sql, *rest)):
        found = compute_all(YEAR, centres, indicators)
    seconds = perf_counter() - start
    expected = Decimal(ACTIONS * SESSIONS)
    if any(one["AC-01"].measure.value != expected for one in found.values()):
        raise SystemExit("Le compte est faux.")
    return len(asked), seconds


if __name__ == "__main__":
    sys.exit(main())
