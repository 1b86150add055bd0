"""The commands that read again what must never change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError


class VerifyCommand(BaseCommand):
    """One line for each fault, then code 1; one line with what was read when there is none."""

    intact: ClassVar[str]
    altered: ClassVar[str]

    def faults(self) -> Iterable[str]:
        """The faults, each in one French sentence."""
        raise NotImplementedError

    def count(self) -> str:
        """What was read, in figures and words."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(self.faults())
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"{self.altered}\u00a0: {len(found)} anomalie(s).", returncode=1)
        self.stdout.write(f"{self.intact}\u00a0: {self.count()}.")
