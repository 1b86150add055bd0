"""The rules of the roof, added to the register when the application starts."""

from crpv.publications.compliance import RULES
from crpv.publications.obligations import duties, of_dashboards
from governance.registers.obligations import register_deadlines, register_duties
from governance.registers.rules import register_rules

register_rules(*RULES)


register_deadlines(of_dashboards)


register_duties(duties)
