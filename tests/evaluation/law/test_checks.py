"""What a form is checked for before it is sent: what must be mended, what must be justified, in which words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.enums import NESTED as NESTED_BREAKDOWNS
from evaluation.law.aggregation import Measure
from evaluation.law.checks import NESTED, CheckedIndicator, Severity, check
from evaluation.law.consistency import RELATIONS, STATE_BUDGET, STATE_NOTIFIED, STATE_PAID
from evaluation.law.quartiles import Quartiles
from evaluation.referential.load import read_indicators
from tests.text import words

ASKED = {
    row["code"]: CheckedIndicator(
        label=row["label"], kind=row["kind"], breakdown=row["breakdown"], at_most=row["at_most"], rule=row["rule"]
    )
    for row in read_indicators()
}


def of(value, **parts):
    return Measure(value=Decimal(str(value)), parts={key: Decimal(str(part)) for key, part in parts.items()})


def over(top, bottom):
    value = Decimal(str(top)) * 100 / Decimal(str(bottom))
    return Measure(value=value, numerator=Decimal(str(top)), denominator=Decimal(str(bottom)))


def found(answers, **more):
    return [(one.code, one.key, one.severity, words(one.sentence)) for one in check(answers, ASKED, **more)]


BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING


@pytest.mark.parametrize(
    ("code", "measure", "key", "sentence"),
    [
        ("M1-02", of(-1), "negative", "M1-02 : un chiffre ne peut pas être négatif."),
        ("M1-02", of("2.5"), "fraction", "M1-02 : ce nombre se compte à l’unité, sans virgule."),
        (
            "M1-03", over(5, 4), "over",
            "M1-03 : 5 sur 4 dépasse 100 %. Le numérateur se compte dans le dénominateur.",
        ),
        ("M1-03", of(101), "over", "M1-03 : 101 % dépasse 100 %."),
        (
            "M1-03", Measure(numerator=Decimal(1), value=Decimal(1)), "half",
            "M1-03 : donnez le numérateur et le dénominateur, ou aucun des deux.",
        ),
        (
            "M2-01", of(10, formation=4, debat=5), "parts",
            "M2-01 : le détail fait 9, le total dit 10. Corrigez l’un ou l’autre.",
        ),
        (
            "MO-01", of(5, structure=5, socle=6), "parts",
            "MO-01 : le socle (6) ne peut pas dépasser l’ensemble (5).",
        ),
        ("MO-02", of(100, total=90, socle=50), "parts", "MO-02 : le total dit 100, son détail 90."),
    ],
)  # fmt: skip
def test_what_cannot_be_must_be_mended(code, measure, key, sentence):
    assert found({code: measure}) == [(code, key, BLOCKING, sentence)]


@pytest.mark.parametrize(
    "answers",
    [
        {"M1-02": of(0)}, {"M2-01": of(9, formation=4, debat=5)}, {"MO-01": of(5, structure=5, socle=4)},
        {"M1-03": Measure(numerator=Decimal(0), denominator=Decimal(0))}, {"M1-01": of("2.5")},
        {"M1-02": Measure()}, {"HC-03": Measure(is_not_applicable=True)}, {"MO-04": over(300, 200)},
        {"AC-03": Measure(parts={"sante": Decimal(3)})}, {},
    ],
)  # fmt: skip
def test_what_is_sound_is_left_alone(answers):
    assert found(answers) == []


@pytest.mark.parametrize(("before", "now", "surprises"), [
    (10, 15, False), (10, 16, True), (10, 5, False), (10, 4, True), (9, 100, False), (100, 0, True), (0, 50, False),
])  # fmt: skip
def test_a_figure_that_moves_by_more_than_half_is_to_be_justified(before, now, surprises):
    told = found({"M3-05": of(now)}, last_year={"M3-05": of(before)})
    assert [one[1:3] for one in told] == ([("moved", WARNING)] if surprises else [])


def test_the_sentence_gives_both_years():
    told = found({"M3-05": of(24)}, last_year={"M3-05": of(12)})
    assert told == [("M3-05", "moved", WARNING, "M3-05 : 12 l’an dernier, 24 cette année : +100 %. Dites pourquoi.")]


@pytest.mark.parametrize(("before", "now", "sentence"), [
    (40, 0, "40 l’an dernier, 0 cette année. Dites pourquoi."),
    (10000, 3, "10 000 l’an dernier, 3 cette année. Dites pourquoi."),
    (10000, 10, "10 000 l’an dernier, 10 cette année : −99,9 %. Dites pourquoi."),
    (2000, 1, "2 000 l’an dernier, 1 cette année. Dites pourquoi."),
    (2000, 801, "2 000 l’an dernier, 801 cette année : −60 %. Dites pourquoi."),
    (2000, 799, "2 000 l’an dernier, 799 cette année : −60,1 %. Dites pourquoi."),
])  # fmt: skip
def test_a_percentage_is_rounded_half_up_and_never_denies_what_is_left(before, now, sentence):
    """« −100 % » says nothing of a fall to nothing, and is false where a little is left."""
    told = found({"M3-05": of(now)}, last_year={"M3-05": of(before)})
    assert [one[3] for one in told] == [f"M3-05 : {sentence}"]


@pytest.mark.parametrize("before", [Measure(), Measure(is_not_applicable=True), of(0)])
@pytest.mark.parametrize("now", [Measure(), Measure(is_not_applicable=True), of(0), of(50)])
def test_nothing_is_said_to_move_from_a_blank_or_from_nothing(before, now):
    assert found({"M3-05": now}, last_year={"M3-05": before}) == []


@pytest.mark.parametrize(("before", "now", "keys"), [
    (over(20, 100), over(71, 100), ["moved"]), (over(20, 100), over(70, 100), []), (over(1, 5), over(5, 5), []),
])  # fmt: skip
def test_a_share_is_compared_in_points_and_never_a_share_of_a_few(before, now, keys):
    assert [one[1] for one in found({"M2-06": now}, last_year={"M2-06": before})] == keys


def test_a_figure_out_of_the_network_is_to_be_justified():
    spread = Quartiles(count=9, first=Decimal(4), median=Decimal(5), third=Decimal(6))
    told = found({"M3-05": of(40)}, network={"M3-05": spread})
    assert told == [(
        "M3-05", "outlier", WARNING,
        "M3-05 : 40 sort de l’étendue habituelle des 9 centres comparables, de 1 à 9 (médiane 5). Dites pourquoi.",
    )]  # fmt: skip


def test_the_range_of_the_network_is_rounded_half_up():
    """12,25 is 12,3 for whoever reads, not 12,2."""
    spread = Quartiles(count=9, first=Decimal("12.25"), median=Decimal("13.25"), third=Decimal("14.25"))
    (told,) = found({"M3-05": of(40)}, network={"M3-05": spread})
    assert told[3].endswith("de 9,3 à 17,3 (médiane 13,3). Dites pourquoi.")


CONTRADICTIONS = {
    "trainings": {"M2-03": of(21), "M2-01": of(10)},
    "core": {"AC-01": of(10), "M1-01": of(6), "M2-01": of(5)},
    "themes": {"AC-03": Measure(parts={"sante": Decimal(3)}), "AC-01": of(4)},
    "mean": {"M2-05": over(30, 3), "M2-04": of(31)},
    "people": {"AC-04": of(10), "M1-04": of(6), "M2-04": of(5)},
    "remote": {"AC-02": over(2, 10), "AC-01": of(11)},
    "underequipped": {"QP-11": over(2, 10), "AC-01": of(11)},
    "mainstream": {"QP-10": over(2, 10), "AC-04": of(11)},
    "open_networks": {"M1-03": over(2, 3), "M1-02": of(4)},
    "joint": {"M3-04": of(2), "M3-01": of(1)},
    "sheets": {"M3-02": of(2), "M3-01": of(1)},
    "shared": {"QC-03": of(2), "M3-01": of(1)},
    "agreed": {"QC-02": of(1), "M3-01": of(0)},
    "elected": {"QP-12": of(1), "AC-04": of(5, elus=0, associations=5)},
    "funders": {"MO-03": of(10), "MO-02": of(11)},
    "services": {"HC-03": over(1, 10), "MO-02": of(11)},
    "complementary": {"HC-02": over(1, 10), "MO-02": of(11)},
    "state": {"MO-04": over(60, 100), "MO-03": of(50, etat_147_socle=50)},
}
STATE_CONTRADICTIONS = {
    "state_grant": ({"MO-04": over(60, 100)}, {STATE_NOTIFIED: Decimal(60), STATE_PAID: Decimal(50)}),
    "state_funder": ({"MO-03": of(60, etat_147_socle=60)}, {STATE_NOTIFIED: Decimal(50), STATE_PAID: Decimal(50)}),
    "state_budget": ({"MO-04": over(60, 100)}, {STATE_BUDGET: Decimal(101)}),
}


def test_every_relation_has_its_contradiction():
    assert CONTRADICTIONS.keys() | STATE_CONTRADICTIONS.keys() == {relation.key for relation in RELATIONS}


@pytest.mark.parametrize("key", STATE_CONTRADICTIONS)
def test_what_the_state_recorded_otherwise_is_to_be_justified(key):
    answers, books = STATE_CONTRADICTIONS[key]
    told = check(answers, ASKED, state_money=books)
    assert [(one.key, one.severity, one.fields) for one in told] == [(key, WARNING, tuple(answers))]
    assert check(answers, ASKED) == []


@pytest.mark.parametrize("key", CONTRADICTIONS)
def test_figures_that_contradict_each_other_are_to_be_justified(key):
    told = check(CONTRADICTIONS[key], ASKED)
    assert [(one.key, one.severity) for one in told] == [(key, WARNING)]
    assert set(told[0].fields) == set(CONTRADICTIONS[key])


@pytest.mark.parametrize("key", CONTRADICTIONS)
def test_a_contradiction_needs_both_figures(key):
    code, measure = next(iter(CONTRADICTIONS[key].items()))
    assert check({code: measure}, ASKED) == []


def test_a_figure_to_mend_is_not_also_to_be_justified():
    answers = {"M2-03": of(-21), "M2-01": of(10)}
    assert [one.key for one in check(answers, ASKED, last_year={"M2-03": of(100)})] == ["negative"]


def test_what_must_be_mended_comes_first_then_the_order_of_the_form():
    answers = {"AC-01": of(10), "M1-01": of(6), "M2-01": of(5), "QN-02": of("0.5"), "M3-04": of(2), "M3-01": of(1)}
    assert [one.key for one in check(answers, ASKED)] == ["fraction", "joint", "core"]


@given(st.dictionaries(st.sampled_from(sorted(ASKED)), st.integers(0, 50).map(of)))
def test_last_years_own_figures_never_surprise(answers):
    assert [one.key for one in check(answers, ASKED, last_year=answers) if one.key == "moved"] == []


def test_the_law_and_the_form_nest_the_same_details():
    assert set(NESTED) == NESTED_BREAKDOWNS


@pytest.mark.parametrize(
    ("measure", "sentences"),
    [
        (over("20.00", 100), []),
        (of(20), []),
        (over("20.01", 100), ["HC-03 : 20,01 % (20,01 sur 100) dépasse le plafond de 20 % (R-72). Dites pourquoi."]),
        (of("21.4"), ["HC-03 : 21,4 % dépasse le plafond de 20 % (R-72). Dites pourquoi."]),
    ],
)
def test_services_to_non_members_above_a_fifth_of_the_budget_are_to_be_justified(measure, sentences):
    """R-72: a figure above the ceiling may be true; it is never sent without a word. Exactly 20 % is admitted."""
    assert [(key, one) for _, key, _, one in found({"HC-03": measure})] == [("ceiling", one) for one in sentences]
