"""The printed dashboard: a cover, its contents, its figures drawn and told, its data attached (R-140)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from crpv.dashboard.shape import Dashboard
from crpv.models import Publication, RegionalEdition
from crpv.models.publication import seal_of
from crpv.publications.csv_face import dashboard_csv
from crpv.publications.faces import STEM, circulated
from crpv.publications.seals import version_seal
from documents.attachments import Attachment, Relationship, csv_attachment
from documents.codes import square_code
from documents.pdf import Page, compose, print_page
from evaluation.opinions.rich import html_of, safe


def national_pdf(publication: Publication) -> bytes:
    """The national edition (PDF/A-3 and PDF/UA), its figures attached; same publication, same bytes."""
    return print_page(national_page(publication))


def national_page(publication: Publication) -> Page:
    """The national edition, composed for the press of another process."""
    board, address = circulated(publication), address_of(publication.reference)
    return _composed(
        publication, board, reference=publication.reference, perspectives=safe(html_of(publication.perspectives)),
        verify_url=address, qr=square_code(address), seal=version_seal(publication, seal_of(board.to_json())),
    )  # fmt: skip


def address_of(reference: str) -> str:
    """Where whoever holds the paper can verify it."""
    return f"{settings.SITE_ADDRESS}/verifier/?reference={reference}"


def regional_pdf(edition: RegionalEdition) -> bytes:
    """The edition of one region, from what was frozen with the national one."""
    publication = edition.publication
    reference = f"TDB-{publication.year}-region-{edition.region.code}-{publication.version}"
    return print_page(_composed(publication, edition.dashboard, reference=reference, region=edition.region.name))


def _composed(publication: Publication, board: Dashboard, *, reference: str, **told: Any) -> Page:
    content = board.to_json()
    context = {
        "publication": publication,
        "board": board,
        "seal": seal_of(content),
        "figures_seal": seal_of(content),
        "demo": settings.DEMO,
        **told,
    }
    return compose(
        "crpv/publications/print.html",
        context,
        identifier=reference,
        dated=_day(publication),
        attachments=_attached(board, content),
    )


def _day(publication: Publication) -> date:
    return localdate(publication.published_at or publication.frozen_at)


def _attached(board: Dashboard, content: str) -> list[Attachment]:
    return [
        csv_attachment(f"{STEM}.csv", dashboard_csv(board).decode(), "Tous les chiffres et tous les tableaux"),
        Attachment(
            name=f"{STEM}.json", content=content.encode(), mime="application/json",
            description="Les chiffres figés, tels que l’application les garde", relationship=Relationship.SOURCE,
        ),
    ]  # fmt: skip
