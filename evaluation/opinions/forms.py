"""The forms of an opinion, and its lists and sentences as posted."""

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
from evaluation.opinions.editing import SentenceChoice
from governance.conventions.forms import paper_field
from governance.law.legal_calendar import REPLY

MAX_BYTES = 10 * 1024 * 1024
LONGEST_LINE = 2_000


text_field = partial(fields.text_field, max_length=20_000)


class NothingForm(DsfrForm):
    """An act without field, to confirm."""


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
        due = french.date(due_on)
        self.fields["reply_due_on"].help_text = (
            "Le centre peut répondre jusqu’à ce jour compris ; l’avis se transmet ensuite. "
            f"Choisissez un jour avant le {due}, dernier jour pour transmettre (R-139)."
            if today + dt.timedelta(days=1) < due_on
            else "Le centre peut répondre jusqu’à ce jour compris ; l’avis se transmet ensuite, "
            f"en retard sur le {due} (R-139) : le retard est noté, il n’empêche rien."
        )
        if not missing:
            del self.fields["as_it_is"]

    @property
    def comment(self) -> str:
        """What is missing, for the journal; empty when nothing is."""
        return f"en l’état : {' '.join(self.missing)}" if self.missing else ""


class CorrectForm(DsfrForm):
    """Why a communicated opinion is corrected."""

    reason = text_field("Motif de la correction", help_text="Il figure sur la nouvelle version.", rows=3)
    is_typographic = forms.BooleanField(
        label="Cette correction se limite à la typographie",
        required=False,
        help_text="Aucun chiffre, aucune appréciation ne change : les départements ne sont pas consultés de nouveau, "
        "et leurs contributions restent datées et attachées à la version à laquelle elles répondent.",
    )


class ContributionForm(DsfrForm):
    """The contribution of a département (R-58)."""

    authority = forms.CharField(
        label="Au nom de",
        max_length=160,
        help_text="Par exemple : la sous-préfète chargée de la politique de la ville.",
    )
    text = text_field("Contribution", help_text="Lue par les services de l’État ; le centre ne la lit pas.", rows=10)


class RecordedContributionForm(ContributionForm):
    """What a département sent by post, recorded by the lead region."""

    on = day_field("Date du courrier")
    paper = paper_field("Courrier reçu")


class ContestForm(DsfrForm):
    """Why a département contests the contribution recorded for it."""

    text = text_field("Ce que dit le département", rows=5)


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
        """Refuse when both are empty."""
        cleaned = super().clean() or self.cleaned_data
        paper = cleaned.get("paper")
        if not cleaned.get("text") and not paper and not self.errors:
            raise forms.ValidationError("Écrivez votre réponse, ou joignez-la en PDF.")
        if paper and paper.size > MAX_BYTES:
            self.add_error("paper", "Ce fichier dépasse 10 Mo : réduisez-le, puis joignez-le de nouveau.")
        return cleaned


class RemarkForm(DsfrForm):
    """A remark on a section; `answers`, the first remark that it answers."""

    text = text_field("Remarque", rows=3)
    answers = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TextForm(forms.Form):
    """The text of a section, over the version `seen` that the page displayed."""

    source = forms.CharField(required=False, strip=False)
    seen = forms.IntegerField(min_value=0)


# Lists and sentences, written by their own templates -------------------------------------------------------------


def posted_recommendations(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """A recommendation a line, numbered in order, without the number or dash written before it."""
    lines = (" ".join(line.split())[:LONGEST_LINE] for line in posted.get("lines", "").splitlines())
    texts = (re.sub(r"^\s*(?:\d{1,2}\s*[.)]|[-•–])\s*", "", line).strip() for line in lines)
    return [{"rank": rank, "text": text} for rank, text in enumerate(filter(None, texts), start=1)]


def posted_commitments(items: Iterable[dict[str, Any]], posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The thirteen commitments with what was posted; an unknown answer is empty."""
    return [
        item
        | {"kept": _choice(Kept, posted, f"kept-{item['rule']}"), "evidence": _text(posted, f"word-{item['rule']}")}
        for item in items
    ]


def posted_follow_ups(items: Iterable[dict[str, Any]], posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The recommendations of last year with what became of each; an unknown answer is empty."""
    return [
        item
        | {"followed": _choice(Followed, posted, f"kept-{item['rank']}"), "word": _text(posted, f"word-{item['rank']}")}
        for item in items
    ]


def posted_items(key: str, items: list[dict[str, Any]], posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The items of the list `key` as posted."""
    if key == SectionKey.RECOMMENDATIONS:
        return posted_recommendations(posted)
    return posted_commitments(items, posted) if key == SectionKey.COMMITMENTS else posted_follow_ups(items, posted)


def _choice(words: type[Kept] | type[Followed], posted: Mapping[str, str], name: str) -> str:
    value = posted.get(name, "")
    return value if value in words.values else ""


def _text(posted: Mapping[str, str], name: str) -> str:
    return " ".join(posted.get(name, "").split())[:LONGEST_LINE]


def sentence_choices(sentences: Iterable[ProposedSentence], posted: Mapping[str, str]) -> dict[int, SentenceChoice]:
    """By primary key, what was decided of each posted sentence; « tout garder » keeps those still undecided."""
    choices = {}
    for row in sentences:
        base_version = posted.get(f"seen-{row.pk}")
        if base_version is None:
            continue
        decision = posted.get(f"decision-{row.pk}", row.decision)
        if "keep_all" in posted and decision == Decision.PROPOSED:
            decision = Decision.KEPT.value
        choices[row.pk] = SentenceChoice(
            decision=decision,
            rewritten=_text(posted, f"text-{row.pk}"),
            base_version=int(base_version) if base_version.isdecimal() else -1,
        )
    return choices


def with_choices(sentences: Iterable[ProposedSentence], posted: Mapping[str, str]) -> list[ProposedSentence]:
    """The sentences after a refusal: with what was posted, unless another person decided meanwhile."""
    rows = list(sentences)
    choices = sentence_choices(rows, posted)
    for row in rows:
        choice = choices.get(row.pk)
        if choice is not None and choice.base_version == row.version:
            row.decision, row.rewritten = choice.decision, choice.rewritten
    return rows
