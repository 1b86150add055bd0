"""Six campaigns of the demonstration, 2020 to 2025, all closed: what nineteen centres reported, invented and said so.

One centre never answered the last one, another was asked to mend its form and has not yet: what agents meet every year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import User
from centres.models import Centre, Region
from crpv.demonstration.indicator_invention import invent
from crpv.demonstration.indicator_profiles import (
    CORRECTED_BECAUSE,
    CORRECTS_ITS_ACTIVITY,
    INVENTED,
    LAST,
    MARK,
    NEVER_ANSWERED,
    NOTES,
    PROFILES,
    READ_BY_A_RULE,
    RECORDED_ELSEWHERE,
    SENT_BACK,
    SENT_BACK_BECAUSE,
    YEARS,
    Profile,
)
from evaluation.counting.services import compute_all, computed_json
from evaluation.enums import CampaignState, CollectionState, Section, ValueKind
from evaluation.law.aggregation import Measure
from evaluation.law.computed.figures import Computed
from evaluation.models import Campaign, Collection, Indicator, Referential, SectionComment, Value
from evaluation.models.collection import default_dates
from evaluation.referential.load import load_referential
from evaluation.referential.services import new_version, save_complement, save_indicator
from governance.models import Programme

PARIS = ZoneInfo("Europe/Paris")
POINTED_OUT = ("AC-04", "M2-01")
COMMENTS = {
    "M2-01": f"{MARK} : le cycle sur l’emploi a été prolongé à la demande des équipes projet.",
    "AC-02": f"{MARK} : les points d’actualité restent à distance, le reste est revenu en présence.",
    "QE-01": f"{MARK} : un poste de chargé de mission habitat a été pourvu en septembre.",
    "MO-03": f"{MARK} : le département a confirmé sa subvention en novembre seulement.",
}
EXPLAINED = {
    ("trajectoire-ressources", "QP-12"): f"{MARK} : la séance prévue en juin a été reportée après les élections.",
    ("mayotte", "QN-02"): f"{MARK} : l’équipe était incomplète au premier semestre.",
}
JUSTIFIED = {("profession-banlieue", "HC-03"): f"{MARK} : une étude exceptionnelle a été facturée cette année."}
SECTION_SAYS = f"{MARK} : activité conforme au programme validé ; les chiffres ont été rapprochées du compte rendu."


def load_indicators(*, certifier: User) -> None:
    """Load the referential and the six campaigns; a campaign that exists already is left as it is."""
    referential = load_referential()
    centres = {centre.slug: centre for centre in Centre.objects.all()}
    present = [profile for profile in PROFILES if profile.slug in centres]
    for year in YEARS:
        if not Campaign.objects.filter(year=year).exists():
            forms = _open(year, referential, [centres[profile.slug] for profile in present], certifier)
            _answer(year, present, forms, referential)


def _open(year: int, referential: Referential, centres: list[Centre], certifier: User) -> dict[str, Collection]:
    campaign = Campaign.objects.create(
        year=year, referential=referential, state=CampaignState.CLOSED, note=NOTES.get(year, INVENTED),
        **default_dates(year),
    )  # fmt: skip
    forms = [_form(campaign, centre, certifier) for centre in centres]
    return {form.centre.slug: form for form in Collection.objects.bulk_create(forms)}


def _form(campaign: Campaign, centre: Centre, certifier: User) -> Collection:
    """The form as the campaign left it: closed, never begun, or sent back to its centre."""
    slug, year = centre.slug, campaign.year
    form = Collection(campaign=campaign, centre=centre)
    if year == LAST and slug == NEVER_ANSWERED:
        return form
    sent = _moment(year + 1, 3, 10 + len(slug) % 18)
    form = Collection(
        campaign=campaign, centre=centre, state=CollectionState.CLOSED, submitted_at=sent, certified_by=certifier,
        verified_at=sent + dt.timedelta(days=21), last_activity_at=sent + dt.timedelta(days=21),
    )  # fmt: skip
    if year == LAST and slug == SENT_BACK:
        return Collection(
            campaign=campaign, centre=centre, state=CollectionState.RETURNED, return_reason=SENT_BACK_BECAUSE,
            last_activity_at=sent,
        )  # fmt: skip
    return form


def _moment(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 10, 30, tzinfo=PARIS)


def _answer(
    year: int, profiles: list[Profile], forms: Mapping[str, Collection], referential: Referential
) -> None:  # fmt: skip
    indicators = {one.code: one for one in referential.indicators.filter(region=None)}
    answering = [one for one in profiles if (year, one.slug) != (LAST, NEVER_ANSWERED)]
    counted = _counted(year, [forms[one.slug].centre for one in answering], indicators)
    Value.objects.bulk_create(
        value
        for profile in answering
        for value in _values(profile, forms[profile.slug], indicators, counted.get(profile.slug, {}))
    )
    SectionComment.objects.bulk_create(
        SectionComment(collection=forms[profile.slug], section="AC", text=SECTION_SAYS)
        for profile in answering
        if forms[profile.slug].state == CollectionState.CLOSED
    )


def _counted(
    year: int, centres: list[Centre], indicators: Mapping[str, Indicator]
) -> dict[str, dict[str, Computed]]:  # fmt: skip
    """What the application counts of the centres whose programme of that year is kept there.

    Of the others, in the last year, what a rule of the register reads too.
    """
    kept = set(Programme.objects.filter(year=year).values_list("centre", flat=True))
    recorded = [centre for centre in centres if centre.pk in kept or year == LAST]
    found = compute_all(year, recorded, indicators.values()) if recorded else {}
    return {
        centre.slug: {
            code: one for code, one in found[centre.pk].items() if centre.pk in kept or code in READ_BY_A_RULE
        }
        for centre in recorded
    }


def _is_kept(slug: str, code: str) -> bool:
    """Whether the centre kept what the application counted."""
    is_activity = code[:2] in ("M1", "M2", "AC", "QP") and code not in READ_BY_A_RULE
    return code not in RECORDED_ELSEWHERE and not (is_activity and slug in CORRECTS_ITS_ACTIVITY)


def _values(
    profile: Profile, form: Collection, indicators: Mapping[str, Indicator], counted: Mapping[str, Computed]
) -> Iterator[Value]:
    year, slug = form.campaign.year, profile.slug
    returned = form.state == CollectionState.RETURNED
    measures = dict(invent(profile, year))
    measures |= {code: one.measure for code, one in counted.items() if _is_kept(slug, code)}
    if returned:
        measures |= _mistaken(measures)
    for rank, (code, measure) in enumerate(sorted(measures.items())):
        comment = EXPLAINED.get((slug, code), "") if year == LAST else ""
        if not comment and (rank + len(slug) + year) % 9 == 0:
            comment = COMMENTS.get(code, "")
        yield Value(
            collection=form, indicator=indicators[code], value=measure.value, numerator=measure.numerator,
            denominator=measure.denominator, parts={key: str(part) for key, part in measure.parts.items()},
            choice=measure.choice, is_not_applicable=measure.is_not_applicable, comment=comment,
            justification=JUSTIFIED.get((slug, code), "") if year == LAST else "",
            computed=computed_json(counted[code]) if code in counted else None,
            correction_reason=CORRECTED_BECAUSE if code in counted and not _is_kept(slug, code) else "",
            is_pointed_out=returned and code in POINTED_OUT, changed_at=form.last_activity_at,
            changed_by=form.certified_by,
        )  # fmt: skip


def _mistaken(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """What the regional State pointed out: a total that its parts do not make, and a figure that doubled."""
    people, training = measures["AC-04"], measures["M2-01"]
    return {
        "AC-04": replace(people, value=(people.value or Decimal(0)) + 120),
        "M2-01": replace(training, value=(training.value or Decimal(0)) * 2),
    }


REGION, NEXT = "52", "2027"


def load_referential_story(referential: Referential, *, keeper: User, regional: User) -> None:
    """Add what people did of the first version; what is there already is left as it is."""
    if not referential.indicators.exclude(region=None).exists():
        _complement(referential, regional)
    if not Referential.objects.filter(name=NEXT).exists():
        _prepare(referential, keeper)


def _complement(referential: Referential, regional: User) -> None:
    save_complement(
        Indicator(referential=referential),
        actor=regional,
        region=Region.objects.get(code=REGION),
        section=Section.QP,
        label="Séances tenues hors des métropoles",
        definition=f"{MARK} : nombre de séances tenues dans une commune hors métropole, demandé par la gouvernance.",
        kind=ValueKind.INTEGER,
        unit="séances",
    )


def _prepare(referential: Referential, keeper: User) -> None:
    draft = new_version(referential, NEXT, actor=keeper)
    networks = draft.indicators.get(code="M1-02")
    save_indicator(
        networks, actor=keeper, definition=f"{networks.definition} Un réseau commun à deux centres compte pour chacun."
    )
    save_indicator(
        Indicator(referential=draft, code="AC-07", section=Section.AC, rank=26),
        actor=keeper,
        label="Séances ouvertes à d’autres centres",
        definition=f"{MARK} : nombre de séances auxquelles l’équipe d’un autre centre a participé.",
        perimeter="Année civile, séances tenues",
        kind=ValueKind.INTEGER,
        unit="séances",
        aggregation="somme",
        standing="PROP",
    )
