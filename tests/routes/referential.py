"""The referential of indicators, and where a figure comes from."""

from __future__ import annotations

from tests.evaluation.referential.factories import DRAFT, PUBLISHED, build_doors
from tests.routes.roles import ADMIN, EVERYONE, KEEPERS, LEAD_REGION, OF_THE_CENTRE, Route

__all__ = ["ROUTES", "TOLD_ALIKE", "build_doors"]

HOME = "/indicateurs/referentiel/"
IN_FORCE, NEXT = f"{HOME}{PUBLISHED}/", f"{HOME}{DRAFT}/"
COMPLEMENT = f"{IN_FORCE}R{{n}}-01/"

ROUTES = {
    "evaluation:referentials": Route(HOME, EVERYONE),
    "evaluation:referential": Route(NEXT, KEEPERS),
    "evaluation:referential_file": Route(f"{HOME}{PUBLISHED}.csv", EVERYONE),
    "evaluation:referential_changes": Route(f"{NEXT}changements/", KEEPERS),
    "evaluation:referential_new": Route(f"{IN_FORCE}nouvelle-version/", KEEPERS),
    "evaluation:referential_publish": Route(f"{NEXT}publier/", KEEPERS),
    "evaluation:referential_discard": Route(f"{NEXT}abandonner/", KEEPERS),
    "evaluation:indicator_new": Route(f"{NEXT}ajouter/", KEEPERS),
    "evaluation:complement_new": Route(f"{IN_FORCE}complements/ajouter/", LEAD_REGION),
    "evaluation:indicator": Route(f"{IN_FORCE}M1-01/", EVERYONE),
    "evaluation:indicator_edit": Route(f"{COMPLEMENT}modifier/", LEAD_REGION, ADMIN),
    "evaluation:indicator_remove": Route(f"{COMPLEMENT}retirer/", LEAD_REGION, ADMIN),
    "evaluation:sources": Route("/indicateurs/2025/{slug}/M1-01/", OF_THE_CENTRE, KEEPERS),
}
TOLD_ALIKE = ("evaluation:indicator_edit", "evaluation:sources")
