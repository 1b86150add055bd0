"""The shape of a dashboard: canonical, lossless, strict (R-140)."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crpv.dashboard.schema import (
    SCHEMA,
    Chart,
    ChartKind,
    Column,
    Dashboard,
    Figure,
    FigureKind,
    Section,
    Series,
    Table,
)
from documents.spreadsheets.columns import Kind

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
counts = st.integers(min_value=0, max_value=2000)
figures = st.builds(
    Figure,
    code=texts,
    label=texts,
    value=st.none() | decimals,
    kind=st.sampled_from(FigureKind),
    unit=texts,
    numerator=st.none() | decimals,
    denominator=st.none() | decimals,
    answered=counts,
    not_applicable=counts,
    missing=counts,
    conforming=st.none() | counts,
    is_critical=st.booleans(),
    alarm=st.booleans(),
    sentence=texts,
    previous=st.none() | decimals,
    previous_year=st.none() | counts,
)
series = st.builds(Series, label=texts, values=st.lists(st.none() | decimals, max_size=3).map(tuple))
charts = st.builds(
    Chart,
    key=texts,
    title=texts,
    kind=st.sampled_from(ChartKind),
    table=texts,
    alternative=texts,
    categories=st.lists(texts, max_size=3).map(tuple),
    series=st.lists(series, max_size=2).map(tuple),
    threshold=st.none() | decimals,
)
rows = st.lists(st.tuples(texts, st.none() | decimals), max_size=3).map(tuple)
tables = st.builds(
    Table,
    key=texts,
    caption=texts,
    columns=st.just((Column(title="Centre"), Column(title="Séances", kind=Kind.DECIMAL))),
    rows=rows,
)
sections = st.builds(
    Section,
    key=texts,
    title=texts,
    introduction=texts,
    figures=st.lists(figures, max_size=2).map(tuple),
    charts=st.lists(charts, max_size=1).map(tuple),
    tables=st.lists(tables, max_size=1).map(tuple),
)
dashboards = st.builds(
    Dashboard, year=counts, title=texts, region=texts, note=texts, sections=st.lists(sections, max_size=2).map(tuple)
)


@given(dashboards)
def test_a_dashboard_comes_back_the_same_from_its_text(board):
    text = board.to_json()

    assert Dashboard.from_json(text) == board
    assert Dashboard.from_json(text).to_json() == text


def test_figures_are_written_as_texts_with_their_own_decimals_and_a_blank_stays_blank():
    figure = Figure(code="M1-01", label="Demi-journées", value=Decimal("12.50"), kind=FigureKind.DECIMAL)
    told = json.loads(
        Dashboard(year=2024, title="T", sections=(Section(key="a", title="A", figures=(figure,)),)).to_json()
    )

    assert told["sections"][0]["figures"][0]["value"] == "12.50"
    assert told["sections"][0]["figures"][0]["previous"] is None


@pytest.mark.parametrize(
    "row", [("ORIV", "12"), (Decimal(1), Decimal(2)), ("ORIV",), ("ORIV", Decimal(1), Decimal(2)), (None, Decimal(1))]
)
def test_a_row_that_does_not_suit_its_columns_is_refused(row):
    with pytest.raises(ValueError, match="ne suit pas ses colonnes"):
        Table(key="t", caption="c", columns=(Column(title="a"), Column(title="b", kind=Kind.INTEGER)), rows=(row,))


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "3",
        "{}",
        '{"schema":"0"}',
        '{"schema":"1","year":2024}',
        Dashboard(year=1, title="x").to_json().replace(":1}", ":null}"),
    ],
)
def test_what_is_not_a_dashboard_is_refused(text):
    with pytest.raises(ValueError, match="tableau de bord"):
        Dashboard.from_json(text)


def test_the_counts_of_a_figure_add_up_to_the_centres_asked():
    assert (
        Figure(code="x", label="x", value=None, kind=FigureKind.INTEGER, answered=3, not_applicable=1, missing=2).asked
        == 6
    )
    assert Dashboard(year=2024, title="x").schema == SCHEMA
