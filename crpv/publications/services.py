"""The acts of a publication: each one transaction, each in the journal."""

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
from crpv.models.publication import OPEN, passes_on, seal_of
from crpv.publications.exports.formats import Face, data_faces
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
    return _opened(actor, year=year)


def _opened(actor: User, **fields: object) -> Publication:
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
    record(actor, "publication : écrire les perspectives", publication, sha256=seal_of(publication.perspectives))
    return publication


def _locked_open(publication: Publication, actor: User) -> Publication:
    _national_only(actor)
    kept = Publication.objects.select_for_update(of=("self",)).filter(pk=publication.pk).first()
    if kept is None:
        raise RefusedError(f"Le {publication} n’existe plus : sa préparation a été abandonnée.")
    if kept.state not in OPEN:
        raise RefusedError(f"Le {kept} est déjà publié : corrigez-le par une nouvelle version.")
    return kept


def freeze(publication: Publication, *, actor: User) -> Publication:
    """Keep the figures of today, with their print: they will be those of the publication."""
    return PUBLICATION_WORKFLOW.move(publication, "freeze", actor=actor)


def unfreeze(publication: Publication, *, reason: str, actor: User) -> Publication:
    """Give the frozen figures up before they are published; the reason is kept in the journal."""
    return PUBLICATION_WORKFLOW.move(publication, "unfreeze", actor=actor, comment=reason)


@transaction.atomic
def abandon(publication: Publication, *, actor: User) -> None:
    """Give up a version that is not published; the journal keeps that it was prepared."""
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
    kept = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if not kept.is_in_force:
        raise RefusedError(f"Le {kept} n’est pas la version en vigueur : c’est elle qui se corrige.")
    return _opened(
        actor, year=kept.year, version=kept.version + 1, replaces=kept, reason=reason.strip(),
        perspectives=kept.perspectives,
    )  # fmt: skip


def publish(
    publication: Publication, *, is_public: bool, actor: User, at: dt.datetime | None = None,
    prints_regions: bool = True,
) -> Publication:  # fmt: skip
    """Publish a frozen dashboard with its data files (R-140); RefusedError says why not.

    The printed editions are asked for, and kept by a worker: seconds that nobody waits for. Without `prints_regions`,
    that of each region is printed when somebody asks for it.
    """
    ready = ready_to_publish(publication, is_public=is_public, actor=actor, at=at)
    return enact(ready, data_faces(ready), actor=actor, prints_regions=prints_regions)


def ready_to_publish(
    publication: Publication, *, is_public: bool, actor: User, at: dt.datetime | None = None
) -> Publication:
    """The publication as it will come out, for its faces to be made; nothing is written. RefusedError says why not."""
    _national_only(actor)
    if publication.state != S.FROZEN:
        raise RefusedError("Gelez d’abord les chiffres : ce sont eux qui paraissent.")
    if refusal := why_not_publish(publication):
        raise RefusedError(refusal)
    publication.is_public, publication.published_at, publication.published_by = is_public, at or timezone.now(), actor
    return publication


@transaction.atomic
def enact(ready: Publication, faces: Iterable[Face], *, actor: User, prints_regions: bool = True) -> Publication:
    """Publish what `ready_to_publish` gave, with its faces; RefusedError when it changed while they were made."""
    kept = _locked_open(ready, actor)
    if (kept.seal, kept.perspectives) != (ready.seal, ready.perspectives):
        raise RefusedError("Les chiffres ou les perspectives viennent de changer : relisez-les, puis publiez.")
    out, kept_faces = _publish(kept, ready, actor), list(faces)
    for face in kept_faces:
        _keep(out, face)
    record(
        actor,
        "publication : garder les fichiers",
        out,
        seal=out.seal,
        is_public=out.is_public,
        late=out.is_late,
        files={face.name: seal_of(face.content) for face in kept_faces},
    )
    print_later(out, regions=prints_regions)
    return out


def _publish(kept: Publication, ready: Publication, actor: User) -> Publication:
    return PUBLICATION_WORKFLOW.move(
        kept, "publish", actor=actor, is_public=ready.is_public, published_at=ready.published_at, published_by=actor,
        frozen_at=min(kept.frozen_at, ready.published_at),
    )  # fmt: skip


def _keep(publication: Publication, face: Face) -> None:
    PublicationFile.objects.create(
        publication=publication, name=face.name, media_type=face.media_type, content=face.content,
        sha256=seal_of(face.content), size=len(face.content),
    )  # fmt: skip


@transaction.atomic
def pass_on(publication: Publication, region: Region, *, on: dt.date, note: str, actor: User) -> Transmission:
    """Record the day on which `region` passed the figures on (R-141); a second date replaces it, the journal has both.

    When every region has, the publication says so.
    """
    if not passes_on(actor, region):
        raise PermissionDenied("Chaque région enregistre sa propre transmission.")
    kept = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if refusal := why_not_pass_on(kept, region, on):
        raise RefusedError(refusal)
    row = Transmission.objects.filter(publication=kept, region=region).first()
    before = row.on.isoformat() if row else None
    row = row or Transmission(publication=kept, region=region)
    row.on, row.note, row.recorded_at, row.recorded_by = on, note.strip(), timezone.now(), actor
    row.full_clean()
    row.save()
    record(
        actor, "publication : transmettre", kept, region=region.code, on=on.isoformat(), before=before, note=row.note
    )
    if kept.state == S.PUBLISHED and not regions_waiting(kept):
        PUBLICATION_WORKFLOW.move(kept, "pass_on", actor=actor)
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
