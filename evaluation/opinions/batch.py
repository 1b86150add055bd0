"""The opinions of the network on paper, in a folder: what is printed is kept, what is kept is not printed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from documents.formats import NBSP
from documents.models import PublishedDocument
from documents.publishing import fault_of
from documents.sealing import fingerprint
from documents.workers import spread
from evaluation.models import Opinion
from evaluation.opinions.printing import Edition, editions_of, publish, render


class Outcome(StrEnum):
    """What became of one document."""

    PRINTED = "imprimé"
    COPIED = "déjà publié, copié"
    SKIPPED = "déjà là, intact"
    FAILED = "échec"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One document of the batch; `reason` says why it failed."""

    reference: str
    outcome: Outcome
    reason: str = ""


def editions_of_year(year: int) -> list[Edition]:
    """The documents to print of a year: those of each opinion in force, by centre."""
    opinions = Opinion.objects.in_force().filter(year=year).select_related("centre", "reply")
    return [edition for opinion in opinions.order_by("centre__slug") for edition in editions_of(opinion)]


def print_batch(editions: list[Edition], folder: Path, workers: int) -> Iterator[Step]:
    """Put each document in the folder, one step a document as it ends."""
    missing = []
    for edition in editions:
        document = PublishedDocument.objects.filter(reference=edition.reference).first()
        if document is None:
            missing.append(edition)
        else:
            yield _copy(document, folder)
    for edition, result in spread(render, missing, min(workers, len(missing)) or 1):
        yield _keep(edition, result, folder)


def _copy(document: PublishedDocument, folder: Path) -> Step:
    """The bytes kept, never printed anew; nothing when the folder already holds them."""
    place = place_of(document.reference, folder)
    if place.is_file() and fingerprint(place.read_bytes()) == document.sha256:
        return Step(reference=document.reference, outcome=Outcome.SKIPPED)
    if fault := fault_of(document):
        return Step(reference=document.reference, outcome=Outcome.FAILED, reason=fault)
    write_whole(place, bytes(document.content))
    return Step(reference=document.reference, outcome=Outcome.COPIED)


def _keep(edition: Edition, result: bytes | Exception, folder: Path) -> Step:
    if isinstance(result, Exception):
        return Step(reference=edition.reference, outcome=Outcome.FAILED, reason=reason_of(result))
    document = publish(edition, result)
    write_whole(place_of(document.reference, folder), result)
    return Step(reference=document.reference, outcome=Outcome.PRINTED)


def differences(editions: list[Edition], workers: int) -> Iterator[Step]:
    """Print again what is already published, and say what would not give the same bytes; nothing is written."""
    kept = {one.reference: one.sha256 for one in PublishedDocument.objects.light()}
    known = [edition for edition in editions if edition.reference in kept]
    for edition, result in spread(render, known, min(workers, len(known)) or 1):
        if isinstance(result, bytes) and fingerprint(result) == kept[edition.reference]:
            yield Step(reference=edition.reference, outcome=Outcome.SKIPPED)
        else:
            reason = (
                "imprimé de nouveau, il ne donne plus les mêmes octets." if isinstance(result, bytes) else str(result)
            )
            yield Step(reference=edition.reference, outcome=Outcome.FAILED, reason=reason)


def reason_of(fault: Exception) -> str:
    return f"{type(fault).__name__}{NBSP}: {fault}"


def place_of(reference: str, folder: Path) -> Path:
    return folder / f"{reference}.pdf"


def write_whole(place: Path, content: bytes) -> None:
    """Written aside, then moved: an interruption never leaves half a document."""
    draft = place.with_suffix(".pdf.partiel")
    draft.write_bytes(content)
    draft.replace(place)
