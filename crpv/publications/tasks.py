"""Jobs that print the editions of a published dashboard, and store each print once."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from accounts.journal import record
from crpv.models import Publication, RegionalEdition
from crpv.publications.exports.printing import EditionToPrint, compose_edition, national_print, regional_print
from documents.models import PublishedDocument
from documents.pdf.print_processes import print_in_child
from documents.published.register import published_document, register


@task()
def print_publication(publication_id: int) -> str:
    """Print the national edition of a published dashboard in a child process; its reference. Idempotent."""
    return store_print(national_print(Publication.objects.out().get(pk=publication_id))).reference


@task(priority=-10)  # after what more people wait for
def print_edition(edition_id: int) -> str:
    """Print the edition of one region of a published dashboard; its reference. Idempotent."""
    edition = RegionalEdition.objects.select_related("publication", "region").get(pk=edition_id)
    return store_print(regional_print(edition)).reference


def print_later(publication: Publication, *, regions: bool = True) -> None:
    """Queue the prints when the current transaction commits; of the national edition only without `regions`."""
    transaction.on_commit(partial(print_publication.enqueue, publication.pk), robust=True)
    if not regions:
        return
    for edition in publication.editions.order_by("region__name").values_list("pk", flat=True):
        transaction.on_commit(partial(print_edition.enqueue, edition), robust=True)


def store_print(edition: EditionToPrint) -> PublishedDocument:
    """The stored print of a published edition; printed, stored and journalled now when there is none."""
    return published_document(edition.reference) or _register_print(edition, print_in_child(compose_edition(edition)))


@transaction.atomic
def _register_print(edition: EditionToPrint, content: bytes) -> PublishedDocument:
    """Store a print, under lock: of two workers that printed at the same time, the second finds that of the first."""
    publication = Publication.objects.select_for_update(of=("self",)).out().get(pk=edition.publication.pk)
    if document := published_document(edition.reference):
        return document
    document = register(
        edition.imprint, content, kind=edition.kind, title=edition.title, published_at=publication.published_at,
        context=edition.seal,
    )  # fmt: skip
    record(
        publication.published_by, "publication : garder l’édition imprimée", publication, reference=document.reference,
        sha256=document.sha256,
    )  # fmt: skip
    return document
