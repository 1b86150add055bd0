"""The pages of the administration that give a table and take it back: preview, faults in sentences, all or nothing."""

from __future__ import annotations

import logging
import tempfile
import time
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import Result, RowResult
from import_export.tmp_storages import BaseStorage

from documents.french import counted, listed
from documents.spreadsheets.import_formats import FORMATS, ExchangeFormat
from documents.spreadsheets.read import LARGEST_FILE, UnreadableError
from documents.spreadsheets.resources import ExchangeResource

log = logging.getLogger(__name__)
KINDS = [one.kind for one in FORMATS]
INCOMPLETE = "Cet aperçu est incomplet\u00a0: envoyez de nouveau le fichier."
SHOWN_FAULTS = 50
SHOWN_ROWS = 100


class WaitingFile(BaseStorage):
    """A file kept between its preview and its confirmation: an hour at most, readable by the site alone."""

    prefix = "table-importee-"
    seconds = 60 * 60

    def save(self, data: bytes) -> None:
        """Keep the file, and throw away those that nobody confirmed."""
        oldest = time.time() - self.seconds
        for left in self.folder.glob(f"{self.prefix}*"):
            if left.stat().st_mtime < oldest:
                left.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(prefix=self.prefix, delete=False) as file:
            file.write(data)
        self.name = Path(file.name).name

    @property
    def folder(self) -> Path:
        return Path(tempfile.gettempdir())

    def read(self) -> bytes:
        return (self.folder / self.name).read_bytes()

    def remove(self) -> None:
        (self.folder / self.name).unlink(missing_ok=True)


class TableImportForm(ImportForm):
    """The file to send; its extension says its format."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].widget.attrs["accept"] = ",".join(f".{kind}" for kind in KINDS)
        self.fields["import_file"].label = "Fichier (.xlsx, .csv ou .json, 5\u00a0Mo au plus)"

    @property
    def media(self) -> forms.Media:
        return forms.Media()

    def clean_import_file(self) -> UploadedFile:
        """Refuse what is too large or of another kind before reading any of it."""
        file = self.cleaned_data["import_file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Le fichier dépasse 5\u00a0Mo\u00a0: retirez ce qui n’est pas le tableau.")
        if _kind_of(file) not in KINDS:
            raise forms.ValidationError(f"Ce fichier n’est pas un {listed(['.' + kind for kind in KINDS], 'ou')}.")
        return file

    def clean(self) -> dict[str, Any]:
        """Deduce the format from the extension."""
        if file := self.cleaned_data.get("import_file"):
            self.cleaned_data["format"] = str(KINDS.index(_kind_of(file)))
        return self.cleaned_data


def _kind_of(file: UploadedFile) -> str:
    return Path(file.name).suffix.lower().removeprefix(".")


class TableConfirmForm(ConfirmImportForm):
    """The confirmation: the name of the waiting file is sealed, so that no other file of the machine can be asked."""

    format = forms.ChoiceField(choices=[(str(n), kind) for n, kind in enumerate(KINDS)], widget=forms.HiddenInput())
    resource = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_import_file_name(self) -> str:
        """The name, if we sealed it less than an hour ago and the file still waits."""
        sealed = self.cleaned_data["import_file_name"]
        try:
            name = signing.loads(sealed, salt=WaitingFile.prefix, max_age=WaitingFile.seconds)
        except signing.BadSignature:
            raise forms.ValidationError("Cet aperçu a expiré\u00a0: envoyez de nouveau le fichier.") from None
        if not (WaitingFile().folder / name).is_file():
            raise forms.ValidationError("Ce fichier a déjà été importé, ou a expiré\u00a0: envoyez-le de nouveau.")
        return name


class ExchangeAdmin(ImportExportMixin):
    """Import and export of one table, for a `ModelAdmin` that names its resource in `resource_classes`."""

    formats = FORMATS
    import_form_class = TableImportForm
    confirm_form_class = TableConfirmForm
    export_form_class = ExportForm
    tmp_storage_class = WaitingFile

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_export_filename(self, request: HttpRequest, queryset: QuerySet, file_format: ExchangeFormat) -> str:
        name = slugify(self.opts.verbose_name_plural)
        return f"{name}-{timezone.localdate().isoformat()}.{file_format.get_extension()}"

    def get_confirm_form_initial(self, request: HttpRequest, import_form: TableImportForm | None) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if initial:
            initial["import_file_name"] = signing.dumps(initial["import_file_name"], salt=WaitingFile.prefix)
        return initial

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        if isinstance(e, UnreadableError):
            form.add_error("import_file", str(e))
        else:
            log.error("Un fichier importé n’a pas pu être lu.", exc_info=e)
            form.add_error("import_file", "Ce fichier n’a pas pu être lu\u00a0: enregistrez-le de nouveau.")

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form, then the preview: what each line does, or what is wrong with it."""
        response = super().import_action(request, **kwargs)
        response.context_data["guidance"] = self._resource(request).guidance
        if result := response.context_data.get("result"):
            response.context_data |= self.findings(request, result)
        return response

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Write the table that was previewed; an expired preview leads back to the form, with a sentence."""
        if request.method == "POST" and self.has_import_permission(request):
            form = self.create_confirm_form(request)
            if not form.is_valid():
                for told in form.errors.get("import_file_name", [INCOMPLETE]):
                    messages.error(request, told)
                return HttpResponseRedirect(self._address("import"))
        return super().process_import(request, **kwargs)

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        """Say what was written; if something changed since the preview and a line is now at fault, say which."""
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)
        context = {**self.admin_site.each_context(request), "title": "Importer", "opts": self.opts, "result": result}
        context |= self.findings(request, result)
        context["form"] = self.import_form_class(FORMATS, self.get_import_resource_classes(request))
        return TemplateResponse(request, self.import_template_name, context)

    def findings(self, request: HttpRequest, result: Result) -> dict[str, Any]:
        """What the page shows of a result: the faults first, otherwise the lines that change something."""
        told = self._resource(request).sentences(result)
        changed = [] if told else [row for row in result.rows if row.is_new() or row.is_update()]
        return {
            "sentences": told[:SHOWN_FAULTS],
            "other_faults": max(0, len(told) - SHOWN_FAULTS),
            "changed_rows": changed[:SHOWN_ROWS],
            "other_rows": max(0, len(changed) - SHOWN_ROWS),
            "summary": summary_of(result),
        }

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        messages.success(request, f"Import terminé\u00a0: {summary_of(result)}.")

    def _create_log_entry(self, user_pk: int, rows: list[Any], import_type: str, action_flag: int) -> None:
        if rows:
            LogEntry.objects.log_actions(user_pk, rows, action_flag, change_message="Import d’un fichier.")

    def _resource(self, request: HttpRequest) -> ExchangeResource:
        return self.get_import_resource_classes(request)[0]()

    def _address(self, action: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{action}")


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
