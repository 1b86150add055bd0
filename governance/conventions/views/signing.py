"""Pages that sign conventions, prepare and sign amendments, and display their text."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from accounts.acts.already_done import already_done_step
from accounts.acts.form_page import FormPage, form_page
from documents.downloads import attachment
from governance.conventions import services
from governance.conventions.checks import before_amending, before_signing, before_signing_amendment
from governance.conventions.contract import signing
from governance.conventions.contract.build import (
    amendment_text_of,
    changed_since,
    contract_of,
    print_contract,
    thawed_text,
)
from governance.conventions.contract.clauses import Contract
from governance.conventions.forms import AmendmentForm, PastAmendmentForm, SigningForm
from governance.conventions.schedule import RANKS, amendment_of, consultation, year_of
from governance.conventions.views.get_objects import (
    OpenedConvention,
    leads_only,
    open_convention,
    post_data,
    records_only,
)
from governance.conventions.workflow import AMENDMENT_WORKFLOW, CONVENTION_WORKFLOW
from governance.enums import AmendmentState, ConventionState
from governance.models import Amendment, ConventionDocument


def sign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sign a draft, whose page lists what it lacks; a convention already signed gets the page of what is done."""
    opened = _to_write(request, slug, pk)
    if opened.convention.state != ConventionState.DRAFT:
        return already_done_step(request, CONVENTION_WORKFLOW, opened.convention, "sign", crumbs=opened.crumbs)
    form = SigningForm(post_data(request))
    page = FormPage(
        title="Signer la convention",
        lead="La signature fige le texte : le PDF est gardé tel quel avec son empreinte. Ensuite, la convention ne "
        "change plus que par avenant.",
        missing=tuple(before_signing(opened.convention)),
        points=tuple(f"{alert.sentence} ({alert.reference})" for alert in consultation(opened.convention)),
        submit="Signer la convention",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="La convention est signée, son texte est figé.",
    )
    return form_page(
        request, form, lambda values: signing.sign(opened.convention, on=values["on"], actor=request.user), page
    )


def amendment(request: HttpRequest, slug: str, pk: int, rank: int) -> HttpResponse:
    """Prepare the amendment of a year, or rewrite its draft."""
    opened = _to_write(request, slug, pk, rank)
    draft = amendment_of(opened.convention, rank)
    form = AmendmentForm(post_data(request), initial={"purpose": draft.purpose if draft else ""})
    page = FormPage(
        title=f"Préparer l’avenant de la {rank}e année",
        lead=f"Exercice {year_of(opened.convention, rank)} : le montant vient de l’exercice adopté.",
        missing=tuple(before_amending(opened.convention, rank)),
        submit="Enregistrer le projet d’avenant",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="Le projet d’avenant est enregistré.",
        to=opened.convention,
        stored=lambda: services.stored_amendment(opened.convention, rank),
    )
    return form_page(
        request,
        form,
        lambda values: services.prepare_amendment(opened.convention, rank, actor=request.user, **values),
        page,
    )


def record_amendment(request: HttpRequest, slug: str, pk: int, rank: int) -> HttpResponse:
    """Record an amendment signed before the tool."""
    opened = open_convention(request, slug, pk)
    if rank not in RANKS:
        raise Http404
    records_only(opened.rights)
    form = PastAmendmentForm(post_data(request), request.FILES or None)
    page = FormPage(
        title=f"Enregistrer l’avenant de la {rank}e année",
        creates=True,
        lead="Signé avant l’outil, il est gardé tel quel : aucune pièce n’est exigée. Signé depuis, seule "
        "l’administration nationale l’enregistre, avec son motif et le fichier signé.",
        submit="Enregistrer",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="L’avenant est enregistré tel quel.",
        to=opened.convention,
    )
    return form_page(
        request,
        form,
        lambda values: services.record_amendment(
            opened.convention,
            rank,
            signed_on=values["signed_on"],
            purpose=values["purpose"],
            actor=request.user,
            file=form.signed_file(),
        ),
        page,
    )


def sign_amendment(request: HttpRequest, slug: str, pk: int, rank: int) -> HttpResponse:
    """Sign the amendment of a year."""
    opened = _to_write(request, slug, pk)
    draft = _amendment_or_404(opened, rank)
    if draft.state != AmendmentState.DRAFT:
        back = opened.convention.get_absolute_url()
        return already_done_step(request, AMENDMENT_WORKFLOW, draft, "sign", crumbs=opened.crumbs, back=back)
    form = SigningForm(post_data(request))
    page = FormPage(
        title=f"Signer l’avenant de la {rank}e année",
        lead="La signature fige le texte de l’avenant et fait passer la convention à cet exercice.",
        missing=tuple(before_signing_amendment(draft)),
        submit="Signer l’avenant",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="L’avenant est signé, son texte est figé.",
        to=opened.convention,
    )
    return form_page(
        request, form, lambda values: signing.sign_amendment(draft, on=values["on"], actor=request.user), page
    )


def text(request: HttpRequest, slug: str, pk: int, rank: int = 0) -> HttpResponse:
    """The text of a convention or amendment: built now for a draft, the frozen one once signed."""
    opened = open_convention(request, slug, pk)
    amended = _amendment_or_404(opened, rank) if rank else None
    today, paper = _text_of_today(opened, amended), _frozen_paper(opened, amended)
    signed = thawed_text(paper.text) if paper and paper.text else None
    context = {
        "contract": signed or today,
        "has_text": bool(signed or today.is_draft),
        "paper": paper,
        "changes": changed_since(signed, today) if signed else (),
        "convention": opened.convention,
        "rank": rank,
        "breadcrumb": [*opened.crumbs, ("Avenant" if rank else "Texte", "")],
    }
    return render(request, "governance/conventions/contract/text.html", context)


def text_file(request: HttpRequest, slug: str, pk: int, rank: int = 0) -> HttpResponse:
    """The same text as a PDF: printed now for a draft, the frozen bytes once signed; 404 when none was frozen."""
    opened = open_convention(request, slug, pk)
    amended = _amendment_or_404(opened, rank) if rank else None
    paper, today = _frozen_paper(opened, amended), _text_of_today(opened, amended)
    if paper is None and not today.is_draft:
        raise Http404
    content = bytes(paper.content) if paper else print_contract(today)
    return attachment(content, f"{slugify(str(amended or opened.convention))}.pdf")


def _frozen_paper(opened: OpenedConvention, amended: Amendment | None) -> ConventionDocument | None:
    return opened.convention.documents.filter(kind=ConventionDocument.Kind.FROZEN, amendment=amended).first()


def _text_of_today(opened: OpenedConvention, amended: Amendment | None) -> Contract:
    return amendment_text_of(amended) if amended else contract_of(opened.convention)


def _to_write(request: HttpRequest, slug: str, pk: int, rank: int = 2) -> OpenedConvention:
    """The convention for its lead region; 404 for others, and for a rank that is not an amendment (R-75)."""
    opened = open_convention(request, slug, pk)
    if rank not in RANKS:
        raise Http404
    leads_only(opened.rights)
    return opened


def _amendment_or_404(opened: OpenedConvention, rank: int) -> Amendment:
    existing = amendment_of(opened.convention, rank)
    if existing is None:
        raise Http404
    existing.convention = opened.convention
    return existing
