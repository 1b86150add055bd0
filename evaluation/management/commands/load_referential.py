"""`manage.py load_referential`: the national list of indicators, loaded once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from evaluation.referential.load import load_referential


class Command(BaseCommand):
    """Running it again changes nothing."""

    help = "Charge le référentiel national des 44 indicateurs. Peut être relancée."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it and say which version is there."""
        referential = load_referential()
        self.stdout.write(f"Référentiel {referential.name} : {referential.indicators.count()} indicateurs.")
