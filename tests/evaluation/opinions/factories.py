"""Opinions at every stage, and the verified figures that they lean on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone
from django.utils.timezone import localdate

from evaluation.enums import CampaignState, CollectionState, ContributionKind, OpinionState, SectionKey
from evaluation.models import Campaign, Collection, ContributionVersion, Indicator, Opinion, Value
from evaluation.models.collection import default_dates
from evaluation.opinions import services as acts
from evaluation.opinions.editing import remark, save_text
from evaluation.referential.load import load_referential
from tests.governance.conventions.factories import PLACES

YEAR = localdate().year - 1
S = OpinionState
STATES = (S.WRITING, S.CONSULTED, S.COMMUNICATED, S.REPLIED, S.TRANSMITTED)


def campaign(year=YEAR):
    """The campaign of one year, closed, with the national referential."""
    found = Campaign.objects.filter(year=year).first()
    return found or Campaign.objects.create(
        year=year, referential=load_referential(), state=CampaignState.CLOSED, **default_dates(year)
    )


def figures(centre, certifier, year=YEAR, state=CollectionState.CLOSED, **values):
    """The figures of one centre: `M1_01=42` is the value of M1-01."""
    sent = dt.datetime(year + 1, 3, 20, 10, tzinfo=dt.UTC)
    form = Collection.objects.create(
        campaign=campaign(year), centre=centre, state=state, submitted_at=sent, certified_by=certifier
    )
    by_code = {one.code: one for one in Indicator.objects.filter(referential=form.campaign.referential)}
    for name, value in values.items():
        Value.objects.create(collection=form, indicator=by_code[name.replace("_", "-")], value=Decimal(str(value)))
    return form


def write_required(opinion, actor):
    """Both appraisals of R-137."""
    for key in (SectionKey.QUANTITATIVE, SectionKey.GENERAL):
        save_text(opinion, key, f"Texte de la rubrique {key}.", base_version=0, actor=actor)


def opinion_in(state, centre, cast, year=YEAR, prefix=""):
    """An opinion taken to `state` by the people of its centre, through its life."""
    regional, director = (getattr(cast, f"{prefix}{role}") for role in ("regional", "director"))
    opinion = acts.open_opinion(centre, year, actor=regional)
    write_required(opinion, regional)
    rank = STATES.index(state)
    if rank >= 1:
        opinion = acts.consult(opinion, actor=regional)
    if rank >= 2:
        opinion = communicated_on(opinion, regional, localdate() - dt.timedelta(days=10))
    if rank >= 3:
        opinion = acts.reply(opinion, actor=director, text="Bien reçu.", file_name="r.pdf", content=b"%PDF-1.7")
    if rank >= 4:
        opinion = acts.transmit(opinion, actor=regional)
    return opinion


def communicated_on(opinion, actor, day, due=None):
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
    return acts.communicate(opinion, actor=actor, at=at, reply_due_on=due or day + dt.timedelta(days=20))


def build_opinion_doors(cast, *centres):
    """Behind each centre, last year's opinion in consultation with a remark, and the one before, answered."""
    for centre, prefix in zip(centres, ("", "other_"), strict=False):
        opinion = opinion_in(S.CONSULTED, centre, cast, prefix=prefix)
        first = remark(opinion, SectionKey.GENERAL, "À revoir.", actor=getattr(cast, f"{prefix}regional"))
        type(first).objects.filter(pk=first.pk).update(id=PLACES[centre.slug])
        ContributionVersion.objects.create(
            pk=PLACES[centre.slug], contribution=opinion.contributions.get(), rank=1, kind=ContributionKind.RECORDED,
            on=localdate(), text="Actif.", file_name="courrier.pdf", content=b"%PDF-1.7", sha256="0" * 64,
            at=timezone.now(), by=first.author,
        )  # fmt: skip
        opinion_in(S.REPLIED, centre, cast, year=YEAR - 1, prefix=prefix)


def reread(opinion):
    return Opinion.objects.get(pk=opinion.pk)
