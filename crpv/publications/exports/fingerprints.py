"""What proves a publication: the fingerprint of its figures, and that of the version that came out with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crpv.models import Publication, PublicationFile
from crpv.publications.exports.formats import FIGURES_FILE
from documents.published.fingerprint import seal_of


@dataclass(frozen=True, kw_only=True)
class Seals:
    """`figures` is the SHA-256 of the file of figures that goes with every face; `version` covers the words too."""

    figures: str
    version: str


def version_seal(publication: Publication, figures: str) -> str:
    """The fingerprint of a version: its figures (by theirs), its perspectives, what it corrects."""
    words = {"perspectives": publication.perspectives, "motif": publication.reason}
    return seal_of({"reference": publication.reference, "chiffres": figures, **words})


def seals_of(publications: Collection[Publication]) -> dict[int, Seals]:
    """Those of each publication, by its key, its figures left unread (1 query)."""
    files = PublicationFile.objects.filter(publication__in=publications, name=FIGURES_FILE)
    kept = dict(files.values_list("publication", "sha256"))
    figures = {one.pk: kept.get(one.pk, one.seal) for one in publications}
    return {one.pk: Seals(figures=figures[one.pk], version=version_seal(one, figures[one.pk])) for one in publications}
