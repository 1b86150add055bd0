"""The printed editions wait in the database for a worker: nobody who publishes or reads a dashboard waits for them."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from accounts.journal import record
from crpv.models import Publication, RegionalEdition
from crpv.publications.exports.printing import Paper, composed, national_paper, regional_paper
from documents.models import PublishedDocument
from documents.pdf.print_processes import press_apart
from documents.published.register import published, register


@task()
def print_publication(publication_id: int) -> str:
    """Print the national edition of a published dashboard, in a process apart; its reference. Twice prints once."""
    return keep_print(national_paper(Publication.objects.out().get(pk=publication_id))).reference


@task(priority=-10)  # after what more people wait for
def print_edition(edition_id: int) -> str:
    """Print the edition of one region of a published dashboard, likewise."""
    edition = RegionalEdition.objects.select_related("publication", "region").get(pk=edition_id)
    return keep_print(regional_paper(edition)).reference


def print_later(publication: Publication, *, regions: bool = True) -> None:
    """Ask for the prints of `publication` once the current transaction is kept; nothing is asked if it is not.

    Without `regions`, for the national edition only.
    """
    transaction.on_commit(partial(print_publication.enqueue, publication.pk), robust=True)
    if not regions:
        return
    for edition in publication.editions.order_by("region__name").values_list("pk", flat=True):
        transaction.on_commit(partial(print_edition.enqueue, edition), robust=True)


def keep_print(paper: Paper) -> PublishedDocument:
    """The printed edition of a published dashboard: kept already, or printed now and kept for ever, in the journal."""
    return published(paper.reference) or _kept(paper, press_apart(composed(paper)))


@transaction.atomic
def _kept(paper: Paper, content: bytes) -> PublishedDocument:
    """Under lock: of two workers that printed at the same time, the second finds the work of the first."""
    publication = Publication.objects.select_for_update(of=("self",)).out().get(pk=paper.publication.pk)
    if kept := published(paper.reference):
        return kept
    kept = register(
        paper.imprint, content, kind=paper.kind, title=paper.title, published_at=publication.published_at,
        context=paper.seal,
    )  # fmt: skip
    record(
        publication.published_by, "publication : garder l’édition imprimée", publication, reference=kept.reference,
        sha256=kept.sha256,
    )  # fmt: skip
    return kept
