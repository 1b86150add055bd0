"""Register the rules and obligations of the national dashboard, at start."""

from crpv.publications.compliance import RULES
from crpv.publications.obligations import of_campaigns, of_transmissions
from governance.registers.obligations import SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*RULES)
SOURCES.add(of_campaigns, of_transmissions)
