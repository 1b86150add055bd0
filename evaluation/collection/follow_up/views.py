"""The follow-up of a campaign, and its figures to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from evaluation.collection.follow_up import exports
from evaluation.collection.follow_up.queries import campaign_rows, follow_up_page, summary_of
from evaluation.collection.forms import FollowUpForm
from evaluation.collection.permissions import follows, label_for, may_keep_campaigns
from evaluation.collection.views.get_objects import INDICATORS
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Campaign, Collection


def years(request: HttpRequest) -> HttpResponse:
    """The campaigns of one's perimeter; a single form leads there at once."""
    rows = [row for row in campaign_rows(request.user) if row.total or may_keep_campaigns(request.user)]
    context = {
        "rows": rows,
        "keeps": may_keep_campaigns(request.user),
        "breadcrumb": [(INDICATORS[0], "")],
    }
    return render(request, "evaluation/collection/years.html", context)


def follow_up(request: HttpRequest, year: int) -> HttpResponse:
    """Who is late, what is missing, what waits; a centre that has one form is led to it."""
    campaign = _campaign_or_404(request, year)
    if not follows(request.user):
        mine = Collection.objects.visible_to(request.user).filter(campaign=campaign).select_related("centre")
        forms = list(mine.select_related("campaign")[:2])
        if len(forms) == 1:
            return redirect(forms[0])
    labels = {state: label_for(request.user, state) for state in CollectionState}
    form = FollowUpForm(request.GET, labels=labels)
    page, rows = follow_up_page(request.user, campaign, form, request.GET)
    context = {
        "campaign": campaign,
        "form": form,
        "page": page,
        "rows": rows,
        "summary": summary_of(request.user, campaign),
        "keeps": may_keep_campaigns(request.user),
        "is_open": campaign.state == CampaignState.OPEN,
        "breadcrumb": [INDICATORS, (str(year), "")],
    }
    return render(request, "evaluation/collection/follow_up/follow_up.html", context)


def _campaign_or_404(request: HttpRequest, year: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), year=year)


def values_file(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    """Every value of one's perimeter: `csv` or `xlsx`, one line an answer, or one a centre (`?forme=large`)."""
    campaign = _campaign_or_404(request, year)
    is_wide = request.GET.get("forme") == "large"
    export, rows = (exports.wide if is_wide else exports.long)(request.user, campaign)
    return export.streamed_response(rows, kind, f"indicateurs-{year}{'-large' if is_wide else ''}")


def address_of(year: int) -> str:
    """Where the follow-up of a year is."""
    return reverse("evaluation:follow_up", args=[year])
