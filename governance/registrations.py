"""What governance adds to the registers when the application starts: rules and obligations."""

from governance.compliance.rules import bodies, conventions, national, programmes, quality
from governance.conventions.obligations import of_conventions, of_meetings
from governance.productions.obligations import of_productions
from governance.programmes.obligations import of_programmes, of_the_network
from governance.registers.obligations import SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*programmes.RULES, *conventions.RULES, *bodies.RULES, *national.RULES, *quality.RULES)
SOURCES.add(of_conventions, of_meetings, of_programmes, of_productions, of_the_network)
