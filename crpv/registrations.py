"""Register the rules, deadlines and duties of the national dashboard, at start."""

from crpv.publications.compliance import RULES
from crpv.publications.obligations import duties, of_dashboards
from governance.registers.obligations import DEADLINE_SOURCES, DUTY_SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*RULES)
DEADLINE_SOURCES.add(of_dashboards)
DUTY_SOURCES.add(duties)
