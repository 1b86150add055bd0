"""Forms drawn with the State's design system."""

from __future__ import annotations

from typing import Any

from dsfr.forms import DsfrBaseForm

from documents.forms.fields import text_field


class DsfrForm(DsfrBaseForm):
    """What every form of the house starts from: `{{ form }}` gives the summary of errors, then each labelled field."""

    def get_context(self) -> dict[str, Any]:
        """Says which fields are optional; the library's own version warns at each rendering about that setting."""
        return {**super(DsfrBaseForm, self).get_context(), "DSFR_MARK_OPTIONAL_FIELDS": True}


class ReasonForm(DsfrForm):
    """Why an act is done, in a few lines: `label` says what is asked, `help_text` where it is kept."""

    reason = text_field("Motif")

    def __init__(self, *args: Any, label: str = "Motif", help_text: str = "Gardé au journal.", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text
