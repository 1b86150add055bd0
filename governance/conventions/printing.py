"""Conventions and amendments on paper."""

from __future__ import annotations

from documents.pdf import render_pdf
from governance.conventions.texts import amendment_text_of, contract_of
from governance.models import Amendment, Convention

TEMPLATE = "governance/conventions/contract_pdf.html"


def print_convention(convention: Convention) -> bytes:
    """The text of a convention as a tagged PDF."""
    return render_pdf(TEMPLATE, {"contract": contract_of(convention)})


def print_amendment(amendment: Amendment) -> bytes:
    """The text of an amendment as a tagged PDF."""
    return render_pdf(TEMPLATE, {"contract": amendment_text_of(amendment)})
