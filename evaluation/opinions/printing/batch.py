"""The opinions of the network on paper, in a folder: what is printed is kept, what is kept is not printed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from documents.french import NBSP
from documents.models import PublishedDocument
from documents.pdf.print_processes import print_in_parallel
from documents.pdf.render import PrintablePage
from documents.published.fingerprint import fingerprint
from documents.published.register import Imprint
from evaluation.models import Opinion
from evaluation.opinions.printing.publish import Edition, composed, editions_of, imprints_of, publish


class Outcome(StrEnum):
    """What became of one document."""

    PRINTED = "imprimé"
    COPIED = "déjà publié, copié"
    SKIPPED = "déjà là, intact"
    SAME = "identique au publié"
    FAILED = "échec"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One document of the batch; `reason` says why it failed."""

    reference: str
    outcome: Outcome
    reason: str = ""


Name = tuple[int, Imprint]


def names_of_year(year: int) -> list[Name]:
    """The documents of a year, by name: those of each opinion in force, by centre (1 query, without their content)."""
    opinions = Opinion.objects.in_force().filter(year=year).select_related("reply").defer("frozen", "facts")
    return [(one.pk, imprint) for one in opinions.order_by("centre__slug") for imprint in imprints_of(one)]


def print_batch(names: Iterable[Name], folder: Path, workers: int) -> Iterator[Step]:
    """Put each document in the folder, one step a document as it ends."""
    missing = []
    for pk, imprint in names:
        document = PublishedDocument.objects.filter(reference=imprint.reference).first()
        if document is None:
            missing.append((pk, imprint))
        else:
            yield _copy(document, folder)
    for edition, result in _printed(missing, workers):
        yield _keep(edition, result, folder)


def differences(names: Iterable[Name], workers: int) -> Iterator[Step]:
    """Print again what is already published, and say what would not give the same bytes; nothing is written."""
    kept = {one.reference: one.sha256 for one in PublishedDocument.objects.light()}
    known = [name for name in names if name[1].reference in kept]
    for edition, result in _printed(known, workers):
        yield _compared(edition.reference, result, kept[edition.reference])


def _compared(reference: str, result: bytes | Exception, sha256: str) -> Step:
    if isinstance(result, Exception):
        return Step(reference=reference, outcome=Outcome.FAILED, reason=reason_of(result))
    if fingerprint(result) == sha256:
        return Step(reference=reference, outcome=Outcome.SAME)
    return Step(reference=reference, outcome=Outcome.FAILED, reason="imprimé de nouveau, il diffère du publié.")


def _printed(names: Iterable[Name], workers: int) -> Iterator[tuple[Edition, bytes | Exception]]:
    """Each edition with its bytes or its failure: composed one by one here, printed by the workers."""
    faulty: list[tuple[Edition, Exception]] = []
    for done in print_in_parallel(_pages(names, faulty), workers):
        yield from drained(faulty)
        yield done
    yield from drained(faulty)


def _pages(names: Iterable[Name], faulty: list[tuple[Edition, Exception]]) -> Iterator[tuple[Edition, PrintablePage]]:
    """The pages to print; an opinion that cannot be composed, for whatever reason, is set aside with it."""
    for pk, imprint in names:
        opinion = Opinion.objects.select_related("centre", "reply").get(pk=pk)
        edition = next(one for one in editions_of(opinion) if one.imprint == imprint)
        try:
            page = composed(edition)
        except Exception as fault:  # noqa: BLE001 - one bad opinion never stops the others
            faulty.append((edition, fault))
        else:
            yield edition, page


def drained(faulty: list[tuple[Edition, Exception]]) -> Iterator[tuple[Edition, Exception]]:
    while faulty:
        yield faulty.pop(0)


def _copy(document: PublishedDocument, folder: Path) -> Step:
    """The bytes kept, never printed anew; nothing when the folder already holds them."""
    place = place_of(document.reference, folder)
    if place.is_file() and fingerprint(place.read_bytes()) == document.sha256:
        return Step(reference=document.reference, outcome=Outcome.SKIPPED)
    if fault := next(document.own_faults(), ""):
        return Step(reference=document.reference, outcome=Outcome.FAILED, reason=fault)
    write_whole(place, bytes(document.content))
    return Step(reference=document.reference, outcome=Outcome.COPIED)


def _keep(edition: Edition, result: bytes | Exception, folder: Path) -> Step:
    if isinstance(result, Exception):
        return Step(reference=edition.reference, outcome=Outcome.FAILED, reason=reason_of(result))
    document = publish(edition, result)
    write_whole(place_of(document.reference, folder), result)
    return Step(reference=document.reference, outcome=Outcome.PRINTED)


def reason_of(fault: Exception) -> str:
    return f"{type(fault).__name__}{NBSP}: {fault}"


def place_of(reference: str, folder: Path) -> Path:
    return folder / f"{reference}.pdf"


def write_whole(place: Path, content: bytes) -> None:
    """Written aside, then moved: an interruption never leaves half a document."""
    draft = place.with_suffix(".pdf.partiel")
    draft.write_bytes(content)
    draft.replace(place)
