"""The documents published of an opinion."""

from __future__ import annotations

from tests.documents.published.publishing import publish
from tests.evaluation.opinions.print_content import communicated, content
from tests.routes.roles import KEEPERS, OF_THE_CENTRE, Route

YEAR = 2019
HERE = f"/avis/{YEAR}/{{slug}}"
ROUTES = {
    "evaluation:opinion_prints": Route(f"{HERE}/documents/", OF_THE_CENTRE, KEEPERS),
    "evaluation:opinion_file": Route(f"{HERE}.pdf", OF_THE_CENTRE, KEEPERS),
    "evaluation:opinion_print": Route(f"{HERE}/documents/AVIS-{YEAR}-{{slug}}-1.pdf", OF_THE_CENTRE, KEEPERS),
}
TOLD_ALIKE = ("evaluation:opinion_prints", "evaluation:opinion_file", "evaluation:opinion_print")


def build_doors(cast, ici, ailleurs):
    """An opinion here and one elsewhere, communicated and printed."""
    for centre in (ici, ailleurs):
        family = f"AVIS-{YEAR}-{centre.slug}"
        communicated(centre, YEAR, told=content(centre.slug, year=YEAR, reference=f"{family}-1"))
        publish(family)
