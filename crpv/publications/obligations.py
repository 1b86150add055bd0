"""What is owed on the national dashboard and the campaigns it rests on (R-135, R-140, R-141)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from accounts.enums import NETWORK_ROLES, Role
from centres.models import Region
from centres.models.mandate import active_mandates, holds
from crpv.models import Publication, Transmission
from crpv.publications.transmissions import leads_on
from documents import french
from evaluation.collection.obligations import of_campaign, with_counts
from evaluation.models import Campaign
from governance.law.legal_calendar import DASHBOARD_DUE, DASHBOARD_PASSED_ON
from governance.registers.obligations import NETWORK, Debtor, Obligation, Sort, Window
from governance.registers.rules import PageLink

RECENT = 2  # years: nothing is asked for an older dashboard


def of_campaigns(window: Window) -> Iterator[Obligation]:
    """Each campaign to open and to close, and the dashboard of its year to publish, for national staff (1 query)."""
    if not holds(window.user, *NETWORK_ROLES):
        return
    publications = Publication.objects.filter(year=OuterRef("year"))
    campaigns = with_counts(Campaign.objects.filter(year__gte=window.start.year - 1).order_by("year"))
    for campaign in campaigns.annotate(
        is_out=Exists(publications.in_force()), is_open=Exists(publications.being_prepared())
    ):
        yield of_campaign(campaign)
        yield _to_publish(campaign)
        if campaign.is_out and campaign.is_open:
            yield _of_dashboard(
                f"{campaign.year}-correction", f"tableau de bord {campaign.year} : correction en cours",
                PageLink("publications:preparation", (campaign.year,)), NETWORK,
                sentence="La version publiée reste en vigueur jusqu’à la publication de la nouvelle.",
            )  # fmt: skip


def _to_publish(campaign: Campaign) -> Obligation:
    year, due_on = campaign.year, DASHBOARD_DUE.on(campaign.year)
    link = PageLink("publications:published", (year,)) if campaign.is_out else PageLink("publications:prepare")
    if campaign.is_open:
        link = PageLink("publications:preparation", (year,))
    return _of_dashboard(
        f"{year}", f"tableau de bord national {year} à publier", link, NETWORK, rule=DASHBOARD_DUE.rule,
        opens_on=dt.date(year + 1, 1, 1), due_on=due_on, is_done=campaign.is_out,
        sentence=f"Attendu le {french.date(due_on)}, avec les perspectives {year + 1}.",
    )  # fmt: skip


def of_transmissions(window: Window) -> Iterator[Obligation]:
    """The dashboards to transmit, for each region that led a centre when they came out (1 query)."""
    mandates = active_mandates(window.user)
    regions = {mandate.region for mandate in mandates if mandate.role == Role.REGIONAL and mandate.region}
    for publication, region in _not_transmitted(regions, window.today) if regions else ():
        day = localdate(publication.published_at)
        yield _of_dashboard(
            f"{publication.year}-transmettre-{region.code}",
            f"tableau de bord {publication.year} à transmettre en {region}",
            PageLink("publications:pass_on", (publication.year, region.code)), Debtor(Role.REGIONAL, region.pk),
            rule=DASHBOARD_PASSED_ON.rule, opens_on=day, due_on=DASHBOARD_PASSED_ON.on(day.year),
            sentence=f"Publié le {french.date(day)} : transmettez-le aux partenaires, puis dites quand (R-141).",
        )  # fmt: skip


def _of_dashboard(code: str, what: str, link: PageLink, debtor: Debtor, *, sentence: str, **fields: Any) -> Obligation:
    return Obligation(
        key=f"tableau-de-bord-{code}", debtor=debtor, what=french.typeset(what), link=link, sort=Sort.EVALUATION,
        sentence=french.typeset(sentence), **fields,
    )  # fmt: skip


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
