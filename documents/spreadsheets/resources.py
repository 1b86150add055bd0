"""Base of the tables exported and imported by the administration, over django-import-export.

A file is taken whole or not at all. Each fault is one French sentence that names its line and its column.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, ClassVar

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models
from import_export.resources import ModelResource
from import_export.results import InvalidRow, Result

from documents.french import listed, number, unaccented
from documents.spreadsheets.import_cells import cell_text, quoted
from documents.spreadsheets.read import UnreadableError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CellChange:
    """The value of one column before and after the import, as texts for the preview."""

    before: str
    after: str

    @property
    def is_change(self) -> bool:
        return self.before != self.after


class PlainDiff:
    """Before and after, as values: the library's own version writes styles in the page, which our policy refuses."""

    def __init__(self, resource: ExchangeResource, instance: models.Model, new: bool) -> None:  # noqa: FBT001
        self.before = None if new else resource.column_values(instance)

    def compare_with(self, resource: ExchangeResource, instance: models.Model) -> None:
        self.after = resource.column_values(instance)

    def as_html(self) -> list[CellChange]:
        before = self.before or [None] * len(self.after)
        return [CellChange(in_words(old), in_words(new)) for old, new in zip(before, self.after, strict=True)]


class ExchangeResource(ModelResource):
    """A flat table of one model, exported and imported.

    `required_columns` must be in an imported file; `guidance` is what the import page says of this table alone.
    """

    required_columns: ClassVar[tuple[str, ...]] = ()
    guidance: ClassVar[str] = ""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        store_instance = True
        use_transactions = True

    @classmethod
    def get_diff_class(cls) -> type[PlainDiff]:
        return PlainDiff

    def column_values(self, instance: models.Model) -> list[Any]:
        """The values of the columns for a row."""
        return [self.export_field(field, instance) for field in self.get_import_fields()]

    def import_data(self, dataset: tablib.Dataset, *args: Any, **kwargs: Any) -> Result:
        """Import the whole table; when one line is at fault nothing is written, whatever the caller asks."""
        kwargs |= {"rollback_on_validation_errors": True, "use_transactions": True, "raise_errors": False}
        return super().import_data(dataset, *args, **kwargs)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Refuse unknown, missing and repeated titles, and two lines about the same thing."""
        try:
            dataset.headers = self._column_names(dataset.headers or [])
            self._refuse_twins(dataset)
        except UnreadableError:
            del dataset[:]  # the library goes on after this refusal: leave it nothing to read
            raise

    def _column_names(self, headers: Iterable[str]) -> list[str]:
        """The titles as this table spells them, whatever their accents, capitals and spaces in the file."""
        columns = [field.column_name for field in self.get_import_fields()]
        titles = [unaccented(title).replace(" ", "_") for title in headers]
        for title, header in zip(titles, headers, strict=True):
            if title not in columns:
                raise UnreadableError(
                    f"La colonne {quoted(header)} n’est pas connue\u00a0: retirez-la. "
                    f"Les colonnes possibles sont {listed(columns)}."
                )
            if titles.count(title) > 1:
                raise UnreadableError(f"La colonne {quoted(header)} figure deux fois\u00a0: retirez l’une des deux.")
        missing = [column for column in (*self._key_columns(), *self.required_columns) if column not in titles]
        if missing:
            raise UnreadableError(f"Il manque la colonne {quoted(missing[0])}\u00a0: ajoutez-la.")
        return titles

    def _key_columns(self) -> list[str]:
        return [self.fields[name].column_name for name in self.get_import_id_fields()]

    def _refuse_twins(self, dataset: tablib.Dataset) -> None:
        """UnreadableError when two lines have the same key."""
        places = {column: dataset.headers.index(column) for column in self._key_columns()}
        line_by_key: dict[tuple[str, ...], int] = {}
        for line, row in enumerate(dataset, 2):
            key = tuple(unaccented(cell_text(row[place])) for place in places.values())
            if key in line_by_key:
                subject = listed([f"{column} {quoted(row[place])}" for column, place in places.items()])
                raise UnreadableError(
                    f"Lignes {line_by_key[key]} et {line}\u00a0: elles décrivent la même chose ({subject})."
                )
            line_by_key[key] = line

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> models.Model | None:
        """The row to change, if any; a key that cannot be read is reported later, with the other faults of the line."""
        try:
            return super().get_instance(instance_loader, row)
        except ValueError:
            return None

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        """Call `after_writing` with the changed rows, when the import is not a preview and has no fault."""
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        rows = [row.instance for row in result.rows if row.is_new() or row.is_update()]
        self.after_writing(rows, kwargs.get("user"))

    def after_writing(self, rows: list[Any], actor: Any) -> None:
        """Called in the transaction of the import with the rows just written; does nothing by default."""

    def sentences(self, result: Result) -> list[str]:
        """One sentence per fault, in the order of the lines; faults of the whole file come alone."""
        if result.base_errors:
            return [_fault_sentence(fault.error) for fault in result.base_errors]
        broken = [
            (row, f"Ligne {row + 1}\u00a0: {_fault_sentence(fault.error)}")
            for row, faults in result.row_errors()
            for fault in faults
        ]
        invalid = [(row.number, sentence) for row in result.invalid_rows for sentence in self._faults_of(row)]
        return [sentence for _, sentence in sorted(broken + invalid, key=itemgetter(0))]

    def _faults_of(self, row: InvalidRow) -> Iterator[str]:
        for name, messages in row.error_dict.items():
            for message in messages:
                # Sentences of Django lose their first capital after « Ligne 3 : ».
                words = message[0].lower() + message[1:] if message[1:2].islower() else message
                yield f"Ligne {row.number + 1}{self._column_clause(name)}\u00a0: {words}"

    def _column_clause(self, name: str) -> str:
        """« , colonne « zone » » for a field of the model, nothing for a fault of the whole line."""
        if name == NON_FIELD_ERRORS:
            return ""
        columns = {field.attribute: field.column_name for field in self.fields.values()}
        if name not in columns:
            with suppress(FieldDoesNotExist):
                columns[name] = str(self._meta.model._meta.get_field(name).verbose_name)
        return f", colonne {quoted(columns.get(name, name))}"


def in_words(value: Any) -> str:
    """A value as the preview shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return number(value) if isinstance(value, Decimal) else str(value)


def _fault_sentence(error: Exception) -> str:
    """The sentence for an exception: our own as they are; a technical one is logged, its words never shown."""
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    log.error("Une ligne importée a échoué.", exc_info=error)
    if isinstance(error, IntegrityError):
        return "elle contredit ce qui est déjà enregistré\u202f; relisez-la."
    return "elle n’a pas pu être lue\u202f; signalez-le à l’administration du service."
