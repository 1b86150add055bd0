"""`manage.py rebuild_summaries`: recompute the consolidated figures; with `--check`, only list those that differ."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.summaries import services as summaries


class Command(BaseCommand):
    """Exit code 1 when `--check` finds a stored figure that differs from the verified forms."""

    help = "Recalcule les synthèses des exercices ; avec --check, vérifie sans rien écrire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="vérifie seulement ; sort avec 1 si une synthèse diffère"
        )
        parser.add_argument("--year", type=int, metavar="ANNÉE", help="cet exercice seul")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a year."""
        years = [options["year"]] if options["year"] else summaries.years_with_figures()
        if options["check"]:
            self._check(years)
            return
        for year in years:
            summaries.refresh(year)
            self.stdout.write(f"{year} : synthèses recalculées.")

    def _check(self, years: list[int]) -> None:
        sentences = [sentence for year in years for sentence in summaries.differences(year)]
        for sentence in sentences:
            self.stdout.write(sentence)
        if sentences:
            raise CommandError("Relancez sans --check pour recalculer les synthèses.")
        self.stdout.write("Toutes les synthèses disent ce que donnent les formulaires vérifiés.")
