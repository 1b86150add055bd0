"""What awaits somebody on arriving: the form to fill, the forms to verify, the campaign to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates
from documents.formats import counted, date_fr
from evaluation.collecting.due import with_due
from evaluation.collecting.rights import CENTRE_LABELS, FILLING, LATE_STATES, may_keep_campaigns
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Campaign, Collection
from governance.compliance import Place
from governance.duties import Duty


def of_campaigns(user: User, today: dt.date) -> list[Duty]:
    """Each thing to do (1 query, whatever the network)."""
    if may_keep_campaigns(user):
        return list(_campaigns())
    if any(one.role == Role.DIRECTOR for one in active_mandates(user)):
        return list(_own_forms(user, today))
    return list(_to_verify(user)) if any(one.role == Role.REGIONAL for one in active_mandates(user)) else []


def _own_forms(user: User, today: dt.date) -> Iterator[Duty]:
    mine = [one.centre_id for one in active_mandates(user) if one.role == Role.DIRECTOR]
    open_forms = Collection.objects.filter(
        centre__in=mine, state__in=sorted(FILLING), campaign__state=CampaignState.OPEN
    )
    figure = Q(values__value__isnull=False) | Q(values__denominator__isnull=False) | ~Q(values__parts={})
    answered = figure | Q(values__is_not_applicable=True) | ~Q(values__choice="")
    rows = with_due(open_forms, today).select_related("campaign", "centre")
    for form in rows.annotate(total=Count("values"), answered=Count("values", filter=answered)):
        late = f"attendu depuis le {date_fr(form.due_on)}" if form.is_late else f"avant le {date_fr(form.due_on)}"
        done = f"{counted(form.answered, 'réponse')} sur {form.total}"
        state = CENTRE_LABELS[CollectionState(form.state)]
        title = f"Indicateurs {form.campaign.year} : {form.centre.usual_name}"
        yield _duty(form.due_on, title, f"{state}, {late}. {done}.", _page_of(form))


def _to_verify(user: User) -> Iterator[Duty]:
    led = Centre.objects.led_by(user)
    sent = Collection.objects.filter(
        centre__in=led, state=CollectionState.SUBMITTED, campaign__state=CampaignState.OPEN
    )
    for form in sent.select_related("campaign", "centre").order_by("submitted_at")[:20]:
        title = f"Indicateurs {form.campaign.year} à vérifier : {form.centre.usual_name}"
        day = date_fr(timezone.localdate(form.submitted_at))
        due = date_fr(form.campaign.review_due_on)
        sentence = f"Envoyés le {day}. Vérification avant le {due}."
        yield _duty(form.campaign.review_due_on, title, sentence, _page_of(form))


def _campaigns() -> Iterator[Duty]:
    unsent, checked = Q(collections__state__in=sorted(LATE_STATES)), Q(collections__state=CollectionState.VERIFIED)
    rows = Campaign.objects.exclude(state=CampaignState.CLOSED).order_by("year")
    for one in rows.annotate(
        total=Count("collections"), unsent=Count("collections", filter=unsent),
        checked=Count("collections", filter=checked),
    ):  # fmt: skip
        if one.state == CampaignState.PREPARED:
            sentence = f"Ouverture prévue le {date_fr(one.opens_on)}."
            page = Place("evaluation:campaign", (one.year,))
            yield _duty(one.opens_on, f"Campagne {one.year} en préparation", sentence, page)
            continue
        sentence = (
            f"{counted(one.total - one.unsent, 'formulaire envoyé', 'formulaires envoyés')} sur {one.total}, "
            f"{counted(one.checked, 'vérifié')}. Échéance des centres : {date_fr(one.centres_due_on)}."
        )
        page = Place("evaluation:follow_up", (one.year,))
        yield _duty(one.centres_due_on, f"Campagne d’indicateurs {one.year} ouverte", sentence, page)


def _page_of(form: Collection) -> Place:
    return Place("evaluation:collection", (form.campaign.year, form.centre.slug))


def _duty(on: dt.date, title: str, sentence: str, place: Place) -> Duty:
    return Duty(on=on, title=title, sentence=sentence, place=place)
