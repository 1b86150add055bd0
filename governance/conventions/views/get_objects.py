"""Centres, conventions and cartographies in the reader's perimeter: 404 outside it, as for what does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from centres.models import Centre
from governance.conventions.queries import Rights, is_led_by, rights_on, visible_conventions
from governance.models import Cartography, Convention

CONVENTIONS = ("Conventions", reverse_lazy("governance:conventions"))
Crumbs = list[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OpenedCentre:
    """A centre, and what the reader may do with its conventions."""

    centre: Centre
    rights: Rights

    @property
    def crumbs(self) -> Crumbs:
        url = reverse("governance:centre_conventions", args=[self.centre.slug])
        return [CONVENTIONS, (self.centre.usual_name, url)]


@dataclass(frozen=True, kw_only=True)
class OpenedConvention:
    """A convention with what its dates depend on, and what the reader may do with it."""

    convention: Convention
    rights: Rights

    @property
    def centre(self) -> Centre:
        return self.convention.centre

    @property
    def crumbs(self) -> Crumbs:
        convention = self.convention
        years = f"{convention.starts_on.year}-{convention.current_end.year}"
        label = f"{convention.get_kind_display().capitalize()} {years}"
        centre_crumbs = OpenedCentre(centre=convention.centre, rights=self.rights).crumbs
        return [*centre_crumbs, (label, convention.get_absolute_url())]


def open_centre(request: HttpRequest, slug: str) -> OpenedCentre:
    """The centre `slug` with its identity of today, for those who may open its file (1 query)."""
    centres = Centre.objects.visible_to(request.user).annotate(is_led=is_led_by(request.user, "pk")).with_identity()
    centre = get_object_or_404(centres, slug=slug)
    return OpenedCentre(centre=centre, rights=rights_on(request.user, centre.pk, is_led=centre.is_led))


def open_convention(request: HttpRequest, slug: str, pk: int) -> OpenedConvention:
    """The convention `pk` of the centre `slug`, for those who may read it (4 queries)."""
    conventions = visible_conventions(request.user).select_related("centre", "final_review", "cartography", "follows")
    conventions = conventions.annotate(is_led=is_led_by(request.user, "centre_id")).prefetch_related("extensions")
    convention = get_object_or_404(conventions, centre__slug=slug, pk=pk)
    rights = rights_on(request.user, convention.centre_id, is_led=convention.is_led)
    return OpenedConvention(convention=convention, rights=rights)


def open_cartography(request: HttpRequest, slug: str, pk: int) -> tuple[Cartography, OpenedCentre]:
    """The cartography `pk` of the centre `slug`, for those who may read it (2 queries)."""
    cartographies = Cartography.objects.visible_to(request.user).prefetch_related("lines")
    opened = open_centre(request, slug)
    cartography = get_object_or_404(cartographies, centre=opened.centre, pk=pk)
    cartography.centre = opened.centre
    return cartography, opened


def leads_only(rights: Rights) -> None:
    """404 for who may not write the convention."""
    if not rights.leads:
        raise Http404


def records_only(rights: Rights) -> None:
    """404 for who records nothing signed outside the application."""
    if not rights.records:
        raise Http404


def team_only(rights: Rights) -> None:
    """404 for who is not of the centre's own team."""
    if not rights.is_team:
        raise Http404


def parties_only(rights: Rights) -> None:
    """404 for who is neither the lead region nor the centre."""
    if not rights.attaches:
        raise Http404


def post_data(request: HttpRequest) -> QueryDict | None:
    """The data to bind a form to: what was posted, even empty; None for another method."""
    return request.POST if request.method == "POST" else None
