"""The dates of the roof, added to the register when the application starts."""

from crpv.publications.dates import of_dashboards
from governance.deadlines import register

register(of_dashboards)
