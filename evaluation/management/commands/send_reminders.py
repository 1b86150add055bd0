"""`manage.py send_reminders [--dry-run]`: letters to late centres and to reviews that wait (R-136)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.french import counted
from evaluation.collection.reminders import centres_without_director, reminders, send


class Command(BaseCommand):
    """Send the reminders; with `--dry-run`, only list them."""

    help = "Relance les centres dont le formulaire manque et les vérifications en attente. Une fois par jour au plus."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="montrer les relances sans les envoyer")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        """Send every reminder of today not sent yet; one that fails does not stop the others."""
        today, site = timezone.localdate(), site_address()
        failed = 0
        for reminder in reminders(today):
            try:
                if not dry_run:
                    send(reminder, site)
            except OSError as error:
                failed += 1
                self.stderr.write(f"{reminder.subject} : le courriel n’est pas parti ({error}).")
                continue
            self.stdout.write(f"{reminder.subject} : {', '.join(person.email for person in reminder.people)}")
        for centre in centres_without_director(today):
            self.stdout.write(f"{centre.usual_name} : personne n’a de mandat de direction, aucune relance possible.")
        if failed:
            raise CommandError(f"{counted(failed, 'relance')} en échec : relancez la commande, elle reprendra.")


def site_address() -> str:
    """Address of the site, for the links of the letters."""
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return f"{'https' if settings.HTTPS else 'http'}://{host}"
