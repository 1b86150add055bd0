"""Documents to print: a template in, a tagged PDF out (PDF/UA structure, French, titled)."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string


def render_pdf(template_name: str, context: Mapping[str, Any], *, identifier: str | bytes | None = None) -> bytes:
    """The template as a PDF. Same template and context, same bytes: dates come from the context, never from a clock.

    `identifier` names the document (its fingerprint by default). Only our own static files are read,
    whatever the texts contain. The template extends `documents/print_base.html`.
    """
    # WeasyPrint loads Pango and weighs 40 MB: only those who print pay for it, and only here.
    from documents.press import press  # noqa: PLC0415

    name = identifier.encode() if isinstance(identifier, str) else identifier
    return press(render_to_string(template_name, dict(context)), name)
