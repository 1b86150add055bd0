"""Writing an opinion, section by section: the proposed sentences, the text, the lists, the preview, the history."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.acts.drafts import acknowledge
from accounts.acts.edit_conflicts import ConflictError
from accounts.acts.submission_keys import new_key
from accounts.acts.workflow import RefusedError
from documents.french import date_and_time
from documents.markdown import html_of
from evaluation.enums import LISTS, Decision, Followed, Kept, SectionKey
from evaluation.models import MarginComment, OpinionSection
from evaluation.opinions.editing import save_items, save_section, save_text
from evaluation.opinions.forms import RemarkForm, TextForm, posted_items, sentence_choices, with_choices
from evaluation.opinions.queries import remark_threads, section_progress, text_differences
from evaluation.opinions.views.get_objects import OpinionAccess, get_draft, get_writable_opinion, section_or_404

MOST_VERSIONS = 50  # that the history of a section shows

CHOICES = (
    (Decision.PROPOSED.value, "à décider"),
    (Decision.KEPT.value, "garder"),
    (Decision.REWRITTEN.value, "réécrire"),
    (Decision.DROPPED.value, "écarter"),
)


def write_opinion(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The progress of each section of the draft."""
    access = get_writable_opinion(request, year, slug)
    context = {
        "access": access,
        "opinion": access.opinion,
        "progress": section_progress(access.opinion),
        "breadcrumb": [*access.crumbs, ("Rédiger", "")],
    }
    return render(request, "evaluation/opinions/write.html", context)


def write_section(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """A section: its text and what is decided of its sentences, saved together; a conflict answers 409.

    The autosave (`Accept: application/json`) saves the text alone: the decisions are saved by the button.
    """
    access, section = get_writable_opinion(request, year, slug), section_or_404(key)
    if request.method != "POST":
        return _show(request, access, section)
    wants_json = request.headers.get("Accept", "") == "application/json"
    try:
        saved = _save(request, access, section, is_automatic=wants_json)
    except ConflictError as conflict:
        if not wants_json:
            return _show(request, access, section, conflict=conflict)
        stored = conflict.stored
        message = {"message": _who_wrote(stored), "theirs": stored.source, "version": stored.version}
        return JsonResponse(message, status=409)
    except RefusedError as refusal:
        if wants_json:
            return JsonResponse({"message": str(refusal)}, status=400)
        return _show(request, access, section, error=str(refusal), posted=request.POST.get("source"))
    if wants_json:
        at = date_and_time(timezone.localtime(saved.changed_at)) if saved.changed_at else ""
        return JsonResponse({"version": saved.version, "saved": at})
    acknowledge(request)
    messages.success(request, "La rubrique est enregistrée.")
    return redirect(access.url("write_section", key))


def _save(
    request: HttpRequest, access: OpinionAccess, section: SectionKey, *, is_automatic: bool
) -> OpinionSection:  # fmt: skip
    form, opinion, actor = TextForm(request.POST), access.opinion, request.user
    if not form.is_valid():
        raise RefusedError("Cette page a vieilli : rechargez-la, puis recommencez.")
    source, base_version = form.cleaned_data["source"], form.cleaned_data["seen"]
    if is_automatic:
        return save_text(opinion, section, source, base_version=base_version, actor=actor, is_automatic=True)
    if section not in LISTS:
        choices = sentence_choices(opinion.sentences.filter(section=section), request.POST)
        return save_section(opinion, section, source, choices, base_version=base_version, actor=actor)
    stored = OpinionSection.objects.get(opinion=opinion, key=section)
    items = posted_items(section, stored.items, request.POST)
    return save_items(opinion, section, items, base_version=base_version, actor=actor)


def _who_wrote(section: OpinionSection) -> str:
    who = section.changed_by.get_short_name() if section.changed_by else "une autre personne"
    return f"{who} a modifié cette rubrique pendant que vous écriviez : rien n’a été écrasé. Comparez les deux textes."


def _show(
    request: HttpRequest, access: OpinionAccess, key: SectionKey, *, conflict: ConflictError | None = None,
    error: str = "", posted: str | None = None,
) -> HttpResponse:  # fmt: skip
    """The form of the section; `posted` is the refused text, which `conflict` has too."""
    keys = list(SectionKey)
    rank = keys.index(key)
    section = OpinionSection.objects.select_related("changed_by").get(opinion=access.opinion, key=key)
    sentences = with_choices(access.opinion.sentences.visible_to(request.user).filter(section=key), request.POST)
    remarks = MarginComment.objects.visible_to(request.user).filter(opinion=access.opinion, section=key)
    remarks = remarks.select_related("author", "resolved_by")
    source = section.source if posted is None else posted
    context = {
        "access": access,
        "opinion": access.opinion,
        "section": section,
        "source": conflict.typed["source"] if conflict else source,
        "conflict": _who_wrote(section) if conflict else "",
        "changes": text_differences(section.source, conflict.typed["source"]) if conflict else [],
        "error": error,
        "sentences": sentences,
        "undecided": sum(sentence.decision == Decision.PROPOSED for sentence in sentences),
        "decisions": CHOICES,
        "words": Kept.choices if key == SectionKey.COMMITMENTS else Followed.choices,
        "is_list": key in LISTS,
        "threads": remark_threads(remarks),
        "remark": RemarkForm(),
        "new_key": new_key,
        "before": keys[rank - 1] if rank else None,
        "after": keys[rank + 1] if rank + 1 < len(keys) else None,
        "breadcrumb": [*access.crumbs, ("Rédiger", access.url("write_opinion")), (key.label, "")],
    }
    return render(request, "evaluation/opinions/section.html", context, status=409 if conflict else 200)


def preview(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """The text as it will be read, by the same renderer as the page and the print."""
    get_writable_opinion(request, year, slug)
    section_or_404(key)
    return HttpResponse(html_of(request.POST.get("source", "")[:20_000]))


def section_history(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """The last `MOST_VERSIONS` versions of a section, each with what it changed."""
    access, key = get_draft(request, year, slug), section_or_404(key)
    section = OpinionSection.objects.filter(opinion=access.opinion, key=key).first()
    if section is None:
        raise Http404
    versions = list(section.versions.visible_to(request.user).select_related("by")[: MOST_VERSIONS + 1])
    previous = [*(version.source for version in versions[1:]), ""]
    pairs = zip(versions[:MOST_VERSIONS], previous, strict=False)
    context = {
        "access": access,
        "opinion": access.opinion,
        "section": section,
        "versions": [(version, text_differences(old, version.source)) for version, old in pairs],
        "breadcrumb": [*access.crumbs, (f"Historique : {key.label}", "")],
    }
    return render(request, "evaluation/opinions/history.html", context)
