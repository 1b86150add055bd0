"""Tables that go out of the administration and come back in: what every resource of django-import-export keeps to.

A file is taken whole or not at all. Each fault is one French sentence that names its line and its column.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models
from import_export.resources import ModelResource
from import_export.results import InvalidRow, Result

from documents.french import listed, number
from documents.spreadsheets.import_cells import as_typed, quoted
from documents.spreadsheets.read import UnreadableError
from documents.text import unaccented

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Change:
    """What a line does to one column, in words, for the preview."""

    before: str
    after: str

    @property
    def is_change(self) -> bool:
        return self.before != self.after


class PlainDiff:
    """Before and after, as values: the library's own version writes styles in the page, which our policy refuses."""

    def __init__(self, resource: ExchangeResource, instance: models.Model, new: bool) -> None:  # noqa: FBT001
        self.before = None if new else resource.told(instance)

    def compare_with(self, resource: ExchangeResource, instance: models.Model) -> None:
        self.after = resource.told(instance)

    def as_html(self) -> list[Change]:
        before = self.before or [None] * len(self.after)
        return [Change(in_words(old), in_words(new)) for old, new in zip(before, self.after, strict=True)]


class ExchangeResource(ModelResource):
    """A flat table of one model, out and in.

    `required_columns` must be present in an imported file; `guidance` tells the sender what this table has of its own.
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

    def told(self, instance: models.Model) -> list[Any]:
        """The values of the columns for one row."""
        return [self.export_field(field, instance) for field in self.get_import_fields()]

    def import_data(self, dataset: tablib.Dataset, *args: Any, **kwargs: Any) -> Result:
        """Import the whole table; when one line is at fault nothing is written, whatever the caller asks."""
        kwargs |= {"rollback_on_validation_errors": True, "use_transactions": True, "raise_errors": False}
        return super().import_data(dataset, *args, **kwargs)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Refuse unknown, missing and repeated titles, and two lines about the same thing."""
        try:
            dataset.headers = self._known_titles(dataset.headers or [])
            self._refuse_twins(dataset)
        except UnreadableError:
            del dataset[:]  # the library goes on after this refusal: leave it nothing to read
            raise

    def _known_titles(self, headers: Iterable[str]) -> list[str]:
        """The titles as this table spells them, whatever their accents, capitals and spaces in the file."""
        columns = [field.column_name for field in self.get_import_fields()]
        titles = [unaccented(title).replace(" ", "_") for title in headers]
        for title, typed in zip(titles, headers, strict=True):
            if title not in columns:
                raise UnreadableError(
                    f"La colonne {quoted(typed)} n’est pas connue\u00a0: retirez-la. "
                    f"Les colonnes possibles sont {listed(columns)}."
                )
            if titles.count(title) > 1:
                raise UnreadableError(f"La colonne {quoted(typed)} figure deux fois\u00a0: retirez l’une des deux.")
        missing = [column for column in (*self._key_columns(), *self.required_columns) if column not in titles]
        if missing:
            raise UnreadableError(f"Il manque la colonne {quoted(missing[0])}\u00a0: ajoutez-la.")
        return titles

    def _key_columns(self) -> list[str]:
        return [self.fields[name].column_name for name in self.get_import_id_fields()]

    def _refuse_twins(self, dataset: tablib.Dataset) -> None:
        places = {column: dataset.headers.index(column) for column in self._key_columns()}
        seen: dict[tuple[str, ...], int] = {}
        for line, row in enumerate(dataset, 2):
            key = tuple(_comparable(row[place]) for place in places.values())
            if key in seen:
                named = listed([f"{column} {quoted(row[place])}" for column, place in places.items()])
                raise UnreadableError(f"Lignes {seen[key]} et {line}\u00a0: elles décrivent la même chose ({named}).")
            seen[key] = line

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> models.Model | None:
        """The row to change, if any; a key that cannot be read is told later, with the other faults of the line."""
        try:
            return super().get_instance(instance_loader, row)
        except ValueError:
            return None

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        """Once every line is in, and for good: tell what was changed."""
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        rows = [row.instance for row in result.rows if row.is_new() or row.is_update()]
        self.after_writing(rows, kwargs.get("user"))

    def after_writing(self, rows: list[Any], actor: Any) -> None:
        """What follows from the rows just written, in the same transaction; nothing by default."""

    def sentences(self, result: Result) -> list[str]:
        """One sentence per fault, in the order of the lines; faults of the whole file come alone."""
        if result.base_errors:
            return [_explained(fault.error) for fault in result.base_errors]
        broken = [
            (row, f"Ligne {row + 1}\u00a0: {_explained(fault.error)}")
            for row, faults in result.row_errors()
            for fault in faults
        ]
        invalid = [(row.number, sentence) for row in result.invalid_rows for sentence in self._faults_of(row)]
        return [sentence for _, sentence in sorted(broken + invalid, key=lambda told: told[0])]

    def _faults_of(self, row: InvalidRow) -> Iterator[str]:
        for name, messages in row.error_dict.items():
            for message in messages:
                yield f"Ligne {row.number + 1}{self._column_named(name)}\u00a0: {_running(message)}"

    def _column_named(self, name: str) -> str:
        """« , colonne « zone » » for a field of the model, nothing for a fault of the whole line."""
        if name == NON_FIELD_ERRORS:
            return ""
        columns = {field.attribute: field.column_name for field in self.fields.values()}
        return f", colonne {quoted(columns.get(name) or _verbose(self._meta.model, name))}"


def in_words(value: Any) -> str:
    """A value as the preview shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return number(value) if isinstance(value, Decimal) else str(value)


def _verbose(model: type[models.Model], name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _comparable(cell: Any) -> str:
    return unaccented(as_typed(cell))


def _running(message: str) -> str:
    """A sentence of Django's that begins with a capital, in the middle of ours."""
    return message[0].lower() + message[1:] if message[1:2].islower() else message


def _explained(error: Exception) -> str:
    """What to tell of an exception: our own sentences as they are, the others without their inner words."""
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    log.error("Une ligne importée a échoué.", exc_info=error)
    if isinstance(error, IntegrityError):
        return "elle contredit ce qui est déjà enregistré\u202f; relisez-la."
    return "elle n’a pas pu être lue\u202f; signalez-le à l’administration du service."
