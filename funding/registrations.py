"""What funding adds to the registers when the application starts: rules, dates and duties."""

from funding.compliance import RULES
from funding.payments.obligations import of_money, of_payments
from governance.registers.obligations import register_deadlines, register_duties
from governance.registers.rules import register_rules

register_rules(*RULES)
register_deadlines(of_payments)
register_duties(of_money)
