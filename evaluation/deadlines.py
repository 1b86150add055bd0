"""The dates of this room, added to the register when the application starts."""

from evaluation.opinions import dates as opinion_dates
from governance.deadlines import register

register(opinion_dates.of_opinions)
