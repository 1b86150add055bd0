"""The printed dashboard: a cover, its contents, its figures drawn and told, its data attached (R-140).

Two kinds of papers come out with a publication: the national edition, and the edition of each leading region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from crpv.dashboard.schema import Dashboard
from crpv.models import Publication, RegionalEdition
from crpv.models.publication import seal_of
from crpv.publications.exports.csv_file import dashboard_csv
from crpv.publications.exports.fingerprints import version_seal
from crpv.publications.exports.formats import STEM, circulated
from documents.markdown import html_of, safe
from documents.pdf.attachments import Attachment, Relationship, csv_attachment
from documents.pdf.page import print_page
from documents.pdf.qr_code import square_code
from documents.pdf.render import Page, compose
from documents.published.register import Imprint, verification_address


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One document to print: of which publication, under which name, with which figures; `told` is what it adds.

    `seal` is the fingerprint of all that was frozen of it: figures, and words where it has some.
    """

    publication: Publication
    imprint: Imprint
    kind: str
    title: str
    board: Dashboard
    seal: str
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        return self.imprint.reference

    @property
    def address(self) -> str:
        """Where whoever holds the paper can verify it."""
        return verification_address(self.reference)

    @property
    def figures_seal(self) -> str:
        """The fingerprint of the figures that it carries."""
        return seal_of(self.board.to_json())


def national_paper(publication: Publication) -> Paper:
    """The national edition: its perspectives, and names of centres only when the network alone reads it."""
    board = circulated(publication)
    return Paper(
        publication=publication,
        imprint=Imprint(family=publication.family, version=publication.version),
        kind="tableau de bord national",
        title=f"Tableau de bord national {publication.year}",
        board=board,
        seal=version_seal(publication, seal_of(board.to_json())),
        told={"perspectives": safe(html_of(publication.perspectives))},
    )


def regional_paper(edition: RegionalEdition) -> Paper:
    """The edition of one region, from what was frozen with the national one."""
    publication = edition.publication
    return Paper(
        publication=publication,
        imprint=Imprint(family=edition.family, version=publication.version),
        kind="tableau de bord, édition régionale",
        title=f"Tableau de bord {publication.year}, édition régionale\u00a0: {edition.region.name}",
        board=edition.dashboard,
        seal=seal_of(edition.dashboard.to_json()),
        told={"region": edition.region.name},
    )


def national_pdf(publication: Publication) -> bytes:
    """The national edition (PDF/A-3 and PDF/UA), its figures attached; same publication, same bytes."""
    return print_page(composed(national_paper(publication)))


def composed(paper: Paper) -> Page:
    """The document, ready for the press of another process: the same for the same paper."""
    publication = paper.publication
    context = {
        "publication": publication,
        "board": paper.board,
        "seal": paper.seal,
        "figures_seal": paper.figures_seal,
        "verify_url": paper.address,
        "qr": square_code(paper.address),
        "demo": settings.DEMO,
        **paper.told,
    }
    return compose(
        "crpv/publications/print.html",
        context,
        identifier=paper.reference,
        dated=_day(publication),
        attachments=_attached(paper.board),
    )


def _day(publication: Publication) -> date:
    return localdate(publication.published_at or publication.frozen_at)


def _attached(board: Dashboard) -> list[Attachment]:
    return [
        csv_attachment(f"{STEM}.csv", dashboard_csv(board).decode(), "Tous les chiffres et tous les tableaux"),
        Attachment(
            name=f"{STEM}.json", content=board.to_json().encode(), mime="application/json",
            description="Les chiffres figés, tels que l’application les garde", relationship=Relationship.SOURCE,
        ),
    ]  # fmt: skip
