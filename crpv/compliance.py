"""The rules of the roof, added to the register when the application starts."""

from crpv.publications.rules import RULES
from governance.compliance import register

register(*RULES)
