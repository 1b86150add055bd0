"""The formula gives back what the State published in 2017, and decides every edge as its text does."""

from dataclasses import replace
from decimal import Decimal, getcontext, localcontext

import pytest

from funding.formula.allocate import (
    AlertCode,
    Bounds,
    CentreInput,
    FormulaError,
    Post,
    Totals,
    Zone,
    ZoneRules,
    allocate,
    bounds_of,
    median_km,
    round_to_euro,
)
from funding.formula.parameters import REFERENCE_BOUNDS_2017
from tests.funding.networks import FROZEN, PUBLISHED, SCALE, alone, centre, codes, overseas

UNROUNDED = replace(FROZEN, banding_decimals=None)


def one_decimal(value):
    return value.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")


# What the annex publishes


@pytest.mark.parametrize(
    ("key", "qpv_index", "distance_index", "final_index"),
    [
        ("martinique", "0.0", "0.2", "0.1"),
        ("guadeloupe", "0.6", "1.6", "0.9"),
        ("guyane", "1.3", "0.1", "1.0"),
        ("mayotte", "1.5", "0.5", "1.2"),
        ("reunion", "2.1", "1.7", "2.0"),
    ],
)
def test_the_fifteen_published_overseas_values_come_back(key, qpv_index, distance_index, final_index):
    allocation = allocate(PUBLISHED, FROZEN).get(key)
    assert (
        str(one_decimal(allocation.qpv_index)),
        str(one_decimal(allocation.distance_index)),
        str(allocation.published_index),
    ) == (qpv_index, distance_index, final_index)


@pytest.mark.parametrize(
    ("zone", "qpv", "km", "row"),
    [
        (Zone.OVERSEAS, 7, 21, "0.0000 0.2069 0.0621 0.1 3 247000 123500"),
        (Zone.OVERSEAS, 18, 41, "0.5729 1.5862 0.8769 0.9 3 247000 123500"),
        (Zone.OVERSEAS, 32, 20, "1.3021 0.1379 0.9528 1.0 3 247000 123500"),
        (Zone.OVERSEAS, 36, 25, "1.5104 0.4828 1.2021 1.2 3 247000 123500"),
        (Zone.OVERSEAS, 48, 43, "2.1354 1.7241 2.0120 2.0 3 247000 123500"),
        (Zone.MAINLAND, 199, 52, "10.0000 2.3448 7.7034 7.7 7 504000 252000"),
        (Zone.MAINLAND, 58, 163, "2.6563 10.0000 4.8594 4.9 6 432000 216000"),
        (Zone.MAINLAND, 63, 18, "2.9167 0.0000 2.0417 2.0 4 288000 144000"),
    ],
)
def test_every_row_of_the_worked_examples_comes_back(zone, qpv, km, row):
    one = alone(qpv, km, zone=zone)
    found = (one.qpv_index, one.distance_index, one.weighted_index, one.published_index, one.fte, one.budget)
    assert " ".join(map(str, (*found, one.state_floor))) == row


@pytest.mark.parametrize(
    ("qpv", "km", "index", "fte"),
    [
        (53, 144, "4.3", 6),
        (81, 136, "5.1", 6),
        (78, 147, "5.3", 6),
        (116, 152, "6.7", 7),
        (128, 99, "6.1", 7),
        (61, 132, "4.3", 6),
        (46, 91, "2.9", 5),
        (59, 79, "3.2", 5),
    ],
)
def test_the_other_simulations_come_back(qpv, km, index, fte):
    one = alone(qpv, km)
    assert (str(one.published_index), one.fte) == (index, fte)


@pytest.mark.parametrize(
    ("qpv", "extra_fte", "fte", "fixed_part", "variable_part", "budget", "state_floor", "remainder"),
    [
        (7, 0, 4, 288_000, 0, 288_000, 144_000, 144_000),
        (80, 1, 5, 288_000, 72_000, 360_000, 180_000, 180_000),
        (150, 2, 6, 288_000, 144_000, 432_000, 216_000, 216_000),
        (199, 3, 7, 288_000, 216_000, 504_000, 252_000, 252_000),
    ],
)
def test_the_mainland_amounts_of_each_team(
    qpv, extra_fte, fte, fixed_part, variable_part, budget, state_floor, remainder
):
    one = alone(qpv, 18)
    found = (one.extra_fte, one.fte, one.fixed_part, one.variable_part, one.budget, one.state_floor, one.remainder)
    assert found == (extra_fte, fte, fixed_part, variable_part, budget, state_floor, remainder)


@pytest.mark.parametrize(
    ("extra_fte", "payroll", "overheads"),
    [(0, 240_000, 48_000), (1, 300_000, 60_000), (2, 360_000, 72_000), (3, 420_000, 84_000)],
)
def test_the_payroll_and_overheads_of_each_mainland_team(extra_fte, payroll, overheads):
    rules = SCALE.zones[Zone.MAINLAND]
    found = (
        rules.payroll + extra_fte * SCALE.extra_fte_salary,
        rules.overheads + extra_fte * SCALE.extra_fte_overheads,
    )
    assert found == (payroll, overheads)


def test_the_overseas_team_costs_what_the_annex_says():
    rules = SCALE.zones[Zone.OVERSEAS]
    assert (rules.fte, rules.payroll, rules.overheads, rules.fixed_part) == (3, 190_000, 57_000, 247_000)


def test_overseas_the_index_adds_nothing_even_at_its_highest():
    one = alone(199, 163, zone=Zone.OVERSEAS)
    assert (one.published_index, one.extra_fte, one.fte, one.variable_part, one.budget) == (10, 0, 3, 0, 247_000)
    assert (one.next_threshold, one.distance_to_next) == (None, None)


# Edges: distances kept at their lower bound, so that the index is 7 × (q − 0) ÷ 7 000


def edge(qpv, banding_decimals=1):
    bounds = Bounds(0, 7_000, Decimal(0), Decimal(100))
    return alone(qpv, 0, replace(SCALE, bounds=bounds, banding_decimals=banding_decimals))


@pytest.mark.parametrize(
    ("qpv", "extra_fte", "next_threshold", "distance"),
    [
        (0, 0, 2, "2"),
        (1, 0, 2, "1.999"),
        (2_000, 0, 2, "0"),
        (2_001, 1, 4, "1.999"),
        (3_999, 1, 4, "0.001"),
        (4_000, 1, 4, "0"),
        (4_001, 2, 6, "1.999"),
        (6_000, 2, 6, "0"),
        (6_001, 3, None, None),
        (7_000, 3, None, None),
    ],
)
def test_a_band_holds_its_upper_edge_and_not_its_lower_one(qpv, extra_fte, next_threshold, distance):
    one = edge(qpv, banding_decimals=None)
    expected = None if distance is None else Decimal(distance)
    assert (one.extra_fte, one.next_threshold, one.distance_to_next) == (extra_fte, next_threshold, expected)
    assert one.banding_index == one.weighted_index == Decimal(qpv) / 1000


@pytest.mark.parametrize(
    ("qpv", "published", "extra_fte"),
    [
        (49, "0.0", 0),
        (50, "0.1", 0),
        (2_049, "2.0", 0),
        (2_050, "2.1", 1),
        (4_049, "4.0", 1),
        (4_050, "4.1", 2),
        (6_049, "6.0", 2),
        (6_050, "6.1", 3),
    ],
)
def test_the_published_index_is_rounded_half_up_and_decides_the_band(qpv, published, extra_fte):
    one = edge(qpv)
    assert (str(one.published_index), str(one.banding_index), one.extra_fte) == (published, published, extra_fte)


def test_the_index_is_rounded_once_from_its_exact_value():
    bounds = Bounds(0, 10_000, Decimal(0), Decimal(10))
    one = alone(2_928, "0.0001333", replace(SCALE, bounds=bounds))  # 2.04963999: 2.0496 then 2.05 would give 2.1
    assert (str(one.weighted_index), str(one.published_index)) == ("2.0496", "2.0")
    barely = alone(2_928, "0.00133", replace(SCALE, bounds=bounds))  # 2.049999: shown 2.0500, and still 2.0
    assert (str(barely.weighted_index), str(barely.published_index), barely.extra_fte) == ("2.0500", "2.0", 0)


def test_the_highest_index_brings_three_posts():
    one = alone(199, 163)
    assert (one.published_index, one.extra_fte, one.next_threshold) == (10, 3, None)


# The two ways of reading the index


@pytest.mark.parametrize(
    ("qpv", "km", "rounded", "unrounded"),
    [
        (63, 18, (0, 144_000), (1, 180_000)),
        (140, 75, (2, 216_000), (3, 252_000)),
        (199, 52, (3, 252_000), (3, 252_000)),
    ],
)
def test_rounding_before_the_band_may_cost_thirty_six_thousand_euros(qpv, km, rounded, unrounded):
    found = [(one.extra_fte, one.state_floor) for one in (alone(qpv, km), alone(qpv, km, UNROUNDED))]
    assert found == [rounded, unrounded]


def test_the_unrounded_reading_shows_four_decimals():
    assert str(alone(140, 75, UNROUNDED).banding_index) == "6.0283"


def test_reunion_changes_band_without_changing_its_euros():
    readings = [alone(48, 43, scale, zone=Zone.OVERSEAS) for scale in (FROZEN, UNROUNDED)]
    assert [(one.extra_fte, one.budget, codes(one.alerts)) for one in readings] == [(0, 247_000, ["band_differs"])] * 2
    assert [str(one.banding_index) for one in readings] == ["2.0", "2.0120"]


def test_a_finer_rounding_is_compared_with_the_exact_index():
    one = alone(63, 18, replace(FROZEN, banding_decimals=2))
    assert (str(one.banding_index), str(one.published_index), one.extra_fte, one.alerts) == ("2.04", "2.0", 1, ())


# The network


def test_bounds_come_from_the_whole_network_overseas_included():
    network = [overseas("o", 7, "18"), centre("a", 63, "163"), centre("b", 199, "52")]
    result = allocate(network, SCALE)
    assert result.bounds == bounds_of(network) == REFERENCE_BOUNDS_2017
    assert [str(one.weighted_index) for one in result.allocations] == ["0.0000", "5.0417", "7.7034"]


def test_results_come_in_the_order_of_the_centres():
    result = allocate([centre("z", 2, 1), centre("a", 1, 2)], SCALE)
    assert [one.centre.key for one in result.allocations] == ["z", "a"]


def test_paris_is_left_out_of_the_calculation_the_bounds_and_the_totals():
    paris = centre("paris", 9_999, "0.5", in_formula=False)
    network = [centre("a", 7, 18), centre("b", 199, 163)]
    result = allocate([paris, *network], SCALE)
    assert (result.excluded, result.bounds) == ((paris,), REFERENCE_BOUNDS_2017)
    assert (result.allocations, result.totals) == (
        allocate(network, SCALE).allocations,
        allocate(network, SCALE).totals,
    )
    assert (result.get("paris"), result.get("inconnu")) == (None, None)


def test_totals_add_up_every_centre():
    result = allocate([*PUBLISHED, centre("a", 199, 52), centre("b", 58, 163), centre("c", 63, 18)], FROZEN)
    assert result.totals == Totals(
        fte=Decimal(32),
        extra_fte=Decimal(5),
        fixed=Decimal(2_099_000),
        variable=Decimal(360_000),
        budget=Decimal(2_459_000),
        state_floor=Decimal(1_229_500),
        remainder=Decimal(1_229_500),
    )


def test_equal_centres_have_no_index_and_the_network_says_so():
    result = allocate([centre("a", 12, "30"), centre("b", 12, "30.0")], SCALE)
    assert [(one.qpv_index, one.distance_index, one.published_index, one.budget) for one in result.allocations] == [
        (0, 0, 0, 288_000)
    ] * 2
    assert codes(result.alerts) == ["degenerate", "degenerate"]


def test_a_single_flat_criterion_leaves_the_other_its_weight():
    result = allocate([centre("a", 12, "30"), centre("b", 12, "80")], SCALE)
    assert [str(one.weighted_index) for one in result.allocations] == ["0.0000", "3.0000"]
    assert codes(result.alerts) == ["degenerate"]
    other = allocate([centre("a", 12, "30"), centre("b", 13, "30")], SCALE)
    assert [str(one.weighted_index) for one in other.allocations] == ["0.0000", "7.0000"]
    assert codes(other.alerts) == ["degenerate"]


def test_a_network_that_differs_has_nothing_to_say():
    assert allocate([centre("a", 12, "30"), centre("b", 13, "31")], SCALE).alerts == ()


@pytest.mark.parametrize(
    ("qpv", "km", "qpv_index", "distance_index", "number_of_alerts"),
    [
        (250, 200, 10, 10, 2),
        (6, "17.9", 0, 0, 2),
        (200, 18, 10, 0, 1),
        (7, "163.1", 0, 10, 1),
        (199, 163, 10, 10, 0),
        (7, 18, 0, 0, 0),
    ],
)
def test_a_value_outside_the_frozen_bounds_is_brought_back_and_flagged(
    qpv, km, qpv_index, distance_index, number_of_alerts
):
    one = alone(qpv, km)
    assert (one.qpv_index, one.distance_index) == (qpv_index, distance_index)
    assert codes(one.alerts) == [AlertCode.OUT_OF_BOUNDS.value] * number_of_alerts


@pytest.mark.parametrize(("qpv", "near"), [(1_849, []), (1_850, ["near_threshold"]), (2_000, ["near_threshold"])])
def test_a_centre_one_tenth_from_the_next_band_is_flagged(qpv, near):
    assert codes(edge(qpv).alerts) == near


# Median


@pytest.mark.parametrize(
    ("distances", "median"),
    [(["12"], "12"), (["30", "10", "20"], "20"), (["40", "10", "30", "20.5"], "25.25"), (["1", "1", "9", "9"], "5")],
)
def test_the_median_is_the_central_distance_or_the_mean_of_the_two(distances, median):
    assert median_km(map(Decimal, distances)) == Decimal(median)


@pytest.mark.parametrize(
    ("distances", "sentence"),
    [
        ([], "Médiane\u00a0: aucune distance n’est donnée."),
        ([Decimal("NaN")], "Médiane\u00a0: «\u00a0NaN\u00a0» n’est pas une distance en kilomètres."),
        ([Decimal(4), 2.5], "Médiane\u00a0: «\u00a02.5\u00a0» n’est pas une distance en kilomètres."),
    ],
)
def test_a_median_without_distances_is_refused(distances, sentence):
    with pytest.raises(FormulaError) as refusal:
        median_km(distances)
    assert refusal.value.sentences == (sentence,)


# Money


@pytest.mark.parametrize(
    ("amount", "euros"), [("0.5", 1), ("0.49", 0), ("1.5", 2), ("2.5", 3), ("143999.5", 144_000), ("7", 7)]
)
def test_amounts_are_rounded_to_the_euro_half_up(amount, euros):
    assert round_to_euro(Decimal(amount)) == euros


def test_an_odd_budget_is_shared_without_losing_a_euro():
    team = ZoneRules(posts=(Post(title="direction", salary=Decimal("90001")),), overhead_rate=Decimal(0), variable=True)
    one = alone(7, 18, replace(FROZEN, zones={Zone.MAINLAND: team, Zone.OVERSEAS: team}))
    assert (one.budget, one.state_floor, one.remainder) == (90_001, 45_001, 45_000)


def test_cents_are_rounded_post_by_part_so_that_parts_add_up():
    team = ZoneRules(
        posts=(Post(title="direction", salary=Decimal("1000.50"), headcount=Decimal("1.5")),),
        overhead_rate=Decimal("0.215"),
        variable=True,
    )
    assert (team.fte, team.payroll, team.overheads, team.fixed_part) == (Decimal("1.5"), 1501, 323, 1824)
    scale = replace(FROZEN, extra_fte_salary=Decimal("100.5"), extra_fte_overhead_rate=Decimal("0.5"))
    assert (scale.extra_fte_overheads, scale.extra_fte_cost) == (51, 152)


def test_half_a_post_may_be_added():
    bands = (*FROZEN.bands[:3], replace(FROZEN.bands[3], extra_fte=Decimal("2.5")))
    one = alone(199, 163, replace(FROZEN, bands=bands))
    assert (one.extra_fte, one.fte, one.variable_part) == (Decimal("2.5"), Decimal("6.5"), 180_000)


def test_a_caller_of_little_precision_changes_nothing():
    network = [centre("a", 7, "18.123456789"), centre("b", 123, "77.7"), centre("c", 199, "163")]
    expected = allocate(network, SCALE)
    with localcontext() as context:
        context.prec = 3
        found = allocate(network, SCALE)
    assert found.allocations == expected.allocations
    assert getcontext().prec == 28


# Refusals


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("qpv", -1, "-1"),
        ("qpv", 10_001, "10001"),
        ("qpv", True, "True"),
        ("qpv", 12.0, "12.0"),
        ("qpv", None, "None"),
        ("qpv", 10**40, "un nombre de plus de 40 chiffres"),
        pytest.param("qpv", -(10**5000), "un nombre de plus de 40 chiffres", id="enormous"),
        ("qpv", "douze\n", "douze\ufffd"),
        ("qpv", 10**40 - 1, "9" * 40),
        ("qpv", "9" * 41, "9" * 40 + "…"),
        ("km", Decimal("-0.1"), "-0.1"),
        ("km", Decimal("NaN"), "NaN"),
        ("km", Decimal("sNaN"), "sNaN"),
        ("km", Decimal("Infinity"), "Infinity"),
        ("km", Decimal("20000.1"), "20000.1"),
        ("km", Decimal("1E-21"), "1E-21"),
        ("km", 21, "21"),
        ("km", 21.5, "21.5"),
        ("zone", "lune", "lune"),
    ],
)
@pytest.mark.parametrize("parameters", [SCALE, FROZEN])
def test_what_is_not_a_centre_is_refused_by_name(field, value, shown, parameters):
    sound = CentreInput(key="a", name="Centre A", zone=Zone.MAINLAND, qpv=3, km=Decimal(4))
    with pytest.raises(FormulaError) as refusal:
        allocate([sound, replace(sound, key="b", name="Centre B", **{field: value})], parameters)
    assert refusal.value.sentences == (
        {
            "qpv": f"Centre «\u00a0Centre B\u00a0»\u00a0: le nombre de QPV «\u00a0{shown}\u00a0» "
            "n’est pas un nombre entier de 0 à 10\u202f000.",
            "km": f"Centre «\u00a0Centre B\u00a0»\u00a0: la distance «\u00a0{shown}\u00a0» "
            "n’est pas un nombre décimal exact de 0 à 20\u202f000\u00a0km.",
            "zone": f"Centre «\u00a0Centre B\u00a0»\u00a0: la zone «\u00a0{shown}\u00a0» "
            "n’est ni «\u00a0metropole\u00a0» ni «\u00a0outre-mer\u00a0».",
        }[field],
    )


@pytest.mark.parametrize(
    "changes",
    [{"qpv": 0}, {"qpv": 10_000}, {"km": Decimal(0)}, {"km": Decimal(20_000)}, {"km": Decimal("1E-20")}],
)
def test_the_limits_themselves_are_taken(changes):
    sound = CentreInput(key="a", name="Centre A", zone=Zone.MAINLAND, qpv=3, km=Decimal(4))
    assert len(allocate([sound, replace(sound, key="b", **changes)], SCALE).allocations) == 2


def test_every_fault_of_a_network_is_said_at_once():
    with pytest.raises(FormulaError) as refusal:
        allocate([centre("a", -1, "NaN"), centre("a", 3, -4)], SCALE)
    assert [sentence.split("\u00a0: ")[0] for sentence in refusal.value.sentences] == [
        "Centre «\u00a0a\u00a0»",
        "Centre «\u00a0Centre a\u00a0»",
        "Centre «\u00a0Centre a\u00a0»",
        "Centre «\u00a0Centre a\u00a0»",
    ]
    assert str(refusal.value) == "\n".join(refusal.value.sentences)
    assert refusal.value.sentences[0] == "Centre «\u00a0a\u00a0»\u00a0: donné 2 fois."


@pytest.mark.parametrize("network", [[], [centre("paris", 20, 3, in_formula=False)]])
@pytest.mark.parametrize("compute", [bounds_of, lambda network: allocate(network, FROZEN)])
def test_a_network_without_centres_is_refused(network, compute):
    with pytest.raises(FormulaError) as refusal:
        compute(network)
    assert refusal.value.sentences == (
        "Aucun centre n’entre dans le calcul\u00a0: donnez au moins un centre avec ses QPV et sa distance.",
    )


def test_bounds_of_a_faulty_network_are_refused():
    with pytest.raises(FormulaError):
        bounds_of([centre("a", 3, "NaN"), centre("b", 3, "4")])


def test_a_twin_out_of_the_formula_is_refused_too():
    with pytest.raises(FormulaError):
        allocate([centre("paris", 20, 3, in_formula=False), centre("paris", 20, 3)], SCALE)
