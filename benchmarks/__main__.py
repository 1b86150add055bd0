"""Every measure at a small size, and one table of ratios: `python -m benchmarks [name…] [--whole]`.

Each runs in a process of its own, one after the other. Seconds move with the machine, ratios hardly: they compare what
we make with the least that it could cost in the same run, or a large network with a small one. `--whole` takes the
sizes of the promises (minutes). Ends with 1 when one of them fails.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.sizes import SMALL


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One figure taken from what a measure prints: all that match, the worst is told."""

    said: str
    found: str
    goal: float


MEASURES: dict[str, tuple[Ratio, ...]] = {
    "formula": (Ratio(said="formule exacte ÷ flottants nus", found=r"rapport : ([\d.]+)", goal=60),),
    "workbook": (
        Ratio(said="classeur de valeurs ÷ XlsxWriter seul", found=r"values : × ([\d.]+)", goal=1.3),
        Ratio(said="classeur d’objets ÷ XlsxWriter seul", found=r"objects : × ([\d.]+)", goal=2.7),
    ),
    "pages": (Ratio(said="page la plus lente, réseau × 10", found=r"/ ([\d.]+)(?:  <--.*)?$", goal=1.5),),
    "collection": (
        Ratio(said="requêtes de la page la plus lourde", found=r"\(requêtes\) .* ([\d.]+)$", goal=8),
        Ratio(said="mémoire d’un export (Mo)", found=r"\(Mo\) .* ([\d.]+)$", goal=35),
    ),
    "counting": (Ratio(said="comptage, ms par centre", found=r"^ +\d+ +\d+ +[\d.]+ +([\d.]+)$", goal=60),),
    "dashboard": (
        Ratio(said="tableau de bord ÷ SQL nu et JSON", found=r"^ +\d+ +([\d.]+) +[\d.]+ +[\d.]+", goal=2.5),
        Ratio(said="tableau de bord, réseau × 10", found=r"tableau ([\d.]+), page", goal=1.3),
    ),
    "opinions": (
        Ratio(said="impression ÷ 0,25 s de processeur la page", found=r"([\d.]+) of the goal", goal=1),
        Ratio(said="mémoire d’un processus d’impression (Mo)", found=r"largest worker ([\d.]+)", goal=100),
    ),
    "page_weight": (
        Ratio(said="première visite (octets)", found=r"Première visite : (\d+)", goal=180_000),
        Ratio(said="page rouverte (octets)", found=r"Page rouverte : (\d+)", goal=15_000),
    ),
}


def main() -> int:
    """Run the measures named on the command line, all by default; print one line a ratio as they end."""
    asked = [name for name in sys.argv[1:] if not name.startswith("-")] or list(MEASURES)
    print(f"{'mesure':12} {'rapport':44} {'trouvé':>10} {'promis':>10}")
    results = [kept for name in asked for kept in _told(name, is_whole="--whole" in sys.argv)]
    return 0 if all(results) else 1


def _told(name: str, *, is_whole: bool) -> Iterator[bool]:
    """Whether each promise of a measure is held; what it printed is told when it could not be made."""
    run = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"], capture_output=True, text=True,
        env=os.environ | ({} if is_whole else {SMALL: "1"}), check=False,
    )  # fmt: skip
    for ratio in MEASURES[name]:
        figures = [float(one) for one in re.findall(ratio.found, run.stdout, re.MULTILINE)]
        kept = bool(figures) and max(figures) <= ratio.goal
        shown = f"{max(figures):g}" if figures else "—"
        print(f"{name:12} {ratio.said:44} {shown:>10} {ratio.goal:>10g}{'' if kept else '  <-- à voir'}", flush=True)
        yield kept
    if run.returncode and not run.stdout:
        print(run.stderr.strip().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
