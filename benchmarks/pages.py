"""Queries and time of each page with 20, 200 and 2 000 centres: `python -m benchmarks.pages`.

The number of queries must not move with the network, nor pass 8 (12 on home, compliance and deadlines). The time of
any page with 200 centres is at most 1.5 × that with 20; with 2 000, at most 3 × for a list, which is paginated, and
20 × for a page that totals the network. The command ends with 1 when a number of queries is wrong; the ratios of times
are judged by `python -m benchmarks`, machines being noisy.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from benchmarks.conditions import require, sized

SIZES = sized((20, 200, 2000), (20, 200))
MOST_QUERIES, MOST_QUERIES_OF_OVERVIEWS = 8, 12
OVERVIEWS = ("accueil", "conformité", "échéances")
LISTS = ("centres", "conventions", "programmes", "instances", "productions", "échéances")
REPEATS = 5
Measure = tuple[int, float]  # queries, seconds


def main() -> int:
    """Measure every size in a database of its own, print one table and its worst figures."""
    require("factory")
    measures = {size: _measured(size) for size in SIZES}
    pages = list(measures[SIZES[0]])
    print(f"{'page':34}" + "".join(f"{size:>7} centres" for size in SIZES) + "   temps ÷ 20 centres")
    for page in pages:
        rows = [measures[size][page] for size in SIZES]
        ratios = " / ".join(f"{seconds / rows[0][1]:.1f}" for _, seconds in rows)
        print(f"{page:34}" + "".join(f"{queries:>15}" for queries, _ in rows) + f"   {ratios}")
    moving = [page for page in pages if len({measures[size][page][0] for size in SIZES}) > 1]
    overviews = [page for page in pages if _is_one(page, OVERVIEWS)]
    most = _most_queries(measures[SIZES[-1]], [page for page in pages if page not in overviews])
    most_of_overviews = _most_queries(measures[SIZES[-1]], overviews)
    print(f"Pages dont les requêtes bougent : {len(moving)} {' '.join(moving)}")
    print(f"Requêtes d’une page : {most}")
    print(f"Requêtes d’un aperçu : {most_of_overviews}")
    for size in SIZES[1:]:
        for kind, chosen in (
            ("liste", [page for page in pages if _is_one(page, LISTS)]),
            ("page", [page for page in pages if not _is_one(page, LISTS)]),
        ):
            worst = max(measures[size][page][1] / measures[SIZES[0]][page][1] for page in chosen)
            print(f"Temps d’une {kind}, {size} centres ÷ {SIZES[0]} : {worst:.2f}")
    return 1 if moving or most > MOST_QUERIES or most_of_overviews > MOST_QUERIES_OF_OVERVIEWS else 0


def _is_one(page: str, names: tuple[str, ...]) -> bool:
    """Whether the page is one of these, whoever reads it: « accueil (direction) » is « accueil »."""
    return page.split(" (", maxsplit=1)[0] in names


def _most_queries(measures: dict[str, Measure], pages: list[str]) -> int:
    return max(measures[page][0] for page in pages)


def _measured(size: int) -> dict[str, Measure]:
    """Queries and best time of each page, in a process of its own so that no cache helps."""
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


def _in_a_new_database(size: int, folder: Path) -> dict[str, Measure]:
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
        people_and_place = _network(size)
    return _pages(*people_and_place)


def _network(size: int):
    from accounts.enums import Role  # noqa: PLC0415
    from funding.formula.parameters import PARAMETERS  # noqa: PLC0415
    from funding.rounds import services as rounds  # noqa: PLC0415
    from funding.rounds.calculation import store_scale  # noqa: PLC0415
    from tests.factories import CentreFactory, DepartmentFactory, MandateFactory  # noqa: PLC0415

    departments = [DepartmentFactory() for _ in range(20)]
    centres = [
        CentreFactory(department=departments[rank % 20], qpv=rank % 200, km=Decimal(rank % 150)) for rank in range(size)
    ]
    keeper = MandateFactory(role=Role.NATIONAL).user
    scale = store_scale(PARAMETERS["2017"], first_year=2017)
    for year in (2025, 2026):
        rounds.adopt_without_printing(rounds.prepare(year, scale, actor=keeper), actor=keeper)
    rounds.prepare(2027, scale, actor=keeper)
    for centre in centres:
        _governed(centre)
    regional = MandateFactory(role=Role.REGIONAL, region=departments[0].region).user
    director = MandateFactory(role=Role.DIRECTOR, centre=centres[0]).user
    return keeper, regional, director, centres[0].slug


def _governed(centre) -> None:
    """A convention with its amendment, a programme with an action and a budget line, a board that meets."""
    from governance.models import Action, Programme  # noqa: PLC0415
    from tests.governance.bodies.factories import BodyFactory, MeetingFactory  # noqa: PLC0415
    from tests.governance.conventions.factories import AmendmentFactory, ConventionFactory  # noqa: PLC0415

    AmendmentFactory(convention=ConventionFactory(centre=centre, years_ago=1))
    MeetingFactory(body=BodyFactory(centre=centre))
    programme = Programme.objects.create(centre=centre, year=2026)
    programme.budgetlines.create(stage="planned", destination="socle", funder="region", amount=Decimal(1000))
    Action.objects.create(
        programme=programme, title="Réseau", mission="M1", format="reseau", theme="sante", nature="socle",
        destination="socle", retained_mission="M1",
    )  # fmt: skip


def _pages(keeper, regional, director, slug: str) -> dict[str, Measure]:
    visits = {
        "accueil (national)": (keeper, "/"),
        "accueil (régional)": (regional, "/"),
        "accueil (direction)": (director, "/"),
        "centres": (keeper, "/centres/"),
        "fiche d’un centre": (regional, f"/centres/{slug}/"),
        "conventions": (keeper, "/conventions/"),
        "conventions (régional)": (regional, "/conventions/"),
        "conventions d’un centre": (regional, f"/conventions/{slug}/"),
        "programmes": (keeper, "/programmes/"),
        "programmes d’un centre": (director, f"/programmes/{slug}/"),
        "programme": (director, f"/programmes/{slug}/2026/"),
        "budget": (director, f"/programmes/{slug}/2026/budget/"),
        "saisie au téléphone": (director, "/saisie/"),
        "conformité": (keeper, "/conformite/"),
        "conformité d’un centre": (regional, f"/conformite/{slug}/"),
        "instances": (keeper, "/instances/"),
        "instances (régional)": (regional, "/instances/"),
        "instances d’un centre": (regional, f"/instances/centres/{slug}/"),
        "programme national": (keeper, "/programme-national/2026/"),
        "productions": (keeper, "/productions/"),
        "échéances": (keeper, "/echeances/"),
        "échéances (régional)": (regional, "/echeances/"),
        "financement": (keeper, "/financement/2026/"),
        "financement (régional)": (regional, "/financement/2026/"),
        "calcul d’un centre": (regional, f"/financement/2026/{slug}/"),
        "préparation": (keeper, "/financement/2027/exercice/"),
        "tableau en CSV": (keeper, "/financement/2026.csv"),
    }
    return {page: _visit(user, address) for page, (user, address) in visits.items()}


def _visit(user, address: str) -> Measure:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(user, backend="centres.permissions.MandateBackend")
    client.get(address)  # templates compiled, content types known
    asked: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *rest: asked.append(sql) or execute(sql, *rest)):
        _seen(client, address)
    times = []
    for _ in range(REPEATS):
        with _clock(times):
            _seen(client, address)
    return len(asked), min(times)


def _seen(client, address: str) -> None:
    if client.get(address).status_code != 200:
        sys.exit(f"{address} ne répond pas.")


@contextmanager
def _clock(times: list[float]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times.append(time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
