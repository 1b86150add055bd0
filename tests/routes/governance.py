"""Conventions, bodies, productions, registers, programmes."""

from __future__ import annotations

from tests.governance.bodies.factories import build_body_doors
from tests.governance.conventions.factories import THIS_YEAR, build_convention_doors
from tests.governance.programmes.factories import build_programme_doors
from tests.routes.roles import (
    ADMIN,
    DIRECTION,
    EVERYONE,
    ITS_TEAM,
    KEEPERS,
    KEEPS_BODIES,
    LEAD_REGION,
    OF_THE_CENTRE,
    PARTIES,
    READS_DRAFTS,
    Route,
)

MAP, DRAFT, LIVE = "/conventions/{slug}/cartographies/{n}/", "/conventions/{slug}/{n}/", "/conventions/{slug}/2{n}/"
YEAR_OF, ACTION = "/programmes/{slug}/2030/", "/programmes/{slug}/2030/actions/{n}/"

ROUTES = {
    # Conventions: read by those who open the centre's file, written by its lead region, attached to by either party
    "governance:conventions": Route("/conventions/", EVERYONE),
    "governance:conventions_file": Route("/conventions/conventions.csv", EVERYONE),
    "governance:centre_conventions": Route("/conventions/{slug}/", OF_THE_CENTRE, KEEPERS),
    "governance:create_convention": Route("/conventions/{slug}/preparer/cpo/", LEAD_REGION, ADMIN),
    "governance:record_convention": Route("/conventions/{slug}/enregistrer/", LEAD_REGION | KEEPERS, KEEPERS),
    "governance:create_cartography": Route("/conventions/{slug}/cartographies/nouvelle/", LEAD_REGION, ADMIN),
    "governance:cartography": Route(MAP, OF_THE_CENTRE, KEEPERS),
    "governance:edit_cartography": Route(f"{MAP}modifier/", LEAD_REGION, ADMIN),
    "governance:validate_cartography": Route(f"{MAP}valider/", LEAD_REGION, ADMIN),
    "governance:add_line": Route(f"{MAP}lignes/nouvelle/", PARTIES, ADMIN),
    "governance:edit_line": Route(f"{MAP}lignes/{{n}}/", PARTIES, ADMIN),
    "governance:remove_line": Route(f"{MAP}lignes/{{n}}/retirer/", PARTIES, ADMIN),
    "governance:convention": Route(DRAFT, OF_THE_CENTRE, KEEPERS),
    "governance:edit_convention": Route(f"{DRAFT}modifier/", LEAD_REGION, ADMIN),
    "governance:abandon_convention": Route(f"{DRAFT}abandonner/", LEAD_REGION, ADMIN),
    "governance:sign_convention": Route(f"{DRAFT}signer/", LEAD_REGION, ADMIN),
    "governance:convention_text": Route(f"{DRAFT}texte/", OF_THE_CENTRE, KEEPERS),
    "governance:convention_text_file": Route(f"{DRAFT}texte.pdf", OF_THE_CENTRE, KEEPERS),
    "governance:extend_convention": Route(f"{LIVE}proroger/", LEAD_REGION, ADMIN),
    "governance:amendment": Route(f"{LIVE}avenants/2/", LEAD_REGION, ADMIN),
    "governance:amendment_text": Route(f"{LIVE}avenants/2/texte/", OF_THE_CENTRE, KEEPERS),
    "governance:amendment_text_file": Route(f"{LIVE}avenants/2/texte.pdf", OF_THE_CENTRE, KEEPERS),
    "governance:sign_amendment": Route(f"{LIVE}avenants/2/signer/", LEAD_REGION, ADMIN),
    "governance:record_amendment": Route(f"{LIVE}avenants/3/enregistrer/", LEAD_REGION | KEEPERS, KEEPERS),
    "governance:interim_review": Route(f"{LIVE}bilans/{THIS_YEAR - 3}/", OF_THE_CENTRE, KEEPERS),
    "governance:expire_convention": Route(f"{LIVE}echeance/", LEAD_REGION, ADMIN),
    "governance:final_review": Route(f"{LIVE}bilan-final/", OF_THE_CENTRE, KEEPERS),
    "governance:write_final_review": Route(f"{LIVE}bilan-final/ecrire/", LEAD_REGION, ADMIN),
    "governance:agree_on_final_review": Route(f"{LIVE}bilan-final/accord/", DIRECTION),
    "governance:record_agreement": Route(f"{LIVE}bilan-final/accord/papier/", LEAD_REGION, ADMIN),
    "governance:object_to_final_review": Route(f"{LIVE}bilan-final/modifications/", DIRECTION),
    "governance:validate_final_review": Route(f"{LIVE}bilan-final/valider/", LEAD_REGION, ADMIN),
    "governance:close_convention": Route(f"{LIVE}ne-pas-renouveler/", LEAD_REGION, ADMIN),
    "governance:attach_copy": Route(f"{LIVE}pieces/deposer/", PARTIES, ADMIN),
    "governance:convention_paper": Route(f"{LIVE}pieces/{{n}}/", OF_THE_CENTRE, KEEPERS),
    # Bodies, meetings, the national programme
    "governance:bodies": Route("/instances/", EVERYONE),
    "governance:national_body_new": Route("/instances/nouvelle/", KEEPERS),
    "governance:bodies_of": Route("/instances/centres/{slug}/", OF_THE_CENTRE, KEEPERS),
    "governance:body_new": Route("/instances/centres/{slug}/nouvelle/", KEEPS_BODIES, ADMIN),
    "governance:body": Route("/instances/{n}/", OF_THE_CENTRE, KEEPERS),
    "governance:body_edit": Route("/instances/{n}/modifier/", KEEPS_BODIES, ADMIN),
    "governance:seat_new": Route("/instances/{n}/sieges/nouveau/", KEEPS_BODIES, ADMIN),
    "governance:seat_edit": Route("/instances/sieges/{n}/modifier/", KEEPS_BODIES, ADMIN),
    "governance:meeting_new": Route("/instances/{n}/reunions/nouvelle/", KEEPS_BODIES, ADMIN),
    "governance:meeting": Route("/instances/reunions/{n}/", OF_THE_CENTRE, KEEPERS),
    "governance:meeting_edit": Route("/instances/reunions/{n}/modifier/", KEEPS_BODIES, ADMIN),
    "governance:meeting_cancel": Route("/instances/reunions/{n}/annuler/", KEEPS_BODIES, ADMIN),
    "governance:attendance": Route("/instances/reunions/103/presences/", KEEPERS),
    "governance:national_index": Route("/programme-national/", EVERYONE),
    "governance:national": Route("/programme-national/2025/", EVERYONE),
    "governance:worksite_new": Route("/programme-national/2025/chantiers/nouveau/", KEEPERS),
    "governance:orientation_new": Route("/programme-national/2025/orientations/nouvelle/", KEEPERS),
    "governance:orientation_edit": Route("/programme-national/orientations/103/modifier/", KEEPERS),
    "governance:worksite_edit": Route("/programme-national/chantiers/103/modifier/", KEEPERS),
    "governance:worksite_validate": Route("/programme-national/chantiers/103/valider/", KEEPERS),
    "governance:contribution": Route(
        "/programme-national/chantiers/103/contributions/{slug}/", ITS_TEAM | KEEPERS, KEEPERS
    ),
    # Productions (those of these addresses are drafts; what is published is everyone's)
    "governance:productions": Route("/productions/", EVERYONE),
    "governance:productions_file": Route("/productions.csv", EVERYONE),
    "governance:production_new": Route("/productions/nouvelle/", ITS_TEAM),
    "governance:production": Route("/productions/{n}/", READS_DRAFTS, KEEPERS),
    "governance:production_file": Route("/productions/{n}/fichier/", READS_DRAFTS, KEEPERS),
    "governance:co_signature": Route("/productions/{n}/co-signature/{slug}/", DIRECTION),
    "governance:production_edit": Route("/productions/{n}/modifier/", ITS_TEAM, ADMIN),
    # Registers of rules and dates
    "governance:compliance": Route("/conformite/", READS_DRAFTS),
    "governance:compliance_of": Route("/conformite/{slug}/", READS_DRAFTS, KEEPERS),
    "governance:deadlines": Route("/echeances/", EVERYONE),
    "governance:calendar": Route("/echeances/calendrier.ics", EVERYONE),
    "governance:calendar_key": Route("/echeances/agenda/", EVERYONE),
    # Programmes (2030 is a draft, 2031 is submitted), actions, sessions, budgets
    "governance:programmes": Route("/programmes/", EVERYONE),
    "governance:centre_programmes": Route("/programmes/{slug}/", OF_THE_CENTRE, KEEPERS),
    "governance:programme_new": Route("/programmes/{slug}/nouveau/", ITS_TEAM, ADMIN),
    "governance:programme": Route(YEAR_OF, READS_DRAFTS, KEEPERS),
    "governance:programme_file": Route("/programmes/{slug}/2030.xlsx", READS_DRAFTS, KEEPERS),
    "governance:programme_present": Route(f"{YEAR_OF}presenter/", ITS_TEAM, ADMIN),
    "governance:programme_validate": Route("/programmes/{slug}/2031/valider/", ITS_TEAM, ADMIN),
    "governance:programme_move": Route("/programmes/{slug}/2031/etapes/send_back/", ITS_TEAM, ADMIN),
    "governance:action_new": Route(f"{YEAR_OF}actions/nouvelle/", ITS_TEAM, ADMIN),
    "governance:actions_import": Route(f"{YEAR_OF}actions/importer/", ITS_TEAM, ADMIN),
    "governance:actions_file": Route(f"{YEAR_OF}actions.csv", READS_DRAFTS, KEEPERS),
    "governance:action": Route(ACTION, READS_DRAFTS, KEEPERS),
    "governance:action_edit": Route(f"{ACTION}modifier/", ITS_TEAM, ADMIN),
    "governance:action_remove": Route(f"{ACTION}retirer/", ITS_TEAM, ADMIN),
    "governance:action_move": Route(f"{ACTION}etapes/postpone/", ITS_TEAM, ADMIN),
    "governance:action_satisfaction": Route(f"{ACTION}satisfaction/", ITS_TEAM, ADMIN),
    "governance:action_productions": Route(f"{ACTION}productions/", ITS_TEAM, ADMIN),
    "governance:action_service": Route(f"{ACTION}prestation/", ITS_TEAM, ADMIN),
    "governance:session_new": Route(f"{ACTION}seances/nouvelle/", ITS_TEAM, ADMIN),
    "governance:session_edit": Route(f"{ACTION}seances/{{n}}/", ITS_TEAM, ADMIN),
    "governance:budget": Route(f"{YEAR_OF}budget/", READS_DRAFTS, KEEPERS),
    "governance:budget_import": Route(f"{YEAR_OF}budget/importer/", ITS_TEAM, ADMIN),
    "governance:budget_file": Route(f"{YEAR_OF}budget.csv", READS_DRAFTS, KEEPERS),
    "governance:budget_edit": Route(f"{YEAR_OF}budget/previsionnel/", ITS_TEAM, ADMIN),
    "governance:quick_list": Route("/saisie/", frozenset({"director"})),
    "governance:quick_session": Route("/saisie/{n}/", ITS_TEAM, ADMIN),
}
TOLD_ALIKE = (
    "governance:convention",
    "governance:sign_convention",
    "governance:body",
    "governance:production",
    "governance:compliance_of",
    "governance:programme",
    "governance:action",
)


def build_doors(cast, ici, ailleurs):
    """Behind each address, an object here and one elsewhere."""
    build_convention_doors(ici, ailleurs)
    build_body_doors(ici, ailleurs)
    build_programme_doors(ici, ailleurs)
