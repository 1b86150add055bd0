"""Six closed campaigns of the demonstration, 2020 to 2025: the answers of nineteen centres, invented and marked so.

In the last one a centre never answered, and another has not corrected the form that was returned to it.
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
from evaluation.law.computed.facts import Computed
from evaluation.models import Campaign, Collection, Indicator, Referential, SectionComment, Value
from evaluation.models.collection import default_dates
from evaluation.referential.load import load_referential
from evaluation.referential.services import new_version, save_complement, save_indicator
from funding.payments.queries import StateMoney, state_money
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
    """Load the referential and the six campaigns; an existing campaign is unchanged."""
    referential = load_referential()
    centres = {centre.slug: centre for centre in Centre.objects.all()}
    present = [profile for profile in PROFILES if profile.slug in centres]
    for year in YEARS:
        if not Campaign.objects.filter(year=year).exists():
            campaign = Campaign.objects.create(
                year=year, referential=referential, state=CampaignState.CLOSED, note=NOTES.get(year, INVENTED),
                **default_dates(year),
            )  # fmt: skip
            forms = Collection.objects.bulk_create(
                _form(campaign, centres[profile.slug], certifier) for profile in present
            )
            forms = {form.centre.slug: form for form in forms}
            indicators = {indicator.code: indicator for indicator in referential.indicators.filter(region=None)}
            answering = [profile for profile in present if (year, profile.slug) != (LAST, NEVER_ANSWERED)]
            counted = _counted(year, [forms[profile.slug].centre for profile in answering], indicators)
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


def _form(campaign: Campaign, centre: Centre, certifier: User) -> Collection:
    """The form at the end of the campaign: closed, never begun, or returned to its centre."""
    slug, year = centre.slug, campaign.year
    form = Collection(campaign=campaign, centre=centre)
    if year == LAST and slug == NEVER_ANSWERED:
        return form
    sent = dt.datetime(year + 1, 3, 10 + len(slug) % 18, 10, 30, tzinfo=PARIS)
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


def _counted(
    year: int, centres: list[Centre], indicators: Mapping[str, Indicator]
) -> dict[str, dict[str, Computed]]:  # fmt: skip
    """By centre and code, what the application counts for the centres whose programme of that year is recorded.

    For the others, in the last year, only what a compliance rule reads.
    """
    with_programme = set(Programme.objects.filter(year=year).values_list("centre", flat=True))
    recorded = [centre for centre in centres if centre.pk in with_programme or year == LAST]
    computed = compute_all(year, recorded, indicators.values()) if recorded else {}
    return {
        centre.slug: {
            code: figure
            for code, figure in computed[centre.pk].items()
            if centre.pk in with_programme or code in READ_BY_A_RULE
        }
        for centre in recorded
    }


def _is_unchanged(slug: str, code: str) -> bool:
    """Whether the centre left the figure that the application counted."""
    is_activity = code[:2] in ("M1", "M2", "AC", "QP") and code not in READ_BY_A_RULE
    return code not in RECORDED_ELSEWHERE and not (is_activity and slug in CORRECTS_ITS_ACTIVITY)


def _values(
    profile: Profile, form: Collection, indicators: Mapping[str, Indicator], counted: Mapping[str, Computed]
) -> Iterator[Value]:
    year, slug = form.campaign.year, profile.slug
    returned = form.state == CollectionState.RETURNED
    books = state_money(form.centre_id, year)
    measures = dict(invent(profile, year, books))
    measures |= {code: figure.measure for code, figure in counted.items() if _is_unchanged(slug, code)}
    if returned:
        # The errors that the regional State pointed out: a total that is not the sum of its parts, a doubled figure.
        people, training = measures["AC-04"], measures["M2-01"]
        measures |= {
            "AC-04": replace(people, value=(people.value or Decimal(0)) + 120),
            "M2-01": replace(training, value=(training.value or Decimal(0)) * 2),
        }
    for rank, (code, measure) in enumerate(sorted(measures.items())):
        comment = EXPLAINED.get((slug, code), "") if year == LAST else ""
        if not comment and (rank + len(slug) + year) % 9 == 0:
            comment = COMMENTS.get(code, "")
        yield Value(
            collection=form, indicator=indicators[code], value=measure.value, numerator=measure.numerator,
            denominator=measure.denominator, parts={key: str(part) for key, part in measure.parts.items()},
            choice=measure.choice, is_not_applicable=measure.is_not_applicable, comment=comment,
            justification=_justification(slug, code, books) if year == LAST else "",
            computed=computed_json(counted[code]) if code in counted else None,
            correction_reason=CORRECTED_BECAUSE if code in counted and not _is_unchanged(slug, code) else "",
            is_pointed_out=returned and code in POINTED_OUT, changed_at=form.last_activity_at,
            changed_by=form.certified_by,
        )  # fmt: skip


def _justification(slug: str, code: str, books: StateMoney) -> str:
    if code in ("MO-03", "MO-04") and books.notified != books.paid:
        return f"{MARK} : subvention notifiée, dont le versement n’est pas achevé."
    return JUSTIFIED.get((slug, code), "")


REGION, NEXT = "52", "2027"


def load_referential_story(referential: Referential, *, keeper: User, regional: User) -> None:
    """Add a regional indicator to the first version, and a draft of the next version; each once."""
    if not referential.indicators.exclude(region=None).exists():
        save_complement(
            Indicator(referential=referential),
            actor=regional,
            region=Region.objects.get(code=REGION),
            section=Section.QP,
            label="Séances tenues hors des métropoles",
            definition=(
                f"{MARK} : nombre de séances tenues dans une commune hors métropole, demandé par la gouvernance."
            ),
            kind=ValueKind.INTEGER,
            unit="séances",
        )
    if not Referential.objects.filter(name=NEXT).exists():
        draft = new_version(referential, NEXT, actor=keeper)
        networks = draft.indicators.get(code="M1-02")
        save_indicator(
            networks,
            actor=keeper,
            definition=f"{networks.definition} Un réseau commun à deux centres compte pour chacun.",
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
