"""Forms of the lead region: drafts, conventions signed before the tool, extensions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from accounts.acts.already_done import already_done
from accounts.acts.form_page import FormPage, form_page
from documents.forms.dsfr import DsfrForm
from governance.conventions import services
from governance.conventions.forms import FORMS, ExtensionForm, PastForm
from governance.conventions.views.get_objects import (
    OpenedConvention,
    leads_only,
    open_centre,
    open_convention,
    post_data,
    records_only,
)
from governance.enums import ConventionKind, ConventionState
from governance.models import Convention


def create(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Create a draft; a kind that the legal form does not allow is refused on the form (R-74, R-56)."""
    opened = open_centre(request, slug)
    leads_only(opened.rights)
    if kind not in ConventionKind.values:
        raise Http404
    form = FORMS[ConventionKind(kind)](post_data(request), centre=opened.centre)
    page = FormPage(
        title=f"Préparer une {ConventionKind(kind).label}"
        if kind != ConventionKind.PROTOCOL
        else "Préparer un protocole financier",
        creates=True,
        lead=f"{opened.centre.usual_name}. Le projet se complète jusqu’à sa signature.",
        submit="Ouvrir le projet",
        back=opened.crumbs[-1][1],
        crumbs=opened.crumbs,
        done="Le projet est ouvert : voyez ce qui lui manque avant la signature.",
    )
    return form_page(
        request, form, lambda _: services.create(opened.centre, kind, form.draft_values(), actor=request.user), page
    )


def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a convention signed before the tool."""
    opened = open_centre(request, slug)
    records_only(opened.rights)
    form = PastForm(post_data(request), request.FILES or None)
    page = FormPage(
        title="Enregistrer une convention signée avant l’outil",
        creates=True,
        lead=f"{opened.centre.usual_name}. Elle est gardée telle quelle : aucune pièce n’est exigée. Signée depuis que "
        "l’outil est en service, seule l’administration nationale l’enregistre, avec son motif et le fichier signé.",
        submit="Enregistrer",
        back=opened.crumbs[-1][1],
        crumbs=opened.crumbs,
        done="La convention est enregistrée telle quelle.",
    )
    return form_page(
        request,
        form,
        lambda _: services.record(opened.centre, form.past_convention(), actor=request.user, file=form.signed_file()),
        page,
    )


def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Rewrite a draft."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    convention = opened.convention
    if convention.state != ConventionState.DRAFT and request.method != "POST":
        return _signed(request, opened, "Modifier le projet")  # a posted form is displayed again with the refusal
    form_class = FORMS[ConventionKind(convention.kind)]
    form = form_class(post_data(request), initial=services.stored_draft(convention), centre=opened.centre)
    page = FormPage(
        title="Modifier le projet",
        submit="Enregistrer",
        back=convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="Le projet est enregistré.",
        stored=lambda: services.stored_draft(Convention.objects.select_related("cartography").get(pk=pk)),
    )
    return form_page(
        request,
        form,
        lambda values: services.edit(convention, form.draft_values(), actor=request.user, token=values["token"]),
        page,
    )


def _signed(request: HttpRequest, opened: OpenedConvention, act: str) -> HttpResponse:
    """The page of what is already done: the draft was signed since the form was displayed."""
    back = opened.convention.get_absolute_url()
    return already_done(request, opened.convention, act, verb="", back=back, crumbs=opened.crumbs)


def abandon(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for confirmation, then delete a draft."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    if opened.convention.state != ConventionState.DRAFT:
        return _signed(request, opened, "Abandonner le projet")
    page = FormPage(
        title="Abandonner le projet",
        lead="Le projet disparaît ; le journal garde la trace de son abandon. Rien n’a été signé.",
        submit="Abandonner le projet",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        is_grave=True,
        done="Le projet est abandonné.",
        to=reverse("governance:centre_conventions", args=[slug]),
    )
    return form_page(
        request, DsfrForm(post_data(request)), lambda _: services.abandon(opened.convention, actor=request.user), page
    )


def extend(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Extend a founding convention (R-76)."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    form = ExtensionForm(post_data(request))
    page = FormPage(
        title="Proroger la convention constitutive",
        lead="Le nouveau terme déplace l’échéance et la date du bilan final.",
        submit="Proroger",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="La convention est prorogée.",
        to=opened.convention,
    )
    return form_page(
        request, form, lambda values: services.extend(opened.convention, actor=request.user, **values), page
    )
