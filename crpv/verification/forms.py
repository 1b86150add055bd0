"""The form of verification: a file, or a reference."""

from __future__ import annotations

from typing import Any

from django import forms

from documents.forms.dsfr import DsfrForm
from documents.french import NBSP

LARGEST = 20 * 1024 * 1024  # bytes; our largest documents weigh less than one megabyte


class VerificationForm(DsfrForm):
    """A file or a reference; the file is used when both are there."""

    file = forms.FileField(
        label=f"Fichier PDF (20{NBSP}Mo au plus)",
        required=False,
        help_text="Le fichier est lu, comparé, puis oublié : rien n’en est gardé.",
    )
    reference = forms.CharField(
        label="Référence du document",
        required=False,
        max_length=100,
        help_text="Elle est imprimée en haut de chaque page, par exemple AVIS-2025-reso-villes-1.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("reference"):
            self.add_error("file", "Donnez un fichier, ou une référence.")
        return cleaned
