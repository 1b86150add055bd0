"""Documents to print: a template in, a tagged PDF out (PDF/UA structure, French, titled)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from documents.pdf.attachments import Attachment
from documents.pdf.page import PrintablePage


def render_pdf(template_name: str, context: Mapping[str, Any], *, identifier: str | bytes | None = None) -> bytes:
    """The template as a PDF. Same template and context, same bytes: dates come from the context, never from a clock.

    `identifier` names the document (its fingerprint by default). Only our own static files are read,
    whatever the texts contain. The template extends `documents/pdf/print_base.html`.
    """
    # WeasyPrint loads Pango and weighs 40 MB: only those who print pay for it, and only here.
    from documents.pdf.weasyprint_renderer import render_html  # noqa: PLC0415

    name = identifier.encode() if isinstance(identifier, str) else identifier
    return render_html(render_to_string(template_name, dict(context)), name)


def compose(
    template_name: str,
    context: Mapping[str, Any],
    *,
    identifier: str,
    dated: date,
    attachments: Iterable[Attachment] = (),
) -> PrintablePage:
    """The page of an archival document; `identifier` is the reference printed on it (« AVIS-2025-reso-villes-1 »).

    `dated` is the day written on the attached files. The template extends `documents/pdf/print_record.html`, which asks
    for `seal`, and for `verify_url` and `qr` where the document can be verified.
    """
    html = render_to_string(template_name, {"reference": identifier, "dated": dated, **context})
    return PrintablePage(html=html, reference=identifier, dated=dated, attachments=tuple(attachments))
