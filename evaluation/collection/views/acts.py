"""The acts on a form: finish it, certify it, send it back, verify it, take last year's comments again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.acts.form_page import FormPage, act_or_message, form_page
from accounts.acts.workflow import Transition
from documents.forms.dsfr import DsfrForm
from documents.french import counted
from evaluation.collection import services as copying
from evaluation.collection import workflow
from evaluation.collection.forms import CertifyForm, CopyForm, ReturnForm
from evaluation.collection.permissions import may_fill
from evaluation.collection.queries import form_of
from evaluation.collection.views.get_objects import (
    certified_collection_or_404,
    collection_or_404,
    crumbs_of,
    led_collection_or_404,
    own_collection_or_404,
)
from evaluation.collection.workflow import COLLECTION_WORKFLOW
from evaluation.counting.comparison import differences_from_records
from evaluation.counting.services import refresh_computed
from evaluation.models import Collection

OWN_PAGES = ("submit", "return")


def certify(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The direction reads the whole, ticks the sentence and sends."""
    collection = certified_collection_or_404(request, year, slug)
    if not may_fill(request.user, collection):
        raise Http404
    page = FormPage(
        title="Certifier et envoyer",
        crumbs=crumbs_of(collection, ("", ""))[:-1],
        done="Vos indicateurs sont certifiés et envoyés à l’État régional.",
        to=collection,
        template="evaluation/collection/certify.html",
        context={"shown": form_of(collection, request.user), "collection": collection},
    )
    form = CertifyForm(request.POST if request.method == "POST" else None)
    return form_page(request, form, lambda _: workflow.certify(collection, actor=request.user), page)


def send_back(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The lead region returns the form: the reason, and the answers to correct."""
    collection = led_collection_or_404(request, year, slug)
    transition = _step(request, collection, "return")
    form = ReturnForm(request.POST or None, lines=form_of(collection, request.user).lines)
    page = _page(collection, transition.label, done="Le formulaire est renvoyé au centre, avec votre motif.")
    return form_page(request, form, lambda values: workflow.send_back(collection, actor=request.user, **values), page)


def move(request: HttpRequest, year: int, slug: str, step: str) -> HttpResponse:
    """Another transition of the form: a page to confirm, then the act."""
    collection = collection_or_404(request, year, slug)
    transition = _step(request, collection, step)
    if step in OWN_PAGES:
        raise Http404
    if request.method == "POST":
        return act_or_message(
            request, lambda: COLLECTION_WORKFLOW.move(collection, step, actor=request.user), to=collection,
            done=f"{transition.label} : c’est fait.",
        )  # fmt: skip
    context = {"differences": differences_from_records(collection)} if step == "verify" else {}
    return form_page(request, DsfrForm(), None, _page(collection, transition.label, meaning=step, **context))


def copy_comments(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Take last year's comments again, those that are chosen, where this year has none."""
    collection = own_collection_or_404(request, year, slug)
    if not may_fill(request.user, collection):
        raise Http404
    choices = [(proposal.code, f"{proposal.code} : {proposal.text}") for proposal in copying.proposals_for(collection)]
    form = CopyForm(request.POST or None, proposals=choices) if choices else DsfrForm()
    if choices and request.method == "POST" and form.is_valid():
        codes = form.cleaned_data["codes"]
        return act_or_message(
            request, lambda: copying.copy_comments(collection, codes, actor=request.user), to=collection,
            done=lambda count: f"{counted(count, 'commentaire repris', 'commentaires repris')} de {year - 1}.",
        )  # fmt: skip
    page = _page(
        collection, f"Reprendre des commentaires de {year - 1}", submit="Reprendre ces commentaires", meaning="copy",
        has_nothing=not choices,
    )  # fmt: skip
    return form_page(request, form, None, page)


def recount(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Count the recorded actions again; what the centre typed or corrected stays."""
    collection = own_collection_or_404(request, year, slug)
    if not may_fill(request.user, collection):
        raise Http404
    if request.method == "POST":
        return act_or_message(
            request, lambda: refresh_computed(collection, actor=request.user), to=collection,
            done=lambda count: f"Calcul refait : {counted(count, 'chiffre a changé', 'chiffres ont changé')}.",
        )  # fmt: skip
    title = "Recalculer d’après les actions enregistrées"
    return form_page(request, DsfrForm(), None, _page(collection, title, submit="Recalculer", meaning="recount"))


def _step(request: HttpRequest, collection: Collection, name: str) -> Transition:
    """The transition `name`; 404 when it is not offered to this person now."""
    transition = COLLECTION_WORKFLOW.offers(request.user, collection, name)
    if transition is None:
        raise Http404
    return transition


def _page(collection: Collection, title: str, *, submit: str = "", done: str = "", **context: Any) -> FormPage:
    return FormPage(
        title=title,
        lead=f"Indicateurs {collection.campaign.year} : {collection.centre.usual_name}",
        submit=submit or title,
        crumbs=crumbs_of(collection, ("", ""))[:-1],
        done=done,
        to=collection,
        leave="Revenir sans rien changer",
        template="evaluation/collection/act.html",
        context=context,
    )
