"""Pages of a cartography: its lines, its forms, its validation (R-51 to R-53)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.acts.already_done import already_done_step
from accounts.acts.form_page import FormPage, form_page
from documents.forms.dsfr import DsfrForm
from governance.cartography import services
from governance.conventions.checks import before_validating_cartography
from governance.conventions.forms import CartographyDateForm, CartographyForm, CartographyLineForm
from governance.conventions.views.get_objects import (
    OpenedCentre,
    leads_only,
    open_cartography,
    open_centre,
    parties_only,
    post_data,
)
from governance.conventions.workflow import CARTOGRAPHY_WORKFLOW
from governance.enums import CartographyState
from governance.models import Cartography, CartographyLine


def _url(cartography: Cartography) -> str:
    return reverse("governance:cartography", args=[cartography.centre.slug, cartography.pk])


def _crumbs(opened: OpenedCentre, cartography: Cartography) -> list[tuple[str, str]]:
    return [*opened.crumbs, ("Cartographie", _url(cartography))]


def cartography_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The lines of a cartography, and what it lacks to be validated."""
    cartography, opened = open_cartography(request, slug, pk)
    is_ongoing = cartography.state == CartographyState.ONGOING
    missing = before_validating_cartography(cartography, timezone.localdate(), timezone.localdate())
    context = {
        "cartography": cartography,
        "centre": opened.centre,
        "lines": cartography.lines.all(),
        "missing": missing if is_ongoing else [],
        "may_write": opened.rights.attaches and is_ongoing,
        "may_lead": opened.rights.leads and is_ongoing,
        "breadcrumb": [*opened.crumbs, ("Cartographie", "")],
    }
    return render(request, "governance/cartography/cartography.html", context)


def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Create a cartography."""
    opened = open_centre(request, slug)
    leads_only(opened.rights)
    form = CartographyForm(post_data(request))
    page = FormPage(
        title="Ouvrir une cartographie",
        creates=True,
        lead="Elle précède toute convention nouvelle ou renouvelée (R-51) ; le centre y contribue (R-53).",
        submit="Ouvrir la cartographie",
        back=opened.crumbs[-1][1],
        crumbs=opened.crumbs,
        done="La cartographie est ouverte : ajoutez ses lignes.",
    )
    return form_page(
        request, form, lambda values: _url(services.open_cartography(opened.centre, actor=request.user, **values)), page
    )


def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change the head of a cartography."""
    cartography, opened = open_cartography(request, slug, pk)
    leads_only(opened.rights)
    form = CartographyForm(post_data(request), initial=CartographyForm.initial_of(cartography))
    page = FormPage(
        title="Modifier la cartographie",
        submit="Enregistrer",
        back=_url(cartography),
        crumbs=_crumbs(opened, cartography),
        done="La cartographie est enregistrée.",
        to=_url(cartography),
        stored=lambda: services.stored_cartography(Cartography.objects.get(pk=pk)),
    )
    return form_page(
        request, form, lambda values: services.edit_cartography(cartography, actor=request.user, **values), page
    )


def line(request: HttpRequest, slug: str, pk: int, line_pk: int = 0) -> HttpResponse:
    """Add a line, or change one."""
    cartography, opened = open_cartography(request, slug, pk)
    parties_only(opened.rights)
    existing = get_object_or_404(CartographyLine, cartography=cartography, pk=line_pk) if line_pk else None
    initial = {name: getattr(existing, name) for name in CartographyLineForm.base_fields} if existing else {}
    form = CartographyLineForm(post_data(request), initial=initial)
    page = FormPage(
        title="Modifier une ligne" if existing else "Ajouter une ligne",
        creates=existing is None,
        lead="Une fonction du territoire, qui l’assure, ce que l’on constate, pourquoi le centre est mobilisé (R-52).",
        submit="Enregistrer la ligne",
        back=_url(cartography),
        crumbs=_crumbs(opened, cartography),
        done="La ligne est enregistrée.",
        to=_url(cartography),
        stored=lambda: services.stored_line(existing),
    )
    return form_page(
        request, form, lambda values: services.write_line(cartography, existing, actor=request.user, **values), page
    )


def remove_line(request: HttpRequest, slug: str, pk: int, line_pk: int) -> HttpResponse:
    """Delete a line."""
    cartography, opened = open_cartography(request, slug, pk)
    parties_only(opened.rights)
    existing = get_object_or_404(CartographyLine, cartography=cartography, pk=line_pk)
    page = FormPage(
        title="Retirer une ligne",
        lead=f"La ligne « {existing.function} » disparaît de la cartographie.",
        submit="Retirer la ligne",
        back=_url(cartography),
        crumbs=_crumbs(opened, cartography),
        is_grave=True,
        done="La ligne est retirée.",
        to=_url(cartography),
    )
    return form_page(
        request, DsfrForm(post_data(request)), lambda _: services.remove_line(existing, actor=request.user), page
    )


def validate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close a cartography at its date."""
    cartography, opened = open_cartography(request, slug, pk)
    leads_only(opened.rights)
    if cartography.state != CartographyState.ONGOING:
        return already_done_step(
            request, CARTOGRAPHY_WORKFLOW, cartography, "validate",
            crumbs=_crumbs(opened, cartography), back=_url(cartography),
        )  # fmt: skip
    today = timezone.localdate()
    form = CartographyDateForm(post_data(request))
    page = FormPage(
        title="Valider la cartographie",
        lead="Validée, elle ne change plus : une convention peut s’appuyer sur elle (R-51).",
        missing=tuple(before_validating_cartography(cartography, today, today)),
        submit="Valider la cartographie",
        back=_url(cartography),
        crumbs=_crumbs(opened, cartography),
        done="La cartographie est validée.",
        to=_url(cartography),
    )
    return form_page(
        request,
        form,
        lambda values: services.validate_cartography(cartography, dated=values["on"], actor=request.user),
        page,
    )
