"""Fingerprints (SHA-256) of a publication: of its figures, and of a version with its words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crpv.models import Publication, PublicationFile
from crpv.publications.exports.formats import FIGURES_FILE
from documents.published.write_once import json_fingerprint


@dataclass(frozen=True, kw_only=True)
class Fingerprints:
    """`figures`: SHA-256 of the file of figures, attached to every edition; `version`: of the figures and the words."""

    figures: str
    version: str


def version_fingerprint(publication: Publication, figures: str) -> str:
    """The fingerprint of a version: its figures (by theirs), its perspectives, what it corrects."""
    words = {"perspectives": publication.perspectives, "motif": publication.reason}
    return json_fingerprint({"reference": publication.reference, "chiffres": figures, **words})


def fingerprints_of(publications: Collection[Publication]) -> dict[int, Fingerprints]:
    """The fingerprints of each publication, by its key, without loading its figures (1 query)."""
    files = PublicationFile.objects.filter(publication__in=publications, name=FIGURES_FILE)
    stored = dict(files.values_list("publication", "sha256"))
    fingerprints = {}
    for publication in publications:
        figures = stored.get(publication.pk, publication.seal)
        version = version_fingerprint(publication, figures)
        fingerprints[publication.pk] = Fingerprints(figures=figures, version=version)
    return fingerprints
