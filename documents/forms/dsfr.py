"""Base forms, rendered with the State's design system (DSFR)."""

from __future__ import annotations

from typing import Any

from django.forms import CharField, PasswordInput
from dsfr.forms import DsfrBaseForm

from documents.forms.fields import refuse_unprintable, text_field


class DsfrForm(DsfrBaseForm):
    """Base of every form: `{{ form }}` renders the summary of errors, then each labelled field.

    A text that is typed, passwords apart, can be printed, or is refused (`refuse_unprintable`).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, CharField) and not isinstance(field.widget, PasswordInput):
                field.validators = [*field.validators, refuse_unprintable]

    def get_context(self) -> dict[str, Any]:
        """The context of the library, optional fields marked; its own method warns about that at each call."""
        return {**super(DsfrBaseForm, self).get_context(), "DSFR_MARK_OPTIONAL_FIELDS": True}


class ReasonForm(DsfrForm):
    """The reason of an act, in a few lines; `label` and `help_text` are those of its field."""

    reason = text_field("Motif", max_length=20_000)

    def __init__(self, *args: Any, label: str = "Motif", help_text: str = "Gardé au journal.", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # On the bound field too: the parent class has already made it from the field's first words.
        for field in (self.fields["reason"], self["reason"]):
            field.label, field.help_text = label, help_text
