"""Campaigns, forms and their follow-up."""

from __future__ import annotations

from tests.evaluation.collection.factories import build_collection_doors
from tests.routes.roles import ADMIN, EVERYONE, ITS_TEAM, KEEPERS, LEAD_REGION, OF_THE_CENTRE, READS_DRAFTS, Route

# 2040 is open and to fill, 2041 is open and sent, 2042 is in preparation
DRAFT, SENT, CAMPAIGN = "/indicateurs/2040/{slug}/", "/indicateurs/2041/{slug}/", "/indicateurs/campagnes/"

ROUTES = {
    "evaluation:collections": Route("/indicateurs/", EVERYONE),
    "evaluation:campaigns": Route(CAMPAIGN, KEEPERS),
    "evaluation:campaign_new": Route(f"{CAMPAIGN}nouvelle/", KEEPERS),
    "evaluation:campaign": Route(f"{CAMPAIGN}2040/", KEEPERS),
    "evaluation:campaign_edit": Route(f"{CAMPAIGN}2040/modifier/", KEEPERS),
    "evaluation:campaign_move": Route(f"{CAMPAIGN}2042/etapes/open/", KEEPERS),
    "evaluation:postpone": Route(f"{CAMPAIGN}2040/delais/", KEEPERS),
    "evaluation:centre_years": Route("/indicateurs/centres/{slug}/", OF_THE_CENTRE, KEEPERS),
    "evaluation:follow_up": Route("/indicateurs/2040/", EVERYONE),
    "evaluation:values_file": Route("/indicateurs/2040.csv", EVERYONE),
    "evaluation:collection": Route(DRAFT, READS_DRAFTS, KEEPERS),
    "evaluation:section": Route(f"{SENT}m1/", OF_THE_CENTRE, KEEPERS),
    "evaluation:value": Route(f"{DRAFT}valeurs/M1-01/", READS_DRAFTS, KEEPERS),
    "evaluation:collection_workbook": Route(f"{DRAFT}classeur.xlsx", READS_DRAFTS, KEEPERS),
    "evaluation:collection_import": Route(f"{DRAFT}classeur/", ITS_TEAM, ADMIN),
    "evaluation:copy_comments": Route(f"{DRAFT}reprendre/", ITS_TEAM, ADMIN),
    "evaluation:recount": Route(f"{DRAFT}recalculer/", ITS_TEAM, ADMIN),
    "evaluation:certify": Route(f"{DRAFT}certifier/", frozenset({"director"})),
    "evaluation:send_back": Route(f"{SENT}renvoyer/", LEAD_REGION, ADMIN),
    "evaluation:collection_move": Route(f"{SENT}etapes/verify/", LEAD_REGION, ADMIN),
}
TOLD_ALIKE = ("evaluation:collection", "evaluation:section", "evaluation:certify")


def build_doors(cast, ici, ailleurs):
    """Behind each address, an object here and one elsewhere."""
    build_collection_doors(cast, ici, ailleurs)
