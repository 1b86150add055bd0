"""Words of the roof."""

from django.db import models


class PublicationState(models.TextChoices):
    """The life of a dashboard: preparation, frozen, published, passed on by every region (R-140, R-141)."""

    PREPARED = "prepared", "en préparation"
    FROZEN = "frozen", "chiffres gelés"
    PUBLISHED = "published", "publié"
    PASSED_ON = "passed_on", "publié et transmis dans toutes les régions"
    REPLACED = "replaced", "remplacé"
