"""The due dates of the framework: each day with its rule, written once.

Pure: no clock, no database. `is_ours`: the framework asks for the thing and sets no day, the application chose it.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

from documents.french import day_and_month


@dataclass(frozen=True)
class YearlyDate:
    """A day of each year: `PAYMENT_DUE.on(2026)`; `years_after`: how long after the year in question it falls."""

    rule: str
    month: int
    day: int
    years_after: int = 0
    is_ours: bool = False

    def on(self, year: int) -> dt.date:
        """The day for what concerns `year`."""
        return dt.date(year + self.years_after, self.month, self.day)

    @property
    def text(self) -> str:
        """The day without its year, as a French sentence says it: « 30 juin », « 1er janvier »."""
        return day_and_month(self.on(2001))


@dataclass(frozen=True)
class MonthsFromTerm:
    """A day counted from the last day of a convention, backwards when `months` is negative; `text`: that time."""

    rule: str
    months: int
    text: str
    is_ours: bool = False

    def on(self, term: dt.date) -> dt.date:
        """The day for a convention whose last day is `term`."""
        return add_months(term, self.months)


@dataclass(frozen=True)
class DaysFrom:
    """A time in days, counted from the day of an act."""

    rule: str
    days: int
    is_ours: bool = False

    def after(self, day: dt.date) -> dt.date:
        """The last day, that many days after `day`."""
        return day + dt.timedelta(days=self.days)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` later (earlier when negative), or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


CONVENTION_YEARS = 3


def three_year_term(starts_on: dt.date) -> dt.date:
    """The last day of a convention of three years (R-75)."""
    return add_months(starts_on, 12 * CONVENTION_YEARS) - dt.timedelta(days=1)


def last_quarter(term: dt.date) -> dt.date:
    """The first day of the last three months of a convention, when its final review is best prepared (R-83)."""
    return add_months(term + dt.timedelta(days=1), -3)


# The year of the money and of the convention.
PAYMENT_REMINDER = YearlyDate("R-86", 6, 15, is_ours=True)  # two weeks before the term
PAYMENT_DUE = YearlyDate("R-86", 6, 30)  # the end of the first half of the year
AMENDMENT_DUE = YearlyDate("R-75", 6, 30, is_ours=True)  # the grant is paid by then
INTERIM_REVIEW_DUE = YearlyDate("R-81", 12, 31)
FINAL_REVIEW_DUE = MonthsFromTerm("R-82", 6, "six mois")
FINAL_REVIEW_FIRST_REMINDER = MonthsFromTerm("R-82", -3, "trois mois", is_ours=True)
FINAL_REVIEW_LAST_REMINDER = MonthsFromTerm("R-82", 5, "cinq mois", is_ours=True)

# The evaluation of a year, in the next: figures, then opinions, then the dashboard.
CAMPAIGN_OPENS = YearlyDate("R-135", 1, 1, years_after=1, is_ours=True)
FIGURES_DUE = YearlyDate("R-135", 3, 31, years_after=1, is_ours=True)
FIGURES_CHECKED = YearlyDate("R-136", 4, 30, years_after=1, is_ours=True)
FIGURES_CORRECTED = YearlyDate("R-136", 5, 31, years_after=1, is_ours=True)
OPINION_COMMUNICATED = YearlyDate("R-138", 5, 15, years_after=1, is_ours=True)
OPINION_DUE = YearlyDate("R-139", 6, 30, years_after=1)
DASHBOARD_DUE = YearlyDate("R-140", 6, 30, years_after=1)
DASHBOARD_PASSED_ON = YearlyDate("R-141", 12, 31, is_ours=True)  # of the year in which it came out
REPLY = DaysFrom("R-138", 21, is_ours=True)
