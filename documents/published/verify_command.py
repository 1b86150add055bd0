"""Base of the commands that verify stored contents: the journal, the published documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError


class VerifyCommand(BaseCommand):
    """Writes a line for each fault and exits with 1; without fault, a line that says what was read."""

    intact: ClassVar[str]
    altered: ClassVar[str]

    def faults(self) -> Iterable[str]:
        """The faults, each in one French sentence."""
        raise NotImplementedError

    def count(self) -> str:
        """What was read, in figures and words."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(self.faults())
        for sentence in faults:
            self.stdout.write(sentence)
        if faults:
            raise CommandError(f"{self.altered}\u00a0: {len(faults)} anomalie(s).", returncode=1)
        self.stdout.write(f"{self.intact}\u00a0: {self.count()}.")
