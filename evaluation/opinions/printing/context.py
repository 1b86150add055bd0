"""The content of an opinion as plain JSON: what its page and its print show, what is frozen and sealed.

Keys of the context (`schema` 2; in 1, a figure had a `rank` instead of its `place`, and still prints it):

    reference, title, year, version, state, state_label, seal
    centre      name (of that year), usual_name, slug, legal_form, carrier, seat, zone, departments
    service     acronym, name, region: the State's service in charge, as it was named that year
    correction  None, or reason, previous_reference
    dates       consulted_on, communicated_on, reply_due_on, transmitted_on, due_on (ISO or None), is_late
    sections    key, title, kind ("text" or "list"), paragraphs (kept sentences), html (sanitised), items, sentences
                (text, decision, sources), codes (indicators told)
    figures     code, label, section, year, shown, last_shown, place, answered, median_shown, is_met, rule, kind, apart
                (what the application records to the contrary for that rule, in a phrase; empty when nothing does)…
    charts      code, title, answered, comparable, rows (of, label, value, shown): see `view.py`, which draws them
    comparable  what makes the comparable centres comparable
    findings    code, reference, severity, statement, outcome, facts, apart (what was declared to the contrary)
    consultations   department, asked_on, authority, answered_on, recorded_on (the date of the paper that the region
                recorded), recorded_by, is_contested, version (of the opinion that they answered): who was consulted
                and when (R-58), not what they said
    reply       None, or html, file_name, sha256, at, is_late

What is communicated is frozen without `seal`, `state`, the reply and the day of transmission, which come later.
Then the table of its figures, as printed and as the CSV attached to the PDF.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import timezone

from documents.french import counted, date
from documents.markdown import html_of
from documents.pdf.attachments import Attachment, csv_attachment
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.csv_files import csv_text
from evaluation.enums import LISTS, Decision, Section, SectionKey, ValueKind
from evaluation.models import Contribution, Opinion, Reply

SCHEMA = 2


def print_context(opinion: Opinion) -> dict[str, Any]:
    """The frozen content of a communicated opinion, else that of its draft, with what is never frozen (see above)."""
    content = opinion.frozen if opinion.is_communicated else draft_context(opinion)
    return content | {
        "state": opinion.state,
        "state_label": opinion.get_state_display(),
        "seal": opinion.seal,
        "reply": reply_of(opinion),
        "dates": content["dates"]
        | {
            "transmitted_on": iso(opinion.transmitted_on),
            "is_late": opinion.is_late_on(timezone.localdate()),
        },
    }


def draft_context(opinion: Opinion) -> dict[str, Any]:
    """The content as it stands (3 queries)."""
    return {
        "schema": SCHEMA,
        "reference": opinion.reference,
        "title": f"Avis évaluatif {opinion.year}",
        "year": opinion.year,
        "version": opinion.version,
        "correction": None
        if opinion.version == 1
        else {
            "reason": opinion.correction_reason,
            "previous_reference": reference_of(opinion.year, opinion.centre.slug, opinion.version - 1),
        },
        "dates": {
            "consulted_on": iso(opinion.consulted_on),
            "communicated_on": local_iso(opinion.communicated_at),
            "reply_due_on": iso(opinion.reply_due_on),
            "due_on": iso(opinion.due_on),
        },
        "sections": sections_of(opinion),
        "consultations": consultations_of(opinion),
        **(opinion.facts or {}),
    }


def consultations_of(opinion: Opinion) -> list[dict[str, Any]]:
    """Who was consulted, when, and how they answered; for a correction of typography, on the version consulted last."""
    rows = Contribution.objects.filter(opinion=opinion)
    if opinion.is_typographic:
        versions = Opinion.objects.filter(centre=opinion.centre_id, year=opinion.year, version__lt=opinion.version)
        consulted = versions.filter(is_typographic=False).order_by("-version").values("pk")[:1]
        rows = Contribution.objects.filter(opinion__in=list(consulted.values_list("pk", flat=True)))
    return [
        {
            "department": str(row.department),
            "asked_on": iso(row.asked_on),
            "authority": row.authority,
            "answered_on": local_iso(row.answered_at),
            "recorded_on": iso(row.recorded_on),
            "recorded_by": row.answered_by.get_full_name() if row.recorded_on and row.answered_by else "",
            "is_contested": row.contested_at is not None,
            "version": row.opinion.version,
        }
        for row in rows.select_related("department", "answered_by", "opinion")
    ]


def provenance(row: Mapping[str, Any], version: int = 0) -> str:
    """What a consultation does not say by its dates, in parentheses: recorded by the region, contested, version."""
    words = []
    if row.get("recorded_on"):
        day = date(dt.date.fromisoformat(row["recorded_on"]))
        words.append(f"reçue par courrier du {day}, enregistrée par {row['recorded_by']}")
    if row.get("is_contested"):
        words.append("contestée par le département")
    if row.get("version", version) != version:
        words.append(f"sur la version {row['version']}")
    return f" ({', '.join(words)})" if words else ""


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def local_iso(at: dt.datetime | None) -> str | None:
    """The local day of a moment."""
    return iso(timezone.localdate(at)) if at else None


def reference_of(year: int, slug: str, version: int) -> str:
    """« AVIS-2025-reso-villes-1 »."""
    return f"AVIS-{year}-{slug}-{version}"


# Sections --------------------------------------------------------------------------------------------------------


def sections_of(opinion: Opinion) -> list[dict[str, Any]]:
    """The sections in their order, the empty ones too, with the sentences accepted or rewritten (2 queries)."""
    rows = {section.key: section for section in opinion.sections.all()}
    included = [sentence for sentence in opinion.sentences.all() if sentence.told]
    sections = []
    for key in SectionKey:
        row, is_list = rows.get(key), key in LISTS
        sentences = [sentence for sentence in included if sentence.section == key]
        content = {
            "key": key.value,
            "title": key.label,
            "kind": "list" if is_list else "text",
            "paragraphs": [sentence.told for sentence in sentences],
            "html": html_of(row.source) if row and not is_list else "",
            "items": row.items if row and is_list else [],
            "sentences": [
                {
                    "text": sentence.told,
                    "decision": sentence.decision,
                    "sources": [] if sentence.decision == Decision.REWRITTEN else sentence.sources,
                }
                for sentence in sentences
            ],
            "codes": sorted({source["code"] for sentence in sentences for source in sentence.sources} - {""}),
        }
        sections.append(content)
    return sections


def is_empty(section: dict[str, Any]) -> bool:
    """Whether a section of the content has neither sentence, text nor item."""
    return not (section["paragraphs"] or section["html"] or section["items"])


def reply_of(opinion: Opinion) -> dict[str, Any] | None:
    """The reply of the centre, with the name and SHA-256 of its file, not its bytes; None without reply."""
    try:
        reply = opinion.reply
    except Reply.DoesNotExist:
        return None
    return {
        "html": html_of(reply.text),
        "file_name": reply.file_name,
        "sha256": reply.sha256,
        "at": timezone.localtime(reply.at).isoformat(),
        "is_late": reply.is_late,
    }


FigureRow = Mapping[str, Any]
NOT_APPLICABLE, BLANK = "sans objet", "non renseigné"


def section_label(key: str) -> str:
    """The name of a section of the referential; a key of a later referential stays as it is."""
    return Section(key).label if key in Section.values else key


def figure_groups(content: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The rows of the table by label of section, each with its `text` and its `placed`."""
    rows = [dict(row) | {"text": figure_or_blank(row), "placed": placed(row)} for row in content.get("figures", [])]
    return [(section_label(key), list(group)) for key, group in groupby(rows, key=lambda row: row["section"])]


def figure_or_blank(row: FigureRow) -> str:
    """The text of the figure, « sans objet » or « non renseigné »: a blank is never a zero."""
    if row["is_not_applicable"]:
        return NOT_APPLICABLE
    return row["shown"] or BLANK


def place_of(row: FigureRow) -> str:
    """Its place among comparable centres, in words; its rank in a content of schema 1."""
    if row.get("rank"):
        return f"rang {row['rank']}"
    return str(row.get("place", ""))


def placed(row: FigureRow) -> str:
    """Its place, and the number of centres compared; empty when it is not compared."""
    place = place_of(row)
    return f"{place} ({counted(row['answered'], 'centre')})" if place else ""


def _number(name: str) -> Any:
    """The figure for a spreadsheet: a number, or « oui », « non » as it is read."""

    def get(row: FigureRow) -> Decimal | str | None:
        if row[name] is None:
            return None
        is_boolean = row["kind"] == ValueKind.BOOLEAN
        return row["shown" if name == "value" else "last_shown"] if is_boolean else Decimal(row[name])

    return get


COLUMNS = (
    Column("Code", lambda row: row["code"]),
    Column("Rubrique", lambda row: section_label(row["section"])),
    Column("Indicateur", lambda row: row["label"]),
    Column("Année", lambda row: row["year"], Kind.YEAR),
    Column("Valeur", _number("value"), Kind.DECIMAL),
    Column("Valeur de l’année précédente", _number("last"), Kind.DECIMAL),
    Column("Type", lambda row: row["kind"]),
    Column("Sans objet", lambda row: row["is_not_applicable"], Kind.BOOLEAN),
    Column("Médiane des centres comparables", lambda row: row["median_shown"]),
    Column("Place parmi les comparables", place_of),
    Column("Centres comparables ayant répondu", lambda row: row["answered"], Kind.INTEGER),
    Column("Seuil respecté", lambda row: row["is_met"], Kind.BOOLEAN),
    Column("Règle", lambda row: row["rule"]),
    Column("Écart avec l’application", lambda row: row.get("apart", "")),
)


def figures_csv(name: str, content: Mapping[str, Any]) -> Attachment:
    """The figures of the opinion as a CSV attachment, a row each."""
    text = csv_text(COLUMNS, content.get("figures", []))
    return csv_attachment(name, text, "Les chiffres sur lesquels l’avis s’appuie")
