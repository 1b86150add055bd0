"""The national dashboard against its floor, with 20, 200 and 2 000 centres: `python -m benchmarks.dashboard`.

The floor is raw SQL (no ORM, no objects) that reads the stored answers of the five years told and adds them up by
indicator, then the coverage, the counts, the funding and the late forms of the year, and writes it all as JSON: the
least that any dashboard without kept figures must do. Beside it: the dashboard itself (`dashboard_of(...).to_json()`),
then the whole page, as ratios of the 95th of a hundred measured in the same run; the queries of that page; and the
seconds of CPU of a recomputation (`summaries.refresh`), of which `INLINE_FORMS` is drawn. The command ends with 1 when
a promise is not held.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.conditions import require, sized

SIZES = sized((20, 200, 2000), (20, 200))
YEARS = range(2020, 2025)
LIMITS = {20: 2.5, 200: 2.5, 2000: 1.5}
MOST_GROWTH = {200: 1.3, 2000: 6}
MOST_QUERIES = 12
REPEATS = {20: 60, 200: 40, 2000: 25}
FLOOR = """
SELECT c.year, i.code, COUNT(v.value), SUM(v.value), SUM(v.numerator), SUM(v.denominator)
FROM evaluation_value v
JOIN evaluation_collection f ON f.id = v.collection_id
JOIN evaluation_campaign c ON c.id = f.campaign_id
JOIN evaluation_indicator i ON i.id = v.indicator_id
WHERE c.year BETWEEN %s AND %s AND f.state IN ('verified', 'closed') AND NOT v.is_not_applicable
GROUP BY c.year, i.code ORDER BY c.year, i.code
"""


def main() -> int:
    """Measure both sizes in databases of their own, print one table, and say whether the promise holds."""
    require("factory")
    found = {size: _measured(size) for size in SIZES}
    print(f"{'centres':>8} {'tableau ÷ plancher':>20} {'page ÷ plancher':>18} {'recalcul (s)':>18}")
    for size, told in found.items():
        first, second = told["dashboard"] / told["floor"], told["page"] / told["floor"]
        mark = "  <-- trop" if first > LIMITS[size] else ""
        print(f"{size:>8} {first:>20.2f} {second:>18.2f} {told['refresh']:>18.3f}{mark}")
    small, faults = found[SIZES[0]], found[SIZES[0]]["queries"] > MOST_QUERIES
    for size in SIZES[1:]:
        growth = found[size]["dashboard"] / small["dashboard"]
        faults |= growth > MOST_GROWTH[size] or found[size]["queries"] != small["queries"]
        print(f"{size} centres ÷ {SIZES[0]} : tableau {growth:.2f}, page {found[size]['page'] / small['page']:.2f}")
    print(f"Requêtes de la page : {max(told['queries'] for told in found.values()):.0f}")
    too_slow = any(told["dashboard"] / told["floor"] > LIMITS[size] for size, told in found.items())
    return 1 if too_slow or faults else 0


def _measured(size: int) -> dict[str, float]:
    """Seconds of each measure, in a process of its own so that no cache helps."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory() as folder, os.fdopen(write, "w") as out:
            json.dump(_in_a_new_database(size, Path(folder)), out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return json.loads(told)


def _in_a_new_database(size: int, folder: Path) -> dict[str, float]:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "crpv.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'mesure.sqlite3'}",
        "SECRET_KEY": "clef-des-mesures-sans-aucune-valeur-0123456789-abcdefghijklmnop",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "False",
        "SECOND_FACTOR": "False",
        "DEBUG": "True",  # plain static names: nothing is collected here
        "LOG_LEVEL": "ERROR",
    }
    import django  # noqa: PLC0415 - Django reads the environment just written

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    settings.DEBUG = False
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        keeper = _network(size)
    return _times(keeper, REPEATS[size])


def _network(size: int):
    from accounts.enums import Role  # noqa: PLC0415
    from evaluation.summaries import services as summaries  # noqa: PLC0415
    from tests.evaluation.worlds import campaign_of  # noqa: PLC0415
    from tests.factories import CentreFactory, DepartmentFactory, MandateFactory  # noqa: PLC0415

    keeper = MandateFactory(role=Role.NATIONAL).user
    departments = [DepartmentFactory() for _ in range(100)]
    centres = [CentreFactory(department=departments[rank % 100]) for rank in range(size)]
    for year in YEARS:
        _answers(campaign_of(year), centres, keeper)
        summaries.refresh(year)
    return keeper


def _answers(campaign, centres, keeper) -> None:
    """Every centre answers every indicator."""
    from evaluation.enums import CollectionState  # noqa: PLC0415
    from evaluation.models import Collection, Value  # noqa: PLC0415
    from tests.evaluation.worlds import SENT_AT  # noqa: PLC0415

    draw = random.Random(campaign.year)
    indicators = list(campaign.referential.indicators.all())
    closed = {"state": CollectionState.CLOSED, "submitted_at": SENT_AT, "certified_by": keeper}
    forms = Collection.objects.bulk_create(Collection(campaign=campaign, centre=one, **closed) for one in centres)
    rows = (
        Value(collection=form, indicator=one, value=draw.randrange(100), numerator=draw.randrange(50), denominator=50)
        for form in forms
        for one in indicators
    )
    Value.objects.bulk_create(rows, batch_size=5000)


def _times(keeper, repeats: int) -> dict[str, float]:
    """The 95th of each measure; the acts take turns, so that the noise of the machine falls on all alike."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from crpv.dashboard.build import dashboard_of  # noqa: PLC0415
    from evaluation.summaries import services as summaries  # noqa: PLC0415

    acts = {
        "floor": _floor(),
        "dashboard": lambda: dashboard_of(YEARS[-1]).to_json(),
        "page": _page_of(keeper),
    }
    times: dict[str, list[float]] = {name: [] for name in acts}
    for rank in range(repeats + 1):
        for name, act in acts.items():
            start = time.perf_counter()
            act()
            if rank:  # the first turn compiles the templates
                times[name].append(time.perf_counter() - start)
    with CaptureQueriesContext(connection) as captured:
        acts["page"]()
    others = {"refresh": _best(lambda: summaries.refresh(YEARS[-1])), "queries": len(captured)}
    return {name: _p95(found) for name, found in times.items()} | others


def _best(act: Callable[[], object], repeats: int = 3) -> float:
    found = []
    for _ in range(repeats):
        start = time.process_time()
        act()
        found.append(time.process_time() - start)
    return min(found)


def _floor() -> Callable[[], object]:
    """The raw queries: the sums, and what the dashboard asks beside what is kept."""
    from django.db import connection  # noqa: PLC0415

    from crpv.dashboard.build import dashboard_of  # noqa: PLC0415

    asked: list[tuple[str, tuple[object, ...]]] = [(FLOOR, (YEARS[0], YEARS[-1]))]
    with connection.execute_wrapper(
        lambda execute, sql, params, *rest: asked.append((sql, params)) or execute(sql, params, *rest)
    ):
        dashboard_of(YEARS[-1])
    queries = [one for one in asked if "evaluation_yearsummary" not in one[0]]

    def floor() -> str:
        with connection.cursor() as cursor:
            return json.dumps([cursor.execute(*one).fetchall() for one in queries], default=str)

    return floor


def _page_of(keeper) -> Callable[[], object]:
    from django.test import Client  # noqa: PLC0415

    from accounts.sign_in.sessions import open_now  # noqa: PLC0415

    client = Client()
    client.force_login(keeper, backend="centres.permissions.MandateBackend")
    session = client.session
    open_now(session)
    session.save()
    return lambda: client.get(f"/tableau-de-bord/{YEARS[-1]}/provisoire/").content


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95) - 1]


if __name__ == "__main__":
    sys.exit(main())
