"""Small years of collection: a campaign, centres that answered every indicator, and the same figures added by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from evaluation.enums import Aggregation, CampaignState, CollectionState, ValueKind
from evaluation.models import Campaign, Collection, Indicator, Value
from evaluation.models.collection import CHECKED
from evaluation.referential.load import load_referential
from tests.factories import CentreFactory, UserFactory

SENT_AT = dt.datetime(2025, 3, 20, 10, 0, tzinfo=dt.UTC)
PARTS = {"AC-03": ("education", "sante"), "AC-04": ("elus", "associations"), "M2-01": ("formation", "debat")}


def campaign_of(year, *, state=CampaignState.CLOSED, note=""):
    """The campaign of a year, with the national referential."""
    return Campaign.objects.create(
        year=year, referential=load_referential(), state=state, note=note,
        opens_on=dt.date(year + 1, 1, 15), centres_due_on=dt.date(year + 1, 3, 31),
        review_due_on=dt.date(year + 1, 4, 30), corrections_until=dt.date(year + 1, 5, 31),
    )  # fmt: skip


def form_of(campaign, centre, *, state=CollectionState.CLOSED, seed=1):
    """The form of a centre, with an answer to every indicator drawn from `seed`; blanks and « sans objet » happen."""
    certifier = UserFactory()
    form = Collection.objects.create(
        campaign=campaign, centre=centre, state=state, submitted_at=SENT_AT, certified_by=certifier,
        return_reason="à revoir" if state == CollectionState.RETURNED else "",
    )  # fmt: skip
    if state == CollectionState.TO_FILL:
        return form
    draw = random.Random(f"{seed}-{centre.slug}-{campaign.year}")
    Value.objects.bulk_create(_answer(form, one, draw) for one in campaign.referential.indicators.filter(region=None))
    return form


def _answer(form, indicator, draw):
    value = Value(collection=form, indicator=indicator)
    luck = draw.random()
    if luck < 0.1:
        return value
    if luck < 0.2:
        value.is_not_applicable = True
        return value
    if indicator.kind == ValueKind.CHOICE:
        value.choice = draw.choice(["conforme", "en_cours", "non_conforme"])
        return value
    if indicator.code in PARTS:
        value.parts = {key: str(draw.randrange(50)) for key in PARTS[indicator.code]}
    if indicator.aggregation == Aggregation.WEIGHTED_RATIO:
        value.denominator = Decimal(draw.randrange(0, 400)) / 4
        value.numerator = min(Decimal(draw.randrange(0, 400)) / 4, value.denominator)
        if value.denominator:
            value.value = (value.numerator * 100 / value.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return value
    yes_or_no = indicator.kind == ValueKind.BOOLEAN
    value.value = Decimal(draw.randrange(2) if yes_or_no else draw.randrange(0, 800)) / (1 if yes_or_no else 4)
    if indicator.kind == ValueKind.INTEGER:
        value.value = Decimal(int(value.value) % 7)
    return value


def year_of(year, count, *, state=CampaignState.CLOSED, note="", seed=1, department=None):
    """A campaign with `count` verified centres."""
    campaign = campaign_of(year, state=state, note=note)
    known = {"department": department} if department else {}
    for _ in range(count):
        form_of(campaign, CentreFactory(**known), seed=seed)
    return campaign


# The same figures, by hand ---------------------------------------------------------------------------------------


def _tenth(exact):
    """Half up, to one decimal, from a Fraction."""
    scaled = exact * 10
    whole = scaled.numerator // scaled.denominator
    return Decimal(whole + (scaled - whole >= Fraction(1, 2))) / 10


def by_hand(year, keep=lambda centre: True):
    """Code → (value, answered, missing, not applicable, parts): loops over the stored rows, in Fractions."""
    found = {}
    forms = [form for form in Collection.objects.filter(campaign__year=year) if keep(form.centre)]
    for indicator in Indicator.objects.filter(referential__campaigns__year=year, region=None):
        found[indicator.code] = _one_by_hand(indicator, forms)
    return found


def _one_by_hand(indicator, forms):
    answers, missing, apart = [], 0, 0
    for form in forms:
        row = Value.objects.filter(collection=form, indicator=indicator).first()
        verified = form.state in CHECKED
        if (indicator.is_financial and not form.centre.is_state_funded) or (verified and row and row.is_not_applicable):
            apart += 1
        elif verified and row and (row.value is not None or row.denominator is not None or row.parts or row.choice):
            answers.append(row)
        else:
            missing += 1
    parts = defaultdict(Fraction)
    for row in answers:
        for key, part in row.parts.items():
            parts[key] += Fraction(part)
    return _value_by_hand(indicator, answers), len(answers), missing, apart, dict(parts)


def _value_by_hand(indicator, answers):
    values = [Fraction(row.value) for row in answers if row.value is not None]
    way = indicator.aggregation
    if way == Aggregation.SUM:
        return sum(values, Fraction(0)) if values else None
    if way == Aggregation.MEAN:
        return _tenth(sum(values, Fraction(0)) / len(values)) if values else None
    if way == Aggregation.MAXIMUM:
        return max(values) if values else None
    if way == Aggregation.SHARE_OF_YES:
        yes = [one for one in values if (one >= indicator.at_least if indicator.at_least is not None else one != 0)]
        return _tenth(Fraction(100 * len(yes), len(values))) if values else None
    if way == Aggregation.WEIGHTED_RATIO:
        return _ratio_by_hand(indicator, answers)
    return None


def _ratio_by_hand(indicator, answers):
    told = [row for row in answers if row.numerator is not None and row.denominator is not None]
    top = sum((Fraction(row.numerator) for row in told), Fraction(0))
    bottom = sum((Fraction(row.denominator) for row in told), Fraction(0))
    if not bottom:
        return None
    return _tenth(top / bottom * (100 if indicator.kind == ValueKind.PERCENT else 1))
