"""The printed edition waits in the database for a worker: nobody who publishes or reads a dashboard waits for it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from accounts.journal import record
from crpv.models import Publication
from crpv.models.publication import seal_of
from crpv.publications.faces import circulated
from crpv.publications.printing import address_of, national_page
from crpv.publications.seals import version_seal
from documents.models import PublishedDocument
from documents.publishing import Imprint, published, register
from documents.workers import press_apart


@task()
def print_publication(publication_id: int) -> str:
    """Print the national edition of a published dashboard, in a process apart; its reference. Twice prints once."""
    return keep_print(Publication.objects.out().get(pk=publication_id)).reference


def print_later(publication: Publication) -> None:
    """Ask for the print of `publication` once the current transaction is kept; nothing is asked if it is not."""
    transaction.on_commit(partial(print_publication.enqueue, publication.pk), robust=True)


def keep_print(publication: Publication) -> PublishedDocument:
    """The printed edition of a published dashboard: kept already, or printed now and kept for ever, in the journal."""
    return published(publication.reference) or _kept(publication, press_apart(national_page(publication)))


@transaction.atomic
def _kept(publication: Publication, content: bytes) -> PublishedDocument:
    """Under lock: of two workers that printed at the same time, the second finds the work of the first."""
    Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if kept := published(publication.reference):
        return kept
    kept = register(
        Imprint(family=publication.family, version=publication.version), content,
        kind="tableau de bord national", title=f"Tableau de bord national {publication.year}",
        published_at=publication.published_at, address=address_of(publication.reference),
        context_seal=version_seal(publication, seal_of(circulated(publication).to_json())),
    )  # fmt: skip
    record(publication.published_by, "publication : garder l’édition imprimée", publication, sha256=kept.sha256)
    return kept
