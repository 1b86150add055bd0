"""The current campaign of the demonstration, opened early, with forms in every state."""

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
from evaluation.enums import CollectionState
from evaluation.law.aggregation import Measure, measure_json
from evaluation.models import Campaign, Collection, Submission, Value
from evaluation.models.collection import SENT, default_dates
from evaluation.queries import measure_of
from evaluation.referential.load import load_referential
from funding.payments.queries import state_money

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
EXTENDED_BECAUSE = f"{MARK} : équipe incomplète en début d’année."
NOTE = f"{MARK} : campagne ouverte en avance pour l’essai."


@transaction.atomic
def load_collection(*, actor: User) -> None:
    """Open the campaign and bring each form to its state; an existing campaign is unchanged."""
    if Campaign.objects.filter(year=YEAR).exists():
        return
    values = {"year": YEAR, "referential": load_referential(), "note": NOTE, **default_dates(YEAR)}
    campaign = campaigns.prepare(values, actor=actor)
    centres = {centre.slug: centre for centre in Centre.objects.all()}
    early = {slug: centres[slug] for slug in STATES if slug in centres}
    create_forms(campaign, early.values(), states=STATES, certifier=actor)
    campaign = CAMPAIGN_WORKFLOW.move(campaign, "open", actor=actor)
    for profile in PROFILES:
        _answer(campaign, profile, actor)
    if "mayotte" in centres:
        until = campaign.centres_due_on + dt.timedelta(days=15)
        campaigns.postpone(campaign, centres["mayotte"], until, EXTENDED_BECAUSE, actor=actor)


def _answer(campaign: Campaign, profile: Profile, actor: User) -> None:
    """Write what the centre typed: everything in a form that was sent, a part in a half-done one, nothing otherwise."""
    form = campaign.collections.select_related("campaign", "centre").filter(centre__slug=profile.slug).first()
    if form is None or (profile.slug not in STATES and profile.slug != HALF_DONE):
        return
    invented = dict(invent(profile, LIKE, state_money(form.centre_id, YEAR)))
    if profile.slug == HALF_DONE:
        invented = {code: invented[code] for code in ANSWERED_BY_HAND if code in invented}
    _write(form, invented, actor)
    if profile.slug in STATES:
        # Justify every warning of a form that was sent; mark the answers pointed out in a returned one.
        values = list(form.values.select_related("indicator").order_by("indicator__rank"))
        findings = findings_of(values, beside(form), is_optional=not form.centre.is_state_funded)
        codes = {finding.code for finding in findings if not finding.is_fault}
        form.values.filter(indicator__code__in=codes).update(justification=f"{MARK} : vérifié par le centre.")
        if form.state == S.RETURNED:
            form.values.filter(indicator__code__in=POINTED_OUT).update(is_pointed_out=True)
            Collection.objects.filter(pk=form.pk).update(return_reason=RETURNED_BECAUSE)
    if form.state in SENT or form.state == S.RETURNED:
        values = form.values.select_related("indicator")
        frozen = {"schema": SCHEMA, "values": {value.indicator.code: answer_snapshot(value) for value in values}}
        Submission.objects.create(collection=form, rank=1, at=timezone.now(), by=actor, frozen=frozen)


def _write(form: Collection, invented: Mapping[str, Measure], actor: User) -> None:
    now = timezone.now()
    blank = [value for value in form.values.select_related("indicator") if measure_of(value).is_blank]
    values = [value for value in blank if value.indicator.code in invented]
    for value in values:
        measure = invented[value.indicator.code]
        value.value, value.numerator, value.denominator = measure.value, measure.numerator, measure.denominator
        value.parts = measure_json(measure).get("parts", {})
        value.choice, value.is_not_applicable = measure.choice, measure.is_not_applicable
        value.version, value.changed_at, value.changed_by = value.version + 1, now, actor
    names = ["value", "numerator", "denominator", "parts", "choice", "is_not_applicable", "version", "changed_at"]
    Value.objects.bulk_update(values, [*names, "changed_by"])
    Collection.objects.filter(pk=form.pk).update(last_activity_at=now)
