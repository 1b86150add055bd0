"""The acts on a form: finish it, certify it, send it back, verify it, take last year's comments again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.acts.workflow import RefusedError
from documents.french import counted
from evaluation.collection import services as copying
from evaluation.collection import workflow
from evaluation.collection.forms import CertifyForm, CopyForm, ReturnForm
from evaluation.collection.permissions import may_fill
from evaluation.collection.queries import form_of
from evaluation.collection.services import ClosedError
from evaluation.collection.views.get_objects import (
    certified_collection_or_404,
    collection_or_404,
    crumbs_of,
    led_collection_or_404,
    own_collection_or_404,
)
from evaluation.collection.workflow import COLLECTION_LIFE
from evaluation.counting.services import refresh_computed
from evaluation.models import Collection

OWN_PAGES = ("submit", "return")


def certify(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The direction reads the whole, ticks the sentence and sends."""
    collection = certified_collection_or_404(request, year, slug)
    if not may_fill(request.user, collection):
        raise Http404
    form = CertifyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.certify(collection, actor=request.user)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Vos indicateurs sont certifiés et envoyés à l’État régional.")
            return redirect(collection)
    context = {
        "form": form,
        "shown": form_of(collection, request.user),
        "collection": collection,
        "breadcrumb": crumbs_of(collection, ("Certifier et envoyer", "")),
    }
    return render(request, "evaluation/collection/certify.html", context)


def send_back(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The lead region asks for a correction: the reason, and the answers to look at."""
    collection = led_collection_or_404(request, year, slug)
    transition = _step(request, collection, "return")
    shown = form_of(collection, request.user)
    form = ReturnForm(request.POST or None, lines=shown.lines)
    if request.method == "POST" and form.is_valid():
        reason, codes = form.cleaned_data["reason"], form.cleaned_data["codes"]
        return _acted(
            request, collection, lambda: workflow.send_back(collection, reason, codes, actor=request.user),
            "Le formulaire est renvoyé au centre, avec votre motif.",
        )  # fmt: skip
    return _ask(request, collection, form, transition.label)


def move(request: HttpRequest, year: int, slug: str, step: str) -> HttpResponse:
    """Another step of the form: a page that says what it means, then the act."""
    collection = collection_or_404(request, year, slug)
    transition = _step(request, collection, step)
    if step in OWN_PAGES:
        raise Http404
    if request.method == "POST":
        return _acted(
            request, collection, lambda: COLLECTION_LIFE.move(collection, step, actor=request.user),
            f"{transition.label} : c’est fait.",
        )  # fmt: skip
    return _ask(request, collection, None, transition.label, meaning=step)


def copy_comments(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Take last year's comments again, those that are chosen, where this year has none."""
    collection = own_collection_or_404(request, year, slug)
    if not may_fill(request.user, collection):
        raise Http404
    proposals = copying.proposals_for(collection)
    choices = [(one.code, f"{one.code} : {one.text}") for one in proposals]
    form = CopyForm(request.POST or None, proposals=choices) if choices else None
    if request.method == "POST" and form and form.is_valid():
        try:
            count = copying.copy_comments(collection, form.cleaned_data["codes"], actor=request.user)
        except ClosedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{counted(count, 'commentaire repris', 'commentaires repris')} de {year - 1}.")
        return redirect(collection)
    title = f"Reprendre des commentaires de {year - 1}"
    return _ask(request, collection, form, title, button="Reprendre ces commentaires", meaning="copy")


def recount(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Count the recorded actions again; what the centre typed or corrected stays."""
    collection = own_collection_or_404(request, year, slug)
    if not may_fill(request.user, collection):
        raise Http404
    if request.method == "POST":
        try:
            count = refresh_computed(collection, actor=request.user)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Calcul refait : {counted(count, 'chiffre a changé', 'chiffres ont changé')}.")
        return redirect(collection)
    title = "Recalculer d’après les actions enregistrées"
    return _ask(request, collection, None, title, button="Recalculer", meaning="recount")


def _step(request: HttpRequest, collection: Collection, name: str) -> object:
    """The transition asked, when the screen may offer it to this person now."""
    found = next((one for one in COLLECTION_LIFE.offered(request.user, collection) if one.name == name), None)
    if found is None:
        raise Http404
    return found


def _acted(request: HttpRequest, collection: Collection, act: object, done: str) -> HttpResponse:
    try:
        act()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(collection)


def _ask(
    request: HttpRequest, collection: Collection, form: object, title: str, *, button: str = "", meaning: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button or title,
        "collection": collection,
        "meaning": meaning,
        "back": collection.get_absolute_url(),
        "breadcrumb": crumbs_of(collection, (title, "")),
    }
    return render(request, "evaluation/collection/ask.html", context)
