"""Services: in-house or competitive, what each may cost and who pays, and the ceiling of 20 % (R-66 to R-73)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.law.paid_services import Membership, ServiceFacts, ceiling, judge, was_member, watch
from tests.governance.law.law_cases import plain, rules, well_set

EUROS = st.decimals(min_value=0, max_value=10**9, places=2)
NOT_CHECKED = {
    "R-66": "dit ce que centres et GIP peuvent faire, n’interdit rien",
    "R-73": "la ventilation s’exige du budget : test_balance",
}


def service(**changed):
    """A service of 10 000 € to a member, in order; `client_is_member=False` makes it competitive, in order too."""
    given_facts = {
        "client": "Ville de Morlaix",
        "ordered_on": date(2024, 3, 5),
        "client_is_member": True,
        "fits_purpose": True,
        "price": Decimal(10_000),
        "paid_by_client": Decimal(10_000),
        "real_cost": Decimal(10_000),
    }
    return ServiceFacts(**given_facts | {name: _money(value) for name, value in changed.items()})


def _money(value):
    return Decimal(value) if isinstance(value, str) and value.replace(".", "").isdigit() else value


MEMBER, STRANGER = {"client_is_member": True}, {"client_is_member": False}
TABLE = {
    "R-68 un membre": (MEMBER, "in_house R-68", "", ""),
    "R-71 un non-membre": (STRANGER, "concurrentielle R-71", "", ""),
    "R-67 hors de l’objet, membre": (MEMBER | {"fits_purpose": False}, "in_house R-68", "R-67", ""),
    "R-67 hors de l’objet, non-membre": (STRANGER | {"fits_purpose": False}, "concurrentielle R-71", "R-67", ""),
    "R-69 au-dessous du coût réel": (MEMBER | {"price": "9999.99"}, "in_house R-68", "", ""),
    "R-69 au-dessus du coût réel": (MEMBER | {"price": "10000.01"}, "in_house R-68", "R-69", ""),
    "R-69 coût réel inconnu": (MEMBER | {"real_cost": None}, "in_house R-68", "R-69", ""),
    "R-69 coût réel nul, prestation gratuite": (MEMBER | {"real_cost": "0", "price": "0"}, "in_house R-68", "", ""),
    "R-69 coût réel nul, prestation payée": (MEMBER | {"real_cost": "0"}, "in_house R-68", "R-69", ""),
    "R-69 payée en partie par la cotisation": (MEMBER | {"paid_by_client": "4000"}, "in_house R-68", "", ""),
    "R-69 ne borne pas le prix à un non-membre": (STRANGER | {"real_cost": "6000"}, "concurrentielle R-71", "", ""),
    "R-70 sous-traitée sans mise en concurrence": (MEMBER | {"is_subcontracted": True}, "in_house R-68", "R-70", ""),
    "R-70 une pièce d’espaces": (
        MEMBER | {"is_subcontracted": True, "competition_file": " "}, "in_house R-68", "R-70", "",
    ),
    "R-70 sous-traitée, pièce citée": (
        MEMBER | {"is_subcontracted": True, "competition_file": "MAPA 2024-03"}, "in_house R-68", "", "",
    ),
    "R-70 non-membre, sans pièce": (STRANGER | {"is_subcontracted": True}, "concurrentielle R-71", "R-70", ""),
    "R-71 payée en partie": (STRANGER | {"paid_by_client": "9999.99"}, "concurrentielle R-71", "R-71", ""),
    "R-71 payée plus que son prix": (STRANGER | {"paid_by_client": "10000.01"}, "concurrentielle R-71", "R-71", ""),
    "R-71 vendue à perte": (STRANGER | {"real_cost": "10000.01"}, "concurrentielle R-71", "", "R-71"),
    "R-71 coût réel inconnu": (STRANGER | {"real_cost": None}, "concurrentielle R-71", "", "R-71"),
    "R-67, R-70 et R-71 à la fois": (
        STRANGER | {"fits_purpose": False, "is_subcontracted": True, "paid_by_client": "0"},
        "concurrentielle R-71", "R-67 R-70 R-71", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_the_framework_judges_a_service(row):
    changed, answer, refused, warned = row
    found = judge(service(**changed))

    assert (f"{found.regime} {found.reason.rule}", rules(found.refusals), rules(found.warnings)) == (
        answer,
        refused,
        warned,
    )


def test_every_rule_of_services_has_its_line_or_says_why_not():
    cited = {rule for _, answer, refused, warned in TABLE.values() for rule in f"{answer} {refused} {warned}".split()}
    rules_of_services = {f"R-{number}" for number in range(66, 74)}

    assert {rule for rule in cited if rule.startswith("R-")} | {"R-72"} | set(NOT_CHECKED) == rules_of_services


def test_the_sentences_say_how_much_is_wrong():
    over = plain(judge(service(price="12500.50")).refusals[0])
    short = plain(judge(service(client_is_member=False, paid_by_client="7500")).refusals[0])
    much = plain(judge(service(client_is_member=False, paid_by_client="12500")).refusals[0])
    at_a_loss = plain(judge(service(client_is_member=False, real_cost="10800")).warnings[0])

    assert over == (
        "Financée 12 500,50 € pour un coût réel de 10 000 €, soit 2 500,50 € de trop : "
        "une prestation intégrée ne dépasse jamais son coût réel (R-69). Ramenez son financement à ce coût."
    )
    assert short == (
        "Une prestation concurrentielle est financée par son seul commanditaire, sans subvention ni cotisation "
        "(R-71) : sur 10 000 €, il manque 2 500 €. Corrigez l’un des deux montants."
    )
    assert much.endswith("sur 10 000 €, il paie 2 500 € de trop. Corrigez l’un des deux montants.")
    assert at_a_loss == (
        "Vendue 800 € au-dessous de son coût réel : une subvention semble payer la différence (R-71). Vérifiez le prix."
    )


WHO = "(« Ville de Morlaix », au 05/03/2024)"


@pytest.mark.parametrize(
    ("is_member", "sentence"),
    [
        (True, f"Commanditaire membre {WHO} : prestation intégrée, sans mise en concurrence (R-68)."),
        (False, f"Commanditaire non membre {WHO} : prestation concurrentielle, qu’il finance seul (R-71)."),
    ],
)
def test_the_regime_is_said_with_the_client_and_the_day(is_member, sentence):
    """R-68."""
    assert plain(judge(service(client_is_member=is_member)).reason) == sentence


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_every_refusal_of_a_service_cites_its_rule_and_stops_its_recording(row):
    found = judge(service(**row[0]))

    assert all(well_set(one) for one in (found.reason, *found.refusals, *found.warnings))
    assert {one.stops for one in found.refusals} <= {"enregistrement"}


# Membership at the date

YEAR_2024 = Membership(date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("memberships", "on", "expected"),
    [
        ((), date(2024, 6, 1), False),
        ((YEAR_2024,), date(2023, 12, 31), False),
        ((YEAR_2024,), date(2024, 1, 1), True),
        ((YEAR_2024,), date(2024, 12, 31), True),
        ((YEAR_2024,), date(2025, 1, 1), False),
        ((Membership(date(2024, 1, 1)),), date(2030, 1, 1), True),
        ((Membership(date(2024, 1, 1)),), date(2023, 12, 31), False),
        ((YEAR_2024, Membership(date(2026, 1, 1))), date(2025, 6, 1), False),
        ((YEAR_2024, Membership(date(2026, 1, 1))), date(2026, 1, 1), True),
    ],
)
def test_a_client_is_a_member_between_its_days_included(memberships, on, expected):
    """R-68: left since, or come later, is a stranger."""
    assert was_member(memberships, on) is expected


# The ceiling


@pytest.mark.parametrize(
    ("services", "budget", "share", "status"),
    [
        ("0", "500000", "0.0000", "ok"),
        ("75000", "500000", "0.1500", "ok"),
        ("75000.01", "500000", "0.1501", "alert"),
        ("100000", "500000", "0.2000", "alert"),
        ("100000.01", "500000", "0.2001", "exceeded"),
        ("200", "1000", "0.2000", "alert"),
        ("200.01", "1000", "0.2001", "exceeded"),
        ("1", "3", "0.3334", "exceeded"),
        ("1", "6", "0.1667", "alert"),
        ("600000", "500000", "1.2000", "exceeded"),
        ("199999999999.99", "999999999999.96", "0.2000", "alert"),
        ("200000000000.00", "999999999999.99", "0.2001", "exceeded"),
        (None, "500000", None, "cannot_tell"),
        ("100000", None, None, "cannot_tell"),
        ("100000", "0", None, "cannot_tell"),
        ("0", "0", None, "cannot_tell"),
        (None, None, None, "cannot_tell"),
    ],
)
def test_twenty_per_cent_exactly_is_admitted_and_a_cent_more_is_not(services, budget, share, status):
    """R-72: alert above 15 %, exceeded above 20,00 %; a blank is not a zero."""
    found = ceiling(*(None if value is None else Decimal(value) for value in (services, budget)))

    assert (found.share, found.status) == (None if share is None else Decimal(share), status)


def test_the_ceiling_speaks():
    """R-72: what, of what, how much, how far."""
    said = {
        services: plain(ceiling(Decimal(services), Decimal(300_000), "réalisé"))
        for services in ("30000", "45000.01", "60000.07")
    }

    assert said == {
        "30000": "Prestations à des non-membres (réalisé) : 30 000 € sur 300 000 €, soit "
        "10,00 %, sous le plafond de 20 % (R-72).",
        "45000.01": "Prestations à des non-membres (réalisé) : 45 000,01 € sur 300 000 €, soit "
        "15,01 %, près du plafond de 20 % (R-72). Surveillez les prochaines commandes.",
        "60000.07": "Prestations à des non-membres (réalisé) : 60 000,07 € sur 300 000 €, soit "
        "20,01 %, au-delà du plafond de 20 % (R-72). Il y a 0,07 € de trop.",
    }


@pytest.mark.parametrize(
    ("services", "budget", "lacking"),
    [
        (None, Decimal(10), "le montant des prestations à des non-membres n’est pas renseigné"),
        (Decimal(10), None, "le budget de la structure n’est pas renseigné"),
        (Decimal(10), Decimal(0), "le budget de la structure est nul"),
    ],
)
def test_the_ceiling_says_what_it_lacks(services, budget, lacking):
    assert plain(ceiling(services, budget)) == (
        f"Plafond de 20 % (prévisionnel) : on ne peut pas le dire, {lacking} (R-72)."
    )


def test_the_excess_is_told_to_the_cent_never_less():
    """20 % of 0,03 € is 0,006 €: 0,01 € is 0,004 € too much, said one cent."""
    assert plain(ceiling(Decimal("0.01"), Decimal("0.03"))).endswith("Il y a 0,01 € de trop.")


def test_both_budgets_are_watched():
    """R-72: planned and actual, each with its own answer."""
    planned, actual = watch(planned=(Decimal(10), Decimal(100)), actual=(Decimal(21), Decimal(100)))

    assert (planned.stage, planned.status, actual.stage, actual.status) == (
        "prévisionnel", "ok", "réalisé", "exceeded",
    )  # fmt: skip


@given(EUROS, EUROS.filter(bool))
def test_the_status_is_the_exact_comparison_and_the_share_never_hides_it(services, budget):
    """R-72: compared with fractions; the share that is shown is on the same side as the truth."""
    found, exact = ceiling(services, budget), Fraction(services) / Fraction(budget)
    expected = "exceeded" if exact > Fraction(1, 5) else "alert" if exact > Fraction(15, 100) else "ok"

    assert found.status == expected
    assert 0 <= Fraction(found.share) - exact < Fraction(1, 10_000)
    assert (found.share > Decimal("0.2")) == (expected == "exceeded")


STATUSES = ["ok", "alert", "exceeded"]


@given(EUROS, EUROS, EUROS.filter(bool))
def test_more_services_never_lighten_the_ceiling_and_more_budget_never_burdens_it(services, more, budget):
    """R-72 is monotone."""
    before = STATUSES.index(ceiling(services, budget).status)

    assert STATUSES.index(ceiling(services + more, budget).status) >= before
    assert STATUSES.index(ceiling(services, budget + more).status) <= before


@given(EUROS, EUROS)
def test_in_house_price_is_refused_exactly_above_the_real_cost(price, cost):
    """R-69."""
    found = judge(replace(service(), price=price, real_cost=cost))

    assert (rules(found.refusals) == "R-69") == (price > cost)


@given(EUROS, EUROS)
def test_a_stranger_pays_exactly_the_price(price, paid):
    """R-71."""
    found = judge(replace(service(client_is_member=False), price=price, paid_by_client=paid))

    assert (rules(found.refusals) == "R-71") == (price != paid)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"price": 0.1}, "Financement de la prestation : « 0.1 » n’est pas un montant exact."),
        (
            {"price": Decimal("NaN")},
            "Financement de la prestation : « NaN » n’est pas un montant exact.",
        ),
        (
            {"paid_by_client": Decimal(-1)},
            "Montant payé par le commanditaire : « -1 » n’est pas un montant positif que l’on sache écrire.",
        ),
        (
            {"real_cost": Decimal("0.001")},
            "Coût réel de la prestation : « 0.001 » a plus de deux décimales.",
        ),
    ],
)
def test_inexact_money_is_refused_in_french(wrong, sentence):
    with pytest.raises(ValueError, match="«") as caught:
        service(**wrong)

    assert plain(str(caught.value)) == sentence


@pytest.mark.parametrize("wrong", [0.1, Decimal(-1), Decimal("Infinity"), Decimal("0.001"), Decimal(10) ** 13, 10])
@pytest.mark.parametrize("place", [0, 1])
def test_the_ceiling_takes_exact_money_only(place, wrong):
    amounts = [Decimal(1), Decimal(1)]
    amounts[place] = wrong

    with pytest.raises(ValueError, match=("Prestations concurrentielles", "Budget annuel de la structure")[place]):
        ceiling(*amounts)
