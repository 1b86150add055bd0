"""Fetch publications within the reader's rights; 404 for what they may not open, as for what does not exist."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Region
from centres.models.mandate import holds
from crpv.models import Publication, RegionalEdition
from crpv.models.publication import passes_on

DASHBOARDS = ("Tableau de bord", reverse_lazy("publications:index"))


@dataclass(frozen=True, kw_only=True)
class PublishedVersions:
    """The selected version of a year, and all the published ones that the reader may open, the last first."""

    selected: Publication
    of_year: tuple[Publication, ...]

    @property
    def in_force(self) -> Publication | None:
        """The version that counts today, when it is one of those."""
        return next((version for version in self.of_year if version.is_in_force), None)


def versions_or_404(request: HttpRequest, year: int) -> PublishedVersions:
    """The published version of `year` of number `?version=`, by default the one in force (2 queries)."""
    publications = Publication.objects.visible_to(request.user).out().filter(year=year).select_related("published_by")
    number = request.GET.get("version", "")
    of_year = tuple(publications)
    for version in of_year:
        if str(version.version) == number if number else version.is_in_force:
            return PublishedVersions(selected=version, of_year=of_year)
    raise Http404


def national_only(request: HttpRequest) -> None:
    """404 for anybody but national staff."""
    if not holds(request.user, *NETWORK_ROLES):
        raise Http404


def open_or_404(request: HttpRequest, year: int) -> Publication:
    """The version of `year` that is being prepared, for national staff."""
    national_only(request)
    publications = Publication.objects.visible_to(request.user).being_prepared().select_related("replaces", "frozen_by")
    return get_object_or_404(publications, year=year)


def in_force_or_404(request: HttpRequest, year: int) -> Publication:
    """The version of `year` in force."""
    return get_object_or_404(Publication.objects.visible_to(request.user).in_force(), year=year)


def own_region_or_404(request: HttpRequest, code: str) -> Region:
    """The region of `code`, for those who act for it."""
    region = get_object_or_404(Region, code=code)
    if not passes_on(request.user, region):
        raise Http404
    return region


def edition_or_404(request: HttpRequest, year: int, code: str) -> RegionalEdition:
    """The edition of one region, of the version `?version=`, by default the one in force."""
    editions = RegionalEdition.objects.visible_to(request.user).select_related("publication", "region")
    return get_object_or_404(editions, publication=versions_or_404(request, year).selected, region__code=code)


def editions_of(user: User | AnonymousUser, publication: Publication) -> list[RegionalEdition]:
    """The regional editions of `publication` that `user` may download, without their figures (1 query)."""
    if not user.is_authenticated:
        return []
    editions = RegionalEdition.objects.visible_to(user).filter(publication=publication)
    return list(editions.select_related("publication", "region").defer("content", "publication__content"))


def sees_names(user: User | AnonymousUser) -> bool:
    """Whether `user` belongs to the network, and so reads the tables that name its centres (§1.10)."""
    return holds(user, *Role)
