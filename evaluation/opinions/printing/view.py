"""What the template of the printed opinion reads, from the frozen content alone: no database, no clock.

First its charts (those of the page, those of the print, the table of the same figures), then its sections.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices

from documents.charts.bands import FILLS, ChartBand, ChartBar, IndexChart, index_chart
from documents.french import NBSP
from documents.markdown import safe
from evaluation.enums import Followed, Kept, SectionKey
from evaluation.opinions.printing.context import figure_groups, is_empty
from governance.registers.rules import Outcome

WHOLE = Decimal(1)
THIS_YEAR, LAST_YEAR, COMPARABLES = "annee", "annee-precedente", "comparables"
TONES = {THIS_YEAR: 3, LAST_YEAR: 1}


def index_charts(content: dict[str, Any]) -> list[tuple[dict[str, Any], IndexChart]]:
    """Each chart of the content with its shape on the page; its `rows` are the table beside it."""
    return [(chart, index_chart_of(chart)) for chart in content.get("charts", [])]


def index_chart_of(chart: dict[str, Any]) -> IndexChart:
    """The bars of a chart, dark for the centre, hollow for its comparables, with the text of the table."""
    figures = chart["rows"]
    rows = [
        ChartBar(label=row["label"], value=Decimal(row["value"]), aside=row["of"] == COMPARABLES) for row in figures
    ]
    bands = [ChartBand(Decimal(0), max([*(row.value for row in rows), WHOLE]), "")]
    shape = index_chart(rows, bands, title=chart["title"], key=f"graphique-{chart['code'].lower()}")
    bars = []
    for bar, row in zip(shape.bars, figures, strict=True):
        tone = TONES.get(row["of"])
        colours = {} if tone is None else {"tone": str(tone), "fill": FILLS[tone], "stroke": FILLS[tone]}
        bars.append(replace(bar, text=row["shown"], **colours))
    return replace(shape, description=description_of(chart), bars=tuple(bars))


def description_of(chart: dict[str, Any]) -> str:
    """The text that replaces a chart: its figures, and how many centres answered."""
    figures = " ; ".join(f"{row['label']}{NBSP}: {row['shown']}" for row in chart["rows"])
    return f"{figures}. {chart['answered']} centres comparables ont répondu ({chart['comparable']})."


WIDTH, PITCH, TEXT_DOWN, BAR_DOWN, A_ROW = 247, 27, 12, 16, 3
PRINTED_FILLS = {LAST_YEAR: "#6a6af4", THIS_YEAR: "#000091"}
OTHERS = "#929292"


@dataclass(frozen=True, kw_only=True)
class PrintedBar:
    """A bar of the print: its label, its figure as text, its position, its length, its marks (SVG coordinates)."""

    label: str
    text: str
    text_y: str
    bar_y: str
    x: str
    width: str
    fill: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedChart:
    """A chart of the print, and the text that replaces it."""

    code: str
    title: str
    description: str
    height: str
    bars: tuple[PrintedBar, ...]


@dataclass(frozen=True, kw_only=True)
class ComparisonRow:
    """A row of the table: an indicator, its figures in the order of the columns, how many centres answered."""

    code: str
    title: str
    texts: tuple[str, ...]
    answered: int


@dataclass(frozen=True, kw_only=True)
class ComparisonTable:
    """The table of all the charts; `labels` are its columns."""

    labels: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]


def printed_charts(content: Mapping[str, Any]) -> list[PrintedChart]:
    return [printed_chart(chart) for chart in content.get("charts", [])]


def printed_chart(chart: Mapping[str, Any]) -> PrintedChart:
    """A bar for each year of the centre, then one from the first to the last quartile of the comparable centres."""
    own = [row for row in chart["rows"] if row["of"] != COMPARABLES]
    comparables = [row for row in chart["rows"] if row["of"] == COMPARABLES]
    values = {row["label"]: Decimal(row["value"]) for row in chart["rows"]}
    highest = max([*values.values(), WHOLE])  # it fills the width; a negative figure has no length
    lengths = {label: max(value, Decimal(0)) * WIDTH / highest for label, value in values.items()}
    bars = [
        PrintedBar(
            label=row["label"],
            text=row["shown"],
            x="0",
            width=f"{lengths[row['label']]:.1f}",
            fill=PRINTED_FILLS.get(row["of"], OTHERS),
            **_heights(rank),
        )
        for rank, row in enumerate(own)
    ]
    if comparables:
        bars.append(_comparables_bar(len(own), comparables, [lengths[row["label"]] for row in comparables]))
    return PrintedChart(
        code=chart["code"],
        title=chart["title"],
        description=f"{chart['title']}. {description_of(dict(chart))}",
        height=str(len(bars) * PITCH + 2),
        bars=tuple(bars),
    )


def _comparables_bar(rank: int, rows: Sequence[Mapping[str, Any]], lengths: Sequence[Decimal]) -> PrintedBar:
    """The comparable centres in a bar: its ends are their quartiles, its mark their median."""
    return PrintedBar(
        label="Comparables",
        text=f"{rows[0]['shown']} à {rows[-1]['shown']}",
        x=f"{lengths[0]:.1f}",
        width=f"{max(lengths[-1] - lengths[0], WHOLE):.1f}",
        fill=OTHERS,
        marks=tuple(f"{max(length - 1, Decimal(0)):.1f}" for length in lengths[1:-1]),
        **_heights(rank),
    )


def _heights(rank: int) -> dict[str, str]:
    return {"text_y": str(rank * PITCH + TEXT_DOWN), "bar_y": str(rank * PITCH + BAR_DOWN)}


def in_rows(charts: Sequence[PrintedChart]) -> list[tuple[PrintedChart, ...]]:
    return [tuple(charts[rank : rank + A_ROW]) for rank in range(0, len(charts), A_ROW)]


def comparison_table(content: Mapping[str, Any]) -> ComparisonTable:
    """Every figure of the charts; empty where one is missing."""
    charts = content.get("charts", [])
    labels = tuple(dict.fromkeys(row["label"] for chart in charts for row in chart["rows"]))
    rows = []
    for chart in charts:
        texts = {row["label"]: row["shown"] for row in chart["rows"]}
        rows.append(
            ComparisonRow(
                code=chart["code"],
                title=chart["title"],
                texts=tuple(texts.get(label, "") for label in labels),
                answered=chart["answered"],
            )
        )
    return ComparisonTable(labels=labels, rows=tuple(rows))


NOT_APPRAISED = "non apprécié"


@dataclass(frozen=True, kw_only=True)
class PrintedItem:
    """An item of a list: its text, its answer in a word, the remark written with it."""

    text: str
    mark: str = ""
    remark: str = ""


def printed_items(section: Mapping[str, Any]) -> tuple[PrintedItem, ...]:
    """The items of a section, none for a text."""
    if section["key"] == SectionKey.FOLLOW_UPS:
        return tuple(
            PrintedItem(text=item["text"], mark=_label(Followed, item["followed"]), remark=item["word"])
            for item in section["items"]
        )
    if section["key"] == SectionKey.COMMITMENTS:
        return tuple(
            PrintedItem(
                text=f"{item['statement'].rstrip('.')} ({item['rule']})",
                mark=_label(Kept, item["kept"]),
                remark=" ".join(filter(None, (item.get("facts"), item["evidence"]))),
            )
            for item in section["items"]
        )
    return tuple(PrintedItem(text=item["text"]) for item in section["items"])


def _label(words: type[TextChoices], choice: str) -> str:
    return str(words(choice).label) if choice in words.values else NOT_APPRAISED


Content = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PrintedSection:
    """A section of the opinion: its anchor, its title, its sentences, then its text or its items."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...]
    text: str
    items: tuple[PrintedItem, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PrintedReply:
    """The reply of the centre, and the name and SHA-256 of the file attached to it."""

    text: str
    at: dt.date
    is_late: bool
    file_name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PrintView:
    """Everything that the template shows; `contents` are the anchors and titles of the table of contents.

    `findings` are the broken, unknown or contradicted rules; `respected`, the number of the satisfied ones.
    """

    content: Content
    service: str
    dates: Mapping[str, dt.date | None]
    parts: list[PrintedSection]
    chart_rows: list[tuple[PrintedChart, ...]]
    comparisons: ComparisonTable
    groups: list[tuple[str, list[dict[str, Any]]]]
    findings: list[Content]
    respected: int
    consultations: list[Content]
    reply: PrintedReply | None
    contents: list[tuple[str, str]] = field(default_factory=list)

    @property
    def last_year(self) -> int:
        return int(self.content["year"]) - 1


def print_view(content: Content, reply: Content | None = None) -> PrintView:
    """The print of a frozen content, with the reply of the centre when there is one."""
    findings = content.get("findings", [])
    view = PrintView(
        content=content,
        service=service_of(content),
        dates={name: day_of(value) for name, value in content["dates"].items() if name.endswith("_on")},
        parts=[printed_section(section) for section in content["sections"] if not is_empty(section)],
        chart_rows=in_rows(printed_charts(content)),
        comparisons=comparison_table(content),
        groups=figure_groups(content),
        findings=[
            finding
            for finding in findings
            if finding["outcome"] in (Outcome.BROKEN, Outcome.UNKNOWN) or finding.get("apart")
        ],
        respected=sum(finding["outcome"] == Outcome.SATISFIED for finding in findings),
        consultations=[
            {**row, "asked_on": day_of(row["asked_on"]), "answered_on": day_of(row["answered_on"])}
            for row in content.get("consultations", [])
        ],
        reply=printed_reply(reply) if reply else None,
    )
    view.contents.extend(contents_of(view))
    return view


def service_of(content: Content) -> str:
    """« Direction régionale… (DREETS), Pays de la Loire »: who signs, under the name of that year (R-77)."""
    service = content.get("service", {})
    return ", ".join(part for part in (service.get("name"), service.get("region")) if part)


def printed_section(section: Content) -> PrintedSection:
    return PrintedSection(
        anchor=f"partie-{section['key']}",
        title=section["title"],
        paragraphs=tuple(section["paragraphs"]),
        text=safe(section["html"]),
        items=printed_items(section),
        codes=tuple(section["codes"]),
    )


def printed_reply(reply: Content) -> PrintedReply:
    return PrintedReply(
        text=safe(reply["html"]),
        at=dt.datetime.fromisoformat(reply["at"]).date(),
        is_late=reply["is_late"],
        file_name=reply["file_name"],
        sha256=reply["sha256"],
    )


def day_of(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def contents_of(view: PrintView) -> list[tuple[str, str]]:
    """The table of contents: the sections, then what was added to them, then the annexes."""
    others = (
        ("reponse", "Réponse du centre", view.reply),
        ("consultations", "Services consultés", view.consultations),
        ("comparaisons", "Annexe 1. Le centre parmi les centres comparables", view.chart_rows),
        ("chiffres", f"Annexe 2. Les chiffres de l’année {view.content['year']}", view.groups),
        ("constats", "Annexe 3. Les règles du cadre", view.findings or view.respected),
    )
    return [
        *((part.anchor, part.title) for part in view.parts),
        *((anchor, title) for anchor, title, is_printed in others if is_printed),
    ]
