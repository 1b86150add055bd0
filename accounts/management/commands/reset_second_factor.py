"""`manage.py reset_second_factor`: erase a lost second factor when no administrator can do it on the site."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.second_factor.services import reset


class Command(BaseCommand):
    help = "Efface le second facteur d’une personne et ferme ses sessions : elle en activera un autre en se connectant."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="adresse électronique du compte")
        parser.add_argument("--reason", default="commande reset_second_factor", help="motif, gardé au journal")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError(f"Aucun compte n’a l’adresse {options['email']}.")
        if not reset(person, None, options["reason"]):
            raise CommandError(f"{person.email} n’a pas de second facteur : rien n’est changé.")
        self.stdout.write(
            f"Le second facteur de {person.email} est effacé et ses sessions sont fermées. Si son rôle en demande un, "
            "elle en activera un autre à sa prochaine connexion."
        )
