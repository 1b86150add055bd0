"""Seconds for 20 000 centres through the formula, beside bare floats: `python benchmarks/formula.py`.

The float loop is the floor: it computes the same amounts with neither validation, exactness nor alerts.
"""

import random
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from funding.formula.allocate import CentreInput, Zone, allocate
from funding.formula.parameters import PARAMETERS

CENTRES = 20_000
GOAL_SECONDS = 0.5
EDGES = ((2.0, 0), (4.0, 1), (6.0, 2), (10.0, 3))


def invented_network(size: int) -> list[CentreInput]:
    """Return a network of invented centres, the same at every run."""
    chance = random.Random(2017)
    return [
        CentreInput(
            key=str(rank),
            name=f"Centre {rank}",
            zone=chance.choice([Zone.MAINLAND, Zone.MAINLAND, Zone.MAINLAND, Zone.OVERSEAS]),
            qpv=chance.randint(1, 250),
            km=Decimal(chance.randint(50, 2_000)).scaleb(-1),
        )
        for rank in range(size)
    ]


def float_floor(rows: list[tuple[int, float]]) -> list[tuple[float, float, float]]:
    """Return index, budget and floor of each row in floats: the least a machine can do."""
    quantities, distances = [row[0] for row in rows], [row[1] for row in rows]
    qpv_min, qpv_span = min(quantities), max(quantities) - min(quantities)
    km_min, km_span = min(distances), max(distances) - min(distances)
    table = []
    for qpv, km in rows:
        index = round(7 * (qpv - qpv_min) / qpv_span + 3 * (km - km_min) / km_span, 1)
        extra_fte = next(extra for edge, extra in EDGES if index <= edge)
        budget = 288_000.0 + 72_000.0 * extra_fte
        table.append((index, budget, budget / 2))
    return table


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Return the shortest of several runs, in seconds of processor."""
    seconds = []
    for _ in range(runs):
        start = process_time()
        work()
        seconds.append(process_time() - start)
    return min(seconds)


def main() -> None:
    network = invented_network(CENTRES)
    rows = [(centre.qpv, float(centre.km)) for centre in network]
    exact = best_of(5, lambda: allocate(network, PARAMETERS["2017"]))
    floor = best_of(5, lambda: float_floor(rows))
    print(f"formule, {CENTRES} centres : {exact:.3f} s (but ≤ {GOAL_SECONDS})")
    print(f"plancher en flottants : {floor:.4f} s ; rapport : {exact / floor:.1f}")


if __name__ == "__main__":
    main()
