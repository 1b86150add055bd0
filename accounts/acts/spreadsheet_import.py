"""Import a table in two pages: a file, then the preview of its changes, which are written once confirmed.

Between the two the file waits on the disk, an hour at most. The page has its name in a signed text, so that only the
person who sent it, on the same page, may confirm it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from accounts.acts.drafts import acknowledge
from accounts.acts.submission_keys import NAME, new_key, once
from accounts.acts.workflow import RefusedError
from documents.forms.dsfr import DsfrForm
from documents.french import listed
from documents.spreadsheets.read import LARGEST_FILE, READERS
from documents.spreadsheets.unreadable import UnreadableError

EXTENSIONS = [f".{kind}" for kind in READERS]
SALT = "accounts.acts.spreadsheet_import"
EXPIRED = "Cet aperçu a expiré : envoyez de nouveau le fichier."
MOST_FAULTS = 50


class Intake(Protocol):
    """The changes read from a file; with `faults`, none of them can be written.

    One that has `changes_nothing` is shown without a button that would write it.
    """

    @property
    def faults(self) -> Sequence[str]: ...


@dataclass(frozen=True, kw_only=True)
class Import:
    """The import of a table.

    `purpose` identifies the page where a waiting file may be confirmed. `read(data, kind)` returns the changes of a
    file, or raises UnreadableError; `write(intake)` writes them all and adds a message, or raises RefusedError.
    `context` is what the template needs besides `form`, `intake`, `sealed`, `faults`, `other_faults`.
    """

    purpose: str
    read: Callable[[bytes, str], Intake]
    write: Callable[[Any], None]
    template: str
    back: str
    context: Mapping[str, Any]


class FileForm(DsfrForm):
    """The file to send; its extension says its format."""

    file = forms.FileField(label=f"Fichier ({listed(EXTENSIONS, 'ou')}, 5\u00a0Mo au plus)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(EXTENSIONS)

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large or of another kind before reading any of it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Le fichier dépasse 5\u00a0Mo : retirez ce qui n’est pas le tableau.")
        if kind_of(file.name) not in READERS:
            raise forms.ValidationError(f"Ce fichier n’est pas un {listed(EXTENSIONS, 'ou')}.")
        return file


@dataclass(frozen=True)
class WaitingFiles:
    """A folder of files that wait for their confirmation, private to the site."""

    folder: Path
    seconds: int = 60 * 60
    prefix: str = "table-importee-"

    def add(self, data: bytes) -> str:
        """Store a file and return its name; expired files are deleted."""
        oldest = time.time() - self.seconds
        for waiting in self.folder.glob(f"{self.prefix}*"):
            with suppress(FileNotFoundError):  # confirmed by its owner meanwhile
                if waiting.stat().st_mtime < oldest:
                    waiting.unlink()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=self.prefix, delete=False) as file:
            file.write(data)
        return Path(file.name).name

    def sealed(self, data: bytes, kind: str, purpose: str) -> str:
        """Store a file and return the signed text that confirms it, for the same purpose."""
        return signing.dumps({"name": self.add(data), "kind": kind, "for": purpose}, salt=SALT)

    @contextmanager
    def claimed(self, sealed: str, purpose: str) -> Iterator[tuple[bytes, str]]:
        """The file and its kind, renamed while it is written so that a double click writes once.

        It is deleted at the end, and waits again when the writing fails. UnreadableError once it has expired or was
        claimed, or for another purpose.
        """
        file, kind = self._file(sealed, purpose)
        claimed = file.with_name(f"{file.name}-{uuid4().hex}")
        try:
            file.rename(claimed)
        except FileNotFoundError:
            raise UnreadableError(EXPIRED) from None
        try:
            yield claimed.read_bytes(), kind
        except BaseException:
            claimed.rename(file)
            raise
        claimed.unlink(missing_ok=True)

    def _file(self, sealed: str, purpose: str) -> tuple[Path, str]:
        try:
            stored = signing.loads(sealed, salt=SALT, max_age=self.seconds)
        except signing.BadSignature:
            raise UnreadableError(EXPIRED) from None
        if stored["for"] != purpose:
            raise UnreadableError(EXPIRED)
        return self.folder / stored["name"], stored["kind"]


WAITING = WaitingFiles(Path(tempfile.gettempdir()))


@dataclass(frozen=True, kw_only=True)
class ImportState:
    """The state of an import: the form of the file, its changes, the text that confirms it, its faults."""

    form: FileForm = field(default_factory=FileForm)
    intake: Any = None
    sealed: str = ""
    faults: Sequence[str] = ()


def spreadsheet_import(request: HttpRequest, table_import: Import) -> HttpResponse:
    """The page of the import in its present state; once the file is written, a redirection to `table_import.back`."""
    state: ImportState | None = ImportState()
    if "sealed" in request.POST:
        state = _write_confirmed(request, table_import)
    elif request.method == "POST":
        state = _preview(request, table_import)
    if state is None:
        acknowledge(request)
        return redirect(table_import.back)
    context = {
        "form": state.form,
        "intake": state.intake,
        "sealed": state.sealed,
        "submission": request.POST.get(NAME) or new_key(),
        "faults": state.faults[:MOST_FAULTS],
        "other_faults": max(0, len(state.faults) - MOST_FAULTS),
        "back": table_import.back,
        **table_import.context,
    }
    return render(request, table_import.template, context)


def kind_of(name: str) -> str:
    """« xlsx » for « Budget.XLSX »."""
    return Path(name).suffix.lower().removeprefix(".")


def _purpose(request: HttpRequest, table_import: Import) -> str:
    return f"{table_import.purpose}/{request.user.pk}"


def _preview(request: HttpRequest, table_import: Import) -> ImportState:
    """The changes of the file just sent, which waits for its confirmation when it has no fault."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return ImportState(form=form)
    data, kind = form.cleaned_data["file"].read(), kind_of(form.cleaned_data["file"].name)
    try:
        intake = table_import.read(data, kind)
    except UnreadableError as refusal:
        return ImportState(faults=list(refusal.sentences))
    if intake.faults:
        return ImportState(intake=intake, faults=intake.faults)
    return ImportState(intake=intake, sealed=WAITING.sealed(data, kind, _purpose(request, table_import)))


def _write_confirmed(request: HttpRequest, table_import: Import) -> ImportState | None:
    """Read the previewed file again and write it, once for each preview; None once it is written."""
    sealed, intake = request.POST["sealed"], None

    def write() -> str:
        nonlocal intake
        with WAITING.claimed(sealed, _purpose(request, table_import)) as (data, kind):
            intake = table_import.read(data, kind)
            if intake.faults:
                raise UnreadableError(*intake.faults)
            table_import.write(intake)
        return resolve_url(table_import.back)

    try:
        once(request, write)
    except UnreadableError as refusal:
        return ImportState(intake=intake, faults=list(refusal.sentences))
    except RefusedError as refusal:
        return ImportState(intake=intake, sealed=sealed, faults=[str(refusal)])
    return None
