"""Registrations of evaluation at start-up: rules, due dates, duties, published versions, figures of a new exercise."""

from evaluation.collection.obligations import duties_of_campaigns, of_campaigns
from evaluation.compliance import FIGURE_RULES, OPINION_RULES
from evaluation.opinions.obligations import duties_of_opinions, of_opinions
from evaluation.referential.queries import published_versions
from evaluation.summaries.tasks import refresh_or_enqueue
from funding.rounds.workflow import AFTER_ADOPTION
from governance.registers.lent_figures import LENT_VERSIONS
from governance.registers.obligations import DEADLINE_SOURCES, DUTY_SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*FIGURE_RULES, *OPINION_RULES)
DEADLINE_SOURCES.add(of_campaigns, of_opinions)
DUTY_SOURCES.add(duties_of_campaigns, duties_of_opinions)
LENT_VERSIONS.add(published_versions)
AFTER_ADOPTION.add(refresh_or_enqueue)
