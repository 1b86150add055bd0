"""Administration of funding: scales are edited here; exercises are read only, they are edited on the site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.acts.spreadsheet_admin import ExchangeAdmin
from centres.audited_admin import FRENCH_FIGURES, JournalledAdmin
from funding.enums import RoundState
from funding.models import Allocation, Band, Notification, Payment, Post, Round, Scale
from funding.resources import AllocationInputResource, AllocationResource, NotificationResource, PaymentResource


class PostInline(admin.TabularInline):
    model = Post
    extra = 0
    formfield_overrides = FRENCH_FIGURES


class BandInline(admin.TabularInline):
    model = Band
    extra = 0
    formfield_overrides = FRENCH_FIGURES


@admin.register(Scale)
class ScaleAdmin(JournalledAdmin):
    """A scale with its posts and its bands; once an adopted exercise has followed it, it no longer changes."""

    list_display = ["label", "key", "first_year", "bounds_mode", "source"]
    inlines = [PostInline, BandInline]

    def has_change_permission(self, request: HttpRequest, obj: Scale | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_in_force(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Scale | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_in_force(obj)


def _is_in_force(scale: Scale | None) -> bool:
    return scale is not None and scale.rounds.exclude(state=RoundState.OPEN).exists()


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows edited on the site only: here they are read, searched and exported."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ["year", "version", "state", "scale", "calculated_at", "adopted_at", "adopted_by"]
    list_filter = ["state", "year"]
    list_select_related = ["scale", "adopted_by"]
    exclude = ["frozen", "ruler"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("frozen")


@admin.register(Allocation)
class AllocationAdmin(ExchangeAdmin, ReadOnlyAdmin):
    """The lines of the exercises: results are exported, the figures of an open exercise are imported."""

    list_display = ["name", "round", "qpv", "km", "published_index", "fte", "budget", "state_floor"]
    list_filter = ["round", "zone", "in_formula"]
    list_select_related = ["round", "centre"]
    search_fields = ["name"]
    exclude = ["steps", "alerts"]
    resource_classes = [AllocationResource, AllocationInputResource]

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[AllocationInputResource]]:
        return [AllocationInputResource]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("funding.change_allocation")


class MoneyAdmin(ExchangeAdmin, ReadOnlyAdmin):
    """Amounts recorded on the site by the lead regions."""

    list_display = ["centre", "year", "amount", "on", "reference", "recorded_by", "cancelled_on"]
    list_filter = ["year", ("cancelled_on", admin.EmptyFieldListFilter), "centre"]
    list_select_related = ["centre", "recorded_by"]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Notification)
class NotificationAdmin(MoneyAdmin):
    resource_classes = [NotificationResource]


@admin.register(Payment)
class PaymentAdmin(MoneyAdmin):
    resource_classes = [PaymentResource]
