"""`manage.py print_dashboard`: the PDF of a dashboard, published or, failing that, a proof of today’s figures."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crpv.models import Publication, RegionalEdition
from crpv.models.publication import text_fingerprint
from crpv.publications.exports.printing import EditionToPrint, national_pdf, national_print, regional_print
from crpv.publications.exports.snapshot import national_dashboard
from crpv.publications.tasks import store_print


class Command(BaseCommand):
    """Write one PDF; a published edition that has no stored print yet is printed and stored."""

    help = (
        "Écrit le PDF du tableau de bord national d’une année : les octets publiés, ou une épreuve des chiffres du "
        "jour tant que rien n’est publié."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="ANNÉE")
        parser.add_argument("--region", default="", metavar="CODE", help="l’édition de cette région, une fois publiée")
        parser.add_argument("--out", type=Path, required=True, metavar="FICHIER")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, or say in one sentence why not."""
        year, region, target = options["year"], options["region"], options["out"]
        edition = self._published(year, region)
        if edition is None:
            content, description = self._proof(year), "épreuve des chiffres du jour"
        else:
            document = store_print(edition)
            content, description = bytes(document.content), f"édition publiée {document.reference}"
        try:
            target.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{target} ne s’écrit pas : {error.strerror}.") from None
        self.stdout.write(f"{target} : {description}, {len(content)} octets, SHA-256 {text_fingerprint(content)}.")

    def _published(self, year: int, code: str) -> EditionToPrint | None:
        """The edition in force, national (None when nothing is published) or of one region (CommandError)."""
        publications = Publication.objects.in_force().filter(year=year)
        if not code:
            publication = publications.first()
            return national_print(publication) if publication else None
        editions = RegionalEdition.objects.select_related("publication", "region").filter(region__code=code)
        edition = editions.filter(publication__in=publications).first()
        if edition is None:
            raise CommandError(f"Aucune édition {year} n’est publiée pour la région « {code} ».")
        return regional_print(edition)

    def _proof(self, year: int) -> bytes:
        """The figures of today, printed as a proof; CommandError when nothing was collected."""
        dashboard = national_dashboard(year)
        if dashboard is None:
            raise CommandError(f"Aucune campagne d’indicateurs {year} : il n’y a pas de chiffres à imprimer.")
        content = dashboard.to_json()
        return national_pdf(
            Publication(year=year, content=content, seal=text_fingerprint(content), frozen_at=timezone.now())
        )
