"""The frame, the centres and their funding."""

from __future__ import annotations

from funding.models import Notification, Payment
from tests.governance.conventions.factories import PLACES
from tests.routes.roles import ADMIN, EVERYONE, KEEPERS, LEAD_REGION, OF_THE_CENTRE, Route

ROUTES = {
    "home": Route("/", EVERYONE),
    "centres:list": Route("/centres/", EVERYONE),
    "centres:list_file": Route("/centres/centres.csv", EVERYONE),
    "centres:centre": Route("/centres/{slug}/", OF_THE_CENTRE, KEEPERS),
    "funding:index": Route("/financement/", EVERYONE),
    "funding:round": Route("/financement/2025/", EVERYONE),
    "funding:round_file": Route("/financement/2025.csv", EVERYONE),
    "funding:allocation": Route("/financement/2025/{slug}/", EVERYONE, EVERYONE),
    "funding:allocation_file": Route("/financement/2025/{slug}.pdf", EVERYONE, EVERYONE),
    "funding:notify": Route("/financement/2025/{slug}/notifier/", LEAD_REGION, ADMIN),
    "funding:pay": Route("/financement/2025/{slug}/verser/", LEAD_REGION, ADMIN),
    "funding:notification_correct": Route("/financement/2025/{slug}/notifications/{n}/corriger/", LEAD_REGION, ADMIN),
    "funding:notification_cancel": Route("/financement/2025/{slug}/notifications/{n}/annuler/", LEAD_REGION, ADMIN),
    "funding:payment_correct": Route("/financement/2025/{slug}/versements/{n}/corriger/", LEAD_REGION, ADMIN),
    "funding:payment_cancel": Route("/financement/2025/{slug}/versements/{n}/annuler/", LEAD_REGION, ADMIN),
    "funding:prepare": Route("/financement/preparer/", KEEPERS),
    "funding:exercise": Route("/financement/2026/exercice/", KEEPERS),
    "funding:refresh": Route("/financement/2026/exercice/relire/", KEEPERS),
    "funding:adopt": Route("/financement/2026/exercice/adopter/", KEEPERS),
    "funding:abandon": Route("/financement/2026/exercice/abandonner/", KEEPERS),
    "funding:correct": Route("/financement/2025/exercice/corriger/", KEEPERS),
    "funding:figure": Route("/financement/2026/exercice/donnees/{slug}/", KEEPERS, KEEPERS),
}
DRAFTS = {
    "the table of a draft": Route("/financement/2026/", KEEPERS),
    "the file of a draft": Route("/financement/2026.xlsx", KEEPERS),
    "a line of a draft": Route("/financement/2026/{slug}/", KEEPERS, KEEPERS),
    "amounts on a draft": Route("/financement/2026/{slug}/notifier/", frozenset(), frozenset()),
}
TOLD_ALIKE = ("funding:notify", "funding:figure", "funding:notification_correct", "funding:payment_cancel")


def build_doors(*centres):
    """Behind the number of each centre, an amount notified and an amount paid for 2025."""
    for centre in centres:
        for model in (Notification, Payment):
            model.objects.create(pk=PLACES[centre.slug], centre=centre, year=2025, amount=1000, on="2025-02-14")
