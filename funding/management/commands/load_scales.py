"""`manage.py load_scales`: the published scales, written once; a scale already there is unchanged."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from funding.formula.parameters import PARAMETERS
from funding.rounds.calculation import store_scale


class Command(BaseCommand):
    """A production site needs at least one scale before its first exercise."""

    help = "Écrit les barèmes publiés dans la base. Peut être relancée : un barème déjà présent n’est pas touché."

    def handle(self, *args: Any, **options: Any) -> None:
        """Store every published scale; its key is the year of its text."""
        for key, parameters in PARAMETERS.items():
            scale = store_scale(parameters, first_year=int(key))
            self.stdout.write(f"{scale.label} : présent ({scale.source}).")
