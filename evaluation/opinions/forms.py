"""What is typed about an opinion: checked here, never acted upon."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from documents import french
from documents.forms import fields
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import day_field
from evaluation.enums import Decision, Followed, Kept, SectionKey
from evaluation.models import ProposedSentence
from evaluation.opinions.editing import Choice
from governance.law.legal_calendar import REPLY

MAX_BYTES = 10 * 1024 * 1024
LONGEST_LINE = 2_000


text_field = partial(fields.text_field, max_length=20_000)


class NothingForm(DsfrForm):
    """An act that asks nothing but to be confirmed."""


class CommunicateForm(DsfrForm):
    """The last day for the centre to reply; and, when something is missing, that it is communicated so knowingly."""

    reply_due_on = day_field("Dernier jour pour répondre")
    as_it_is = forms.BooleanField(
        label="Je communique en l’état",
        help_text="Ce qui manque est écrit ci-dessus ; une fois communiqué, l’avis ne change plus.",
        error_messages={"required": "Complétez l’avis, ou cochez « Je communique en l’état »."},
    )

    def __init__(self, *args: Any, due_on: dt.date, missing: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.missing = missing
        self.fields["reply_due_on"].initial = REPLY.after(today)
        self.fields["reply_due_on"].help_text = _until_when(due_on, today)
        if not missing:
            del self.fields["as_it_is"]

    @property
    def comment(self) -> str:
        """What the journal keeps of what was missing."""
        return f"en l’état : {' '.join(self.missing)}" if self.missing else ""


def _until_when(due_on: dt.date, today: dt.date) -> str:
    """R-139: the time to reply ends before the last day, so that the transmission is not late."""
    told = "Le centre peut répondre jusqu’à ce jour compris ; l’avis se transmet ensuite"
    due = french.date(due_on)
    if today + dt.timedelta(days=1) < due_on:
        return f"{told}. Choisissez un jour avant le {due}, dernier jour pour transmettre (R-139)."
    return f"{told}, en retard sur le {due} (R-139) : le retard est noté, il n’empêche rien."


class CorrectForm(DsfrForm):
    """Why a communicated opinion is corrected."""

    reason = text_field("Motif de la correction", help_text="Il figure sur la nouvelle version.", rows=3)


class ContributionForm(DsfrForm):
    """What a département says (R-58)."""

    authority = forms.CharField(
        label="Au nom de",
        max_length=160,
        help_text="Par exemple : la sous-préfète chargée de la politique de la ville.",
    )
    text = text_field("Contribution", help_text="Lue par les services de l’État ; le centre ne la lit pas.", rows=10)


class ReplyForm(DsfrForm):
    """The reply of the centre: a text, a PDF, or both."""

    text = text_field("Votre réponse", required=False, help_text="Imprimée avec l’avis.", rows=10)
    paper = forms.FileField(
        label="Pièce jointe",
        required=False,
        help_text="Un PDF de 10 Mo au plus.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".pdf"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two at least."""
        cleaned = super().clean() or self.cleaned_data
        paper = cleaned.get("paper")
        if not cleaned.get("text") and not paper and not self.errors:
            raise forms.ValidationError("Écrivez votre réponse, ou joignez-la en PDF.")
        if paper and paper.size > MAX_BYTES:
            self.add_error("paper", "Ce fichier dépasse 10 Mo : réduisez-le, puis joignez-le de nouveau.")
        return cleaned


class RemarkForm(DsfrForm):
    """A remark in the margin."""

    text = text_field("Remarque", rows=3)
    answers = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TextForm(forms.Form):
    """A section as it is typed, over the version that was seen."""

    source = forms.CharField(required=False, strip=False)
    seen = forms.IntegerField(min_value=0)


# Lists, drawn by their own templates -----------------------------------------------------------------------------


def recommendations_of(typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """One recommendation a line, numbered as they come; a number or a dash typed before it is left out."""
    lines = [re.sub(r"^\s*(?:\d{1,2}\s*[.)]|[-•–])\s*", "", line).strip() for line in _lines(typed.get("lines", ""))]
    return [{"rank": rank, "text": line} for rank, line in enumerate(filter(None, lines), start=1)]


def _lines(text: str) -> list[str]:
    return [" ".join(line.split())[:LONGEST_LINE] for line in text.splitlines()]


def commitments_of(items: Iterable[dict[str, Any]], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The thirteen lines with what was typed; an unknown answer is none."""
    return [
        item | {"kept": _among(Kept, typed, f"kept-{item['rule']}"), "evidence": _word(typed, f"word-{item['rule']}")}
        for item in items
    ]


def follow_ups_of(items: Iterable[dict[str, Any]], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """What became of each of last year's recommendations."""
    return [
        item
        | {"followed": _among(Followed, typed, f"kept-{item['rank']}"), "word": _word(typed, f"word-{item['rank']}")}
        for item in items
    ]


def items_of(key: str, items: list[dict[str, Any]], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The lines of the list `key` as they were typed."""
    if key == SectionKey.RECOMMENDATIONS:
        return recommendations_of(typed)
    return commitments_of(items, typed) if key == SectionKey.COMMITMENTS else follow_ups_of(items, typed)


def _among(words: type[Kept] | type[Followed], typed: Mapping[str, str], name: str) -> str:
    value = typed.get(name, "")
    return value if value in words.values else ""


def _word(typed: Mapping[str, str], name: str) -> str:
    return " ".join(typed.get(name, "").split())[:LONGEST_LINE]


def choices_of(sentences: Iterable[ProposedSentence], typed: Mapping[str, str]) -> dict[int, Choice]:
    """What was decided of each sentence; « tout garder » keeps those still to be decided."""
    return {row.pk: _choice(row, typed) for row in sentences if f"seen-{row.pk}" in typed}


def with_choices(sentences: Iterable[ProposedSentence], typed: Mapping[str, str]) -> list[ProposedSentence]:
    """The sentences as they are shown again after a refusal: with what was chosen, unless another chose meanwhile."""
    rows = list(sentences)
    choices = choices_of(rows, typed)
    for row in rows:
        choice = choices.get(row.pk)
        if choice is not None and choice.seen == row.version:
            row.decision, row.rewritten = choice.decision, choice.rewritten
    return rows


def _choice(row: ProposedSentence, typed: Mapping[str, str]) -> Choice:
    decision = typed.get(f"decision-{row.pk}", row.decision)
    if "keep_all" in typed and decision == Decision.PROPOSED:
        decision = Decision.KEPT.value
    seen = typed.get(f"seen-{row.pk}", "")
    return Choice(
        decision=decision, rewritten=_word(typed, f"text-{row.pk}"), seen=int(seen) if seen.isdecimal() else -1
    )
