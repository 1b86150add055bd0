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

from benchmarks.conditions import DEVELOPERS, SMALL, require


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One figure taken from what a measure prints: the worst of all that match; `whole`: only at the promised sizes."""

    said: str
    found: str
    goal: float
    whole: bool = False


MEASURES: dict[str, tuple[Ratio, ...]] = {
    "formula": (Ratio(said="formule, 20 000 centres (s)", found=r"centres : ([\d.]+) s", goal=0.5),),
    "workbook": (
        Ratio(said="classeur de valeurs ÷ XlsxWriter seul", found=r"values : × ([\d.]+)", goal=1.3),
        Ratio(said="classeur d’objets ÷ XlsxWriter seul", found=r"objects : × ([\d.]+)", goal=2.7),
        Ratio(said="mémoire de plus (Mo)", found=r"; ([+-][\d.]+) Mo de plus", goal=20),
        Ratio(said="tableau de 20 lignes (ms)", found=r"20 lignes : (\d+) ms", goal=50),
    ),
    "pages": (
        Ratio(said="pages dont les requêtes bougent", found=r"bougent : (\d+)", goal=0),
        Ratio(said="requêtes d’une page", found=r"Requêtes d’une page : (\d+)", goal=8),
        Ratio(said="requêtes d’un aperçu", found=r"Requêtes d’un aperçu : (\d+)", goal=12),
        Ratio(said="temps d’une page, 200 centres ÷ 20", found=r"Temps d’une \w+, 200 .* : ([\d.]+)", goal=1.5),
        Ratio(said="temps d’une liste, 2 000 ÷ 20", found=r"Temps d’une liste, 2000 .* : ([\d.]+)", goal=3, whole=True),
        Ratio(said="temps d’un total, 2 000 ÷ 20", found=r"Temps d’une page, 2000 .* : ([\d.]+)", goal=20, whole=True),
    ),
    "collection": (
        Ratio(said="requêtes de la page la plus lourde", found=r"\(requêtes\) .* ([\d.]+)$", goal=8),
        Ratio(said="mémoire d’un export (Mo)", found=r"\(Mo\) .* ([\d.]+)$", goal=35),
    ),
    "counting": (
        Ratio(said="requêtes du comptage d’une année", found=r"^ +\d+ +(\d+) +[\d.]+ +[\d.]+$", goal=8),
        Ratio(said="comptage, ms par centre", found=r"^ +\d+ +\d+ +[\d.]+ +([\d.]+)$", goal=60),
    ),
    "dashboard": (
        Ratio(said="20 centres : tableau ÷ SQL nu et JSON", found=r"^ +20 +([\d.]+) ", goal=2.5),
        Ratio(said="2 000 centres : tableau ÷ SQL nu et JSON", found=r"^ +2000 +([\d.]+) ", goal=1.5, whole=True),
        Ratio(said="tableau, 200 centres ÷ 20", found=r"^200 .* tableau ([\d.]+)", goal=1.3),
        Ratio(said="tableau, 2 000 centres ÷ 20", found=r"^2000 .* tableau ([\d.]+)", goal=6, whole=True),
        Ratio(said="requêtes du premier écran", found=r"Requêtes de la page : (\d+)", goal=12),
    ),
    "opinions": (
        Ratio(said="vingt avis de six pages sur deux cœurs (s)", found=r"two free cores ([\d.]+)", goal=15),
        Ratio(said="impression ÷ 0,25 s de processeur la page", found=r"([\d.]+) of the goal", goal=1),
        Ratio(said="mémoire d’un processus d’impression (Mo)", found=r"largest worker ([\d.]+)", goal=100),
        Ratio(said="tableau de bord pendant l’impression ÷ au repos", found=r"([\d.]+) of idle", goal=2),
    ),
    "start": (
        Ratio(said="bibliothèques lourdes chargées", found=r"lourdes chargées : (\d+)", goal=0),
        Ratio(said="mémoire après une page (Mo)", found=r"Mémoire : (\d+)", goal=100),
    ),
    "page_weight": (
        Ratio(said="première visite (octets)", found=r"Première visite : (\d+)", goal=180_000),
        Ratio(said="page rouverte (octets)", found=r"Page rouverte : (\d+)", goal=15_000),
    ),
    "opening": (
        Ratio(said="du clone au site ouvert (s)", found=r"Du clone au site ouvert : ([\d.]+)", goal=45),
        Ratio(said="deuxième ouverture (s de processeur)", found=r"ouverture : ([\d.]+) s de", goal=3),
    ),
}


def main() -> int:
    """Run the measures named on the command line, all by default; print one line a ratio as they end."""
    require(*DEVELOPERS)
    asked = [name for name in sys.argv[1:] if not name.startswith("-")] or list(MEASURES)
    if unknown := [name for name in asked if name not in MEASURES]:
        raise SystemExit(f"Mesure inconnue : {', '.join(unknown)}. Il y a {', '.join(MEASURES)}.")
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
        if ratio.whole and not is_whole:
            continue
        figures = [float(one) for one in re.findall(ratio.found, run.stdout, re.MULTILINE)]
        kept = bool(figures) and max(figures) <= ratio.goal
        shown = f"{max(figures):g}" if figures else "—"
        print(f"{name:12} {ratio.said:44} {shown:>10} {ratio.goal:>10g}{'' if kept else '  <-- à voir'}", flush=True)
        yield kept
    if run.returncode and not run.stdout:
        print(run.stderr.strip().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
