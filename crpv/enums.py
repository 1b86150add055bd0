"""States of a publication."""

from django.db import models


class PublicationState(models.TextChoices):
    """State of a published dashboard; `PASSED_ON`: transmitted by every region (R-140, R-141)."""

    PREPARED = "prepared", "en préparation"
    FROZEN = "frozen", "chiffres gelés"
    PUBLISHED = "published", "publié"
    PASSED_ON = "passed_on", "publié et transmis dans toutes les régions"
    REPLACED = "replaced", "remplacé"
