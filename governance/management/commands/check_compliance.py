"""`manage.py check_compliance`: what the register of rules says of a year, for a script or for the eye."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from centres.models import Centre
from centres.models.centre import by_name
from documents.forms.filters import FIRST_YEAR, LAST_YEAR
from governance.compliance.queries import whole_report
from governance.registers.rules import Outcome, RuleFinding


class Command(BaseCommand):
    """Reads and writes nothing; ends with 0 whatever the answers, since a breach is no failure of the command."""

    help = (
        "Pose les règles du cadre au réseau et à chaque centre pour une année, et rend les réponses avec leurs faits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="ANNÉE")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="text (par défaut) ou json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every finding, the network first."""
        year = options["year"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"Année {year} : donnez une année de {FIRST_YEAR} à {LAST_YEAR}.")
        centres = by_name(Centre.objects.alive_in(year))
        findings = whole_report(centres, year).findings
        if options["format"] == "json":
            self.stdout.write(json.dumps([as_row(one, year) for one in findings], ensure_ascii=False, indent=2))
            return
        for one in findings:
            self.stdout.write(as_line(one))
        broken = sum(one.result.outcome is Outcome.BROKEN for one in findings)
        self.stdout.write(f"{len(findings)} réponses, dont {broken} « {Outcome.BROKEN} ».")


def as_row(finding: RuleFinding, year: int) -> dict[str, Any]:
    """One finding as a flat object; `centre` is null for the network."""
    return {
        "annee": year,
        "regle": finding.rule.code,
        "reference": finding.rule.reference,
        "gravite": finding.rule.severity.value,
        "enonce": finding.rule.statement,
        "centre": finding.centre.slug if finding.centre else None,
        "reponse": finding.result.outcome.value,
        "faits": finding.result.facts,
    }


def as_line(finding: RuleFinding) -> str:
    """« R-65  Labo Cités  non respectée  L’association n’a pas de comité des financeurs. »"""
    who = finding.centre.usual_name if finding.centre else "réseau"
    return f"{finding.rule.code:6} {who:32} {finding.result.outcome:14} {finding.result.facts}"
