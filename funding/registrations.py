"""Registrations of funding at start-up: rules, obligations, adopted amounts."""

from funding.compliance import RULES
from funding.payments.merge_fields import merged_figures
from funding.payments.obligations import of_money
from governance.registers.lent_figures import LENT_FIGURES
from governance.registers.obligations import SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*RULES)
SOURCES.add(of_money)
LENT_FIGURES.add(merged_figures)
