"""Deadlines and duties of the campaigns of indicators (R-135, R-136)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates
from documents import french
from evaluation.collection.permissions import CENTRE_LABELS, FILLING, LATE_STATES, may_keep_campaigns
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Campaign, Collection, Postponement
from governance.registers.obligations import Deadline, Duty, Sort, Window
from governance.registers.rules import PageLink


def with_due(collections: QuerySet[Collection], today: dt.date) -> QuerySet[Collection]:
    """Annotate `due_on` (the extension of a centre counts) and `is_late`; Paris is never late (R-56)."""
    unsent = Q(state__in=sorted(LATE_STATES), centre__is_state_funded=True)
    granted = Postponement.objects.filter(campaign=OuterRef("campaign"), centre=OuterRef("centre")).values("until")[:1]
    return collections.annotate(
        postponed_until=Subquery(granted), due_on=Coalesce(F("postponed_until"), F("campaign__centres_due_on"))
    ).annotate(is_late=Case(When(unsent & Q(due_on__lt=today), then=Value(value=True)), default=Value(value=False)))


VERIFIED = frozenset({CollectionState.VERIFIED, CollectionState.CLOSED})


def of_campaigns(window: Window) -> Iterator[Deadline]:
    """The dates of sending and of verification of each form, Paris apart (R-56); 1 query."""
    forms = Collection.objects.visible_to(window.user).exclude(campaign__state=CampaignState.PREPARED)
    rows = with_due(forms.filter(centre__is_state_funded=True), window.today).select_related("campaign", "centre")
    for form in rows.filter(campaign__corrections_until__gte=window.start, campaign__opens_on__lte=window.end):
        yield _deadline(form, "envoi", form.due_on, "envoi par le centre", "R-135", done=form.state not in LATE_STATES)
        due = form.campaign.review_due_on
        yield _deadline(form, "verification", due, "vérification par l’État", "R-136", done=form.state in VERIFIED)


def _deadline(form: Collection, about: str, on: object, title: str, reference: str, *, done: bool) -> Deadline:
    year, centre = form.campaign.year, form.centre
    return Deadline(
        key=f"indicateurs-{form.pk}-{about}",
        on=on,
        sort=Sort.EVALUATION,
        title=f"Indicateurs {year} : {title}",
        reference=reference,
        link=PageLink("evaluation:collection", (year, centre.slug)),
        centre=centre.usual_name,
        slug=centre.slug,
        is_done=done,
    )


def duties_of_campaigns(user: User, today: dt.date) -> list[Duty]:
    """Each thing to do (1 query, whatever the network)."""
    if may_keep_campaigns(user):
        return list(_campaigns())
    if any(mandate.role == Role.DIRECTOR for mandate in active_mandates(user)):
        return list(_own_forms(user, today))
    return list(_to_verify(user)) if any(mandate.role == Role.REGIONAL for mandate in active_mandates(user)) else []


def _own_forms(user: User, today: dt.date) -> Iterator[Duty]:
    mine = [mandate.centre_id for mandate in active_mandates(user) if mandate.role == Role.DIRECTOR]
    open_forms = Collection.objects.filter(
        centre__in=mine, state__in=sorted(FILLING), campaign__state=CampaignState.OPEN
    )
    figure = Q(values__value__isnull=False) | Q(values__denominator__isnull=False) | ~Q(values__parts={})
    answered = figure | Q(values__is_not_applicable=True) | ~Q(values__choice="")
    rows = with_due(open_forms, today).select_related("campaign", "centre")
    for form in rows.annotate(total=Count("values"), answered=Count("values", filter=answered)):
        late = (
            f"attendu depuis le {french.date(form.due_on)}" if form.is_late else f"avant le {french.date(form.due_on)}"
        )
        done = f"{french.counted(form.answered, 'réponse')} sur {form.total}"
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
        day = french.date(timezone.localdate(form.submitted_at))
        due = french.date(form.campaign.review_due_on)
        sentence = f"Envoyés le {day}. Vérification avant le {due}."
        yield _duty(form.campaign.review_due_on, title, sentence, _page_of(form))


def _campaigns() -> Iterator[Duty]:
    unsent, checked = Q(collections__state__in=sorted(LATE_STATES)), Q(collections__state=CollectionState.VERIFIED)
    rows = Campaign.objects.exclude(state=CampaignState.CLOSED).order_by("year")
    for campaign in rows.annotate(
        total=Count("collections"), unsent=Count("collections", filter=unsent),
        checked=Count("collections", filter=checked),
    ):  # fmt: skip
        if campaign.state == CampaignState.PREPARED:
            sentence = f"Ouverture prévue le {french.date(campaign.opens_on)}."
            page = PageLink("evaluation:campaign", (campaign.year,))
            yield _duty(campaign.opens_on, f"Campagne {campaign.year} en préparation", sentence, page)
            continue
        sent = french.counted(campaign.total - campaign.unsent, "formulaire envoyé", "formulaires envoyés")
        sentence = (
            f"{sent} sur {campaign.total}, {french.counted(campaign.checked, 'vérifié')}. "
            f"Échéance des centres : {french.date(campaign.centres_due_on)}."
        )
        page = PageLink("evaluation:follow_up", (campaign.year,))
        yield _duty(campaign.centres_due_on, f"Campagne d’indicateurs {campaign.year} ouverte", sentence, page)


def _page_of(form: Collection) -> PageLink:
    return PageLink("evaluation:collection", (form.campaign.year, form.centre.slug))


def _duty(on: dt.date, title: str, sentence: str, link: PageLink) -> Duty:
    return Duty(on=on, title=title, sentence=sentence, link=link)
