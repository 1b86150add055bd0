"""Base of the tables exported and imported by the administration, over django-import-export.

A file is taken whole or not at all. Each fault is one French sentence that names its line and its column.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any, ClassVar

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models
from import_export.resources import ModelResource
from import_export.results import InvalidRow, Result, RowResult

from documents.french import listed, number, plain, unaccented
from documents.spreadsheets.import_cells import cell_text, quoted
from documents.spreadsheets.import_table import header_faults
from documents.spreadsheets.read import code_of
from documents.spreadsheets.unreadable import UnreadableCell, UnreadableError
from documents.typed_numbers import UnreadableNumberError, read_number

log = logging.getLogger(__name__)
MOST_PLACES = 20


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
        columns = {code_of(field.column_name): field.column_name for field in self.get_import_fields()}
        required = [*self._key_columns(), *self.required_columns]
        unknown, others = header_faults(list(headers), list(columns.values()), required=required)
        if unknown or others:
            raise UnreadableError(*unknown, *others)
        return [columns[code_of(title)] for title in headers]

    def _key_columns(self) -> list[str]:
        return [self.fields[name].column_name for name in self.get_import_id_fields()]

    def _refuse_twins(self, dataset: tablib.Dataset) -> None:
        """UnreadableError with every pair of lines that have the same key."""
        line_by_key: dict[tuple[str, ...], int] = {}
        faults = []
        for line, row in zip(_line_numbers(dataset), dataset.dict, strict=True):
            key = _key_of(row, self._key_columns())
            first = line_by_key.setdefault(key, line)
            if key and first != line:
                subject = listed([f"{column} {quoted(row[column])}" for column in self._key_columns()])
                faults.append(f"Lignes {first} et {line}\u00a0: elles décrivent la même chose ({subject}).")
        if faults:
            raise UnreadableError(*faults)

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> RowResult:
        """Import one line; one that is as the table would be exported now changes nothing, and so is not judged."""
        stored = self.stored_lines.get(_key_of(row, self._key_columns()), {})
        if stored and all(_spellings(cell) & stored.get(column, set()) for column, cell in row.items()):
            unchanged = self.get_row_result_class()()
            unchanged.import_type = RowResult.IMPORT_TYPE_SKIP
            return unchanged
        return super().import_row(row, instance_loader, **kwargs)

    @cached_property
    def stored_lines(self) -> dict[tuple[str, ...], dict[str, set[str]]]:
        """The spellings of each cell of the table as it would be exported now, by key and column."""
        lines = self.export().dict
        return {
            _key_of(line, self._key_columns()): {column: _spellings(cell) for column, cell in line.items()}
            for line in lines
        }

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> models.Model | None:
        """The row to change, if any; a key that cannot be read is reported later, with the other faults of the line."""
        try:
            return super().get_instance(instance_loader, row)
        except ValueError:
            return None

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        """Call `after_writing` with the changed rows, when the import is not a preview and has no fault."""
        result.line_numbers = _line_numbers(dataset)
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
        numbers = result.line_numbers
        broken = [
            (row, f"Ligne {numbers[row - 1]} : {_fault_sentence(fault.error)}")
            for row, faults in result.row_errors()
            for fault in faults
        ]
        invalid = [
            (row.number, sentence)
            for row in result.invalid_rows
            for sentence in self._faults_of(row, numbers[row.number - 1])
        ]
        return [sentence for _, sentence in sorted(broken + invalid, key=itemgetter(0))]

    def _faults_of(self, row: InvalidRow, line: int) -> Iterator[str]:
        for name, messages in row.error_dict.items():
            for message in messages:
                # Sentences of Django lose their first capital after « Ligne 3 : ».
                words = message[0].lower() + message[1:] if message[1:2].islower() else message
                yield f"Ligne {line}{self._column_clause(name)}\u00a0: {words}"

    def _column_clause(self, name: str) -> str:
        """« , colonne « zone » » for a field of the model, nothing for a fault of the whole line."""
        if name == NON_FIELD_ERRORS:
            return ""
        columns = {field.attribute: field.column_name for field in self.fields.values()}
        if name not in columns:
            with suppress(FieldDoesNotExist):
                columns[name] = str(self._meta.model._meta.get_field(name).verbose_name)
        return f", colonne {quoted(columns.get(name, name))}"


def _line_numbers(dataset: tablib.Dataset) -> Sequence[int]:
    """The number of each line in its file; without a file, as if the titles were on line 1."""
    return getattr(dataset, "line_numbers", range(2, len(dataset) + 2))


def _key_of(row: Mapping[str, Any], columns: Sequence[str]) -> tuple[str, ...]:
    """The texts of the cells that name a row, none when one cannot be read."""
    cells = [row[column] for column in columns]
    if any(isinstance(cell, UnreadableCell) for cell in cells):
        return ()
    return tuple(unaccented(cell_text(cell)) for cell in cells)


def _spellings(cell: Any) -> set[str]:
    """The texts by which a cell may be the same as another; none for a cell that has no value."""
    if isinstance(cell, UnreadableCell):
        return set()
    if isinstance(cell, dt.datetime | dt.date):
        return {cell.isoformat()[:10]}
    text = "" if cell is None else " ".join(cell_text(cell).split())
    try:
        return {text, plain(read_number(cell, places=MOST_PLACES))}
    except UnreadableNumberError:
        return {text}


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
