"""`manage.py demo`: load the demonstration network; idempotent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from accounts.journal import recorded_in_bulk
from accounts.models import User
from centres.reference.load import load_reference
from crpv.demonstration.bodies import load_bodies
from crpv.demonstration.collection import load_collection
from crpv.demonstration.conventions import load_conventions
from crpv.demonstration.indicators import load_indicators, load_referential_story
from crpv.demonstration.money import load_amounts, load_exercises
from crpv.demonstration.opinions import load_opinions
from crpv.demonstration.people import load_people
from crpv.demonstration.programmes import load_programmes
from crpv.demonstration.publications import load_publications
from evaluation.referential.load import load_referential
from evaluation.summaries.services import refresh_all
from funding.formula.parameters import PARAMETERS
from funding.rounds.calculation import store_scale

REFUSAL = (
    "La démonstration crée des comptes dont le mot de passe est public\u00a0: elle ne se charge pas à côté de vraies "
    "personnes, sauf si DEMO=True est écrit dans les réglages (.env)."
)
KEEPER, ADMINISTRATOR = "nadia.national@demo.invalid", "agathe.admin@demo.invalid"
REGIONAL = "rene.pays-de-la-loire@demo.invalid"


class Command(BaseCommand):
    """Load everything in one transaction."""

    help = "Charge le réseau de démonstration : centres, comptes de chaque rôle, trois exercices. Peut être relancée."

    @recorded_in_bulk()
    def handle(self, *args: Any, **options: Any) -> None:
        """Load the network, then the work of its people; CommandError when real people have an account."""
        if (
            not settings.DEMO and User.objects.exclude(email__in=[account.email for account in DEMO_ACCOUNTS]).exists()
        ):  # its administrators have a password that all can read
            raise CommandError(REFUSAL)
        load_reference()
        scale = store_scale(PARAMETERS["2017"], first_year=2017)
        load_people()
        keeper, payer = (User.objects.get(email=email) for email in (KEEPER, ADMINISTRATOR))
        load_referential()
        load_exercises(keeper=keeper, scale=scale)
        load_conventions(payer, timezone.localdate())  # an act says how much: the exercises come first
        load_bodies()
        load_programmes(actor=payer)  # a payment asks for the year before: the programmes come first
        load_amounts(payer)
        _count_rows()
        load_indicators(certifier=payer)
        load_referential_story(load_referential(), keeper=keeper, regional=User.objects.get(email=REGIONAL))
        refresh_all()  # what a form is compared with: the comparable centres of the year before
        load_collection(actor=payer)
        _count_rows()
        load_opinions(payer)
        refresh_all()  # five years of kept figures, before any dashboard is frozen
        load_publications(keeper=keeper, recorder=payer)
        self.stdout.write("Le réseau de démonstration est chargé. Comptes (tous inventés) :")
        for account in DEMO_ACCOUNTS:
            self.stdout.write(f"  {account.email:40} {account.role.label}, {account.perimeter}")
        self.stdout.write(f"Mot de passe de tous : {DEMO_PASSWORD}")


def _count_rows() -> None:
    """Count the rows just loaded (ANALYZE): PostgreSQL plans its queries by the known size of its tables."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
