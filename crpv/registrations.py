"""What the national dashboard adds to the registers when the application starts: rules, dates and duties."""

from crpv.publications.compliance import RULES
from crpv.publications.obligations import duties, of_dashboards
from governance.registers.obligations import register_deadlines, register_duties
from governance.registers.rules import register_rules

register_rules(*RULES)
register_deadlines(of_dashboards)
register_duties(duties)
