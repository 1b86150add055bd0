"""Printed editions of a publication (R-140): the national one, and one of each leading region; their data attached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from crpv.dashboard.schema import Dashboard
from crpv.models import Publication, RegionalEdition
from crpv.models.publication import text_fingerprint
from crpv.publications.exports.csv_file import dashboard_csv
from crpv.publications.exports.fingerprints import version_fingerprint
from crpv.publications.exports.formats import STEM, distributed_dashboard
from documents.markdown import html_of, safe
from documents.pdf.attachments import Attachment, Relationship, csv_attachment
from documents.pdf.page import print_page
from documents.pdf.qr_code import square_code
from documents.pdf.render import PrintablePage, compose
from documents.published.register import Imprint, verification_address


@dataclass(frozen=True, kw_only=True)
class EditionToPrint:
    """One edition to print; `words` completes the context of its template.

    `seal` is the fingerprint of all that was frozen of it: figures, and words where it has some.
    """

    publication: Publication
    imprint: Imprint
    kind: str
    title: str
    board: Dashboard
    seal: str
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        return self.imprint.reference

    @property
    def address(self) -> str:
        """The address that verifies a printed copy."""
        return verification_address(self.reference)

    @property
    def figures_seal(self) -> str:
        """The fingerprint of its figures."""
        return text_fingerprint(self.board.to_json())


def national_print(publication: Publication) -> EditionToPrint:
    """The national edition, with its perspectives; centres are named only when the network alone reads it."""
    board = distributed_dashboard(publication)
    return EditionToPrint(
        publication=publication,
        imprint=Imprint(family=publication.family, version=publication.version),
        kind="tableau de bord national",
        title=f"Tableau de bord national {publication.year}",
        board=board,
        seal=version_fingerprint(publication, text_fingerprint(board.to_json())),
        words={"perspectives": safe(html_of(publication.perspectives))},
    )


def regional_print(edition: RegionalEdition) -> EditionToPrint:
    """The edition of one region, from what was frozen with the national one."""
    publication = edition.publication
    return EditionToPrint(
        publication=publication,
        imprint=Imprint(family=edition.family, version=publication.version),
        kind="tableau de bord, édition régionale",
        title=f"Tableau de bord {publication.year}, édition régionale\u00a0: {edition.region.name}",
        board=edition.dashboard,
        seal=text_fingerprint(edition.dashboard.to_json()),
        words={"region": edition.region.name},
    )


def national_pdf(publication: Publication) -> bytes:
    """The national edition (PDF/A-3 and PDF/UA), its figures attached; same publication, same bytes."""
    return print_page(compose_edition(national_print(publication)))


def compose_edition(edition: EditionToPrint) -> PrintablePage:
    """The page to print, in any process; the same for the same edition."""
    publication = edition.publication
    context = {
        "publication": publication,
        "board": edition.board,
        "seal": edition.seal,
        "figures_seal": edition.figures_seal,
        "verify_url": edition.address,
        "qr": square_code(edition.address),
        "demo": settings.DEMO,
        **edition.words,
    }
    return compose(
        "crpv/publications/print.html",
        context,
        identifier=edition.reference,
        dated=localdate(publication.published_at or publication.frozen_at),
        attachments=[
            csv_attachment(
                f"{STEM}.csv", dashboard_csv(edition.board).decode(), "Tous les chiffres et tous les tableaux"
            ),
            Attachment(
                name=f"{STEM}.json",
                content=edition.board.to_json().encode(),
                mime="application/json",
                description="Les chiffres figés, tels que l’application les garde",
                relationship=Relationship.SOURCE,
            ),
        ],
    )
