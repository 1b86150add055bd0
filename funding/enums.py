"""Words of the State's money."""

from django.db import models


class RoundState(models.TextChoices):
    OPEN = "open", "en préparation"
    ADOPTED = "adopted", "adopté"
    REPLACED = "replaced", "remplacé"


class BoundsMode(models.TextChoices):
    NETWORK = "network", "recalculées sur le réseau de l’exercice"
    FROZEN = "frozen", "figées par le barème"
