"""Pages of productions: the library, its file, one production, its form."""

from __future__ import annotations

from typing import Any

from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, form_page
from accounts.acts.submission_keys import is_sure
from centres.models.centre import is_of_team
from documents.downloads import attachment
from documents.forms.sorting import page_of
from governance.enums import CoSignatureState
from governance.models import Action, Production
from governance.national.services import directed_centres
from governance.productions.forms import CoSignatureForm, ProductionForm
from governance.productions.lists import LIBRARY_EXPORT, LibraryForm, library_of
from governance.productions.services import (
    answer_co_signature,
    co_signatures_of,
    may_write,
    may_write_some,
    save_production,
)

PRODUCTIONS_PER_PAGE = 20
PRODUCTIONS = ("Productions", reverse_lazy("governance:productions"))


def library(request: HttpRequest) -> HttpResponse:
    """The productions that answer the filters, the latest first."""
    form = LibraryForm(request.GET)
    productions = library_of(request.user, form.filters)
    context = {
        "form": form,
        "page": page_of(productions, request.GET, by=PRODUCTIONS_PER_PAGE),
        "query": request.GET.urlencode(),
        "may_add": may_write_some(request.user),
        "breadcrumb": [(PRODUCTIONS[0], "")],
    }
    return render(request, "governance/productions/library.html", context)


def library_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same productions as a file, without pages: `csv` or `xlsx`."""
    productions = library_of(request.user, LibraryForm(request.GET).filters)
    return LIBRARY_EXPORT.response(productions, kind, "productions-crpv")


def _production_or_404(request: HttpRequest, pk: int) -> Production:
    productions = Production.objects.visible_to(request.user).select_related("worksite").prefetch_related("centres")
    return get_object_or_404(productions.defer("file_content"), pk=pk)


def production_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One production and how to read it."""
    production = _production_or_404(request, pk)
    context = {
        "production": production,
        "may_write": may_write(request.user, production),
        "co_signatures": co_signatures_of(production, request.user),
        "breadcrumb": [PRODUCTIONS, (production.title, "")],
    }
    return render(request, "governance/productions/production.html", context)


def production_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a production, always a download: a browser never opens it inside the site."""
    production = _production_or_404(request, pk)
    if not production.file_name:
        raise Http404
    return attachment(bytes(production.file_content), production.file_name)


def new_production(request: HttpRequest) -> HttpResponse:
    """Record a production of one's centre; `?action=` says which action it comes from (R-25)."""
    if not may_write_some(request.user):
        raise Http404
    directed = directed_centres(request.user)
    own, pk = Action.objects.filter(programme__centre__in=directed), request.GET.get("action", "")
    action = own.select_related("programme").filter(pk=pk[:18]).first() if pk.isdecimal() else None
    initial: dict[str, object] = {"centres": sorted(directed)}
    if action:
        initial |= {"theme": action.theme, "centres": [action.programme.centre_id]}
    form = ProductionForm(request.POST or None, request.FILES or None, initial=initial)
    return form_page(
        request,
        form,
        lambda _: save_production(
            Production(), actor=request.user, action=action, is_another=is_sure(request), **form.production_values()
        ),
        FormPage(
            title="Ajouter une production",
            creates=True,
            done="La production est enregistrée.",
            crumbs=[PRODUCTIONS],
            lead=f"Issue de l’action « {action.title} »." if action else "",
        ),
    )


def edit_production(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a production of one's centre."""
    production = _production_or_404(request, pk)
    if not may_write(request.user, production):
        raise Http404
    form = ProductionForm(
        request.POST or None,
        request.FILES or None,
        has_file=bool(production.file_name),
        initial=_initial(production),
    )
    return form_page(
        request,
        form,
        lambda values: save_production(
            production, actor=request.user, token=values["token"], **form.production_values()
        ),
        FormPage(
            title="Modifier la production",
            done="La production est modifiée.",
            crumbs=[PRODUCTIONS, (production.title, production.get_absolute_url())],
            stored=lambda: stored_values(production, (*form.fields, "file_name")),
        ),
    )


def _initial(production: Production) -> dict[str, Any]:
    """The values of its form: the centres asked to confirm are ticked like its authors."""
    asked = production.co_signatures.filter(state=CoSignatureState.PROPOSED).values_list("centre", flat=True)
    values = model_to_dict(production, fields=ProductionForm.base_fields)
    return values | {"centres": [*(centre.pk for centre in values["centres"]), *asked]}


def co_signature(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The team of a centre confirms, or refuses, that it made a production with others (R-32)."""
    production = _production_or_404(request, pk)
    asked = get_object_or_404(production.co_signatures.select_related("centre", "proposed_by"), centre__slug=slug)
    if not is_of_team(request.user, asked.centre_id):
        raise Http404
    page = FormPage(
        title="Confirmer la co-signature",
        lead=f"{production.title} : {asked.proposed_by.get_full_name()} dit que {asked.centre.usual_name} l’a faite "
        "aussi. Elle ne compte pour votre centre que si vous le confirmez (R-32, R-123, R-124).",
        submit="Répondre",
        done="Votre réponse est enregistrée.",
        crumbs=[PRODUCTIONS, (production.title, production.get_absolute_url())],
    )
    return form_page(
        request,
        CoSignatureForm(request.POST if request.method == "POST" else None),
        lambda values: answer_co_signature(asked, is_confirmed=values["answer"] == "oui", actor=request.user),
        page,
    )
