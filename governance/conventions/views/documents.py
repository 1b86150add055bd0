"""Signed copies and frozen texts: either party attaches copies, who reads the convention downloads them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.acts.form_page import FormPage, form_page
from documents.downloads import UNKNOWN_TYPE, deposited
from governance.conventions.contract.signing import MAX_BYTES, attach_copy, file_type
from governance.conventions.forms import CopyForm
from governance.conventions.views.get_objects import open_convention, parties_only, post_data
from governance.models import ConventionDocument


def attach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Attach a signed copy."""
    opened = open_convention(request, slug, pk)
    parties_only(opened.rights)
    form = CopyForm(
        post_data(request), request.FILES if request.method == "POST" else None, convention=opened.convention
    )
    page = FormPage(
        title="Déposer une copie signée",
        creates=True,
        lead="L’une ou l’autre partie dépose la copie ; chacune peut la reprendre ici.",
        submit="Déposer la copie",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="La copie signée est déposée.",
        to=opened.convention,
    )

    def act(values: dict[str, Any]) -> ConventionDocument:
        sent = values["copy"]
        return attach_copy(
            opened.convention,
            values["amendment"],
            name=sent.name,
            content=sent.read(MAX_BYTES + 1),
            actor=request.user,
        )

    return form_page(request, form, act, page)


def paper(request: HttpRequest, slug: str, pk: int, paper_pk: int) -> HttpResponse:
    """Download a paper: a browser neither opens it in the site nor guesses its type."""
    documents = ConventionDocument.objects.visible_to(request.user)
    document = get_object_or_404(documents, convention__centre__slug=slug, pk=paper_pk)
    if document.convention_id != pk:  # compared here: no database reads a number of thirty figures
        raise Http404
    content = bytes(document.content)
    type_ = file_type(content)
    return deposited(content, document.name, of_type=type_[1] if type_ else UNKNOWN_TYPE)
