"""The dates of this room, added to the register when the application starts."""

from evaluation.collecting.dates import of_campaigns
from evaluation.opinions.dates import of_opinions
from governance.deadlines import register

register(of_campaigns, of_opinions)
