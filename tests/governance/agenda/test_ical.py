"""The iCalendar file, and the private address that gives it to calendar applications."""

import datetime as dt

import pytest
from icalendar import Calendar

from accounts.models import Act, CalendarKey
from accounts.tokens import calendar as calendar_keys
from governance.agenda.views import calendar_of
from governance.registers.obligations import NETWORK, Event, Obligation, Sort
from governance.registers.rules import PageLink
from tests.governance.bodies.factories import BodyFactory, ConventionFactory, MeetingFactory, NationalBodyFactory

NOW = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
FILE, PAGE = "/echeances/calendrier.ics", "/echeances/agenda/"


def feed(key):
    return f"/echeances/calendrier/{key}.ics"


def deadline(**told):
    standing = {"key": "a-1", "due_on": dt.date(2026, 6, 30), "sort": Sort.CONVENTION, "what": "avenant",
                "rule": "R-75", "link": PageLink("governance:deadlines"), "centre": "Ici",
                "debtor": NETWORK}  # fmt: skip
    return Obligation(**(standing | told))


def meeting(**told):
    standing = {"key": "b-1", "on": dt.date(2026, 1, 7), "what": "Réunion", "link": PageLink("home"), "centre": "Ici"}
    return Event(**(standing | told))


def read(*deadlines):
    content = calendar_of(deadlines, host="crpv.test", address=lambda path: f"https://crpv.test{path}", now=NOW)
    return content, Calendar.from_ical(content).walk("VEVENT")


def names_of(response):
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["summary"]) for event in events if "réunion" in event["categories"].to_ical().decode()}


class TestTheFile:
    def test_a_due_date_is_a_whole_day_with_its_rule_and_its_page(self):
        _, (event,) = read(deadline())
        assert (str(event["uid"]), str(event["summary"]), event.decoded("dtstart")) == (
            "a-1@crpv.test", "Avenant, Ici", dt.date(2026, 6, 30),
        )  # fmt: skip
        assert (str(event["description"]), str(event["url"])) == (
            "Règle R-75 du cadre de référence.", "https://crpv.test/echeances/",
        )  # fmt: skip

    @pytest.mark.parametrize(("month", "hour"), [(1, 8), (7, 7)])
    def test_the_hour_of_a_meeting_is_told_in_universal_time(self, month, hour):
        _, (event,) = read(meeting(on=dt.date(2026, month, 7), starts_at=dt.time(9), place="Lyon"))
        assert event.decoded("dtstart") == dt.datetime(2026, month, 7, hour, tzinfo=dt.UTC)
        assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(hours=2)
        assert str(event["location"]) == "Lyon"

    def test_what_is_done_leaves_the_calendar_but_meetings_stay(self):
        _, events = read(deadline(is_done=True), deadline(is_void=True), deadline(due_on=None), meeting())
        assert [str(event["summary"]) for event in events] == ["Réunion, Ici"]

    def test_a_hostile_title_stays_one_line_of_text(self):
        title = "A\r\nBEGIN:VALARM\r\nATTACH:http://ailleurs.invalid;b\\n,é"
        content, (event,) = read(deadline(what=title))
        assert b"\r\nBEGIN:VALARM" not in content
        assert event.subcomponents == []

    def test_lines_are_folded_at_75_octets(self):
        content, _ = read(deadline(what="é" * 200))
        assert max(len(line) for line in content.split(b"\r\n")) <= 75

    def test_the_same_dates_give_the_same_bytes(self):
        assert read(deadline())[0] == read(deadline())[0]


class TestTheAddress:
    @pytest.fixture
    def meetings(self, ici, ailleurs):
        for body in (NationalBodyFactory(name="Comité"), BodyFactory(centre=ici, name="Bureau"),
                     BodyFactory(centre=ailleurs, name="Étranger")):  # fmt: skip
            MeetingFactory(body=body, on=dt.date(2026, 9, 1), is_held=True, minutes="Lues.")

    def test_somebody_signed_in_takes_the_file_of_their_perimeter(self, meetings, cast, sign_in):
        answer = sign_in(cast.director).get(FILE)
        assert names_of(answer) == {"Comité, réseau", "Bureau, Ici"}
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"

    def test_a_private_address_gives_the_same_without_a_session(self, meetings, cast, client):
        answer = client.get(feed(calendar_keys.renew(cast.director)))
        assert names_of(answer) == {"Comité, réseau", "Bureau, Ici"}
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.cookies == {}

    def test_rights_are_read_again_each_time(self, meetings, cast, client):
        key = calendar_keys.renew(cast.director)
        cast.director.mandates.update(valid_to="2020-01-01")
        assert names_of(client.get(feed(key))) == {"Comité, réseau"}

    def test_a_closed_account_a_closed_or_changed_address_give_nothing(self, meetings, cast, client):
        first = calendar_keys.renew(cast.director)
        second = calendar_keys.renew(cast.director)
        assert [client.get(feed(key)).status_code for key in (first, second)] == [404, 200]
        calendar_keys.revoke(cast.director)
        assert client.get(feed(second)).status_code == 404
        third = calendar_keys.renew(cast.director)
        cast.director.is_active = False
        cast.director.save()
        assert client.get(feed(third)).status_code == 404

    @pytest.mark.parametrize("key", ["x", "a" * 500, "%00", "é"])
    def test_a_wrong_address_is_absent(self, cast, client, key):
        calendar_keys.renew(cast.director)
        assert client.get(feed(key)).status_code == 404

    def test_it_only_reads(self, cast, client):
        assert client.post(feed(calendar_keys.renew(cast.director))).status_code == 405

    def test_it_opens_nothing_else(self, cast, client):
        client.get(feed(calendar_keys.renew(cast.director)))
        assert client.get("/echeances/").status_code == 302

    def test_the_database_keeps_a_print_only(self, cast):
        key = calendar_keys.renew(cast.director)
        kept = CalendarKey.objects.get()
        assert len(key) >= 43
        assert key not in (kept.fingerprint, str(kept))
        assert [act.verb for act in Act.objects.all()] == ["agenda : ouvrir une adresse"]
        assert key not in str(list(Act.objects.values()))


class TestThePage:
    def test_the_address_is_shown_once(self, cast, sign_in, client):
        browser = sign_in(cast.director)
        assert browser.get(PAGE).context["is_open"] is False
        shown = browser.post(PAGE, {"renew": "1"}).context["address"]
        assert client.get(shown).status_code == 200
        assert browser.get(PAGE).context["address"] == ""
        browser.post(PAGE, {"close": "1", "sure": "1"})
        browser.post(PAGE, {"close": "1", "sure": "1"})
        assert (CalendarKey.objects.count(), Act.objects.count()) == (0, 2)

    def test_it_is_never_kept_by_a_cache(self, cast, sign_in):
        assert "no-store" in sign_in(cast.director).post(PAGE, {"renew": "1"}).headers["Cache-Control"]

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_feed_costs_the_same_whatever_it_tells(self, cast, client, ici, django_assert_max_num_queries, size):
        for year in range(2018, 2018 + 3 * size, 3):
            ConventionFactory(centre=ici, starts_on=dt.date(year, 1, 1), ends_on=dt.date(year + 2, 12, 31))
        key = calendar_keys.renew(cast.director)
        with django_assert_max_num_queries(12):
            assert client.get(feed(key)).status_code == 200
