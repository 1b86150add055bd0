"""`manage.py load_reference`: load the network of the public sources, without accounts or invented figures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from centres.reference.load import load_reference


class Command(BaseCommand):
    help = (
        "Charge les régions, les départements, les institutions et les vingt centres avec leur histoire. "
        "Peut être relancée : rien n’est dupliqué, et ce qu’une personne a modifié est laissé tel quel."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_reference()
        self.stdout.write(f"{loaded.centres} centres chargés.")
        for slug in loaded.edited:
            self.stdout.write(f"« {slug} » a été modifié par l’administration nationale : laissé tel quel.")
