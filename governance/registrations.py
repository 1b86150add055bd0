"""What governance adds to the registers when the application starts: rules, dates and duties."""

from governance.compliance.rules import bodies, conventions, national, programmes, quality
from governance.conventions.obligations import duties_of_conventions, of_conventions, of_meetings
from governance.programmes.obligations import of_the_network, of_the_year
from governance.registers.obligations import DEADLINE_SOURCES, DUTY_SOURCES
from governance.registers.rules import RULE_REGISTRY

RULE_REGISTRY.add(*programmes.RULES, *conventions.RULES, *bodies.RULES, *national.RULES, *quality.RULES)
DEADLINE_SOURCES.add(of_conventions, of_meetings)
DUTY_SOURCES.add(duties_of_conventions, of_the_year, of_the_network)
