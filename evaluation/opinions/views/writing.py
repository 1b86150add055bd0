"""Writing an opinion, section by section: the proposed sentences, the text, the lists, the preview, the history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.acts.edit_conflicts import ConflictError
from accounts.acts.workflow import RefusedError
from documents.french import date_and_time
from documents.markdown import html_of
from evaluation.enums import LISTS, Decision, Followed, Kept, SectionKey
from evaluation.models import MarginComment, OpinionSection
from evaluation.opinions.editing import save_items, save_section, save_text
from evaluation.opinions.forms import RemarkForm, TextForm, choices_of, items_of, with_choices
from evaluation.opinions.queries import differences, progress_of, threads_of
from evaluation.opinions.views.get_objects import Opened, remarked, section_or_404, written

MOST_VERSIONS = 50  # that the history of a section shows

CHOICES = (
    (Decision.PROPOSED.value, "à décider"),
    (Decision.KEPT.value, "garder"),
    (Decision.REWRITTEN.value, "réécrire"),
    (Decision.DROPPED.value, "écarter"),
)


def write_opinion(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Where the opinion stands, section by section."""
    found = written(request, year, slug)
    context = {
        "found": found,
        "opinion": found.opinion,
        "progress": progress_of(found.opinion),
        "breadcrumb": [*found.crumbs, ("Rédiger", "")],
    }
    return render(request, "evaluation/opinions/write.html", context)


def write_section(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """One section: its text and what is decided of its sentences, saved together; nothing is silently overwritten.

    A page that saves itself sends the text alone: what is chosen of the sentences waits for the button.
    """
    found, section = written(request, year, slug), section_or_404(key)
    if request.method != "POST":
        return _show(request, found, section)
    wants_json = request.headers.get("Accept", "") == "application/json"
    try:
        saved = _save_alone(request, found, section) if wants_json else _save(request, found, section)
    except ConflictError as conflict:
        return _conflict_json(conflict) if wants_json else _show(request, found, section, conflict=conflict)
    except RefusedError as refusal:
        if wants_json:
            return JsonResponse({"message": str(refusal)}, status=400)
        return _show(request, found, section, error=str(refusal), typed=request.POST.get("source"))
    if wants_json:
        return JsonResponse({"version": saved.version, "saved": _at(saved)})
    messages.success(request, "La rubrique est enregistrée.")
    return redirect(found.url("write_section", key))


def _save_alone(request: HttpRequest, found: Opened, section: SectionKey) -> OpinionSection:
    form = _typed(request)
    source, seen = form["source"], form["seen"]
    return save_text(found.opinion, section, source, seen=seen, actor=request.user, is_automatic=True)


def _save(request: HttpRequest, found: Opened, section: SectionKey) -> OpinionSection:
    form = _typed(request)
    if section not in LISTS:
        choices = choices_of(found.opinion.sentences.filter(section=section), request.POST)
        return save_section(
            found.opinion, section, form["source"], choices, seen=form["seen"], actor=request.user
        )  # fmt: skip
    items = OpinionSection.objects.get(opinion=found.opinion, key=section).items
    typed = items_of(section, items, request.POST)
    return save_items(found.opinion, section, typed, seen=form["seen"], actor=request.user)


def _typed(request: HttpRequest) -> dict[str, Any]:
    form = TextForm(request.POST)
    if not form.is_valid():
        raise RefusedError("Cette page a vieilli : rechargez-la, puis recommencez.")
    return form.cleaned_data


def _conflict_json(conflict: ConflictError) -> JsonResponse:
    stored = conflict.stored
    return JsonResponse({"message": _who_wrote(stored), "theirs": stored.source, "version": stored.version}, status=409)


def _who_wrote(section: OpinionSection) -> str:
    who = section.changed_by.get_short_name() if section.changed_by else "une autre personne"
    return f"{who} a modifié cette rubrique pendant que vous écriviez : rien n’a été écrasé. Comparez les deux textes."


def _at(section: OpinionSection) -> str:
    return date_and_time(timezone.localtime(section.changed_at)) if section.changed_at else ""


def _show(
    request: HttpRequest, found: Opened, key: SectionKey, *, conflict: ConflictError | None = None, error: str = "",
    typed: str | None = None,
) -> HttpResponse:  # fmt: skip
    section = OpinionSection.objects.select_related("changed_by").get(opinion=found.opinion, key=key)
    sentences = with_choices(found.opinion.sentences.visible_to(request.user).filter(section=key), request.POST)
    remarks = MarginComment.objects.visible_to(request.user).filter(opinion=found.opinion, section=key)
    remarks = remarks.select_related("author", "resolved_by")
    source = section.source if typed is None else typed
    context = {
        "found": found,
        "opinion": found.opinion,
        "section": section,
        "source": conflict.typed["source"] if conflict else source,
        "conflict": _who_wrote(section) if conflict else "",
        "changes": differences(section.source, conflict.typed["source"]) if conflict else [],
        "error": error,
        "sentences": sentences,
        "undecided": sum(one.decision == Decision.PROPOSED for one in sentences),
        "decisions": CHOICES,
        "words": Kept.choices if key == SectionKey.COMMITMENTS else Followed.choices,
        "is_list": key in LISTS,
        "threads": threads_of(remarks),
        "remark": RemarkForm(),
        **_neighbours(key),
        "breadcrumb": [*found.crumbs, ("Rédiger", found.url("write_opinion")), (key.label, "")],
    }
    return render(request, "evaluation/opinions/section.html", context, status=409 if conflict else 200)


def _neighbours(key: SectionKey) -> dict[str, Any]:
    keys = list(SectionKey)
    rank = keys.index(key)
    return {
        "before": keys[rank - 1] if rank else None,
        "after": keys[rank + 1] if rank + 1 < len(keys) else None,
    }


def preview(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """The text as it will be read, by the same renderer as the page and the print."""
    written(request, year, slug)
    section_or_404(key)
    return HttpResponse(html_of(request.POST.get("source", "")[:20_000]))


def section_history(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """The last fifty versions of one section, each with what it changed; there is none of what nobody wrote."""
    found, key = remarked(request, year, slug), section_or_404(key)
    section = OpinionSection.objects.filter(opinion=found.opinion, key=key).first()
    if section is None:
        raise Http404
    versions = list(section.versions.visible_to(request.user).select_related("by")[: MOST_VERSIONS + 1])
    olds = [*(one.source for one in versions[1:]), ""]
    pairs = zip(versions[:MOST_VERSIONS], olds, strict=False)
    context = {
        "found": found,
        "opinion": found.opinion,
        "section": section,
        "versions": [(one, differences(old, one.source)) for one, old in pairs],
        "breadcrumb": [*found.crumbs, (f"Historique : {key.label}", "")],
    }
    return render(request, "evaluation/opinions/history.html", context)
