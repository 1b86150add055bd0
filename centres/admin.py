"""The registry in the administration: the dated facts on the page of their centre, every change in the journal."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate

from accounts.acts.spreadsheet_admin import ExchangeAdmin
from accounts.models import User
from centres.audited_admin import FRENCH_FIGURES, JournalledAdmin
from centres.models import (
    Centre,
    Commune,
    Department,
    Distance,
    DistrictCount,
    Identity,
    Institution,
    LeadRegion,
    Mandate,
    MedianDistance,
    Perimeter,
    PriorityDistrict,
    Recognition,
    Region,
)
from centres.resources import CentreResource, DistrictCountResource, MedianDistanceResource
from centres.services import record_change

PERIOD = ("valid_from", "valid_to", "source", "to_confirm")


class FactInline(admin.TabularInline):
    """Dated facts of a centre; Django's own checks refuse overlaps, in French (see `Dated.clean`)."""

    extra = 0
    ordering = ["-valid_from"]
    formfield_overrides = FRENCH_FIGURES


class IdentityInline(admin.StackedInline):
    model = Identity
    extra = 0
    ordering = ["-valid_from"]
    autocomplete_fields = ["seat"]
    fields = [
        ("name", "legal_form"), ("carrier", "seat"), "address", ("valid_from", "valid_to"), ("source", "to_confirm"),
    ]  # fmt: skip


class PerimeterInline(FactInline):
    model = Perimeter
    fields = ["department", *PERIOD]
    autocomplete_fields = ["department"]
    ordering = ["valid_from", "department__code"]


class LeadRegionInline(FactInline):
    model = LeadRegion
    fields = ["region", *PERIOD]


class RecognitionInline(FactInline):
    model = Recognition
    fields = ["reference", *PERIOD]


class DistrictCountInline(FactInline):
    model = DistrictCount
    fields = ["vintage", "count", *PERIOD]


class MedianDistanceInline(FactInline):
    model = MedianDistance
    fields = ["km", "method", *PERIOD]


class RegistryAdmin(JournalledAdmin):
    """A page of the registry: a change to a dated fact is journalled as a change to its centre."""

    def record_act(self, actor: User, row: models.Model, summary: str) -> None:
        record_change(actor, getattr(row, "centre", None) or row, summary)


@admin.register(Centre)
class CentreAdmin(ExchangeAdmin, RegistryAdmin):
    """A centre with all its dated facts."""

    resource_classes = [CentreResource]
    list_display = ["usual_name", "zone", "echelon", "is_state_funded", "to_confirm"]
    list_filter = ["zone", "echelon", "is_state_funded", "to_confirm"]
    search_fields = ["usual_name", "identities__name", "slug"]
    inlines = [
        IdentityInline, PerimeterInline, LeadRegionInline, RecognitionInline, DistrictCountInline, MedianDistanceInline,
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Centre | None = None) -> list[str]:
        """The slug is in the addresses: read-only once the centre exists."""
        return ["slug"] if obj else []


@admin.register(DistrictCount)
class DistrictCountAdmin(ExchangeAdmin, RegistryAdmin):
    resource_classes = [DistrictCountResource]
    list_display = ["centre", "vintage", "count", "valid_from", "valid_to", "to_confirm"]
    list_filter = ["vintage", "to_confirm", "centre"]
    list_select_related = ["centre"]


@admin.register(MedianDistance)
class MedianDistanceAdmin(ExchangeAdmin, RegistryAdmin):
    resource_classes = [MedianDistanceResource]
    list_display = ["centre", "km", "method", "valid_from", "valid_to", "to_confirm"]
    list_filter = ["method", "to_confirm", "centre"]
    list_select_related = ["centre"]


@admin.register(Distance)
class DistanceAdmin(RegistryAdmin):
    list_display = ["centre", "commune", "km", "method", "valid_from", "valid_to", "to_confirm"]
    list_filter = ["method", "to_confirm", "centre"]
    list_select_related = ["centre", "commune"]
    autocomplete_fields = ["commune", "origin"]


@admin.register(Region)
class RegionAdmin(RegistryAdmin):
    list_display = ["name", "code", "zone"]
    list_filter = ["zone"]
    search_fields = ["name", "code"]


@admin.register(Department)
class DepartmentAdmin(RegistryAdmin):
    list_display = ["code", "name", "region"]
    list_filter = ["region"]
    list_select_related = ["region"]
    search_fields = ["name", "code"]


@admin.register(Commune)
class CommuneAdmin(RegistryAdmin):
    list_display = ["name", "code", "department"]
    list_select_related = ["department"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["department"]


@admin.register(PriorityDistrict)
class PriorityDistrictAdmin(RegistryAdmin):
    list_display = ["code", "name", "vintage"]
    list_filter = ["vintage"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["communes"]


@admin.register(Institution)
class InstitutionAdmin(RegistryAdmin):
    list_display = ["acronym", "name", "function", "zone", "region", "valid_from", "valid_to"]
    list_filter = ["function", "zone"]
    list_select_related = ["region"]


@admin.register(Mandate)
class MandateAdmin(RegistryAdmin):
    """Mandates, edited by administrators only (see `centres.permissions`)."""

    list_display = ["user", "role", "scope", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["user", "region", "department", "centre"]
    search_fields = ["user__email", "user__last_name"]

    @admin.display(description="porte sur")
    def scope(self, mandate: Mandate) -> str:
        return mandate.scope_label

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A mandate begins today by default: no rights on the past by mistake."""
        return {"valid_from": localdate(), **super().get_changeform_initial_data(request)}
