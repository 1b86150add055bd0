"""The collection of indicators with 20 and 2 000 centres of 44 answers: `python -m benchmarks.collection`.

Queries and time of the follow-up, of a section, of one save; time and memory of the whole export, which must not grow
with the network. Ends with 1 when a number of queries moves, or when the export of 2 000 centres takes more memory
than twice that of 20 and 25 MB. Times are printed for the eye: machines are noisy.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from benchmarks.conditions import require, sized

SIZES = sized((20, 2_000), (20, 200))
REPEATS = 5
YEAR = 2030
MEGABYTE = 1024 * 1024
MOST_MEMORY = 25.0


def main() -> int:
    """Measure both sizes in a base of their own, print one table, and say whether the promise holds."""
    require("factory")
    small, large = (_in_its_own_process(size) for size in SIZES)
    print(f"{'':26}{SIZES[0]:>12} centres{SIZES[1]:>12} centres")
    for name, found in small.items():
        print(f"{name:26}{found:>20.4g}{large[name]:>20.4g}")
    moved = [name for name in small if name.endswith("(requêtes)") and small[name] != large[name]]
    heavy = [name for name in large if name.endswith("(Mo)") and large[name] > 2 * small[name] + MOST_MEMORY]
    for name in (*moved, *heavy):
        print(f"trop : {name}")
    return 1 if moved or heavy else 0


def _in_its_own_process(size: int) -> dict[str, float]:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory() as folder, os.fdopen(write, "w") as out:
            json.dump(_measures(size, Path(folder)), out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return json.loads(told)


def _measures(size: int, folder: Path) -> dict[str, float]:
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
        national, director = _network(size)
    return _pages(national, director)


def _network(size: int) -> tuple[object, object]:
    """Two campaigns of 44 answers for every centre; the first centre has a director."""
    from accounts.enums import Role  # noqa: PLC0415
    from evaluation.collection.workflow import create_forms  # noqa: PLC0415
    from evaluation.models import Value  # noqa: PLC0415
    from evaluation.referential.load import load_referential  # noqa: PLC0415
    from evaluation.summaries import services as summaries  # noqa: PLC0415
    from tests.evaluation.collection.factories import S, a_campaign  # noqa: PLC0415
    from tests.factories import CentreFactory, DepartmentFactory, MandateFactory  # noqa: PLC0415

    departments = [DepartmentFactory() for _ in range(20)]
    centres = [CentreFactory(department=departments[rank % 20], qpv=40, km=None) for rank in range(size)]
    national = MandateFactory(role=Role.NATIONAL).user
    director = MandateFactory(role=Role.DIRECTOR, centre=centres[0]).user
    for year, state in ((YEAR - 1, S.VERIFIED), (YEAR, S.TO_FILL)):
        campaign = a_campaign(year, referential=load_referential())
        create_forms(campaign, centres, states={one.slug: state for one in centres}, certifier=director)
    Value.objects.update(value=42, comment="Un commentaire de la longueur d’une phrase ordinaire.")
    for year in (YEAR - 1, YEAR):
        summaries.refresh(year)
    return national, director


def _pages(national: object, director: object) -> dict[str, float]:
    from evaluation.models import Campaign, Collection  # noqa: PLC0415
    from tests.evaluation.collection.factories import posted  # noqa: PLC0415

    form = Collection.objects.select_related("centre", "campaign").filter(campaign__year=YEAR).order_by("pk").first()
    campaign, here = Campaign.objects.get(year=YEAR), form.get_absolute_url()
    found: dict[str, float] = {}
    for name, user, address in (
        ("suivi", national, f"/indicateurs/{YEAR}/"), ("rubrique", director, f"{here}m1/"),
        ("formulaire", director, here), ("certification", director, f"{here}certifier/"),
    ):  # fmt: skip
        found |= _page(name, user, address)
    sent = posted(form, "M1-01", value="43")
    client = _client(director)
    found["champ enregistré (ms)"] = _best(lambda: client.post(f"{here}valeurs/M1-01/", sent), repeats=1)
    for shape in ("long", "wide"):
        for kind in ("csv", "xlsx"):
            found |= _export(shape, kind, national, campaign)
    return found


def _client(user: object) -> object:
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(user, backend="centres.permissions.MandateBackend")
    client.get("/")  # the session's clocks start, the templates are read
    return client


def _page(name: str, user: object, address: str) -> dict[str, float]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = _client(user)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return {f"{name} (requêtes)": len(captured), f"{name} (ms)": _best(lambda: client.get(address))}


def _best(act: Callable[[], object], repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def _export(shape: str, kind: str, user: object, campaign: object) -> dict[str, float]:
    """Seconds, and the memory that Python asks for at its peak while the whole file goes out."""
    from evaluation.collection.follow_up import exports  # noqa: PLC0415

    def write() -> None:
        export, rows = getattr(exports, shape)(user, campaign)
        response = export.streamed_response(rows, kind, shape)
        for _ in response:
            pass
        response.close()  # its file is closed with it

    seconds = _best(write, repeats=1) / 1000
    tracemalloc.start()
    write()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {f"export {shape} {kind} (s)": seconds, f"export {shape} {kind} (Mo)": peak / MEGABYTE}


if __name__ == "__main__":
    sys.exit(main())
