"""Home, dates, calendar, lists and register say the same of an obligation, for each account of the demonstration."""

import pytest
from django.utils.timezone import localdate
from icalendar import Calendar

from accounts.demo import DEMO_ACCOUNTS
from accounts.models import User
from centres.models.mandate import active_mandates
from crpv.home import MOST_TASKS, home_of
from evaluation.collection.obligations import with_due
from evaluation.models import Collection
from evaluation.opinions.queries import opinions_of_centres
from governance.agenda.queries import LATE, rows_of
from governance.compliance.queries import audited_centres, whole_report
from governance.conventions.schedule import alerts_of, with_schedule
from governance.models import Convention
from governance.registers.obligations import Event, Obligation, items_around, owed_by
from governance.registers.rules import Outcome
from tests.text import words

TODAY = localdate()
YEARS = (TODAY.year - 2, TODAY.year - 1)


@pytest.fixture(params=[account.email for account in DEMO_ACCOUNTS])
def reader(request, loaded):
    return User.objects.get(email=request.param)


@pytest.fixture
def owed_here(reader):
    """Every obligation of the reader's perimeter, by key."""
    return {item.key: item for item in items_around(reader, TODAY) if isinstance(item, Obligation)}


def late_keys(obligations):
    return {key for key, item in obligations.items() if item.is_late(TODAY)}


def test_a_key_is_one_obligation(reader, owed_here):
    items = [item for item in items_around(reader, TODAY) if isinstance(item, Obligation)]
    assert len(items) == len(owed_here)


def test_the_home_page_says_what_is_owed_and_what_is_late(reader, owed_here):
    mine = owed_by(reader, owed_here.values(), TODAY)
    home = home_of(reader)
    listed = {words(task.title): task.is_late for task in home.tasks}
    alone = {words(item.title): item.is_late(TODAY) for item in mine}
    both = listed.keys() & alone.keys()
    assert {title: listed[title] for title in both} == {title: alone[title] for title in both}
    assert bool(mine) <= bool(home.tasks)
    assert home.more == 0 or len(home.tasks) == MOST_TASKS


def test_the_dates_are_late_where_the_obligations_are(reader, owed_here):
    rows = rows_of(items_around(reader, TODAY), TODAY)
    late = {item.key for row in rows if row.section == LATE for item in row.group.items}
    ahead = {item.key for row in rows if row.section != LATE for item in row.group.items}
    assert late == late_keys({key: item for key, item in owed_here.items() if item.due_on})
    statuses = {owed_here[key].status(TODAY).value for key in ahead if key in owed_here}
    assert statuses <= {"à venir", "à faire"}


def test_the_calendar_has_what_is_not_done(reader, owed_here, client):
    client.force_login(reader)
    events = Calendar.from_ical(client.get("/echeances/calendrier.ics").content).walk("VEVENT")
    keys = {str(event["uid"]).split("@")[0] for event in events}
    meetings = {item.key for item in items_around(reader, TODAY) if isinstance(item, Event)}
    known = {key: item for key, item in owed_here.items() if key in keys}
    assert {item.status(TODAY).value for item in known.values()} <= {"à venir", "à faire", "en retard"}
    lately = {key for key in late_keys(owed_here) if owed_here[key].due_on > TODAY.replace(year=TODAY.year - 1)}
    assert lately <= keys
    assert meetings & keys


@pytest.mark.parametrize("year", YEARS)
def test_the_list_of_opinions_is_late_where_the_obligations_are(reader, owed_here, year):
    rows = opinions_of_centres(reader, year, TODAY)
    listed = {row.centre.pk for row in rows if row.is_late and row.transmitted_on is None}
    late = {key for key in late_keys(owed_here) if key.startswith("avis-") and key.endswith(f"-{year}-0630")}
    owed = {int(key.split("-")[1]) for key in late}
    follows = {mandate.role for mandate in active_mandates(reader)} & {"admin", "national", "regional"}
    assert owed == (listed if follows else set())


def test_the_follow_up_is_late_where_the_obligations_are(reader, owed_here):
    forms = with_due(Collection.objects.visible_to(reader), TODAY)
    listed = {f"indicateurs-{form.pk}-envoi" for form in forms if form.is_late}
    assert {key for key in late_keys(owed_here) if key.endswith("-envoi")} == listed


def test_the_alerts_of_a_convention_are_its_late_obligations(reader, owed_here):
    for convention in with_schedule(Convention.objects.visible_to(reader)):
        about = f"convention-{convention.pk}-"
        late = {owed_here[key].rule: key for key in late_keys(owed_here) if key.startswith(about)}
        alerts = {alert.reference for alert in alerts_of(convention, TODAY) if alert.is_late}
        assert alerts <= late.keys() | {"R-75"}
        assert {rule: key for rule, key in late.items() if rule in ("R-81", "R-82") and rule not in alerts} == {}


RULES = {"R-86": "-versement", "R-139": "-0630"}


@pytest.mark.parametrize("year", YEARS)
def test_the_register_reproaches_what_is_late_or_was(reader, owed_here, year):
    """A rule on a date is broken only where its obligation is late or was done after its day, and kept only if done."""
    centres = list(audited_centres(reader, year))
    for centre, findings in whole_report(centres, year, today=TODAY).centres:
        for finding in findings:
            end = RULES.get(finding.rule.code)
            same = [
                item
                for key, item in owed_here.items()
                if end and key.endswith(end) and item.slug == centre.slug and str(year) in item.what
            ]
            for item in same:
                was_late = item.is_done and item.done_on and item.done_on > item.due_on
                outcome = finding.result.outcome
                assert (outcome, item.key) != (Outcome.SATISFIED, item.key) or item.is_done
                if outcome is Outcome.BROKEN and item.rule == "R-139":
                    assert item.is_late(TODAY) or was_late


def test_a_director_is_never_late_for_the_state(reader, owed_here):
    mine = owed_by(reader, owed_here.values(), TODAY)
    mandates = {(mandate.role, mandate.centre_id) for mandate in active_mandates(reader)}
    debts = {(item.debtor.role, item.debtor.scope) for item in mine if item.debtor.role == "director"}
    assert debts <= mandates


@pytest.mark.parametrize("address", ["/", "/echeances/"])
def test_the_pages_cost_at_most_twelve_queries(reader, client, address, django_assert_max_num_queries):
    client.force_login(reader)
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
