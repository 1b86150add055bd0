"""`manage.py verify_journal`: verify every seal of the journal, and list what was changed, removed or added."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.journal import faults
from accounts.models import Act
from documents.published.verify_command import VerifyCommand


class Command(VerifyCommand):
    help = "Vérifie que personne n’a touché au journal des actes\u202f; sort avec 1 si quelqu’un l’a fait."
    intact, altered = "Journal intact", "Journal altéré"

    def faults(self) -> Iterable[str]:
        return faults()

    def count(self) -> str:
        return f"{Act.objects.count()} acte(s)"
