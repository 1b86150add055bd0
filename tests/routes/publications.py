"""The published dashboards, their workshop, tokens; what is open to strangers is listed in tests/test_house.py."""

from __future__ import annotations

from django.utils.timezone import now

from crpv.dashboard.schema import Dashboard
from crpv.models import Publication, RegionalEdition
from crpv.models.publication import text_fingerprint
from tests.governance.conventions.factories import PLACES
from tests.routes.roles import ADMIN, KEEPERS, OF_THE_CENTRE, Route

PREPARED, PUBLISHED = "/tableau-de-bord/2022/preparation/", "/tableau-de-bord/2023/"

ROUTES = {
    "publications:prepare": Route("/tableau-de-bord/preparer/", KEEPERS),
    "publications:preparation": Route(PREPARED, KEEPERS),
    "publications:perspectives": Route(f"{PREPARED}perspectives/", KEEPERS),
    "publications:freeze": Route(f"{PREPARED}geler/", KEEPERS),
    "publications:unfreeze": Route(f"{PREPARED}degeler/", KEEPERS),
    "publications:publish": Route(f"{PREPARED}publier/", KEEPERS),
    "publications:abandon": Route(f"{PREPARED}abandonner/", KEEPERS),
    "publications:correct": Route(f"{PUBLISHED}preparation/corriger/", KEEPERS),
    "publications:transmissions": Route(f"{PUBLISHED}transmission/", OF_THE_CENTRE),
    "publications:pass_on": Route(f"{PUBLISHED}transmission/{{n}}/", ADMIN | {"regional"}, ADMIN),
    "publications:regional_file": Route(f"{PUBLISHED}regions/{{n}}.xlsx", OF_THE_CENTRE, KEEPERS),
}
TOLD_ALIKE = ("publications:pass_on", "publications:regional_file")
ELSEWHERE = {
    "api:centre", "api:centres", "api:dashboard", "api:dashboards", "api:description", "api:documentation",
    "api:elsewhere", "api:indicators", "api:round", "api:rounds", "api:values", "opendata:catalogue",
    "opendata:index", "opendata:network", "opendata:of_version", "opendata:of_year", "opendata:schema",
    "publications:index", "publications:published", "publications:published_file", "publications:versions",
}  # fmt: skip


def build_doors(cast, ici, ailleurs):
    """2023 published to the network, with its regional editions; 2022 in preparation; regions coded by number."""
    content = Dashboard(year=2023, title="Tableau de bord national 2023").to_json()
    common = {"prepared_at": now(), "perspectives": "Poursuivre."}
    published = Publication.objects.create(
        year=2023, state="published", content=content, seal=text_fingerprint(content), frozen_at=now(),
        published_at=now(),
        published_by=cast.national, **common,
    )  # fmt: skip
    Publication.objects.create(year=2022, **common)
    for centre in (ici, ailleurs):
        region = centre.lead_regions.get().region
        region.code = str(PLACES[centre.slug])
        region.save()
        RegionalEdition.objects.create(
            publication=published, region=region, content=content, seal=text_fingerprint(content)
        )
