"""A small campaign: a handful of indicators of each kind, and forms at any state of their life."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.enums import Role
from evaluation.collection.answers import answer_token, slot_texts
from evaluation.collection.queries import values_of
from evaluation.collection.workflow import create_forms
from evaluation.enums import Aggregation, CampaignState, CollectionState, IndicatorOrigin, ReferentialState, ValueKind
from evaluation.models import Campaign, Collection, Indicator, Referential, Value
from tests.factories import LONG_AGO, MandateFactory

YEAR = 2030
S = CollectionState
KINDS = (
    ("M1-01", "M1", ValueKind.DECIMAL, "demi-journées", "", "", ""),
    ("M1-03", "M1", ValueKind.PERCENT, "%", "Réseaux ouverts", "Réseaux animés", ""),
    ("M2-01", "M2", ValueKind.DECIMAL, "demi-journées", "", "", "format"),
    ("M3-05", "M3", ValueKind.INTEGER, "numéros", "", "", ""),
    ("QC-01", "QC", ValueKind.BOOLEAN, "", "", "", ""),
    ("QE-01", "QE", ValueKind.CHOICE, "", "", "", ""),
    ("MO-01", "MO", ValueKind.DECIMAL, "ETP", "", "", "equipe"),
    ("MO-03", "MO", ValueKind.AMOUNT, "€", "", "", "financeur"),
)
CODES = [one[0] for one in KINDS]


def a_referential(name="essai"):
    """A published version of eight indicators, one of each kind; the last is financial."""
    known = Referential.objects.filter(name=name).first()
    if known:
        return known
    referential = Referential.objects.create(
        name=name, state=ReferentialState.PUBLISHED, published_on=dt.date(2020, 1, 1)
    )
    Indicator.objects.bulk_create(
        Indicator(
            referential=referential, code=code, rank=rank, section=section, label=f"Indicateur {code}",
            definition=f"Ce que compte {code}.", kind=kind, unit=unit, numerator=numerator, denominator=denominator,
            breakdown=breakdown, aggregation=Aggregation.SUM, standing=IndicatorOrigin.PROPOSED,
            is_financial=code == "MO-03",
        )
        for rank, (code, section, kind, unit, numerator, denominator, breakdown) in enumerate(KINDS, 1)
    )  # fmt: skip
    return referential


def a_campaign(year=YEAR, state=CampaignState.OPEN, *, due_in=30, **more):
    """A campaign whose centres are awaited in `due_in` days."""
    due = timezone.localdate() + dt.timedelta(days=due_in)
    dates = {
        "opens_on": due - dt.timedelta(days=60),
        "centres_due_on": due,
        "review_due_on": due + dt.timedelta(days=30),
        "corrections_until": due + dt.timedelta(days=60),
    }
    return Campaign.objects.create(year=year, state=state, **{"referential": a_referential(), **dates, **more})


def a_form(centre, campaign=None, state=S.TO_FILL, *, certifier=None):
    """The form of one centre, with a blank answer per indicator."""
    campaign = campaign or Campaign.objects.filter(year=YEAR).first() or a_campaign()
    who = certifier or MandateFactory(role=Role.DIRECTOR, centre=centre, valid_from=LONG_AGO).user
    create_forms(campaign, [centre], states={centre.slug: state}, certifier=who)
    return Collection.objects.select_related("campaign", "centre").get(campaign=campaign, centre=centre)


ANSWERS = {
    "M1-01": {"value": 40},
    "M1-03": {"numerator": 3, "denominator": 12, "value": 25},
    "M2-01": {"value": 12, "parts": {"formation": "8", "debat": "4"}},
    "M3-05": {"value": 6},
    "QC-01": {"value": 1},
    "QE-01": {"choice": "conforme"},
    "MO-01": {"value": 5, "parts": {"structure": "5", "socle": "4"}},
    "MO-03": {"value": 100, "parts": {"region": "100"}},
}


def fill(form, **answers):
    """Answer everything without a surprise, in one stroke; keyword arguments replace an answer."""
    told = {**ANSWERS, **{code.replace("_", "-"): answer for code, answer in answers.items()}}
    for code, answer in told.items():
        form.values.filter(indicator__code=code).update(**answer)
    return form


def value(form, code):
    """One answer, read afresh."""
    return values_of(form).get(indicator__code=code)


def posted(form, code, **boxes):
    """What a page would send for one answer, as it was shown but for `boxes`."""
    one = value(form, code)
    shown = slot_texts(one)
    data = {f"{code}--version": str(one.version), f"{code}--vu": answer_token(shown)}
    typed = {slot: text for slot, text in shown.items() if text or slot != "so"}
    typed |= {slot.replace("__", "."): text for slot, text in boxes.items()}
    return data | {f"{code}--{slot}": text for slot, text in typed.items() if text or slot != "so"}


def build_collection_doors(cast, ici, ailleurs):
    """Campaigns 2040 (to fill), 2041 (sent), 2042 (prepared), with a form here and one elsewhere."""
    for year, state in ((2040, S.TO_FILL), (2041, S.SUBMITTED)):
        campaign = a_campaign(year)
        for centre, director in ((ici, cast.director), (ailleurs, cast.other_director)):
            a_form(centre, campaign, state, certifier=director)
    a_campaign(2042, CampaignState.PREPARED)


def count(form, **answers):
    """How many answers of a form hold what is asked."""
    return Value.objects.filter(collection=form, **answers).count()
