"""The rules that this room's facts can answer, added to the register when the application starts."""

from governance.compliance import register
from governance.rules import conventions, governing, missions, network, quality

register(*missions.RULES, *conventions.RULES, *governing.RULES, *network.RULES, *quality.RULES)
