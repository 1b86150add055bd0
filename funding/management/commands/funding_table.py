"""`manage.py funding_table`: the funding table of a file, without the web and without a database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from documents.french import typeset
from documents.spreadsheets.unreadable import UnreadableError
from funding.formula.allocate import FormulaError, allocate
from funding.formula.parameters import PARAMETERS, REFERENCE_BOUNDS
from funding.table_command.read import read_centres
from funding.table_command.write import to_csv, to_json
from funding.workbook.build import funding_workbook

FAULTY = 2
NETWORK = "network"
FORMATS = ("csv", "json", "xlsx")


class Command(BaseCommand):
    help = typeset(
        "Calcule le tableau de financement d’un fichier « centre;zone;qpv;km » (zone metropole ou outre-mer ; "
        "virgule ou point décimal), sans base de données. Le CSV et le JSON produits s’écrivent avec un point "
        "décimal, pour les programmes ; le classeur xlsx est fait pour être lu. Paris ne figure pas dans le "
        "fichier : il est hors du calcul (R-56)."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--input", metavar="FICHIER", help="fichier CSV à lire ; « - » lit l’entrée standard")
        parser.add_argument("--parameters", default="2017", help="barème : 2017 (par défaut)")
        parser.add_argument(
            "--bounds",
            default=NETWORK,
            help="bornes : network, recalculées sur le fichier (par défaut), ou 2017, figées",
        )
        parser.add_argument("--format", default="csv", help="csv (par défaut), json ou xlsx")
        parser.add_argument("--output", metavar="FICHIER", help="fichier à écrire ; sans lui, la sortie standard")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the table, or one sentence per fault on the error output; then leave with code 2."""
        try:
            self._refuse_bad_options(options)
            parameters = PARAMETERS[options["parameters"]].with_bounds(REFERENCE_BOUNDS.get(options["bounds"]))
            result = allocate(read_centres(self._read(options["input"])), parameters)
            if options["format"] == "xlsx":
                content = funding_workbook(result, title="Tableau de financement des centres", year=None)
            else:
                content = (to_json if options["format"] == "json" else to_csv)(result).encode()
            self._write(content, options["output"])
        except CommandError as fault:
            self._leave(typeset(str(fault)))
        except (UnreadableError, FormulaError) as fault:
            self._leave(*fault.sentences)

    def _leave(self, *sentences: str) -> NoReturn:
        for sentence in sentences:
            self.stderr.write(sentence)
        sys.exit(FAULTY)

    def _refuse_bad_options(self, options: Mapping[str, Any]) -> None:
        if not options["input"]:
            raise CommandError("Option « --input » : donnez le fichier à lire, ou « - » pour l’entrée standard.")
        for name, choices in (
            ("parameters", PARAMETERS),
            ("bounds", (NETWORK, *REFERENCE_BOUNDS)),
            ("format", FORMATS),
        ):
            if options[name] not in choices:
                raise CommandError(
                    f"Option « --{name} » : « {options[name]} » est inconnu ; écrivez {' ou '.join(choices)}."
                )
        is_on_screen = self.stdout.isatty() or not hasattr(self.stdout, "buffer")
        if options["format"] == "xlsx" and not options["output"] and is_on_screen:
            raise CommandError("Un classeur ne s’affiche pas à l’écran : donnez « --output fichier.xlsx ».")

    def _read(self, path: str) -> bytes:
        if path == "-":
            return sys.stdin.buffer.read()
        try:
            return Path(path).read_bytes()
        except OSError as fault:
            raise CommandError(f"Le fichier « {path} » ne peut pas être lu : {_reason(fault)}.") from fault

    def _write(self, content: bytes, output: str | None) -> None:
        if output is not None:
            try:
                Path(output).write_bytes(content)
            except OSError as fault:
                raise CommandError(f"Le fichier « {output} » ne peut pas être écrit : {_reason(fault)}.") from fault
            return
        stream = getattr(self.stdout, "buffer", None)
        if stream is None:
            self.stdout.write(content.decode(), ending="")
            return
        stream.write(content)
        stream.flush()


def _reason(fault: OSError) -> str:
    reasons = {
        FileNotFoundError: "ce chemin n’existe pas",
        NotADirectoryError: "ce chemin n’existe pas",
        IsADirectoryError: "c’est un dossier",
        PermissionError: "vous n’en avez pas le droit",
    }
    return reasons.get(type(fault), "le système le refuse")
