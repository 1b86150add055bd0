"""The live dashboards (R-140, §1.10): what is provisional stays with those who verify; a figure opens within rights."""

from __future__ import annotations

from evaluation.summaries import services as summaries
from tests.evaluation.worlds import campaign_of, form_of
from tests.governance.conventions.factories import PLACES
from tests.routes.roles import EVERYONE, KEEPERS, LEAD_REGION, OF_THE_CENTRE, Route

YEAR = 2019

ROUTES = {
    "dashboard:live": Route(f"/tableau-de-bord/{YEAR}/provisoire/", KEEPERS),
    "dashboard:region": Route(f"/tableau-de-bord/{YEAR}/regions/{{n}}/", KEEPERS | LEAD_REGION, KEEPERS),
    "dashboard:compare": Route(f"/tableau-de-bord/{YEAR}/comparer/{{slug}}/", OF_THE_CENTRE, KEEPERS),
    "dashboard:figure": Route(f"/tableau-de-bord/{YEAR}/AC-01/", EVERYONE - {"nobody"}),
}
TOLD_ALIKE = ("dashboard:compare", "dashboard:region")


def build_doors(cast, ici, ailleurs):
    """A year of figures, here and elsewhere; the region of each bears the number of its place."""
    campaign = campaign_of(YEAR)
    for centre in (ici, ailleurs):
        region = centre.perimeters.get().department.region
        region.code = str(PLACES[centre.slug])
        region.save()
        form_of(campaign, centre)
    summaries.refresh(YEAR)
