"""Files attached to productions: their type is read from their bytes, never from their name."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePath

from accounts.acts.workflow import RefusedError
from documents.downloads import MEDIA_TYPES
from documents.french import typeset

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LONGEST_NAME = 160
SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
TOO_LARGE = typeset("Le fichier dépasse 10 Mo : allégez-le, ou donnez plutôt son adresse.")
UNKNOWN = typeset(
    "Ce fichier n’est ni un PDF, ni une image PNG ou JPEG, ni un texte DOCX ou ODT : enregistrez-le en PDF."
)
WITH_MACROS = typeset("Ce document contient des macros : enregistrez-le en PDF.")


def stored_name(name: str, content: bytes) -> str:
    """The name to store for a file, its extension that of its content; RefusedError: too large, or another type."""
    if len(content) > LARGEST:
        raise RefusedError(TOO_LARGE)
    kind = kind_of(content)
    stem = PurePath(name.replace("\\", "/")).stem
    clean = "".join(sign for sign in stem if sign.isprintable() and sign not in '/"')[: LONGEST_NAME - 5].strip(" .")
    return f"{clean or 'production'}.{kind}"


def kind_of(content: bytes) -> str:
    """« pdf », « png », « jpg », « docx » or « odt » by the first bytes; RefusedError for anything else."""
    for kind, signature in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _archive_kind(content)
    raise RefusedError(UNKNOWN)


def _archive_kind(content: bytes) -> str:
    """« docx » or « odt » by the table of contents of the archive, of which at most 64 bytes are unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
                raise RefusedError(WITH_MACROS)
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return "docx"
            if "mimetype" in names and archive.open("mimetype").read(64) == MEDIA_TYPES["odt"].encode():
                return "odt"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as fault:
        raise RefusedError(UNKNOWN) from fault
    raise RefusedError(UNKNOWN)
