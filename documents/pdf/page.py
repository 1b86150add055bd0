"""A composed document, before its rendering: plain data that a child process can print."""

from dataclasses import dataclass
from datetime import date

from documents.pdf.attachments import Attachment


@dataclass(frozen=True, kw_only=True)
class PrintablePage:
    """The HTML of a document to print, with its reference, its day and its attachments."""

    html: str
    reference: str
    dated: date
    attachments: tuple[Attachment, ...]


def print_page(page: PrintablePage) -> bytes:
    """The document as PDF/A-3 and PDF/UA-1: same page, same bytes, in any process."""
    from documents.pdf.archive import render_archive  # noqa: PLC0415

    return render_archive(page.html, page.reference, page.attachments, page.dated)
