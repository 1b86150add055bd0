"""What governance adds to the registers when the application starts: rules, dates and duties."""

from governance.compliance.rules import bodies, conventions, national, programmes, quality
from governance.conventions.obligations import of_conventions, of_meetings
from governance.programmes import obligations as awaiting
from governance.registers.obligations import register_deadlines, register_duties
from governance.registers.rules import register_rules

register_rules(*programmes.RULES, *conventions.RULES, *bodies.RULES, *national.RULES, *quality.RULES)
register_deadlines(of_conventions, of_meetings)
register_duties(awaiting.of_conventions, awaiting.of_the_year, awaiting.of_the_network)
