"""Roles: what a person may do; a mandate (`centres`) gives a role its perimeter and its dates."""

from django.db import models


class Role(models.TextChoices):
    ADMIN = "admin", "administration du service"
    NATIONAL = "national", "administration nationale"
    REGIONAL = "regional", "État régional"
    DEPARTMENTAL = "departmental", "État départemental"
    DIRECTOR = "director", "direction du centre"
    PARTNER = "partner", "partenaire de la gouvernance"


NETWORK_ROLES = frozenset({Role.ADMIN, Role.NATIONAL})
