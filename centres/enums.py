"""Codes of the registry."""

from django.db import models


class Zone(models.TextChoices):
    MAINLAND = "metropole", "métropole"
    OVERSEAS = "outre-mer", "outre-mer"


class LegalForm(models.TextChoices):
    ASSOCIATION = "association", "association"
    GIP = "gip", "groupement d’intérêt public (GIP)"
    NONE = "sans_structure", "sans structure propre"
    PLANNED = "a_creer", "à créer"


class Echelon(models.TextChoices):
    """R-55: departmental centres exist in Île-de-France only."""

    REGIONAL = "regional", "régional"
    INTERREGIONAL = "interregional", "interrégional"
    DEPARTMENTAL = "departemental", "départemental"


class DistanceMethod(models.TextChoices):
    """R-95: the shortest road, or the straight line for islands; an estimate must say that it is one."""

    ROAD = "route", "itinéraire routier le plus court"
    STRAIGHT_LINE = "vol_oiseau", "vol d’oiseau"
    ESTIMATE = "estimation", "estimation (vol d’oiseau × 1,3)"


class Vintage(models.IntegerChoices):
    """The official lists of priority districts."""

    V2015 = 2015, "2015"
    V2024 = 2024, "2024 (outre-mer : 2025)"


class InstitutionFunction(models.TextChoices):
    """Functions that outlive the acronyms (domaine.md §6)."""

    NATIONAL = "national", "administration nationale"
    REGIONAL = "regional", "service régional de l’État"
    DEPARTMENTAL = "departmental", "service départemental de l’État"
