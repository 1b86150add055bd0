"""`manage.py verify_exercises`: list the published exercises that differ from what was adopted."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from documents.published.verify_command import VerifyCommand
from funding.enums import RoundState
from funding.models import Round
from funding.rounds.workflow import faults_of


class Command(VerifyCommand):
    help = "Vérifie que les exercices adoptés disent encore ce qui a été adopté\u202f; sort avec 1 sinon."
    intact, altered = "Exercices intacts", "Exercices altérés"

    def faults(self) -> Iterator[str]:
        for exercise in self._published().select_related("document"):
            yield from (f"{exercise}\u00a0: {fault}".capitalize() for fault in faults_of(exercise))

    def count(self) -> str:
        return str(self._published().count())

    def _published(self) -> QuerySet[Round]:
        return Round.objects.exclude(state=RoundState.OPEN)
