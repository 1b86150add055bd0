"""`manage.py rules_table`: writes docs/regles.md from the code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from governance.compliance.rules.catalogue import as_markdown, catalogue


class Command(BaseCommand):
    """To be run after a rule is added, changed or removed; a test says when it was forgotten."""

    help = "Écrit docs/regles.md : chaque règle du cadre, et comment l’application la tient."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the whole page again."""
        page = settings.BASE_DIR / "docs" / "regles.md"
        page.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(f"docs/regles.md : {len(catalogue())} règles.")
