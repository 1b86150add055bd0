"""The duties of the roof, added to the register when the application starts."""

from crpv.publications.dates import duties
from governance.duties import register

register(duties)
