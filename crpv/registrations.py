"""What the national dashboard adds to the registers when the application starts: rules, dates and duties."""

from crpv.publications.compliance import RULES
from crpv.publications.obligations import duties, of_dashboards
from governance.registers.obligations import DEADLINE_SOURCES, DUTY_SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*RULES)
DEADLINE_SOURCES.add(of_dashboards)
DUTY_SOURCES.add(duties)
