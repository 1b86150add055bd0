"""Reads the whole journal again and says what was changed, removed, added or moved."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.journal import faults
from accounts.models import Act


class Command(BaseCommand):
    help = "Vérifie que personne n’a touché au journal des actes ; sort avec 1 si quelqu’un l’a fait."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults())
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError(f"Journal altéré : {len(found)} anomalie(s).", returncode=1)
        self.stdout.write(f"Journal intact : {Act.objects.count()} acte(s).")
