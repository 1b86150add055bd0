"""Opinions (§1.10): in preparation, the State of the centre alone; once communicated, all those of the centre."""

from __future__ import annotations

from tests.evaluation.opinions.factories import YEAR, build_opinion_doors
from tests.routes.roles import ADMIN, EVERYONE, ITS_TEAM, KEEPERS, LEAD_REGION, OF_THE_CENTRE, Route

STATE = frozenset({"admin", "regional", "departmental"})
DEPARTMENT = frozenset({"departmental"})
DRAFT, TOLD = f"/avis/{YEAR}/{{slug}}/", f"/avis/{YEAR - 1}/{{slug}}/"

ROUTES = {
    "evaluation:opinions_index": Route("/avis/", EVERYONE),
    "evaluation:opinions": Route(f"/avis/{YEAR}/", EVERYONE),
    "evaluation:opinions_file": Route(f"/avis/{YEAR}.csv", EVERYONE),
    "evaluation:opinion": Route(DRAFT, STATE, ADMIN),
    "evaluation:opinion_versions": Route(f"{TOLD}versions/", OF_THE_CENTRE, KEEPERS),
    "evaluation:opinion_version": Route(f"{TOLD}versions/1/", OF_THE_CENTRE, KEEPERS),
    "evaluation:reply_file": Route(f"{TOLD}versions/1/piece/", OF_THE_CENTRE, KEEPERS),
    "evaluation:reply": Route(f"{TOLD}reponse/", ITS_TEAM, ADMIN),
    "evaluation:open_opinion": Route(f"/avis/{YEAR - 2}/{{slug}}/ouvrir/", LEAD_REGION, ADMIN),
    "evaluation:write_opinion": Route(f"{DRAFT}rediger/", LEAD_REGION, ADMIN),
    "evaluation:write_section": Route(f"{DRAFT}rediger/ensemble/", LEAD_REGION, ADMIN),
    "evaluation:preview_section": Route(f"{DRAFT}rediger/ensemble/apercu/", LEAD_REGION, ADMIN),
    "evaluation:section_history": Route(f"{DRAFT}historique/ensemble/", STATE, ADMIN),
    "evaluation:opinion_draft": Route(f"{DRAFT}projet.pdf", STATE, ADMIN),
    "evaluation:remarks": Route(f"{DRAFT}remarques/ensemble/", STATE, ADMIN),
    "evaluation:resolve_remark": Route(f"{DRAFT}remarques/ensemble/{{n}}/regler/", STATE, ADMIN),
    "evaluation:consultation": Route(f"{DRAFT}consultation/", STATE, ADMIN),
    "evaluation:write_contribution": Route(f"{DRAFT}consultation/29/", DEPARTMENT),
    "evaluation:record_contribution": Route(f"{DRAFT}consultation/29/courrier/", LEAD_REGION, frozenset()),
    "evaluation:contest_contribution": Route(f"{DRAFT}consultation/29/contester/", DEPARTMENT),
    "evaluation:contribution_paper": Route(f"{DRAFT}consultation/29/papiers/{{n}}/", STATE, frozenset()),
    "evaluation:communicate_opinion": Route(f"{DRAFT}etapes/communiquer/", LEAD_REGION, ADMIN),
    "evaluation:opinion_step": Route(f"{DRAFT}etapes/relire/", LEAD_REGION, ADMIN),
}
TOLD_ALIKE = ("evaluation:opinion", "evaluation:opinion_version", "evaluation:write_section", "evaluation:reply")


def build_doors(cast, ici, ailleurs):
    """Behind each address, an object here and one elsewhere."""
    build_opinion_doors(cast, ici, ailleurs)
