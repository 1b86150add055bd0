"""Fetching conventions within the reader's rights; a stranger gets the same 404 as for what does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from centres.models import Centre
from governance.conventions.queries import Rights, conventions_seen_by, led, rights_on
from governance.models import Cartography, Convention

CONVENTIONS = ("Conventions", reverse_lazy("governance:conventions"))
Crumbs = list[tuple[str, Any]]
Told = Mapping[str, Any]


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
    """A convention with what its dates lean on, and what the reader may do with it."""

    convention: Convention
    rights: Rights

    @property
    def centre(self) -> Centre:
        return self.convention.centre

    @property
    def crumbs(self) -> Crumbs:
        one = self.convention
        label = f"{one.get_kind_display().capitalize()} {one.starts_on.year}-{one.current_end.year}"
        return [*OpenedCentre(centre=one.centre, rights=self.rights).crumbs, (label, one.get_absolute_url())]


def open_centre(request: HttpRequest, slug: str) -> OpenedCentre:
    """The centre `slug` with its identity of today, for those who may open its file (1 query)."""
    centres = Centre.objects.visible_to(request.user).annotate(is_led=led(request.user, "pk")).with_identity()
    centre = get_object_or_404(centres, slug=slug)
    return OpenedCentre(centre=centre, rights=rights_on(request.user, centre.pk, is_led=centre.is_led))


def open_convention(request: HttpRequest, slug: str, pk: int) -> OpenedConvention:
    """The convention `pk` of the centre `slug`, for those who may read it (4 queries)."""
    conventions = conventions_seen_by(request.user).select_related("centre", "final_review", "cartography", "follows")
    conventions = conventions.annotate(is_led=led(request.user, "centre_id")).prefetch_related("extensions")
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
    """404 for those to whom the writing of a convention does not exist."""
    if not rights.leads:
        raise Http404


def parties_only(rights: Rights) -> None:
    """404 for those who are neither the lead region nor the centre."""
    if not rights.attaches:
        raise Http404


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is empty; None when the page is only read."""
    return request.POST if request.method == "POST" else None
