"""The demonstration shows what agents meet: each state, a training reclassified, a ceiling passed, overseas."""

from __future__ import annotations

from decimal import Decimal

from governance.models import Action, Programme
from governance.programmes.checks import readiness_of
from governance.programmes.queries import contents_of, with_facts


def of(slug, year):
    contents = contents_of(with_facts(Programme.objects.filter(centre__slug=slug, year=year)).get())
    return contents, readiness_of(contents)


def test_three_years_of_six_centres_with_their_cases(loaded):
    states = Programme.objects.order_by("centre__slug", "year").values_list("year", "state")
    assert sorted(set(states)) == [(2025, "done"), (2026, "under_way"), (2027, "draft"), (2027, "submitted")]
    assert len(states) == 18

    training = Action.objects.get(programme__centre__slug="oriv", programme__year=2026, title__startswith="Formation")
    assert (training.nature, [one["rule"] for one in training.reasons]) == ("complementaire", ["R-24"])
    overseas = Action.objects.get(programme__centre__slug="la-reunion", programme__year=2026, mission="C5")
    assert (overseas.nature, [one["rule"] for one in overseas.reasons]) == ("socle", ["R-43"])

    _, readiness = of("profession-banlieue", 2026)
    assert [(one.status, one.share) for one in readiness.alarms] == [("exceeded", Decimal("0.21"))]
    contents, readiness = of("reso-villes", 2025)
    assert readiness.is_ready
    assert 100 <= contents.half_days <= 190
    assert 1_300 <= contents.participations <= 2_600
