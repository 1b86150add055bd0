"""What the print of an opinion shows, made from its frozen content alone: no database, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

from documents.markdown import safe
from evaluation.enums import Followed, Kept, SectionKey
from evaluation.opinions.printing.charts import Chart, Comparisons, charts_of, comparisons_of, in_rows
from evaluation.opinions.printing.context import is_empty
from evaluation.opinions.printing.figures import figure_groups
from governance.registers.rules import Outcome

NOT_SAID = "non apprécié"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: what it is about, what is said of it in a word, and the remark beside it."""

    text: str
    mark: str = ""
    remark: str = ""


def lines_of(section: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of a section, none for a text."""
    read = READERS.get(section["key"], _recommendation)
    return tuple(read(item) for item in section["items"])


def _recommendation(item: Mapping[str, Any]) -> Line:
    return Line(text=item["text"])


def _follow_up(item: Mapping[str, Any]) -> Line:
    return Line(text=item["text"], mark=_label(Followed, item["followed"]), remark=item["word"])


def _commitment(item: Mapping[str, Any]) -> Line:
    text = f"{item['statement'].rstrip('.')} ({item['rule']})"
    return Line(
        text=text, mark=_label(Kept, item["kept"]), remark=" ".join(filter(None, (item.get("facts"), item["evidence"])))
    )


def _label(words: type[TextChoices], choice: str) -> str:
    return str(words(choice).label) if choice in words.values else NOT_SAID


READERS = {SectionKey.FOLLOW_UPS: _follow_up, SectionKey.COMMITMENTS: _commitment}


Content = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One section of the opinion: its anchor, its title, its sentences, then its text or its lines."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...]
    text: str
    lines: tuple[Line, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the centre answered, and the file that it joined."""

    text: str
    at: dt.date
    is_late: bool
    file_name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PrintView:
    """Everything that the template shows; `contents` are the anchors and titles of the table of contents."""

    told: Content
    service: str
    dates: Mapping[str, dt.date | None]
    parts: list[Part]
    chart_rows: list[tuple[Chart, ...]]
    comparisons: Comparisons
    groups: list[tuple[str, list[dict[str, Any]]]]
    findings: list[Content]
    respected: int
    consultations: list[Content]
    reply: Reply | None
    contents: list[tuple[str, str]] = field(default_factory=list)

    @property
    def last_year(self) -> int:
        return int(self.told["year"]) - 1


def view_of(told: Content, reply: Content | None = None) -> PrintView:
    """The print of a frozen content, with the reply of the centre when there is one."""
    findings = told.get("findings", [])
    view = PrintView(
        told=told,
        service=service_of(told),
        dates={name: day_of(value) for name, value in told["dates"].items() if name.endswith("_on")},
        parts=[part_of(section) for section in told["sections"] if not is_empty(section)],
        chart_rows=in_rows(charts_of(told)),
        comparisons=comparisons_of(told),
        groups=figure_groups(told),
        findings=[one for one in findings if one["outcome"] in (Outcome.BROKEN, Outcome.UNKNOWN) or one.get("apart")],
        respected=sum(one["outcome"] == Outcome.SATISFIED for one in findings),
        consultations=[_dated(one) for one in told.get("consultations", [])],
        reply=reply_view(reply) if reply else None,
    )
    view.contents.extend(contents_of(view))
    return view


def service_of(told: Content) -> str:
    """« Direction régionale… (DREETS), Pays de la Loire »: who signs, under the name of that year (R-77)."""
    service = told.get("service", {})
    return ", ".join(part for part in (service.get("name"), service.get("region")) if part)


def part_of(section: Content) -> Part:
    return Part(
        anchor=f"partie-{section['key']}",
        title=section["title"],
        paragraphs=tuple(section["paragraphs"]),
        text=safe(section["html"]),
        lines=lines_of(section),
        codes=tuple(section["codes"]),
    )


def reply_view(reply: Content) -> Reply:
    return Reply(
        text=safe(reply["html"]),
        at=dt.datetime.fromisoformat(reply["at"]).date(),
        is_late=reply["is_late"],
        file_name=reply["file_name"],
        sha256=reply["sha256"],
    )


def day_of(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _dated(consultation: Content) -> Content:
    return {**consultation, **{name: day_of(consultation[name]) for name in ("asked_on", "answered_on")}}


def contents_of(view: PrintView) -> list[tuple[str, str]]:
    """The table of contents: the written parts, then what was added to them, then the annexes."""
    others = (
        ("reponse", "Réponse du centre", view.reply),
        ("consultations", "Services consultés", view.consultations),
        ("comparaisons", "Annexe 1. Le centre parmi les centres comparables", view.chart_rows),
        ("chiffres", f"Annexe 2. Les chiffres de l’année {view.told['year']}", view.groups),
        ("constats", "Annexe 3. Les règles du cadre", view.findings or view.respected),
    )
    return [
        *((part.anchor, part.title) for part in view.parts),
        *((anchor, title) for anchor, title, there_is in others if there_is),
    ]
