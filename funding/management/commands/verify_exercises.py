"""Reads every published exercise again and says which one no longer tells what was adopted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from funding.enums import RoundState
from funding.models import Round
from funding.rounds.snapshot import faults_of


class Command(BaseCommand):
    help = "Vérifie que les exercices adoptés disent encore ce qui a été adopté\u202f; sort avec 1 sinon."

    def handle(self, *args: Any, **options: Any) -> None:
        published = list(Round.objects.exclude(state=RoundState.OPEN).select_related("document"))
        found = [f"{one}\u00a0: {fault}".capitalize() for one in published for fault in faults_of(one)]
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"Exercices altérés\u00a0: {len(found)} anomalie(s).", returncode=1)
        self.stdout.write(f"Exercices intacts\u00a0: {len(published)}.")
