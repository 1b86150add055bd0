"""Bars, shares, lines, points and the map: geometry in texts, words beside every figure, no meaning by colour alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from centres.reference.load import read
from documents.charts.maps import OVERSEAS, map_drawing, outlines
from documents.charts.series import bar_drawing, line_drawing, shares_drawing, strip_drawing, swatches

WORDS = {"key": "essai", "title": "Titre", "description": "Ce que l’on voit."}


def write(value):
    return f"{value} €"


def rendered(drawing):
    """The SVG as the page holds it, parsed: a broken template does not parse."""
    html = render_to_string(drawing.template, {"chart": drawing})
    return ET.fromstring(f"<div>{html}</div>")


def every(kind):
    made = {
        "bars": lambda: bar_drawing([("Un", Decimal(5)), ("Deux", None)], write, **WORDS),
        "shares": lambda: shares_drawing([("2024", [Decimal(1), Decimal(3)])], ["a", "b"], str, **WORDS),
        "line": lambda: line_drawing([("2023", Decimal(2)), ("2024", Decimal(4))], write, **WORDS),
        "strip": lambda: strip_drawing(
            [Decimal(1), Decimal(2)], (Decimal(1), Decimal(1), Decimal(2)), write, mark=("Ici", Decimal(2)), **WORDS
        ),
        "map": lambda: map_drawing({"75": Decimal(1), "971": Decimal(0)}, {"75": "Paris"}, **WORDS),
    }
    return made[kind]()


KINDS = ("bars", "shares", "line", "strip", "map")


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_is_an_image_named_and_described_in_words(kind):
    tree = rendered(every(kind))
    svg = next(one for one in tree if one.tag == "svg")

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "essai-title essai-desc"
    assert (svg.find("title").text, svg.find("desc").text) == ("Titre", "Ce que l’on voit.")


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_has_no_style_of_its_own_and_no_decimal_comma(kind):
    html = render_to_string(every(kind).template, {"chart": every(kind)})

    assert "style=" not in html
    assert not re.search(r'(?:x|y|width|height|cx|cy|x1|x2)="[\\d.]*,', html)


def test_a_bar_is_as_long_as_its_share_of_the_largest_and_its_figure_is_written():
    rows = bar_drawing(
        [("Un", Decimal(10)), ("Deux", Decimal(5)), ("Rien", Decimal(0)), ("Vide", None)], write, **WORDS
    ).rows

    assert [[one.width for one in row.segments] for row in rows] == [["100.00%"], ["50.00%"], [], []]
    assert [row.text for row in rows] == ["10 €", "5 €", "0 €", "non communiqué"]


def test_shares_fill_the_width_in_their_order():
    row = shares_drawing([("2024", [Decimal(1), Decimal(0), Decimal(3)])], ["a", "b", "c"], str, **WORDS).rows[0]

    assert [(one.x, one.width, one.style) for one in row.segments] == [
        ("0.00%", "25.00%", "3"), ("25.00%", "75.00%", "hachures"),
    ]  # fmt: skip


def test_a_row_that_lacks_one_share_has_no_bar():
    row = shares_drawing([("2024", [Decimal(1), None])], ["a", "b"], str, **WORDS).rows[0]

    assert (row.segments, row.text) == ((), "non communiqué")


def test_five_series_are_told_apart_without_colour():
    assert [one.style for one in swatches(["a", "b", "c", "d", "e"], "k")] == ["3", "1", "hachures", "0", "aside"]


def test_a_line_starts_from_zero_and_a_blank_year_is_a_gap():
    drawing = line_drawing(
        [("2021", Decimal(4)), ("2022", None), ("2023", Decimal(2)), ("2024", Decimal(0))], write, **WORDS
    )

    assert [(dot.x, dot.y) for dot in drawing.dots] == [("12.50%", "34"), ("62.50%", "112"), ("87.50%", "190")]
    assert [(one.x1, one.x2) for one in drawing.strokes] == [("62.50%", "87.50%")]
    assert [one.text for one in drawing.labels] == ["2021", "2022", "2023", "2024"]


def test_equal_points_stand_over_each_other_and_the_marked_one_is_named():
    drawing = strip_drawing(
        [Decimal(1), Decimal(1), Decimal(9)],
        (Decimal(1), Decimal(1), Decimal(5)),
        write,
        mark=("Ici : 9 €", Decimal(9)),
        **WORDS,
    )

    assert [(dot.x, dot.y) for dot in drawing.dots] == [("8.00%", "106"), ("8.00%", "93"), ("92.00%", "106")]
    assert (drawing.mark.x, drawing.mark.text, drawing.mark.anchor) == ("92.00%", "Ici : 9 €", "end")
    assert (drawing.half.x, drawing.half.width) == ("8.00%", "42.00%")


def test_points_that_are_all_the_same_do_not_divide_by_nothing():
    drawing = strip_drawing([Decimal(3)] * 5, None, write, mark=None, **WORDS)

    assert {dot.x for dot in drawing.dots} == {"8.00%"}
    assert (drawing.half, drawing.median, drawing.mark) == (None, None, None)


def test_the_map_knows_every_departement_of_the_registry():
    codes = {row["code"] for row in read("departments")}

    assert codes - set(outlines()) == {"978"}  # Saint-Martin has no outline: a square and its name
    assert set(OVERSEAS) <= codes


@pytest.mark.parametrize(("count", "tone"), [(0, "0"), (1, "1"), (2, "2"), (7, "2")])
def test_a_territory_is_painted_by_how_many_centres_cover_it(count, tone):
    shape = map_drawing({"29": Decimal(count)}, {"29": "Finistère"}, **WORDS).shapes[0]

    assert (shape.tone, shape.title) == (tone, "Finistère")


def test_a_region_is_drawn_alone_and_larger_while_the_country_has_its_insets():
    whole = map_drawing({code: Decimal(1) for code in ("75", "29", "971", "978")}, {}, **WORDS)
    region = map_drawing({"29": Decimal(1)}, {}, **WORDS)

    assert whole.view_box == "0 0 1010 1210"
    assert [one.text for one in whole.captions] == ["Guadeloupe", "St-Martin", "Paris et", "petite couronne"]
    assert len(whole.shapes) == 5  # Paris twice
    assert region.view_box != whole.view_box
    assert region.captions == ()


def test_an_unknown_territory_is_left_out():
    assert map_drawing({"Z9": Decimal(1)}, {}, **WORDS).shapes == ()


def test_without_values_only_the_band_and_the_mark_are_drawn():
    drawing = strip_drawing((), (Decimal(2), Decimal(3), Decimal(4)), write, mark=("Ici", Decimal(6)), **WORDS)

    assert drawing.dots == ()
    assert [edge.text for edge in drawing.edges] == ["2 €", "6 €"]
