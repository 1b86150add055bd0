"""`manage.py verify_documents`: whether the bytes kept are still those that were published."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from documents.french import counted
from documents.models import PublishedDocument
from documents.published.register import faults


class Command(BaseCommand):
    help = "Relit les octets de chaque document publié et dit lesquels ne sont plus ceux de leur empreinte SHA-256."

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence per faulty document on the error output, then code 1; one sentence when all is well."""
        found = list(faults())
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            sys.exit(1)
        self.stdout.write(f"{counted(PublishedDocument.objects.count(), 'document')} : octets intacts.")
