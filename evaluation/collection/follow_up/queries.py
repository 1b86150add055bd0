"""Who has sent, who is late, what is missing: the follow-up of a campaign (R-136), a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from documents.forms.sorting import page_of
from documents.french import unaccented
from evaluation.collection.findings import Beside, findings_of
from evaluation.collection.forms import FollowUpForm
from evaluation.collection.obligations import with_due
from evaluation.collection.permissions import LATE_STATES, label_for
from evaluation.enums import CollectionState
from evaluation.models import Campaign, Collection, Value
from evaluation.models.collection import SENT
from evaluation.queries import measure_of


@dataclass(frozen=True, kw_only=True)
class FollowUpRow:
    """One form of the follow-up."""

    collection: Collection
    label: str
    due_on: dt.date
    is_late: bool
    is_postponed: bool
    answered: int
    total: int
    to_settle: int

    @property
    def days_late(self) -> int:
        return (timezone.localdate() - self.due_on).days


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The forms of the perimeter, by what they wait for."""

    total: int
    sent: int
    checked: int
    late: int


def forms_of(user: User, campaign: Campaign, form: FollowUpForm, today: dt.date) -> QuerySet[Collection]:
    """The forms that `user` may open and that answer the filters, by name of the centre."""
    rows = with_due(Collection.objects.visible_to(user).filter(campaign=campaign), today)
    if state := form.filters.get("etat"):
        rows = rows.filter(state=state)
    if late := form.filters.get("retard"):
        rows = rows.filter(is_late=late == "oui")
    if name := form.filters.get("centre"):
        rows = rows.filter(Q(centre__usual_name__icontains=name) | Q(centre__slug__icontains=unaccented(name)))
    return rows.select_related("centre", "campaign").order_by("centre__usual_name", "pk")


def follow_up_page(
    user: User, campaign: Campaign, form: FollowUpForm, query: QueryDict
) -> tuple[Page, list[FollowUpRow]]:
    """Fifty forms and what each misses (3 queries, whatever the network)."""
    page = page_of(forms_of(user, campaign, form, timezone.localdate()), query)
    forms = list(page.object_list)
    now, before = _answers(forms, campaign.year)
    rows = []
    for collection in forms:
        values = now.get(collection.centre_id, [])
        last_measures = {value.indicator.code: measure_of(value) for value in before.get(collection.centre_id, [])}
        points = findings_of(values, Beside(last_measures), is_optional=not collection.centre.is_state_funded)
        rows.append(
            FollowUpRow(
                collection=collection,
                label=label_for(user, collection.state),
                due_on=collection.due_on,
                is_late=collection.is_late,
                is_postponed=collection.postponed_until is not None,
                answered=sum(not measure_of(value).is_blank for value in values),
                total=len(values),
                to_settle=sum(point.blocks for point in points),
            )
        )
    return page, rows


Answers = dict[int, list[Value]]


def _answers(forms: list[Collection], year: int) -> tuple[Answers, Answers]:
    """The answers of the year, and those sent the year before, by centre (1 query)."""
    sent_before = Q(collection__campaign__year=year - 1, collection__state__in=sorted(SENT))
    rows = Value.objects.filter(
        Q(collection__in=forms) | sent_before, collection__centre__in=[form.centre_id for form in forms]
    )
    now: Answers = {}
    before: Answers = {}
    for value in rows.select_related("indicator", "collection__campaign").order_by("indicator__rank", "pk"):
        by_centre = now if value.collection.campaign.year == year else before
        by_centre.setdefault(value.collection.centre_id, []).append(value)
    return now, before


def summary_of(user: User, campaign: Campaign) -> Summary:
    """The whole perimeter in four counts (1 query)."""
    checked = Q(state__in=[CollectionState.VERIFIED, CollectionState.CLOSED])
    rows = with_due(Collection.objects.visible_to(user).filter(campaign=campaign), timezone.localdate())
    counts = rows.aggregate(
        total=Count("pk"),
        sent=Count("pk", filter=~Q(state__in=sorted(LATE_STATES))),
        checked=Count("pk", filter=checked),
        late=Count("pk", filter=Q(is_late=True)),
    )
    return Summary(**counts)


@dataclass(frozen=True, kw_only=True)
class CampaignRow:
    """One campaign as a list shows it."""

    campaign: Campaign
    total: int
    sent: int
    checked: int


def campaign_rows(user: User) -> list[CampaignRow]:
    """The campaigns of which `user` may open at least one form, all of them for their keepers (1 query)."""
    mine = Q(collections__in=Collection.objects.visible_to(user))
    sent = mine & ~Q(collections__state__in=sorted(LATE_STATES))
    checked = mine & Q(collections__state__in=[CollectionState.VERIFIED, CollectionState.CLOSED])
    rows = Campaign.objects.select_related("referential").annotate(
        total=Count("collections", filter=mine), sent=Count("collections", filter=sent),
        checked=Count("collections", filter=checked),
    )  # fmt: skip
    return [
        CampaignRow(campaign=campaign, total=campaign.total, sent=campaign.sent, checked=campaign.checked)
        for campaign in rows.order_by("-year")
    ]


def counts_of(campaign: Campaign, labels: Mapping[str, str]) -> list[tuple[str, int]]:
    """How many forms stand in each state (1 query)."""
    counts = dict(campaign.collections.order_by().values_list("state").annotate(count=Count("pk")))
    return [(labels[state], counts[state]) for state in CollectionState if counts.get(state)]
