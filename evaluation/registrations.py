"""Registrations of evaluation at start-up: rules, obligations, published versions, figures of a new exercise."""

from evaluation.collection.obligations import of_forms
from evaluation.compliance import FIGURE_RULES, OPINION_RULES
from evaluation.opinions.obligations import of_opinions
from evaluation.referential.queries import published_versions
from evaluation.summaries.tasks import refresh_or_enqueue
from funding.rounds.workflow import AFTER_ADOPTION
from governance.registers.lent_figures import LENT_VERSIONS
from governance.registers.obligations import SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*FIGURE_RULES, *OPINION_RULES)
SOURCES.add(of_forms, of_opinions)
LENT_VERSIONS.add(published_versions)
AFTER_ADOPTION.add(refresh_or_enqueue)
