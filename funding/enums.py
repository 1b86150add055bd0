"""Choices of the funding models."""

from django.db import models


class RoundState(models.TextChoices):
    OPEN = "open", "en préparation"
    ADOPTED = "adopted", "adopté"
    REPLACED = "replaced", "remplacé"

    @property
    def of_a_version(self) -> str:
        """The same word for a version: an exercise is « adopté », its version « adoptée »."""
        return str(self.label) if self is RoundState.OPEN else f"{self.label}e"


class BoundsMode(models.TextChoices):
    NETWORK = "network", "recalculées sur le réseau de l’exercice"
    FROZEN = "frozen", "figées par le barème"
