"""Every date of the legal calendar, told for one year: what the framework asks, when, by which rule, and whose day."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings

from documents import french
from governance.law import legal_calendar
from governance.law.legal_calendar import (
    DaysFrom,
    MonthsFromTerm,
    YearlyDate,
    add_months,
    last_quarter,
    three_year_term,
)

ROOMS = ("centres", "crpv", "documents", "evaluation", "funding", "governance", "templates")
TYPED_AGAIN = re.compile(r"\b6, 30\)|\b3, 31\)|30[ \u00a0]juin|31[ \u00a0]mars|(?:six|cinq) mois après le terme")
WHERE_DATES_ARE_DATA = ("crpv/demonstration/", "/migrations/", "centres/reference/")


def declared(kind):
    return {name: one for name, one in vars(legal_calendar).items() if isinstance(one, kind)}


def test_the_days_of_2025():
    assert {
        name: (one.on(2025).isoformat(), one.text, one.rule, one.is_ours) for name, one in declared(YearlyDate).items()
    } == {
        "PAYMENT_REMINDER": ("2025-06-15", "15 juin", "R-86", True),
        "PAYMENT_DUE": ("2025-06-30", "30 juin", "R-86", False),
        "AMENDMENT_DUE": ("2025-06-30", "30 juin", "R-75", True),
        "INTERIM_REVIEW_DUE": ("2025-12-31", "31 décembre", "R-81", False),
        "CAMPAIGN_OPENS": ("2026-01-01", "1er janvier", "R-135", True),
        "FIGURES_DUE": ("2026-03-31", "31 mars", "R-135", True),
        "FIGURES_CHECKED": ("2026-04-30", "30 avril", "R-136", True),
        "FIGURES_CORRECTED": ("2026-05-31", "31 mai", "R-136", True),
        "OPINION_COMMUNICATED": ("2026-05-15", "15 mai", "R-138", True),
        "OPINION_DUE": ("2026-06-30", "30 juin", "R-139", False),
        "DASHBOARD_DUE": ("2026-06-30", "30 juin", "R-140", False),
        "DASHBOARD_PASSED_ON": ("2025-12-31", "31 décembre", "R-141", True),
    }


def test_the_days_after_a_term():
    assert {
        name: (one.on(dt.date(2027, 8, 31)).isoformat(), one.text, one.rule, one.is_ours)
        for name, one in declared(MonthsFromTerm).items()
    } == {
        "FINAL_REVIEW_DUE": ("2028-02-29", "six mois", "R-82", False),
        "FINAL_REVIEW_FIRST_REMINDER": ("2027-05-31", "trois mois", "R-82", True),
        "FINAL_REVIEW_LAST_REMINDER": ("2028-01-31", "cinq mois", "R-82", True),
    }


def test_the_times_in_days():
    assert {
        name: (one.after(dt.date(2026, 5, 15)), one.rule, one.is_ours) for name, one in declared(DaysFrom).items()
    } == {"REPLY": (dt.date(2026, 6, 5), "R-138", True)}


@pytest.mark.parametrize("one", declared(YearlyDate).values(), ids=declared(YearlyDate))
def test_a_day_is_written_as_the_pages_write_dates(one):
    day = one.on(2025)

    assert f"{one.text} {day.year}" == french.date(day)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2025, 12, 31), 2, dt.date(2026, 2, 28)),
        (dt.date(2026, 3, 31), -1, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2025, 1, 15), -13, dt.date(2023, 12, 15)),
        (dt.date(2025, 6, 30), 6, dt.date(2025, 12, 30)),
        (dt.date(2025, 6, 30), 0, dt.date(2025, 6, 30)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_of_the_month(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("starts_on", "term", "quarter"),
    [
        (dt.date(2025, 1, 1), dt.date(2027, 12, 31), dt.date(2027, 10, 1)),
        (dt.date(2025, 3, 1), dt.date(2028, 2, 29), dt.date(2027, 12, 1)),
        (dt.date(2024, 2, 29), dt.date(2027, 2, 27), dt.date(2026, 11, 28)),
    ],
)
def test_a_convention_lasts_three_years_and_its_last_quarter_begins_three_months_before(starts_on, term, quarter):
    assert (three_year_term(starts_on), last_quarter(three_year_term(starts_on))) == (term, quarter)


def sources():
    for room in ROOMS:
        for path in Path(settings.BASE_DIR, room).rglob("*.*"):
            place = path.relative_to(settings.BASE_DIR).as_posix()
            if path.suffix in {".py", ".html"} and not any(part in place for part in WHERE_DATES_ARE_DATA):
                yield place, path.read_text("utf-8")


def without_docstrings(text):
    return re.sub(r'"""(?s:.*?)"""', "", text)


def test_one_file_types_a_date_of_the_calendar():
    found = {place for place, text in sources() if TYPED_AGAIN.search(without_docstrings(text))}

    assert found == {"governance/law/legal_calendar.py"}
