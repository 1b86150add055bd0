"""What the template of the printed opinion reads, from the frozen content alone: no database, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

from documents.markdown import safe
from evaluation.enums import Followed, Kept, SectionKey
from evaluation.opinions.printing.charts import ComparisonTable, PrintedChart, comparison_table, in_rows, printed_charts
from evaluation.opinions.printing.context import is_empty
from evaluation.opinions.printing.figures import figure_groups
from governance.registers.rules import Outcome

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
