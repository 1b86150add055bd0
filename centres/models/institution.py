"""Institutions whose names change while their functions stay (CGET → ANCT, DRJSCS → DREETS)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import models

from centres.enums import InstitutionFunction, Zone
from centres.models.dated import Dated, Sourced, dates_in_order
from centres.models.territory import Region


class Institution(Dated, Sourced):
    """The name of a function of the State over a period, everywhere or in one zone or one region."""

    function = models.CharField("fonction", max_length=12, choices=InstitutionFunction.choices)
    acronym = models.CharField("sigle", max_length=20)
    name = models.CharField("nom", max_length=200)
    zone = models.CharField("zone", max_length=10, choices=Zone.choices, blank=True, help_text="Vide : partout.")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="région",
        help_text="Vide : toutes les régions de la zone.",
    )  # fmt: skip
    alone_per = ("function", "zone", "region")

    class Meta:
        verbose_name = "institution"
        verbose_name_plural = "institutions"
        ordering = ["function", "valid_from"]
        constraints = [dates_in_order("institution_dates_in_order")]

    def __str__(self) -> str:
        return self.acronym


def institution_on(day: dt.date, function: InstitutionFunction, region: Region | None = None) -> Institution | None:
    """The institution of `function` on `day`: that of the region first, else of its zone, else of the whole country."""
    rows = Institution.objects.on(day).filter(function=function).select_related("region")
    return closest(rows, zone=region.zone if region else "", region_code=region.code if region else "")


def closest(rows: Iterable[Institution], *, zone: str, region_code: str) -> Institution | None:
    """Of the institutions of one function, the most specific to that place. No query when their regions are loaded."""
    candidates = [
        row for row in rows if row.zone in ("", zone) and (row.region is None or row.region.code == region_code)
    ]
    return max(candidates, key=lambda row: (row.region_id is not None, bool(row.zone)), default=None)
