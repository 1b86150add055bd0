"""Signature, amendments, and the text that is signed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from accounts.acts.already_done import already_done_step
from accounts.acts.form_page import FormPage, form_page
from documents.downloads import attachment
from governance.conventions import services as amending
from governance.conventions.checks import before_amending, before_signing, before_signing_amendment
from governance.conventions.contract import signing
from governance.conventions.contract.build import amendment_text_of, contract_of, print_amendment, print_convention
from governance.conventions.forms import AmendmentForm, PastAmendmentForm, SigningForm
from governance.conventions.schedule import RANKS, amendment_of, consultation, year_of
from governance.conventions.views.get_objects import (
    OpenedConvention,
    leads_only,
    open_convention,
    typed,
)
from governance.conventions.workflow import AMENDMENT_WORKFLOW, CONVENTION_WORKFLOW
from governance.enums import AmendmentState, ConventionState
from governance.models import Amendment


def sign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sign a draft: what it still lacks is said before, and refuses it."""
    opened = _to_write(request, slug, pk)
    if opened.convention.state != ConventionState.DRAFT:
        return already_done_step(request, CONVENTION_WORKFLOW, opened.convention, "sign", crumbs=opened.crumbs)
    form = SigningForm(typed(request))
    page = FormPage(
        title="Signer la convention",
        lead="La signature fige le texte : le PDF est gardé tel quel avec son empreinte. Ensuite, la convention ne "
        "change plus que par avenant.",
        missing=tuple(before_signing(opened.convention)),
        points=tuple(f"{one.sentence} ({one.reference})" for one in consultation(opened.convention)),
        submit="Signer la convention",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="La convention est signée, son texte est figé.",
    )
    return form_page(
        request, form, lambda typed: signing.sign(opened.convention, on=typed["on"], actor=request.user), page
    )


def amendment(request: HttpRequest, slug: str, pk: int, rank: int) -> HttpResponse:
    """Prepare the amendment of a year, or rewrite its draft."""
    opened = _to_write(request, slug, pk, rank)
    draft = amendment_of(opened.convention, rank)
    form = AmendmentForm(typed(request), initial={"purpose": draft.purpose if draft else ""})
    page = FormPage(
        title=f"Préparer l’avenant de la {rank}e année",
        lead=f"Exercice {year_of(opened.convention, rank)} : le montant vient de l’exercice adopté.",
        missing=tuple(before_amending(opened.convention, rank)),
        submit="Enregistrer le projet d’avenant",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="Le projet d’avenant est enregistré.",
        to=opened.convention,
        stored=lambda: amending.stored_amendment(opened.convention, rank),
    )
    return form_page(
        request,
        form,
        lambda typed: amending.prepare_amendment(opened.convention, rank, actor=request.user, **typed),
        page,
    )


def record_amendment(request: HttpRequest, slug: str, pk: int, rank: int) -> HttpResponse:
    """Keep an amendment signed before the tool."""
    opened = _to_write(request, slug, pk, rank)
    form = PastAmendmentForm(typed(request))
    page = FormPage(
        title=f"Enregistrer l’avenant de la {rank}e année",
        lead="Signé avant l’outil, il est gardé tel quel : aucune pièce n’est exigée.",
        submit="Enregistrer",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="L’avenant est enregistré tel quel.",
        to=opened.convention,
    )
    return form_page(
        request,
        form,
        lambda typed: amending.record_amendment(opened.convention, rank, actor=request.user, **typed),
        page,
    )


def sign_amendment(request: HttpRequest, slug: str, pk: int, rank: int) -> HttpResponse:
    """Sign the amendment of a year."""
    opened = _to_write(request, slug, pk)
    draft = _amendment_or_404(opened, rank)
    if draft.state != AmendmentState.DRAFT:
        back = opened.convention.get_absolute_url()
        return already_done_step(request, AMENDMENT_WORKFLOW, draft, "sign", crumbs=opened.crumbs, back=back)
    form = SigningForm(typed(request))
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
        request, form, lambda typed: signing.sign_amendment(draft, on=typed["on"], actor=request.user), page
    )


def text(request: HttpRequest, slug: str, pk: int, rank: int = 0) -> HttpResponse:
    """The text of a convention, or of one of its amendments, as a page."""
    opened = open_convention(request, slug, pk)
    contract = amendment_text_of(_amendment_or_404(opened, rank)) if rank else contract_of(opened.convention)
    context = {
        "contract": contract,
        "convention": opened.convention,
        "rank": rank,
        "breadcrumb": [*opened.crumbs, ("Avenant" if rank else "Texte", "")],
    }
    return render(request, "governance/conventions/contract/text.html", context)


def text_file(request: HttpRequest, slug: str, pk: int, rank: int = 0) -> HttpResponse:
    """The same text as a PDF; once signed, the frozen bytes themselves."""
    opened = open_convention(request, slug, pk)
    amended = _amendment_or_404(opened, rank) if rank else None
    frozen = opened.convention.documents.filter(kind="frozen", amendment=amended).first()
    content = bytes(frozen.content) if frozen else _printed(opened, amended)
    return attachment(content, f"{slugify(str(amended or opened.convention))}.pdf")


def _printed(opened: OpenedConvention, amended: Amendment | None) -> bytes:
    return print_amendment(amended) if amended else print_convention(opened.convention)


def _to_write(request: HttpRequest, slug: str, pk: int, rank: int = 2) -> OpenedConvention:
    """The convention for its lead region; a year that no amendment sets does not exist (R-75)."""
    opened = open_convention(request, slug, pk)
    if rank not in RANKS:
        raise Http404
    leads_only(opened.rights)
    return opened


def _amendment_or_404(opened: OpenedConvention, rank: int) -> Amendment:
    found = amendment_of(opened.convention, rank)
    if found is None:
        raise Http404
    found.convention = opened.convention
    return found
