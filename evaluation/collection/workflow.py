"""The workflows of a campaign and of its forms (R-134 to R-136): the only writer of their states.

campaign    prepared → open → closed (and open again, with a reason)
form        to fill → filled → submitted → verified → closed, and back to the centre with a reason
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from accounts.acts.workflow import RefusedError, Transition, Workflow
from accounts.models import User
from centres.models import Centre
from centres.models.centre import directs, leads
from documents import french
from evaluation.collection.answers import answer_snapshot
from evaluation.collection.findings import blockers_of
from evaluation.collection.permissions import is_open, may_certify, may_keep_campaigns
from evaluation.counting.services import compute_all, write_computed
from evaluation.enums import CampaignState, CollectionState, ReferentialState
from evaluation.models import Campaign, Collection, Submission, Value
from evaluation.models.collection import CHECKED, SENT
from evaluation.summaries.tasks import refresh_or_enqueue

SCHEMA = 1
WITHOUT_REASON = "Dites au centre ce qui est à corriger : le motif est gardé au journal."
CLOSED_CAMPAIGN = "La campagne est close : seule l’administration nationale peut la rouvrir."


# Campaign --------------------------------------------------------------------------------------------------------


def _keeps(user: User, campaign: Campaign) -> bool:
    return may_keep_campaigns(user)


def _refusal_to_open(campaign: Campaign) -> str:
    if campaign.referential.state != ReferentialState.PUBLISHED:
        return f"Le {campaign.referential} est en préparation : publiez-le d’abord."
    return ""


def _create_forms(campaign: Campaign, actor: User, at: dt.datetime) -> None:
    campaign.opens_on = min(campaign.opens_on, timezone.localdate(at))  # an open campaign never says that it will open
    existing = set(campaign.collections.values_list("centre_id", flat=True))
    create_forms(campaign, [centre for centre in centres_of(campaign.year) if centre.pk not in existing])
    count_recorded(campaign)


def count_recorded(campaign: Campaign) -> None:
    """Write in every form the figures that the recorded actions give."""
    forms = list(campaign.collections.select_related("campaign", "centre"))
    indicators = list(campaign.referential.indicators.all())
    counts = compute_all(campaign.year, [form.centre for form in forms], indicators)
    for form in forms:
        write_computed(form, counts[form.centre_id], actor=None)


def create_forms(
    campaign: Campaign,
    centres: Iterable[Centre],
    *,
    states: Mapping[str, str] = MappingProxyType({}),
    certifier: User | None = None,
) -> None:
    """A form a centre, a blank answer an indicator, those of a region for its centres alone (R-133).

    No money for Paris (R-56).

    `states` and `certifier` are for the demonstration alone: forms created in a later state.
    """
    forms = Collection.objects.bulk_create(_new_form(campaign, centre, states, certifier) for centre in centres)
    indicators = list(campaign.referential.indicators.all())
    rows = (
        Value(
            collection=form,
            indicator=indicator,
            is_not_applicable=indicator.is_financial and not form.centre.is_state_funded,
        )
        for form in forms
        for indicator in indicators
        if indicator.region_id is None
        or any(lead.region_id == indicator.region_id for lead in form.centre.lead_regions.all())
    )
    Value.objects.bulk_create(rows, batch_size=2000)


def _new_form(campaign: Campaign, centre: Centre, states: Mapping[str, str], certifier: User | None) -> Collection:
    state, now = states.get(centre.slug, CollectionState.TO_FILL), timezone.now()
    form = Collection(campaign=campaign, centre=centre, state=state)
    if state in SENT or state == CollectionState.RETURNED:
        form.submitted_at, form.certified_by = now, certifier
    if state in CHECKED:
        form.verified_at = now
    if state == CollectionState.RETURNED:
        form.return_reason = "Motif à écrire."
    return form


def centres_of(year: int) -> list[Centre]:
    """The centres that existed in `year`, even for a part of it (2 queries)."""
    return list(Centre.objects.alive_in(year).prefetch_related("lead_regions").order_by("pk"))


def _close_forms(campaign: Campaign, actor: User, at: dt.datetime) -> None:
    """Verified forms close; the others stay in their state, read only.

    Every form is locked until the campaign is closed: a write under way ends first, the next one reads the campaign
    closed. The campaign is locked first, then its forms, then the journal.
    """
    list(campaign.collections.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    campaign.collections.filter(state=CollectionState.VERIFIED).update(state=CollectionState.CLOSED)


def _reopen_forms(campaign: Campaign, actor: User, at: dt.datetime) -> None:
    campaign.collections.filter(state=CollectionState.CLOSED).update(state=CollectionState.VERIFIED)


def _keep_summary(campaign: Campaign) -> None:
    refresh_or_enqueue(campaign.year)


def _keep_summary_of(collection: Collection) -> None:
    refresh_or_enqueue(collection.campaign.year)


CAMPAIGN_WORKFLOW = Workflow(
    "campagne",
    Campaign,
    (
        Transition(
            name="open",
            label="Ouvrir la campagne",
            source=CampaignState.PREPARED,
            target=CampaignState.OPEN,
            permission=_keeps,
            check=_refusal_to_open,
            effect=_create_forms,
            after=_keep_summary,
        ),
        Transition(
            name="close",
            label="Clore la campagne",
            source=CampaignState.OPEN,
            target=CampaignState.CLOSED,
            permission=_keeps,
            effect=_close_forms,
            after=_keep_summary,
        ),
        Transition(
            name="reopen",
            label="Rouvrir la campagne",
            source=CampaignState.CLOSED,
            target=CampaignState.OPEN,
            permission=_keeps,
            effect=_reopen_forms,
            after=_keep_summary,
            needs_comment=True,
        ),
    ),
)


# Form ------------------------------------------------------------------------------------------------------------


def _directs(user: User, collection: Collection) -> bool:
    return directs(user, collection.centre)


def _leads(user: User, collection: Collection) -> bool:
    return leads(user, collection.centre)


def _campaign_open(collection: Collection) -> str:
    return "" if is_open(collection) else CLOSED_CAMPAIGN


def _ready_to_send(collection: Collection) -> str:
    """The number of blocking points and the first of them, in a sentence; empty when there is none."""
    if refusal := _campaign_open(collection):
        return refusal
    points = blockers_of(collection)
    if not points:
        return ""
    count = french.counted(len(points), "point")
    return f"Il reste {count} à corriger ou à justifier avant l’envoi : {points[0].sentence}"


def _refusal_without_reason(collection: Collection) -> str:
    """Refuse without a reason for the centre, which `send_back` writes."""
    return _campaign_open(collection) or ("" if collection.return_reason else WITHOUT_REASON)


def _within_corrections(collection: Collection) -> str:
    if refusal := _refusal_without_reason(collection):
        return refusal
    last = collection.campaign.corrections_until
    if timezone.localdate() > last:
        return f"Les corrections étaient acceptées jusqu’au {french.date(last)} : ce formulaire vérifié ne change plus."
    return ""


def _freeze(collection: Collection, actor: User, at: dt.datetime) -> None:
    """Store a submission: the answers as they are sent, and the reason for which the form had been returned."""
    reason, collection.return_reason = collection.return_reason, ""
    collection.submitted_at, collection.certified_by = at, actor
    values = collection.values.select_related("indicator")
    Submission.objects.create(
        collection=collection,
        rank=collection.submissions.count() + 1,
        at=at,
        by=actor,
        frozen={
            "schema": SCHEMA,
            "values": {value.indicator.code: answer_snapshot(value) for value in values},
            "return_reason": reason,
        },
    )


def _unsend(collection: Collection, actor: User, at: dt.datetime) -> None:
    collection.verified_at = None


def _verify(collection: Collection, actor: User, at: dt.datetime) -> None:
    collection.verified_at = at
    collection.values.filter(is_pointed_out=True).update(is_pointed_out=False)


_FILLED = {
    "label": "Terminer la saisie",
    "target": CollectionState.FILLED,
    "permission": _directs,
    "check": _ready_to_send,
}
_RETURNED = {
    "label": "Renvoyer au centre",
    "target": CollectionState.RETURNED,
    "permission": _leads,
    "effect": _unsend,
    "after": _keep_summary_of,
    "accepts": ("return_reason",),
    "needs_comment": True,
}

COLLECTION_WORKFLOW = Workflow(
    "indicateurs",
    Collection,
    (
        Transition(name="fill", source=CollectionState.TO_FILL, **_FILLED),
        Transition(name="fill", source=CollectionState.RETURNED, **_FILLED),
        Transition(
            name="resume",
            label="Reprendre la saisie",
            source=CollectionState.FILLED,
            target=CollectionState.TO_FILL,
            permission=_directs,
            check=_campaign_open,
        ),
        Transition(
            name="submit",
            label="Certifier et envoyer",
            source=CollectionState.FILLED,
            target=CollectionState.SUBMITTED,
            permission=may_certify,
            check=_ready_to_send,
            effect=_freeze,
        ),
        Transition(name="return", source=CollectionState.SUBMITTED, check=_refusal_without_reason, **_RETURNED),
        Transition(name="return", source=CollectionState.VERIFIED, check=_within_corrections, **_RETURNED),
        Transition(
            name="verify",
            label="Valider les indicateurs",
            source=CollectionState.SUBMITTED,
            target=CollectionState.VERIFIED,
            permission=_leads,
            check=_campaign_open,
            effect=_verify,
            after=_keep_summary_of,
        ),
    ),
)


@transaction.atomic
def send_back(collection: Collection, reason: str, codes: Iterable[str], *, actor: User) -> Collection:
    """Return the form to its centre with the reason, and mark the answers to correct (R-136)."""
    if not reason.strip():
        raise RefusedError(WITHOUT_REASON)
    moved = COLLECTION_WORKFLOW.move(collection, "return", actor=actor, comment=reason, return_reason=reason.strip())
    collection.values.update(is_pointed_out=False)
    collection.values.filter(indicator__code__in=list(codes)).update(is_pointed_out=True)
    return moved


@transaction.atomic
def certify(collection: Collection, *, actor: User) -> Collection:
    """Certify and send in one act, by the direction of the centre, from any state of the filling."""
    fresh = Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    if fresh.state in (CollectionState.TO_FILL, CollectionState.RETURNED):
        COLLECTION_WORKFLOW.move(fresh, "fill", actor=actor)
    return COLLECTION_WORKFLOW.move(fresh, "submit", actor=actor)
