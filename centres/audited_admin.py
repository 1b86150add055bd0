"""Administration pages that write every change in the journal, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import models
from django.forms import Textarea
from django.http import HttpRequest

from accounts.journal import record
from accounts.models import User
from documents.forms.fields import FrenchDecimalField, FrenchIntegerField

FRENCH_FIGURES = {
    models.DecimalField: {"form_class": FrenchDecimalField},
    models.PositiveIntegerField: {"form_class": FrenchIntegerField},
    models.URLField: {"assume_scheme": "https"},
    models.TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 80})},
}


class JournalledAdmin(admin.ModelAdmin):
    """Write in the journal what Django writes in its own history; numbers are typed in French."""

    formfield_overrides = FRENCH_FIGURES

    def record_act(self, actor: User, row: models.Model, summary: str) -> None:
        """Write one act; overridden by pages with their own verb."""
        record(actor, f"{row._meta.verbose_name} : modifier", row, comment=summary)

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> LogEntry:
        entry = super().log_addition(request, obj, message)
        self.record_act(request.user, obj, entry.get_change_message())
        return entry

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> LogEntry:
        entry = super().log_change(request, obj, message)
        if message:
            self.record_act(request.user, obj, entry.get_change_message())
        return entry

    def log_deletions(self, request: HttpRequest, queryset: Iterable[models.Model]) -> Any:
        for row in queryset:
            self.record_act(request.user, row, f"Supprimé\u00a0: {row}.")
        return super().log_deletions(request, queryset)
