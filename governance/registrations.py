"""The rules that this room's facts can answer, added to the register when the application starts."""

from governance.compliance.rules import bodies as governing
from governance.compliance.rules import conventions, quality
from governance.compliance.rules import national as network
from governance.compliance.rules import programmes as missions
from governance.registers.rules import register_rules

register_rules(*missions.RULES, *conventions.RULES, *governing.RULES, *network.RULES, *quality.RULES)
