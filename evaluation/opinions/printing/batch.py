"""The printed opinions of a year in a folder: printed and published when they are not yet, else copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from documents.french import NBSP
from documents.models import PublishedDocument
from documents.pdf.print_processes import print_in_parallel
from documents.pdf.render import PrintablePage
from documents.published.register import Imprint
from documents.published.write_once import fingerprint
from evaluation.models import Opinion
from evaluation.opinions.printing.publish import Edition, compose_edition, editions_of, imprints_of, publish


class PrintOutcome(StrEnum):
    """Result of a document of the batch, in French."""

    PRINTED = "imprimé"
    COPIED = "déjà publié, copié"
    SKIPPED = "déjà là, intact"
    SAME = "identique au publié"
    FAILED = "échec"


@dataclass(frozen=True, kw_only=True)
class PrintStep:
    """A document of the batch and its result; `reason` says why it failed."""

    reference: str
    outcome: PrintOutcome
    reason: str = ""


OpinionImprint = tuple[int, Imprint]


def imprints_of_year(year: int) -> list[OpinionImprint]:
    """The key of each opinion in force with its imprints, by centre (1 query, without their content)."""
    opinions = Opinion.objects.in_force().filter(year=year).select_related("reply").defer("frozen", "facts")
    return [(opinion.pk, imprint) for opinion in opinions.order_by("centre__slug") for imprint in imprints_of(opinion)]


def print_batch(imprints: Iterable[OpinionImprint], folder: Path, workers: int) -> Iterator[PrintStep]:
    """Write each document in the folder, printing and publishing those that are missing; a step each, as they end."""
    missing = []
    for pk, imprint in imprints:
        document = PublishedDocument.objects.filter(reference=imprint.reference).first()
        if document is None:
            missing.append((pk, imprint))
        else:
            yield _copy(document, folder)
    for edition, result in _printed(missing, workers):
        if isinstance(result, Exception):
            yield PrintStep(reference=edition.reference, outcome=PrintOutcome.FAILED, reason=reason_of(result))
            continue
        document = publish(edition, result)
        write_whole(path_of(document.reference, folder), result)
        yield PrintStep(reference=document.reference, outcome=PrintOutcome.PRINTED)


def differences(imprints: Iterable[OpinionImprint], workers: int) -> Iterator[PrintStep]:
    """Print again what is already published; a step fails when the bytes differ. Nothing is written."""
    sha256 = {document.reference: document.sha256 for document in PublishedDocument.objects.light()}
    published = [(pk, imprint) for pk, imprint in imprints if imprint.reference in sha256]
    for edition, result in _printed(published, workers):
        outcome, reason = PrintOutcome.FAILED, "imprimé de nouveau, il diffère du publié."
        if isinstance(result, Exception):
            reason = reason_of(result)
        elif fingerprint(result) == sha256[edition.reference]:
            outcome, reason = PrintOutcome.SAME, ""
        yield PrintStep(reference=edition.reference, outcome=outcome, reason=reason)


def _printed(imprints: Iterable[OpinionImprint], workers: int) -> Iterator[tuple[Edition, bytes | Exception]]:
    """Each edition with its bytes or its failure: composed one by one in this process, printed by the workers."""
    faulty: list[tuple[Edition, Exception]] = []
    for printed in print_in_parallel(_pages(imprints, faulty), workers):
        yield from pop_all(faulty)
        yield printed
    yield from pop_all(faulty)


def _pages(
    imprints: Iterable[OpinionImprint], faulty: list[tuple[Edition, Exception]]
) -> Iterator[tuple[Edition, PrintablePage]]:
    """The pages to print; an opinion that cannot be composed is added to `faulty` with its exception."""
    for pk, imprint in imprints:
        opinion = Opinion.objects.select_related("centre", "reply").get(pk=pk)
        edition = next(edition for edition in editions_of(opinion) if edition.imprint == imprint)
        try:
            page = compose_edition(edition)
        except Exception as fault:  # noqa: BLE001 - one bad opinion never stops the others
            faulty.append((edition, fault))
        else:
            yield edition, page


def pop_all(faulty: list[tuple[Edition, Exception]]) -> Iterator[tuple[Edition, Exception]]:
    while faulty:
        yield faulty.pop(0)


def _copy(document: PublishedDocument, folder: Path) -> PrintStep:
    """Write the published bytes in the folder, unless its file already has them."""
    path = path_of(document.reference, folder)
    if path.is_file() and fingerprint(path.read_bytes()) == document.sha256:
        return PrintStep(reference=document.reference, outcome=PrintOutcome.SKIPPED)
    if fault := next(document.own_faults(), ""):
        return PrintStep(reference=document.reference, outcome=PrintOutcome.FAILED, reason=fault)
    write_whole(path, bytes(document.content))
    return PrintStep(reference=document.reference, outcome=PrintOutcome.COPIED)


def reason_of(fault: Exception) -> str:
    return f"{type(fault).__name__}{NBSP}: {fault}"


def path_of(reference: str, folder: Path) -> Path:
    return folder / f"{reference}.pdf"


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, then rename: an interruption never leaves half a document."""
    draft = path.with_suffix(".pdf.partiel")
    draft.write_bytes(content)
    draft.replace(path)
