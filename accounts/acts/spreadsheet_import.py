"""The pages that take a table in: the file, the preview of what it would do, its confirmation; then it is written.

Between preview and confirmation the file waits on the disk, an hour at most. The page carries its name in a signed
text, so that only the person who sent it, on the same page, may confirm it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.acts.workflow import RefusedError
from documents.forms.dsfr import DsfrForm
from documents.french import listed
from documents.spreadsheets.import_formats import FORMATS
from documents.spreadsheets.read import LARGEST_FILE, UnreadableError

KINDS = [one.kind for one in FORMATS]
SALT = "accounts.acts.spreadsheet_import"
EXPIRED = "Cet aperçu a expiré : envoyez de nouveau le fichier."
SHOWN_FAULTS = 50


class Intake(Protocol):
    """What a file would do, as its reader says; with `faults`, none of it can be written."""

    @property
    def faults(self) -> Sequence[str]: ...


@dataclass(frozen=True, kw_only=True)
class Import:
    """One sort of import.

    `purpose` names the page that a waiting file may be confirmed on. `read(data, kind)` says what a file would do, and
    raises UnreadableError for what is no such table; `write(intake)` writes all of it and tells the person, or raises
    RefusedError. `context` is what the template needs besides `form`, `intake`, `sealed`, `faults`, `other_faults`.
    """

    purpose: str
    read: Callable[[bytes, str], Intake]
    write: Callable[[Any], None]
    template: str
    back: str
    context: Mapping[str, Any]


class FileForm(DsfrForm):
    """The file to send; its extension says its format."""

    file = forms.FileField(label="Fichier (.xlsx, .csv ou .json, 5\u00a0Mo au plus)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{kind}" for kind in KINDS)

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large or of another kind before reading any of it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Le fichier dépasse 5\u00a0Mo : retirez ce qui n’est pas le tableau.")
        if kind_of(file.name) not in KINDS:
            raise forms.ValidationError(f"Ce fichier n’est pas un {listed(['.' + kind for kind in KINDS], 'ou')}.")
        return file


@dataclass(frozen=True)
class WaitingFiles:
    """A folder of files that wait for their confirmation, readable by the site alone."""

    folder: Path
    seconds: int = 60 * 60
    prefix: str = "table-importee-"

    def add(self, data: bytes) -> str:
        """Store a file and answer its name; those that nobody confirmed in time are deleted."""
        oldest = time.time() - self.seconds
        for left in self.folder.glob(f"{self.prefix}*"):
            if left.stat().st_mtime < oldest:
                left.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=self.prefix, delete=False) as file:
            file.write(data)
        return Path(file.name).name

    def sealed(self, data: bytes, kind: str, purpose: str) -> str:
        """Store a file; answers the signed text that confirms it for the same purpose."""
        return signing.dumps({"name": self.add(data), "kind": kind, "for": purpose}, salt=SALT)

    @contextmanager
    def taken(self, sealed: str, purpose: str) -> Iterator[tuple[bytes, str]]:
        """The file and its kind, while it is written: nobody else takes it meanwhile, so a double click writes once.

        It is deleted at the end, and waits again when the writing fails. UnreadableError once it has expired or was
        taken, or for another purpose.
        """
        file, kind = self._file(sealed, purpose)
        taken = file.with_name(f"{file.name}-{uuid4().hex}")
        try:
            file.rename(taken)
        except FileNotFoundError:
            raise UnreadableError(EXPIRED) from None
        try:
            yield taken.read_bytes(), kind
        except BaseException:
            taken.rename(file)
            raise
        taken.unlink(missing_ok=True)

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
    """Where an import stands: the file to choose, what it would do, the text that confirms it, what is wrong."""

    form: FileForm = field(default_factory=FileForm)
    intake: Any = None
    sealed: str = ""
    faults: Sequence[str] = ()


def spreadsheet_import(request: HttpRequest, wanted: Import) -> HttpResponse:
    """The page where the import stands; once the file is written, a redirection to `wanted.back`."""
    state: ImportState | None = ImportState()
    if "sealed" in request.POST:
        state = _confirmed(request, wanted)
    elif request.method == "POST":
        state = _sent(request, wanted)
    if state is None:
        return redirect(wanted.back)
    context = {
        "form": state.form,
        "intake": state.intake,
        "sealed": state.sealed,
        "faults": state.faults[:SHOWN_FAULTS],
        "other_faults": max(0, len(state.faults) - SHOWN_FAULTS),
        "back": wanted.back,
        **wanted.context,
    }
    return render(request, wanted.template, context)


def kind_of(name: str) -> str:
    """« xlsx » for « Budget.XLSX »."""
    return Path(name).suffix.lower().removeprefix(".")


def _purpose(request: HttpRequest, wanted: Import) -> str:
    return f"{wanted.purpose}/{request.user.pk}"


def _sent(request: HttpRequest, wanted: Import) -> ImportState:
    """What the file just sent would do; it waits for its confirmation when nothing is wrong."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return ImportState(form=form)
    data, kind = form.cleaned_data["file"].read(), kind_of(form.cleaned_data["file"].name)
    try:
        intake = wanted.read(data, kind)
    except UnreadableError as refusal:
        return ImportState(faults=list(refusal.sentences))
    if intake.faults:
        return ImportState(intake=intake, faults=intake.faults)
    return ImportState(intake=intake, sealed=WAITING.sealed(data, kind, _purpose(request, wanted)))


def _confirmed(request: HttpRequest, wanted: Import) -> ImportState | None:
    """Write the file that was previewed, read again as things stand now; None once it is written."""
    sealed = request.POST["sealed"]
    try:
        with WAITING.taken(sealed, _purpose(request, wanted)) as (data, kind):
            intake = wanted.read(data, kind)
            if intake.faults:
                return ImportState(intake=intake, faults=intake.faults)
            wanted.write(intake)
    except UnreadableError as refusal:
        return ImportState(faults=list(refusal.sentences))
    except RefusedError as refusal:
        return ImportState(intake=intake, sealed=sealed, faults=[str(refusal)])
    return None
