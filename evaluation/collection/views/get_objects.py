"""Fetching campaigns and forms within the reader's rights: 404 without the right, as for what does not exist."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from centres.models.centre import directs, leads
from evaluation.collection.permissions import may_certify, may_keep_campaigns
from evaluation.enums import Section
from evaluation.models import Campaign, Collection

INDICATORS = ("Indicateurs", reverse_lazy("evaluation:collections"))
CAMPAIGNS = ("Campagnes", reverse_lazy("evaluation:campaigns"))
Crumb = tuple[str, object]


def collection_or_404(request: HttpRequest, year: int, slug: str) -> Collection:
    """The form, for those who may read it, with whether they also read it before it is sent (1 query)."""
    forms = Collection.objects.visible_to(request.user).select_related("campaign", "centre", "certified_by")
    return get_object_or_404(forms.with_drafts_of(request.user), campaign__year=year, centre__slug=slug)


def drafted_collection_or_404(request: HttpRequest, year: int, slug: str) -> Collection:
    """The form, for those who read it before it is sent: the history of an answer holds its drafts (§1.10)."""
    collection = collection_or_404(request, year, slug)
    if not collection.shows_drafts:
        raise Http404
    return collection


def own_collection_or_404(request: HttpRequest, year: int, slug: str) -> Collection:
    """The form, for the team of its centre only."""
    collection = collection_or_404(request, year, slug)
    if not directs(request.user, collection.centre):
        raise Http404
    return collection


def led_collection_or_404(request: HttpRequest, year: int, slug: str) -> Collection:
    """The form, for the lead region of its centre only."""
    collection = collection_or_404(request, year, slug)
    if not leads(request.user, collection.centre):
        raise Http404
    return collection


def certified_collection_or_404(request: HttpRequest, year: int, slug: str) -> Collection:
    """The form, for the direction of its centre only, which certifies."""
    collection = collection_or_404(request, year, slug)
    if not may_certify(request.user, collection):
        raise Http404
    return collection


def campaign_or_404(request: HttpRequest, year: int) -> Campaign:
    """The campaign, for national staff."""
    if not may_keep_campaigns(request.user):
        raise Http404
    return get_object_or_404(Campaign.objects.visible_to(request.user).select_related("referential"), year=year)


def keepers_only(request: HttpRequest) -> None:
    """404 for those who do not manage campaigns."""
    if not may_keep_campaigns(request.user):
        raise Http404


def section_or_404(slug: str) -> str:
    """« M1 » for « m1 »."""
    if slug != slug.lower() or slug.upper() not in Section.values:
        raise Http404
    return slug.upper()


def crumbs_of(collection: Collection, *more: Crumb) -> list[Crumb]:
    """« Indicateurs › 2025 › Ici › … »; the last one is the page itself."""
    year = collection.campaign.year
    crumbs: list[Crumb] = [INDICATORS, (str(year), reverse("evaluation:follow_up", args=[year]))]
    if not more:
        return [*crumbs, (collection.centre.usual_name, "")]
    return [*crumbs, (collection.centre.usual_name, collection.get_absolute_url()), *more]
