"""What the register of obligations and the register of rules say of the opinions."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from centres.models import Centre
from crpv.home import home_of
from documents import french
from evaluation.enums import OpinionState
from evaluation.opinions import services as acts
from evaluation.opinions.obligations import of_opinions
from evaluation.opinions.queries import opinions_of_centres
from governance.registers.obligations import items_in
from governance.registers.rules import Outcome, Question, registered, report
from tests.evaluation.opinions.factories import (
    YEAR,
    communicated_on,
    figures,
    opinion_in,
)
from tests.obligations import owed, statuses, window_of
from tests.text import words

S = OpinionState
HERE = f"/avis/{YEAR}/ici/"


def text_of(response):
    return words(response.content.decode())


def of_year(user, today):
    """The status of what is owed on the opinions of `YEAR`, by key."""
    keys = {item.key for item in items_in(window_of(user, today), [of_opinions]) if str(YEAR) in item.what}
    return {key: status for key, status in statuses(user, today, of_opinions).items() if key in keys}


class TestRegisters:
    def outcomes(self, centre, today=None):
        rules = [rule for rule in registered() if rule.code in ("R-58", "R-137", "R-138", "R-139")]
        ((_, found),) = report(Question((centre,), YEAR, today or localdate()), rules).centres
        return {one.rule.code: one.result.outcome for one in found}

    def test_r_58_r_137_r_138_r_139_speak_of_what_is_communicated(self, cast, ici):
        yes, no, maybe = Outcome.SATISFIED, Outcome.BROKEN, Outcome.UNKNOWN
        may, july = dt.date(YEAR + 1, 5, 1), dt.date(YEAR + 1, 7, 1)
        codes = ("R-58", "R-137", "R-138", "R-139")
        assert self.outcomes(ici, july) == dict.fromkeys(codes, maybe)
        figures(ici, cast.director)
        opinion = opinion_in(S.CONSULTED, ici, cast)
        assert self.outcomes(ici, may) == dict.fromkeys(codes, maybe)
        assert self.outcomes(ici, july) == {"R-58": maybe, "R-137": no, "R-138": maybe, "R-139": no}
        opinion = communicated_on(opinion, cast.regional, dt.date(YEAR + 1, 5, 2))
        assert self.outcomes(ici, may) == {"R-58": yes, "R-137": yes, "R-138": yes, "R-139": maybe}
        acts.transmit(opinion, actor=cast.regional, on=dt.date(YEAR + 1, 7, 9))
        assert self.outcomes(ici, july) == {"R-58": yes, "R-137": yes, "R-138": yes, "R-139": no}

    def test_the_dates_of_may_and_june_are_the_regions_the_reply_the_centres(self, cast, ici):
        """T-114: a reply is asked once the opinion is communicated, and the delay of the State is not the centre's."""
        opinion = opinion_in(S.CONSULTED, ici, cast)
        of_the_state = {f"avis-{ici.pk}-{YEAR}-0515": "sans objet", f"avis-{ici.pk}-{YEAR}-0630": "en retard"}
        july = dt.date(YEAR + 1, 7, 1)
        assert of_year(cast.regional, july) == of_the_state
        assert of_year(cast.director, july) == {}
        opinion = communicated_on(opinion, cast.regional, dt.date(YEAR + 1, 5, 4), due=dt.date(YEAR + 1, 5, 25))
        may = dt.date(YEAR + 1, 5, 25)
        assert of_year(cast.director, may) == {f"avis-{opinion.pk}-reponse": "à faire"}
        assert of_year(cast.director, may + dt.timedelta(days=1)) == {f"avis-{opinion.pk}-reponse": "sans objet"}
        assert of_year(cast.regional, may)[f"avis-{ici.pk}-{YEAR}-0630"] == "à faire"

    @pytest.mark.parametrize(
        ("month", "day", "key", "expected"),
        [
            (3, 30, "0515", "à venir"), (3, 31, "0515", "à faire"), (5, 15, "0515", "à faire"),
            (5, 16, "0515", "en retard"), (6, 30, "0630", "à faire"), (7, 1, "0630", "en retard"),
            (7, 1, "0515", "sans objet"),
        ],
    )  # fmt: skip
    def test_t_104_an_opinion_never_opened_is_owed_all_the_same(self, cast, ici, month, day, key, expected):
        on = dt.date(YEAR + 1, month, day)
        assert of_year(cast.regional, on)[f"avis-{ici.pk}-{YEAR}-{key}"] == expected

    def test_t_104_it_is_on_the_home_page_of_its_region(self, cast, ici):
        titles = [words(task.title) for task in home_of(cast.regional, today=dt.date(YEAR + 1, 7, 1)).tasks]
        assert f"Ici : avis {YEAR} à transmettre à l’administration nationale" in titles

    def test_t_110_paris_owes_no_opinion_unless_it_is_opened(self, cast, ici):
        Centre.objects.filter(pk=ici.pk).update(is_state_funded=False)
        assert of_year(cast.regional, dt.date(YEAR + 1, 7, 1)) == {}

    def test_t_113_a_correction_is_one_line_and_the_delay_that_of_the_first_transmission(self, cast, ici):
        july, opinion = dt.date(YEAR + 1, 7, 1), opinion_in(S.COMMUNICATED, ici, cast)
        corrected = acts.correct(opinion, reason="Un chiffre faux.", actor=cast.regional)
        keys = [item.key for item in owed(cast.regional, july, of_opinions)]
        assert [key for key in keys if f"-{YEAR}-" in key] == [f"avis-{ici.pk}-{YEAR}-0630"]
        assert of_year(cast.regional, july)[f"avis-{ici.pk}-{YEAR}-0630"] == "en retard"
        assert f"avis-{corrected.pk}-correction" not in keys

    def test_t_113_a_correction_after_the_transmission_has_no_day(self, cast, ici):
        opinion = opinion_in(S.REPLIED, ici, cast)
        opinion = acts.transmit(opinion, actor=cast.regional, on=dt.date(YEAR + 1, 6, 30))
        corrected = acts.correct(opinion, reason="Un chiffre faux.", actor=cast.regional)
        of_this = [item for item in owed(cast.regional, localdate(), of_opinions) if f"avis {YEAR}" in item.what]
        assert [(item.key, item.due_on) for item in of_this] == [(f"avis-{corrected.pk}-correction", None)]

    def test_t_114_the_list_of_a_director_says_nothing_of_the_delay_of_the_state(self, cast, ici):
        opinion_in(S.COMMUNICATED, ici, cast)
        july = dt.date(YEAR + 1, 7, 1)
        delays = {
            role: [row.days_late for row in opinions_of_centres(getattr(cast, role), YEAR, july)]
            for role in ("director", "regional")
        }
        assert delays == {"director": [0], "regional": [1]}

    def test_t_113_t_114_the_page_says_the_delay_of_the_first_transmission_to_those_it_concerns(
        self, cast, ici, sign_in
    ):
        opinion = opinion_in(S.COMMUNICATED, ici, cast)
        corrected = acts.correct(opinion, reason="Un chiffre faux.", actor=cast.regional)
        july = dt.date(YEAR + 1, 7, 1)
        assert (corrected.is_late_on(july), corrected.is_late_on(july - dt.timedelta(days=1))) == (True, False)
        is_late = localdate() > dt.date(YEAR + 1, 6, 30)
        pages = {role: sign_in(getattr(cast, role)).get(HERE).context["is_late"] for role in ("regional", "director")}
        assert pages == {"regional": is_late, "director": False}

    def test_each_finds_what_awaits_them(self, cast, ici):
        def tasks(role):
            found = owed(getattr(cast, role), localdate(), of_opinions)
            return [(words(item.title), words(item.sentence)) for item in found if f"{YEAR}" in item.what]

        opinion = opinion_in(S.CONSULTED, ici, cast)
        assert len(tasks("regional")) == 1
        assert tasks("departmental") == [
            (
                f"Ici : contribution du département à l’avis {YEAR}",
                "Votre département est consulté : déposez sa contribution.",
            )
        ]
        assert tasks("director") == []
        acts.communicate(opinion, actor=cast.regional)
        assert [title for title, _ in tasks("director")] == [f"Ici : répondre à l’avis {YEAR}"]
        assert tasks("national") == tasks("other_director") == []

    def test_the_region_is_told_of_the_transmission_before_and_after_its_day(self, cast, ici):
        """R-139: late is recorded and told, before the centre replied as after."""
        due, may, july = dt.date(YEAR + 1, 6, 30), dt.date(YEAR + 1, 5, 4), dt.date(YEAR + 1, 7, 20)

        def told(today):
            found = [one for one in owed(cast.regional, today, of_opinions) if f"avis {YEAR}" in one.what]
            ((sentence, link),) = [(words(one.sentence), one.link.url) for one in found]
            assert link.startswith(HERE)
            return sentence

        opinion = opinion_in(S.CONSULTED, ici, cast)
        assert told(may) == f"En consultation, à transmettre avant le 30 juin {YEAR + 1}."
        assert told(july) == f"En consultation, à transmettre, en retard sur le 30 juin {YEAR + 1}."
        opinion = communicated_on(opinion, cast.regional, may, due=dt.date(YEAR + 1, 7, 31))
        waits = f"Le centre peut répondre jusqu’au 31 juillet {YEAR + 1} ; ensuite, l’avis est à transmettre"
        assert told(dt.date(YEAR + 1, 5, 5)) == f"{waits} avant le 30 juin {YEAR + 1}."
        assert told(july) == f"{waits}, en retard sur le 30 juin {YEAR + 1}."
        assert told(dt.date(YEAR + 1, 8, 1)) == (
            f"Le délai de réponse est passé : l’avis est à transmettre, en retard sur le 30 juin {YEAR + 1}."
        )
        acts.reply(opinion, actor=cast.director, text="Reçu.")
        assert told(due) == f"Le centre a répondu : l’avis est à transmettre avant le 30 juin {YEAR + 1}."

    def test_the_page_says_when_the_transmission_may_come(self, cast, ici, sign_in):
        opinion = opinion_in(S.CONSULTED, ici, cast)
        communicated_on(
            opinion, cast.regional, localdate() - dt.timedelta(days=1), due=localdate() + dt.timedelta(days=9)
        )
        told = " ".join(text_of(sign_in(cast.regional).get(HERE)).split())
        assert (
            f"dès que le centre aura répondu, ou après le {words(french.date(localdate() + dt.timedelta(days=9)))}"
            in told
        )
