"""Forms drawn with the State's design system."""

from __future__ import annotations

from typing import Any

from dsfr.forms import DsfrBaseForm


class DsfrForm(DsfrBaseForm):
    """What every form of the house starts from: `{{ form }}` gives the summary of errors, then each labelled field."""

    def get_context(self) -> dict[str, Any]:
        """Says which fields are optional; the library's own version warns at each rendering about that setting."""
        return {**super(DsfrBaseForm, self).get_context(), "DSFR_MARK_OPTIONAL_FIELDS": True}
