import random
from dataclasses import replace
from decimal import Decimal

import pytest

from funding.formula.allocate import Band, Bounds, CentreInput, Post, Zone, ZoneRules, allocate
from funding.workbook.build import SHEETS, Sources, funding_workbook
from tests.funding.networks import FROZEN, PUBLISHED, SCALE, centre, overseas
from tests.funding.workbook.recalculation import needs_office, opened, recalculate, shown, values

FIGURES = (
    "qpv_index", "distance_index", "weighted_index", "published_index", "banding_index", None, "extra_fte", "fte",
    "fixed_part", "variable_part", "budget", "state_floor", "remainder",
)  # fmt: skip
PARIS = CentreInput(key="paris", name="Paris", zone=Zone.MAINLAND, qpv=20, km=None, in_formula=False)
AGREED = "Contrôle\u00a0: aucun écart avec l’application."
NETWORK = (
    *PUBLISHED,
    centre("hauts", 199, "52"),
    centre("etendu", 58, "163"),
    centre("dense", 63, "18"),
    centre("centre", 53, "144.5"),
    centre("rhone", 140, "75"),
)
HUNDRED = SCALE.with_bounds(Bounds(0, 100, Decimal(0), Decimal(100)))
# 0.07 × QPV + 0.03 × km: indices that fall exactly on a threshold, or exactly half-way between two decimals.
EDGES = tuple(
    centre(f"{qpv}-{km}", qpv, km)
    for qpv, km in [(20, "20"), (25, "10"), (40, "40"), (45, "30"), (60, "60"), (65, "50"), (20, "20.01"), (100, "100")]
)
ODD = replace(
    SCALE,
    qpv_weight=Decimal("0.625"),
    distance_weight=Decimal("0.375"),
    bands=(
        Band(above=Decimal(0), up_to=Decimal("1.25"), extra_fte=Decimal("0.5")),
        Band(above=Decimal("1.25"), up_to=Decimal("7.5"), extra_fte=Decimal("1.5")),
        Band(above=Decimal("7.5"), up_to=Decimal(10), extra_fte=Decimal("2.25")),
    ),
    published_decimals=2,
    banding_decimals=3,
    extra_fte_salary=Decimal("61234.5"),
    extra_fte_overhead_rate=Decimal("0.185"),
    state_share=Decimal("0.525"),
    zones={
        Zone.MAINLAND: ZoneRules(
            posts=(
                Post(title="direction", salary=Decimal("90123.45"), headcount=Decimal("0.8")),
                Post(title="chargé de mission", salary=Decimal("55000.5"), headcount=Decimal("2.5")),
            ),
            overhead_rate=Decimal("0.175"),
            variable=True,
        ),
        Zone.OVERSEAS: ZoneRules(
            posts=(Post(title="direction", salary=Decimal(90_001)),), overhead_rate=Decimal("0.335"), variable=True
        ),
    },
)  # fmt: skip


def random_network(count):
    """Invented centres, always the same, with distances to the metre."""
    dice = random.Random(2017)
    return tuple(
        centre(
            f"n{n}", dice.randint(0, 250), Decimal(dice.randint(0, 200_000)).scaleb(-3),
            zone=dice.choice([Zone.MAINLAND, Zone.MAINLAND, Zone.OVERSEAS]),
        )
        for n in range(count)
    )  # fmt: skip


SITUATIONS = {
    "network": ((*NETWORK, PARIS), SCALE),
    "frozen": ((*NETWORK, centre("au-dela", 250, "300"), centre("en-deca", 3, "2.5")), FROZEN),
    "unrounded": (NETWORK, replace(FROZEN, banding_decimals=None)),
    "flat": ((centre("a", 30, "40"), centre("b", 30, "40")), SCALE),
    "one": ((centre("seul", 30, "40.25"),), SCALE),
    "overseas": (PUBLISHED, SCALE),
    "edges": (EDGES, HUNDRED),
    "edges_unrounded": (EDGES, replace(HUNDRED, banding_decimals=None)),
    "odd": (NETWORK, ODD),
    "many": (random_network(200), SCALE),
}
NAMES = list(SITUATIONS)


def written(name):
    centres, parameters = SITUATIONS[name]
    return funding_workbook(allocate(centres, parameters), title="Financement des centres", year=2017)


def figures(book):
    """The figures of the sheet « Calcul », by centre."""
    rows = {}
    for row in book["Calcul"].iter_rows(min_row=6, values_only=True):
        if row[0] == "Réseau":
            return rows
        rows[row[0]] = row[4:17]
    raise AssertionError


def expected(result):
    """The same figures as the application gives them."""
    return {
        one.centre.name: tuple(name and float(getattr(one, name)) for name in FIGURES) for one in result.allocations
    }


def assert_same_figures(found, result):
    """To the fourth decimal for the indices, to the cent for the euros."""
    wanted = expected(result)
    assert list(found) == list(wanted)
    for name, row in wanted.items():
        for figure, ours, theirs in zip(FIGURES, found[name], row, strict=True):
            if figure:
                assert ours == pytest.approx(theirs, abs=0.00005 + 1e-9, rel=0), (name, figure)


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """Every situation, forgotten and found again by LibreOffice."""
    return recalculate(tmp_path_factory.mktemp("recalculated"), {name: opened(written(name)) for name in NAMES})


# What LibreOffice finds


@needs_office
@pytest.mark.parametrize("name", NAMES)
def test_the_formulas_alone_find_what_the_application_calculated(recalculated, name):
    assert_same_figures(figures(recalculated[name]), allocate(*SITUATIONS[name]))


@needs_office
@pytest.mark.parametrize("name", NAMES)
def test_each_value_written_is_the_one_its_formula_gives(recalculated, name):
    before = shown(written(name))
    for sheet in SHEETS:
        was, now = values(before[sheet]), values(recalculated[name][sheet])
        assert list(was) == list(now)
        for place, value in was.items():
            assert now[place] == (pytest.approx(value, abs=1e-9) if isinstance(value, float | int) else value), (
                sheet,
                place,
            )


@needs_office
@pytest.mark.parametrize("name", NAMES)
def test_the_control_says_that_nothing_differs(recalculated, name):
    assert recalculated[name]["Lisez-moi"]["A3"].value == AGREED


@needs_office
def test_the_summary_adds_up_to_the_totals_of_the_application(recalculated):
    result = allocate(*SITUATIONS["network"])
    rows = {
        row[0]: row[1:10]
        for row in recalculated["network"]["Synthèse"].iter_rows(min_row=4, max_row=8, values_only=True)
    }
    totals = result.totals
    assert rows["Réseau"] == (
        10, sum(one.centre.qpv for one in result.allocations), totals.extra_fte, totals.fte, totals.fixed,
        totals.variable, totals.budget, totals.state_floor, totals.remainder,
    )  # fmt: skip
    assert rows["outre-mer"] == (5, 141, 0, 15, 1_235_000, 0, 1_235_000, 617_500, 617_500)


# What an auditor changes


def cell_of(sheet, label, column):
    """The cell of a line, found by the label that heads it."""
    (row,) = [row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == label]
    return sheet.cell(row, column)


def change_districts(book):
    cell_of(book["Données"], "Centre dense", 4).value = 240


def change_distance(book):
    cell_of(book["Données"], "Centre etendu", 5).value = 99.5


def change_zone(book):
    cell_of(book["Données"], "Centre reunion", 2).value = "métropole"


def change_weights(book):
    cell_of(book["Paramètres"], "Poids du nombre de QPV", 2).value = 0.6
    cell_of(book["Paramètres"], "Poids de la distance", 2).value = 0.4


def change_banding(book):
    cell_of(book["Paramètres"], "Décimales de l’indice lu pour la tranche", 2).value = "sans arrondi"


def change_threshold(book):
    cell_of(book["Paramètres"], "Tranche 1", 3).value = 1.5


def change_salary(book):
    cell_of(book["Paramètres"], "Salaire chargé d’un ETP supplémentaire", 2).value = 65_000


def change_share(book):
    cell_of(book["Paramètres"], "Part garantie par l’État", 2).value = 0.6


def with_threshold(edge):
    first, second, *others = SCALE.bands
    return replace(SCALE, bands=(replace(first, up_to=edge), replace(second, above=edge), *others))


def with_centre(key, **changes):
    return tuple(replace(one, **changes) if one.key == key else one for one in NETWORK)


CHANGES = {
    "districts": (change_districts, with_centre("dense", qpv=240), SCALE),
    "distance": (change_distance, with_centre("etendu", km=Decimal("99.5")), SCALE),
    "zone": (change_zone, with_centre("reunion", zone=Zone.MAINLAND), SCALE),
    "weights": (change_weights, NETWORK, replace(SCALE, qpv_weight=Decimal("0.6"), distance_weight=Decimal("0.4"))),
    "banding": (change_banding, NETWORK, replace(SCALE, banding_decimals=None)),
    "threshold": (change_threshold, NETWORK, with_threshold(Decimal("1.5"))),
    "salary": (change_salary, NETWORK, replace(SCALE, extra_fte_salary=Decimal(65_000))),
    "share": (change_share, NETWORK, replace(SCALE, state_share=Decimal("0.6"))),
}  # fmt: skip


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """The same workbook, in which an auditor changed one thing each time."""
    data = funding_workbook(allocate(NETWORK, SCALE), title="Financement", year=2017)
    books = {name: opened(data) for name in CHANGES}
    for name, (change, *_) in CHANGES.items():
        change(books[name])
    return recalculate(tmp_path_factory.mktemp("changed"), books)


@needs_office
@pytest.mark.parametrize("name", list(CHANGES))
def test_a_change_recalculates_the_whole_table(changed, name):
    _, centres, parameters = CHANGES[name]
    assert expected(allocate(centres, parameters)) != expected(allocate(NETWORK, SCALE))
    assert_same_figures(figures(changed[name]), allocate(centres, parameters))


@needs_office
def test_after_a_change_the_control_counts_what_differs(changed):
    ours, theirs = expected(allocate(CHANGES["salary"][1], CHANGES["salary"][2])), expected(allocate(NETWORK, SCALE))
    count = sum(a != b for name in ours for a, b in zip(ours[name], theirs[name], strict=True))
    sentence = f"Contrôle\u00a0: chiffres qui diffèrent de ceux de l’application\u00a0: {count}"
    assert changed["salary"]["Lisez-moi"]["A3"].value == sentence


# What is written


def test_the_sheets_come_in_the_order_in_which_they_are_read():
    assert opened(written("network")).sheetnames == ["Lisez-moi", "Paramètres", "Données", "Calcul", "Synthèse"]


def test_the_same_result_gives_the_same_bytes():
    assert written("network") == written("network")


def test_the_calculation_is_only_made_of_formulas():
    rows = opened(written("network"))["Calcul"].iter_rows(min_row=6, max_row=15, max_col=18)
    assert {cell.data_type for row in rows for cell in row} == {"f"}


def test_bounds_are_live_on_the_network_and_typed_when_frozen():
    live, frozen = (opened(written(name))["Paramètres"] for name in ("network", "frozen"))
    assert cell_of(live, "Plus grand nombre de QPV", 2).value == "=MAX(donnees_qpv)"
    assert cell_of(frozen, "Plus grand nombre de QPV", 2).value == 199


def test_the_figures_of_the_scale_have_names():
    names = set(opened(written("network")).defined_names)
    assert names == {
        "poids_qpv", "poids_distance", "decimales_publiees", "decimales_tranche", "qpv_min", "qpv_max", "km_min",
        "km_max", "tranches_haut", "tranches_etp", "salaire_etp", "taux_frais_etp", "cout_etp", "part_etat",
        "zones_nom", "zones_indice", "zones_etp", "zones_fixe", "donnees_qpv", "donnees_km",
    }  # fmt: skip


def test_a_centre_out_of_the_calculation_is_listed_apart():
    sheet = opened(written("network"))["Données"]
    heading = cell_of(sheet, "Hors du calcul et des bornes (R-56)", 1)
    line = [cell.value for cell in sheet[heading.row + 1]]
    assert line == ["Paris", "métropole", "hors calcul", 20, None, None, None]
    assert "Paris" not in figures(shown(written("network")))


def test_notes_and_sources_are_shown():
    result = allocate(NETWORK, SCALE)
    data = funding_workbook(
        result,
        title="Financement",
        year=2017,
        notes=[("Statut", "données de démonstration")],
        sources={"dense": Sources("Décret n° 2014-1750", "Itinéraire routier")},
    )
    book = opened(data)
    assert cell_of(book["Lisez-moi"], "Statut", 2).value == "données de démonstration"
    assert book["Lisez-moi"]["A1"].value == "Financement, 2017"
    assert [cell_of(book["Données"], "Centre dense", column).value for column in (6, 7)] == [
        "Décret n° 2014-1750",
        "Itinéraire routier",
    ]


def test_points_of_attention_are_listed_with_their_centre():
    sheet = opened(written("network"))["Synthèse"]
    start = cell_of(sheet, "Points d’attention et réserves", 1).row
    listed = [(row[0], row[1]) for row in sheet.iter_rows(min_row=start + 1, values_only=True) if row[0]]
    result = allocate(*SITUATIONS["network"])
    assert listed == [(one.centre.name, alert.sentence) for one in result.allocations for alert in one.alerts]
    assert len(listed) > 1


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1", "@SUM(1)", "http://x.invalid", "<r>x</r>", "{=1}", "#N/A", "Rés'O"]
)
def test_a_name_is_never_a_formula(name):
    centres = (replace(centre("x", 10, "20"), name=name), overseas("y", 20, "30"))
    data = funding_workbook(allocate(centres, SCALE), title="=1+1", year=None, notes=[("=2", "=1+1")])
    book = opened(data)
    assert (book["Données"]["A5"].data_type, book["Données"]["A5"].value.rstrip(" ")) == ("s", name)
    assert book["Lisez-moi"]["A1"].data_type == "s"
    assert cell_of(book["Lisez-moi"], "=2", 2).data_type == "s"
    links = [cell.hyperlink.location for sheet in book for row in sheet for cell in row if cell.hyperlink]
    assert links == ["'Paramètres'!A1", "'Données'!A1", "'Calcul'!A1", "'Synthèse'!A1"]


def test_headers_stay_in_sight_and_pages_are_ready_to_print():
    book = opened(written("network"))
    assert [book[name].freeze_panes for name in SHEETS] == [None, "A4", "B5", "B6", "B4"]
    assert [book[name].page_setup.orientation for name in SHEETS] == [
        "portrait", "portrait", "landscape", "landscape", "portrait",
    ]  # fmt: skip
    assert book["Calcul"].print_title_rows == "$3:$5"
    assert book["Calcul"].print_area == "'Calcul'!$A$1:$R$16"


def test_figures_are_shown_in_the_french_way():
    sheet = opened(written("network"))["Calcul"]
    shapes = [sheet.cell(6, column).number_format for column in (3, 4, 5, 8, 11, 13)]
    assert shapes == ["#,##0", "#,##0.0", "#,##0.0000", "#,##0.0", "#,##0", '#,##0"\u00a0€"']
