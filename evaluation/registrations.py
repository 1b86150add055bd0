"""What evaluation adds to the registers when the application starts: rules, dates, duties, published versions."""

from __future__ import annotations

from evaluation.collection.obligations import duties_of_campaigns, of_campaigns
from evaluation.compliance import figure_rules, opinion_rules
from evaluation.enums import ReferentialState
from evaluation.models import Referential
from evaluation.opinions.obligations import duties_of_opinions, of_opinions
from governance.registers.obligations import register_deadlines, register_duties
from governance.registers.rules import register_rules

register_rules(*figure_rules.RULES, *opinion_rules.RULES)
register_deadlines(of_campaigns, of_opinions)
register_duties(duties_of_campaigns, duties_of_opinions)


def published_versions() -> list[str]:
    """The published versions, the latest first (1 query)."""
    published = Referential.objects.filter(state=ReferentialState.PUBLISHED)
    return list(published.order_by("-published_on", "-pk").values_list("name", flat=True))
