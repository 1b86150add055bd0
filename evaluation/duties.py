"""What this room awaits of whoever arrives, added to the register when the application starts."""

from evaluation.collecting.todo import of_campaigns
from evaluation.opinions.todo import of_opinions
from governance.duties import register

register(of_campaigns, of_opinions)
