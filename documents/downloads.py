"""Responses that download a file: media type, name, and 404 for a kind that the page does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import IO

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar; charset=utf-8",
    "jpg": "image/jpeg",
    "json": "application/json",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
UNKNOWN_TYPE = "application/octet-stream"


def media_type(name: str) -> str:
    """The media type that the extension of a file name says, `application/octet-stream` for any other."""
    return MEDIA_TYPES.get(PurePath(name).suffix.removeprefix("."), UNKNOWN_TYPE)


def attachment(content: bytes, name: str) -> HttpResponse:
    """The bytes as a file to save under that name, never shown in the page."""
    return HttpResponse(content, content_type=media_type(name), headers={"Content-Disposition": saved_as(name)})


def deposited(content: bytes, name: str, *, of_type: str) -> HttpResponse:
    """A file attached by a person, of the media type of its bytes; no browser guesses another nor stores it."""
    headers = {
        "Content-Disposition": saved_as(name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=of_type, headers=headers)


def attachment_in(kind: str, stem: str, writers: Mapping[str, Callable[[], bytes]]) -> HttpResponse:
    """The file `stem.kind`, written by the writer of that kind alone; Http404 when there is none."""
    if kind not in writers:
        raise Http404
    return attachment(writers[kind](), f"{stem}.{kind}")


def streamed(content: Iterable[str] | IO[bytes], name: str) -> StreamingHttpResponse:
    """The same as `attachment` for what is too large for the memory: lines of text, or an open file, then closed."""
    if hasattr(content, "read"):
        return FileResponse(content, content_type=media_type(name), as_attachment=True, filename=name)
    return StreamingHttpResponse(
        content, content_type=media_type(name), headers={"Content-Disposition": saved_as(name)}
    )


def saved_as(name: str) -> str:
    """The Content-Disposition of a file to save under that name, letters with accents included."""
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
