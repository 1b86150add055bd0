"""The campaign under way of the demonstration: open ahead of its time, its forms at every state of their life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from centres.models import Centre
from crpv.demonstration.indicator_invention import invent
from crpv.demonstration.indicator_profiles import MARK, PROFILES, Profile
from evaluation.collection import campaigns
from evaluation.collection.answers import answer_snapshot
from evaluation.collection.findings import beside, findings_of
from evaluation.collection.workflow import CAMPAIGN_WORKFLOW, SCHEMA, create_forms
from evaluation.counting.measure_json import measure_json
from evaluation.enums import CampaignState, CollectionState
from evaluation.law.aggregation import Measure
from evaluation.models import Campaign, Collection, Submission, Value
from evaluation.models.collection import SENT, default_dates
from evaluation.queries import measure_of
from evaluation.referential.load import load_referential

YEAR, LIKE = 2026, 2024  # what is not counted from recorded actions resembles an earlier year
S = CollectionState
STATES = {
    "cosoter": S.SUBMITTED,
    "irev": S.SUBMITTED,
    "labo-cites": S.VERIFIED,
    "villes-au-carre": S.VERIFIED,
    "profession-banlieue": S.RETURNED,
    "mayotte": S.FILLED,
}
RETURNED_BECAUSE = f"{MARK} : le total des participations ne correspond pas à la liste transmise ; merci de vérifier."
POINTED_OUT = ("AC-04", "MO-03")
HALF_DONE = "reso-villes"
ANSWERED_BY_HAND = ("M3-05", "M3-06", "QC-01", "QE-01", "MO-01")
NOTE = f"{MARK} : campagne ouverte en avance pour l’essai."


@transaction.atomic
def load_collection(*, actor: User) -> None:
    """Open the campaign and bring each form to its state; a campaign that exists already is left as it is."""
    if Campaign.objects.filter(year=YEAR).exists():
        return
    wanted = {"year": YEAR, "referential": load_referential(), "note": NOTE, **default_dates(YEAR)}
    campaign = campaigns.prepare(wanted, actor=actor)
    centres = {one.slug: one for one in Centre.objects.all()}
    early = {slug: centres[slug] for slug in STATES if slug in centres}
    create_forms(campaign, early.values(), states=STATES, certifier=actor)
    campaign = CAMPAIGN_WORKFLOW.move(campaign, "open", actor=actor)
    for profile in PROFILES:
        _answer(campaign, profile, actor)
    _extend(campaign, centres, actor)


def _answer(campaign: Campaign, profile: Profile, actor: User) -> None:
    """What the centre adds by hand: all of it once sent, a part for the one half way, nothing for the others."""
    form = campaign.collections.select_related("campaign", "centre").filter(centre__slug=profile.slug).first()
    if form is None or (profile.slug not in STATES and profile.slug != HALF_DONE):
        return
    invented = dict(invent(profile, LIKE))
    if profile.slug == HALF_DONE:
        invented = {code: invented[code] for code in ANSWERED_BY_HAND if code in invented}
    _write(form, invented, actor)
    if profile.slug in STATES:
        _justify(form)
    if form.state in SENT or form.state == S.RETURNED:
        _freeze(form, actor)


def _write(form: Collection, invented: Mapping[str, Measure], actor: User) -> None:
    now = timezone.now()
    rows = [one for one in form.values.select_related("indicator") if measure_of(one).is_blank]
    written = [one for one in rows if one.indicator.code in invented]
    for value in written:
        measure = invented[value.indicator.code]
        value.value, value.numerator, value.denominator = measure.value, measure.numerator, measure.denominator
        value.parts = measure_json(measure).get("parts", {})
        value.choice, value.is_not_applicable = measure.choice, measure.is_not_applicable
        value.version, value.changed_at, value.changed_by = value.version + 1, now, actor
    names = ["value", "numerator", "denominator", "parts", "choice", "is_not_applicable", "version", "changed_at"]
    Value.objects.bulk_update(written, [*names, "changed_by"])
    Collection.objects.filter(pk=form.pk).update(last_activity_at=now)


def _justify(form: Collection) -> None:
    """A form that was sent has justified whatever surprised."""
    values = list(form.values.select_related("indicator").order_by("indicator__rank"))
    found = findings_of(values, beside(form), is_optional=not form.centre.is_state_funded)
    codes = {one.code for one in found if not one.is_fault}
    form.values.filter(indicator__code__in=codes).update(justification=f"{MARK} : vérifié par le centre.")
    if form.state == S.RETURNED:
        form.values.filter(indicator__code__in=POINTED_OUT).update(is_pointed_out=True)
        Collection.objects.filter(pk=form.pk).update(return_reason=RETURNED_BECAUSE)


def _freeze(form: Collection, actor: User) -> None:
    values = form.values.select_related("indicator")
    frozen = {"schema": SCHEMA, "values": {one.indicator.code: answer_snapshot(one) for one in values}}
    Submission.objects.create(collection=form, rank=1, at=timezone.now(), by=actor, frozen=frozen)


def _extend(campaign: Campaign, centres: Mapping[str, Centre], actor: User) -> None:
    """One centre has more time."""
    if "mayotte" in centres and campaign.state == CampaignState.OPEN:
        until = campaign.centres_due_on + dt.timedelta(days=15)
        reason = f"{MARK} : équipe incomplète en début d’année."
        campaigns.postpone(campaign, centres["mayotte"], until, reason, actor=actor)
