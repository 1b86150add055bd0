"""A document between its composition and the press: all that a print process needs, neither templates nor models."""

from dataclasses import dataclass
from datetime import date

from documents.pdf.attachments import Attachment


@dataclass(frozen=True, kw_only=True)
class Page:
    """A document that is composed but not printed yet: plain, so that another process can print it."""

    html: str
    reference: str
    dated: date
    attachments: tuple[Attachment, ...]


def print_page(page: Page) -> bytes:
    """The composed document as PDF/A-3 and PDF/UA-1: same page, same bytes, in any process."""
    from documents.pdf.archive import press_archive  # noqa: PLC0415

    return press_archive(page.html, page.reference, page.attachments, page.dated)
