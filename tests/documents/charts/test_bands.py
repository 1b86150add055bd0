import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.charts.bands import ChartBand, ChartBar, index_chart, scale_chart
from documents.pdf.weasyprint_renderer import render_html
from tests.documents.pdf.reader import elements, open_pdf, texts

BANDS = [
    ChartBand(Decimal(0), Decimal(2), "0 ETP"),
    ChartBand(Decimal(2), Decimal(4), "+1 ETP"),
    ChartBand(Decimal(4), Decimal(6), "+2 ETP"),
    ChartBand(Decimal(6), Decimal(10), "+3 ETP"),
]
ROWS = [
    ChartBar("Labo’Cités", Decimal("6.0"), "+2 ETP"),
    ChartBar("CR-CSUR La Réunion", Decimal("2.0"), "sans effet", aside=True),
    ChartBar("Ville Caraïbe", Decimal("0.1"), "sans effet", aside=True),
]
PLACE = re.compile(r"-?\d+(\.\d\d%)?|100%")


def drawn(chart):
    kind = "index" if hasattr(chart, "bars") else "scale"
    return render_to_string(f"documents/charts/_{kind}_chart.html", {"chart": chart})


def of_network():
    return index_chart(ROWS, BANDS, title="Indice de chaque centre")


def of_one(value="2.012", **more):
    return scale_chart(Decimal(value), BANDS, title="Place du centre", label="Indice : 2,0", **more)


both = pytest.mark.parametrize("chart", [of_network(), of_one(others=[Decimal(1)])])


def test_bars_are_as_long_as_their_values_and_as_dark_as_their_band():
    bars = of_network().bars
    assert [(bar.width, bar.tone, bar.text) for bar in bars] == [
        ("60.00%", "2", "6,0\u00a0· +2 ETP"),
        ("20.00%", "aside", "2,0\u00a0· sans effet"),
        ("1.00%", "aside", "0,1\u00a0· sans effet"),
    ]


@pytest.mark.parametrize(
    ("value", "tone"),
    [("0", "0"), ("2", "0"), ("2.0001", "1"), ("4", "1"), ("4.0001", "2"), ("6", "2"), ("6.0001", "3"), ("10", "3")],
)
def test_a_value_on_a_threshold_belongs_to_the_band_that_ends_there(value, tone):
    (bar,) = index_chart([ChartBar("x", Decimal(value))], BANDS, title="t").bars
    assert bar.tone == tone


def test_bands_and_thresholds_stand_at_their_place():
    chart = of_network()
    assert [(band.x, band.width, band.middle, band.label) for band in chart.bands] == [
        ("0.00%", "20.00%", "10.00%", "0 ETP"),
        ("20.00%", "20.00%", "30.00%", "+1 ETP"),
        ("40.00%", "20.00%", "50.00%", "+2 ETP"),
        ("60.00%", "40.00%", "80.00%", "+3 ETP"),
    ]
    assert [(edge.x, edge.label, edge.anchor) for edge in chart.edges] == [
        ("0.00%", "0", "start"),
        ("20.00%", "2", "middle"),
        ("40.00%", "4", "middle"),
        ("60.00%", "6", "middle"),
        ("100.00%", "10", "end"),
    ]


def test_the_chart_says_in_words_what_it_shows():
    assert of_network().description == (
        "3\u00a0centres, de 0,1 (Ville Caraïbe) à 6,0 (Labo’Cités), sur une échelle de 0 à 10. Seuils\u00a0: 2, 4 et 6."
    )
    assert of_one().description == ("Indice : 2,0, sur une échelle de 0 à 10, dans la tranche «\u00a0+1 ETP\u00a0».")
    assert index_chart([], BANDS, title="t").description == "Aucun centre."


@pytest.mark.parametrize(
    ("value", "marker", "anchor"),
    [("-1", "0.00%", "start"), ("0", "0.00%", "start"), ("5", "50.00%", "middle"), ("12", "100.00%", "end")],
)
def test_the_marker_never_leaves_the_scale(value, marker, anchor):
    chart = of_one(value)
    assert (chart.marker, chart.anchor) == (marker, anchor)


def test_a_long_name_is_cut_on_a_telephone_only():
    row = ChartBar("Centre de ressources de Bretagne et des Pays de la Loire", Decimal(5), "+2 ETP")
    chart = index_chart([row, ChartBar("RésO Villes", Decimal(5))], BANDS, title="t")
    assert [(bar.label, bar.short) for bar in chart.bars] == [
        ("Centre de ressources de Bretagne et des Pays de la Loire", "Centre de ressources de Bretagn…"),
        ("RésO Villes", ""),
    ]
    hidden = [node.text for node in ElementTree.fromstring(drawn(chart)).iter() if node.get("display") == "none"]
    assert hidden == ["Centre de ressources de Bretagn…"]


@both
def test_the_drawing_is_an_image_with_its_title_and_its_description(chart):
    svg = ElementTree.fromstring(drawn(chart))
    assert [child.tag for child in svg][:2] == ["title", "desc"]
    assert (svg[0].text, svg[1].text) == (chart.title, chart.description)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{svg[0].get('id')} {svg[1].get('id')}"


@both
def test_the_drawing_needs_no_exception_to_the_security_policy(chart):
    names = {name for node in ElementTree.fromstring(drawn(chart)).iter() for name in node.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on") or "href" in name}


@both
def test_places_are_written_for_machines_whatever_the_language(chart, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    places = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "dx", "width", "height", "font-size", "stroke-width")
    for node in ElementTree.fromstring(drawn(chart)).iter():
        for name in places:
            assert PLACE.fullmatch(node.get(name, "0")), (node.tag, name, node.get(name))


@both
def test_letters_are_never_small(chart):
    svg = ElementTree.fromstring(drawn(chart))
    assert min(int(node.get("font-size")) for node in svg.iter() if node.get("font-size")) >= 12
    assert svg.get("viewBox") is None  # nothing shrinks them


def test_many_centres_are_drawn_one_under_the_other():
    chart = index_chart([ChartBar(f"n° {n}", Decimal(5)) for n in range(2000)], BANDS, title="t")
    assert [bar.bar_y for bar in chart.bars][-1] == str(30 + 1999 * 38 + 20)
    assert int(chart.height) > int(chart.bars[-1].bar_y) + 10
    assert 'height="76052"' in drawn(chart)


def test_two_charts_in_a_page_have_their_own_identifiers():
    page = drawn(of_one(key="a")) + drawn(of_one(key="b"))
    identifiers = re.findall(r'\bid="([^"]+)"', page)
    assert identifiers == ["a-title", "a-desc", "b-title", "b-desc"]


def test_a_name_is_written_and_never_obeyed():
    page = drawn(index_chart([ChartBar("<script>x</script>", Decimal(1))], BANDS, title='"><b>'))
    assert "<script>" not in page
    assert "<b>" not in page


def test_on_paper_the_chart_keeps_its_colours_its_words_and_its_alternative():
    pdf = open_pdf(render_html(f'<html lang="fr"><title>t</title>{drawn(of_network())}{drawn(of_one())}</html>', None))
    assert [str(figure.Alt) for figure in elements(pdf, "/Figure")] == ["Indice de chaque centre", "Place du centre"]
    text = "".join("".join(texts(pdf)).split())  # drawn letter by letter, its spaces are only gaps
    words = ["Labo’Cités", "6,0·+2ETP", "VilleCaraïbe", "Indice:2,0", "+3ETP"]
    assert [word for word in words if word not in text] == []


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000))
def test_any_value_stays_inside(value):
    (bar,) = index_chart([ChartBar("x", value)], BANDS, title="t").bars
    assert 0 <= Decimal(bar.width.rstrip("%")) <= 100
    assert 0 <= Decimal(of_one(str(value)).marker.rstrip("%")) <= 100
