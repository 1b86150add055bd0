"""`manage.py import_districts FILE --vintage 2024`: import an official list of districts, in one transaction."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from centres.districts.official_list import COLUMNS, ListedDistrict, read_list
from centres.districts.services import ImportedDistricts, compare, import_list, uncovered
from centres.enums import Vintage
from centres.models import Department
from documents.french import counted
from documents.spreadsheets.read import READERS, read_table
from documents.spreadsheets.unreadable import UnreadableError

MOST_FAULTS = 50
NO_REFERENCE = (
    "Rien n’a été importé\u00a0: cette base ne connaît encore aucun département. Lancez d’abord "
    "«\u00a0python manage.py load_reference\u00a0», puis la même commande."
)


class Command(BaseCommand):
    help = (
        "Importe une liste officielle de quartiers prioritaires, telle que publiée (colonnes code_qp, lib_qp, "
        "insee_com, lib_com, et latitude_commune, longitude_commune si elles y sont ; CSV, Excel ou OpenDocument), "
        "puis la compare aux nombres déclarés par centre."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER", help="le fichier de la liste")
        parser.add_argument(
            "--vintage", type=int, required=True, choices=Vintage.values, help="la liste : 2015 ou 2024"
        )

    def handle(self, *args: Any, file: Path, vintage: int, **options: Any) -> None:
        lines = self._read(file, Vintage(vintage))
        self.stdout.write(f"{counted(len(lines), 'ligne lue', 'lignes lues')}.")
        self._write_summary(import_list(lines, Vintage(vintage)))
        self._compare(Vintage(vintage))

    def _write_summary(self, done: ImportedDistricts) -> None:
        size = f"{counted(done.districts, 'quartier')} dans {counted(done.communes, 'commune')}"
        self.stdout.write(f"{size}\u00a0: liste importée.")
        if done.omitted:
            words = counted(done.omitted, "quartier déjà connu ne figure", "quartiers déjà connus ne figurent")
            self.stdout.write(f"{words} pas dans ce fichier\u00a0: rien n’en est retiré.")
        if done.misnamed:
            words = counted(done.misnamed, "commune y porte", "communes y portent")
            self.stdout.write(f"{words} plusieurs noms (lib_com)\u00a0: à corriger dans l’administration.")

    def _read(self, file: Path, vintage: Vintage) -> list[ListedDistrict]:
        departments = set(Department.objects.values_list("code", flat=True))
        if not departments:
            raise CommandError(NO_REFERENCE)
        try:
            kind = file.suffix.lower().removeprefix(".")
            table = read_table(file.read_bytes(), kind if kind in READERS else "csv", titles=COLUMNS)
            return read_list(table, vintage, departments)
        except OSError:
            raise CommandError(f"Le fichier «\u00a0{file}\u00a0» est introuvable ou illisible.") from None
        except UnreadableError as refusal:
            for sentence in refusal.sentences[:MOST_FAULTS]:
                self.stderr.write(sentence)
            words = counted(len(refusal.sentences), "erreur")
            raise CommandError(f"Rien n’a été importé\u00a0: {words} dans le fichier.") from None

    def _compare(self, vintage: Vintage) -> None:
        rows = compare(vintage)
        differing = [row for row in rows if row.declared != row.listed]
        self.stdout.write(
            f"Nombres déclarés\u00a0: {len(rows) - len(differing)} sur {counted(len(rows), 'centre')} "
            "concordent avec la liste."
        )
        for row in differing:
            mark = " (nombre à confirmer)" if row.to_confirm else ""
            self.stdout.write(f"  {row.centre}\u00a0: {row.declared} déclarés, {row.listed} dans la liste{mark}.")
        for code, count in uncovered(vintage).items():
            self.stdout.write(f"  Département {code}\u00a0: {counted(count, 'quartier')}, aucun centre.")
