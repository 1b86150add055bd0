"""Acts on a publication: each is one transaction and writes the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import check
from accounts.acts.workflow import RefusedError
from accounts.enums import NETWORK_ROLES
from accounts.journal import record
from accounts.models import User
from centres.models import Region
from centres.models.mandate import holds
from crpv.enums import PublicationState
from crpv.models import Publication, PublicationFile, Transmission
from crpv.models.publication import OPEN, passes_on, text_fingerprint
from crpv.publications.exports.formats import DataFile, data_files
from crpv.publications.tasks import print_later
from crpv.publications.transmissions import regions_concerned, regions_waiting
from crpv.publications.workflow import PUBLICATION_WORKFLOW, why_not_publish
from documents import french

S = PublicationState


def _national_only(actor: User) -> None:
    if not holds(actor, *NETWORK_ROLES):
        raise PermissionDenied("La publication du tableau de bord revient à l’administration nationale.")


@transaction.atomic
def prepare(year: int, *, actor: User) -> Publication:
    """Open the first version of `year`; RefusedError when the year is not over, or has one already."""
    _national_only(actor)
    if year >= localdate().year:
        raise RefusedError(f"L’année {year} n’est pas finie : son tableau de bord se prépare à partir de janvier.")
    if Publication.objects.filter(year=year).exists():
        raise RefusedError(f"Le tableau de bord {year} existe déjà : ouvrez-le, ou corrigez-le s’il est publié.")
    return _open_version(actor, year=year)


def _open_version(actor: User, **fields: object) -> Publication:
    publication = Publication(prepared_at=timezone.now(), **fields)
    publication.full_clean(validate_unique=False, validate_constraints=False)  # the database decides below
    try:
        with transaction.atomic():
            publication.save()
    except IntegrityError:
        raise RefusedError(f"Le tableau de bord {publication.year} est déjà en préparation : ouvrez-le.") from None
    record(actor, "publication : préparer", publication, comment=publication.reason)
    return publication


@transaction.atomic
def write(publication: Publication, *, perspectives: str, actor: User, token: str = "") -> Publication:
    """Write the perspectives of the year to come (R-140); RefusedError once published.

    ConflictError when somebody wrote them since they were shown.
    """
    publication = _locked_open(publication, actor)
    check({"perspectives": publication.perspectives}, token)
    publication.perspectives = perspectives.replace("\r\n", "\n").strip()
    publication.full_clean()
    publication.save()
    record(
        actor, "publication : écrire les perspectives", publication, sha256=text_fingerprint(publication.perspectives)
    )
    return publication


def _locked_open(publication: Publication, actor: User) -> Publication:
    _national_only(actor)
    locked = Publication.objects.select_for_update(of=("self",)).filter(pk=publication.pk).first()
    if locked is None:
        raise RefusedError(f"Le {publication} n’existe plus : sa préparation a été abandonnée.")
    if locked.state not in OPEN:
        raise RefusedError(f"Le {locked} est déjà publié : corrigez-le par une nouvelle version.")
    return locked


def freeze(publication: Publication, *, actor: User) -> Publication:
    """Store the figures of today, national and by region: they will be those of the publication."""
    return PUBLICATION_WORKFLOW.move(publication, "freeze", actor=actor)


def unfreeze(publication: Publication, *, reason: str, actor: User) -> Publication:
    """Discard the frozen figures before they are published; the reason goes to the journal."""
    return PUBLICATION_WORKFLOW.move(publication, "unfreeze", actor=actor, comment=reason)


@transaction.atomic
def abandon(publication: Publication, *, actor: User) -> None:
    """Delete a version that is not published; the journal says that it was prepared."""
    publication = _locked_open(publication, actor)
    record(actor, "publication : abandonner", publication)
    publication.editions.all().delete()
    publication.delete()


@transaction.atomic
def open_correction(publication: Publication, *, reason: str, actor: User) -> Publication:
    """Open the next version of a published dashboard, with its reason; the one in force stays so until then."""
    _national_only(actor)
    if not reason.strip():
        raise RefusedError("Dites pourquoi le tableau de bord est corrigé : le motif est publié avec la version.")
    locked = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if not locked.is_in_force:
        raise RefusedError(f"Le {locked} n’est pas la version en vigueur : c’est elle qui se corrige.")
    return _open_version(
        actor, year=locked.year, version=locked.version + 1, replaces=locked, reason=reason.strip(),
        perspectives=locked.perspectives,
    )  # fmt: skip


def publish(
    publication: Publication, *, is_public: bool, actor: User, at: dt.datetime | None = None,
    prints_regions: bool = True,
) -> Publication:  # fmt: skip
    """Publish a frozen dashboard with its data files (R-140); RefusedError says why not.

    A worker prints the editions: it takes seconds. Without `prints_regions`, the edition of a region is printed at its
    first download.
    """
    ready = ready_to_publish(publication, is_public=is_public, actor=actor, at=at)
    return publish_with_files(ready, data_files(ready), actor=actor, prints_regions=prints_regions)


def ready_to_publish(
    publication: Publication, *, is_public: bool, actor: User, at: dt.datetime | None = None
) -> Publication:
    """The publication as it will come out, for its files to be made; nothing is written. RefusedError says why not."""
    _national_only(actor)
    if publication.state != S.FROZEN:
        raise RefusedError("Gelez d’abord les chiffres : ce sont eux qui paraissent.")
    if refusal := why_not_publish(publication):
        raise RefusedError(refusal)
    publication.is_public, publication.published_at, publication.published_by = is_public, at or timezone.now(), actor
    return publication


@transaction.atomic
def publish_with_files(
    ready: Publication, files: Iterable[DataFile], *, actor: User, prints_regions: bool = True
) -> Publication:
    """Publish what `ready_to_publish` returned, with its files; RefusedError when it changed while they were made."""
    locked = _locked_open(ready, actor)
    if (locked.seal, locked.perspectives) != (ready.seal, ready.perspectives):
        raise RefusedError("Les chiffres ou les perspectives viennent de changer : relisez-les, puis publiez.")
    published = PUBLICATION_WORKFLOW.move(
        locked, "publish", actor=actor, is_public=ready.is_public, published_at=ready.published_at, published_by=actor,
        frozen_at=min(locked.frozen_at, ready.published_at),
    )  # fmt: skip
    stored = list(files)
    for file in stored:
        PublicationFile.objects.create(
            publication=published, name=file.name, media_type=file.media_type, content=file.content,
            sha256=text_fingerprint(file.content), size=len(file.content),
        )  # fmt: skip
    record(
        actor,
        "publication : garder les fichiers",
        published,
        seal=published.seal,
        is_public=published.is_public,
        late=published.is_late,
        files={file.name: text_fingerprint(file.content) for file in stored},
    )
    print_later(published, regions=prints_regions)
    return published


@transaction.atomic
def pass_on(publication: Publication, region: Region, *, on: dt.date, note: str, actor: User) -> Transmission:
    """Record the day on which `region` transmitted the figures (R-141); a second one replaces it, both in the journal.

    When every region has, the publication says so.
    """
    if not passes_on(actor, region):
        raise PermissionDenied("Chaque région enregistre sa propre transmission.")
    locked = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if refusal := why_not_pass_on(locked, region, on):
        raise RefusedError(refusal)
    row = Transmission.objects.filter(publication=locked, region=region).first()
    before = row.on.isoformat() if row else None
    row = row or Transmission(publication=locked, region=region)
    row.on, row.note, row.recorded_at, row.recorded_by = on, note.strip(), timezone.now(), actor
    row.full_clean()
    row.save()
    record(
        actor, "publication : transmettre", locked, region=region.code, on=on.isoformat(), before=before, note=row.note
    )
    if locked.state == S.PUBLISHED and not regions_waiting(locked):
        PUBLICATION_WORKFLOW.move(locked, "pass_on", actor=actor)
    return row


def why_not_pass_on(publication: Publication, region: Region, on: dt.date) -> str:
    """The sentence that refuses a date, empty when it may be recorded."""
    if not publication.is_in_force:
        return f"Le {publication} n’est pas la version en vigueur : seule celle-ci se transmet."
    if region not in regions_concerned(localdate(publication.published_at)):
        return f"La région {region} n’est chef de file d’aucun centre : rien ne lui est demandé."
    published = localdate(publication.published_at)
    if not published <= on <= localdate():
        return f"La transmission a lieu après la publication, le {french.date(published)}, et au plus tard aujourd’hui."
    return ""
