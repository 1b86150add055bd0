"""Export and import of tables in the administration: preview, faults as sentences, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from import_export.results import Result, RowResult

from accounts.acts.spreadsheet_import import Import, spreadsheet_import
from documents.french import counted, listed
from documents.spreadsheets.import_formats import FORMATS, ExchangeFormat, dataset_of
from documents.spreadsheets.resources import ExchangeResource
from documents.spreadsheets.unreadable import UnreadableError

MOST_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class TableIntake:
    """The changes of a file to a table, or a sentence for each fault."""

    file: tuple[bytes, str]
    result: Result
    faults: list[str]

    @property
    def changing(self) -> list[RowResult]:
        """The lines that create or change a row."""
        return [row for row in self.result.rows if row.is_new() or row.is_update()]

    @property
    def changes_nothing(self) -> bool:
        return not self.changing

    @property
    def first_rows(self) -> list[RowResult]:
        return self.changing[:MOST_ROWS]

    @property
    def other_rows(self) -> int:
        return max(0, len(self.changing) - MOST_ROWS)

    @property
    def summary(self) -> str:
        return summary_of(self.result)


class ExchangeAdmin(ImportExportMixin):
    """Import and export of one table, for a `ModelAdmin` that names its resource in `resource_classes`."""

    formats = FORMATS
    export_form_class = ExportForm

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_export_filename(self, request: HttpRequest, queryset: QuerySet, file_format: ExchangeFormat) -> str:
        name = slugify(self.opts.verbose_name_plural)
        return f"{name}-{timezone.localdate().isoformat()}.{file_format.get_extension()}"

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form, then the preview: the change or the faults of each line."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        resource = self._resource(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Importer",
            "opts": self.opts,
            "guidance": resource.guidance,
            "columns": [field.column_name for field in resource.get_user_visible_fields()],
        }
        return spreadsheet_import(
            request,
            Import(
                purpose=f"admin/{self.opts.label}",
                read=lambda data, kind: self._intake(request, data, kind),
                write=lambda intake: self._write(request, intake),
                template=self.import_template_name,
                back=reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
                context=context,
            ),
        )

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The confirmation of the preview has an address of its own."""
        return require_POST(self.import_action)(request)

    def _intake(self, request: HttpRequest, data: bytes, kind: str, *, dry_run: bool = True) -> TableIntake:
        """What the file does, and did when it is no `dry_run`: nothing once a single line is at fault."""
        resource = self._resource(request)
        dataset = dataset_of(data, kind, [field.column_name for field in resource.get_import_fields()])
        result = resource.import_data(dataset, dry_run=dry_run, user=request.user)
        return TableIntake(file=(data, kind), result=result, faults=resource.sentences(result))

    def _write(self, request: HttpRequest, intake: TableIntake) -> None:
        done = self._intake(request, *intake.file, dry_run=False)
        if done.faults:  # the table changed since it was read
            raise UnreadableError(*done.faults)
        self.generate_log_entries(done.result, request)
        messages.success(request, f"Import terminé\u00a0: {done.summary}.")

    def _create_log_entry(self, user_pk: int, rows: list[Any], import_type: str, action_flag: int) -> None:
        if rows:
            LogEntry.objects.log_actions(user_pk, rows, action_flag, change_message="Import d’un fichier.")

    def _resource(self, request: HttpRequest) -> ExchangeResource:
        return self.get_import_resource_classes(request)[0]()


def summary_of(result: Result) -> str:
    """« 3 lignes nouvelles, 1 ligne modifiée et 16 lignes inchangées »."""
    new, changed, same = (
        result.totals[kind]
        for kind in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE, RowResult.IMPORT_TYPE_SKIP)
    )
    return listed(
        [
            counted(new, "ligne nouvelle", "lignes nouvelles"),
            counted(changed, "ligne modifiée", "lignes modifiées"),
            counted(same, "ligne inchangée", "lignes inchangées"),
        ]
    )
