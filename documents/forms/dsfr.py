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

    reason = text_field("Motif", max_length=20_000)

    def __init__(self, *args: Any, label: str = "Motif", help_text: str = "Gardé au journal.", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # On the bound field too: the parent class has already made it from the field's first words.
        for field in (self.fields["reason"], self["reason"]):
            field.label, field.help_text = label, help_text
