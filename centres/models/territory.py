"""Territory: regions, départements, communes, priority districts by official list."""

from __future__ import annotations

from django.db import models

from centres.enums import Vintage, Zone


class Region(models.Model):
    """A region of 2016, or an overseas territory."""

    code = models.CharField("code", max_length=3, unique=True)
    name = models.CharField("nom", max_length=60, unique=True)
    zone = models.CharField("zone", max_length=10, choices=Zone.choices, default=Zone.MAINLAND)

    class Meta:
        verbose_name = "région"
        verbose_name_plural = "régions"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A département, or a collectivity that takes its place overseas."""

    code = models.CharField("code", max_length=3, unique=True)
    name = models.CharField("nom", max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departments", verbose_name="région")

    class Meta:
        verbose_name = "département"
        verbose_name_plural = "départements"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Commune(models.Model):
    """A commune, placed by its centre (WGS 84)."""

    code = models.CharField("code Insee", max_length=5, unique=True)
    name = models.CharField("nom", max_length=80)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="communes", verbose_name="département"
    )
    latitude = models.DecimalField("latitude", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class PriorityDistrict(models.Model):
    """A priority district (QPV) of one official list; it may lie in several communes."""

    code = models.CharField("code", max_length=8)
    name = models.CharField("nom", max_length=160, blank=True)
    vintage = models.PositiveSmallIntegerField("liste", choices=Vintage.choices)
    communes = models.ManyToManyField(Commune, related_name="districts", verbose_name="communes")

    class Meta:
        verbose_name = "quartier prioritaire"
        verbose_name_plural = "quartiers prioritaires"
        ordering = ["vintage", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["vintage", "code"],
                name="district_code_unique_in_its_list",
                violation_error_message="Ce code figure déjà dans cette liste.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
