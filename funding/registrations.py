"""Registrations of funding at start-up: rules, due dates, duties, adopted amounts."""

from funding.compliance import RULES
from funding.payments.merge_fields import merged_figures
from funding.payments.obligations import of_money, of_payments
from governance.registers.lent_figures import LENT_FIGURES
from governance.registers.obligations import DEADLINE_SOURCES, DUTY_SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*RULES)
DEADLINE_SOURCES.add(of_payments)
DUTY_SOURCES.add(of_money)
LENT_FIGURES.add(merged_figures)
