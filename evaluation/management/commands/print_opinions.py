"""`manage.py print_opinions`: the opinions of the network for one year, as PDF files in a folder."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.french import counted, number
from evaluation.opinions.printing.batch import PrintOutcome, PrintStep, differences, imprints_of_year, print_batch


def _worker_count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise ArgumentTypeError(f"« {text} » : écrivez un nombre de processus, de 1 à 64.")
    return int(text)


class Command(BaseCommand):
    help = (
        "Imprime les avis communiqués d’une année dans un dossier, par des processus à part. Ce qui est déjà publié "
        "n’est pas imprimé de nouveau : ses octets sont copiés. Un avis qui échoue n’arrête pas les autres."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="ANNÉE", help="exercice des avis")
        parser.add_argument("--out", type=Path, required=True, metavar="DOSSIER", help="dossier où les écrire")
        parser.add_argument("--jobs", type=_worker_count, default=2, metavar="N", help="processus d’impression (2)")
        parser.add_argument(
            "--check", action="store_true", help="imprimer de nouveau ce qui est publié, et dire ce qui diffère"
        )

    def handle(self, *args: Any, year: int, out: Path, jobs: int, check: bool, **options: Any) -> None:
        """A line a document; exits with 1 when one failed, each with its reason on the error output."""
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise CommandError(f"Le dossier « {out} » ne peut pas être ouvert : {fault.strerror}.") from fault
        imprints = imprints_of_year(year)
        if not imprints:
            self.stdout.write(f"Aucun avis communiqué pour {year} : rien à imprimer.")
            return
        steps = differences(imprints, jobs) if check else print_batch(imprints, out, jobs)
        if self._write_steps(steps, len(imprints)):
            sys.exit(1)

    def _write_steps(self, steps: Iterable[PrintStep], total: int) -> int:
        """Write a line a step as they end, then their counts; the number of failures."""
        start, counts = time.monotonic(), Counter[PrintOutcome]()
        for rank, step in enumerate(steps, 1):
            counts[step.outcome] += 1
            self.stdout.write(f"{rank}/{total} {step.reference} : {step.outcome}")
            if step.outcome == PrintOutcome.FAILED:
                self.stderr.write(f"{step.reference} : {step.reason}")
        summary = ", ".join(f"{outcome} : {count}" for outcome, count in counts.items())
        seconds = number(round(time.monotonic() - start, 1), 1)
        self.stdout.write(f"{counted(total, 'document')} en {seconds} s ({summary}).")
        return counts[PrintOutcome.FAILED]
