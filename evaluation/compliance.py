"""The rules that this room's facts can answer, added to the register when the application starts."""

from evaluation import figure_rules
from evaluation.opinions import rules as opinion_rules
from governance.compliance import register

register(*figure_rules.RULES)
register(*opinion_rules.RULES)
