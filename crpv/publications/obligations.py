"""Deadlines and duties of the national dashboard (R-140, R-141)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Region
from centres.models.mandate import active_mandates, holds
from crpv.models import Publication, Transmission
from crpv.publications.transmissions import leads_on
from documents import french
from evaluation.models import Campaign
from governance.law.legal_calendar import DASHBOARD_DUE, DASHBOARD_PASSED_ON
from governance.registers.obligations import Deadline, Duty, Sort, Window
from governance.registers.rules import PageLink

RECENT = 2  # years: nothing is asked for an older dashboard


def of_dashboards(window: Window) -> Iterator[Deadline]:
    """When the dashboard of each year that was collected is due, for the national staff that owes it (1 query)."""
    if not holds(window.user, *NETWORK_ROLES):
        return
    for campaign in _collected(window.start.year - 1, window.end.year - 1):
        yield Deadline(
            key=f"tableau-de-bord-{campaign.year}",
            on=DASHBOARD_DUE.on(campaign.year),
            sort=Sort.EVALUATION,
            title=f"Tableau de bord national {campaign.year} à publier",
            reference=DASHBOARD_DUE.rule,
            link=_place(campaign),
            is_done=campaign.is_out,
        )


def _collected(first: int, last: int) -> QuerySet[Campaign]:
    """The campaigns of those years; `is_out`: their dashboard is published, `is_open`: a version is being prepared."""
    publications = Publication.objects.filter(year=OuterRef("year"))
    campaigns = Campaign.objects.filter(year__range=(first, last)).order_by("year")
    return campaigns.annotate(is_out=Exists(publications.in_force()), is_open=Exists(publications.being_prepared()))


def _place(campaign: Campaign) -> PageLink:
    if campaign.is_open:
        return PageLink("publications:preparation", (campaign.year,))
    return PageLink("publications:published", (campaign.year,)) if campaign.is_out else PageLink("publications:prepare")


def duties(user: User, today: dt.date) -> Iterator[Duty]:
    """The dashboards to publish, for national staff (1 query); those to transmit, for each region (1 query)."""
    if holds(user, *NETWORK_ROLES):
        campaigns = _collected(today.year - 1 - RECENT, today.year - 1)
        for campaign in campaigns:
            year, day = campaign.year, DASHBOARD_DUE.on(campaign.year)
            title = f"Tableau de bord {year} à publier"
            sentence = f"Attendu le {french.date(day)}, avec les perspectives {year + 1}."
            if campaign.is_out:
                day, title = today, f"Tableau de bord {year}\u00a0: correction en cours"
                sentence = "La version publiée reste en vigueur jusqu’à la publication de la nouvelle."
            if campaign.is_open or not campaign.is_out:
                yield Duty(on=day, title=title, sentence=sentence, link=_place(campaign))
    regions = {mandate.region for mandate in active_mandates(user) if mandate.role == Role.REGIONAL and mandate.region}
    if regions:
        for publication, region in _not_transmitted(regions, today):
            day = localdate(publication.published_at)
            published = french.date(day)
            yield Duty(
                on=DASHBOARD_PASSED_ON.on(day.year),
                title=f"Tableau de bord {publication.year} à transmettre en {region}",
                sentence=f"Publié le {published}\u00a0: transmettez-le aux partenaires, puis dites quand (R-141).",
                link=PageLink("publications:pass_on", (publication.year, region.code)),
            )


def _not_transmitted(regions: set[Region], today: dt.date) -> Iterator[tuple[Publication, Region]]:
    """The recent dashboards in force with each of `regions` that has not transmitted them.

    Only regions that led a centre on the day of publication: the act of another would be refused.
    """
    recent = Publication.objects.in_force().light().filter(year__gte=today.year - RECENT).order_by("year")
    transmissions = Transmission.objects.filter(publication=OuterRef("pk"))
    leading = leads_on(OuterRef("day"))
    with_debts = recent.annotate(day=TruncDate("published_at")).annotate(
        **{
            f"owes_{region.pk}": Q(Exists(leading.filter(region=region)), ~Exists(transmissions.filter(region=region)))
            for region in regions
        }
    )
    return (
        (publication, region)
        for publication in with_debts
        for region in regions
        if getattr(publication, f"owes_{region.pk}")
    )
