"""Acts on productions, and who may: the team of a centre that made them, alone or with others (R-30 to R-32).

The type of an attached file is read from its bytes, never from its name.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import lock_unchanged
from accounts.acts.submission_keys import TwinError
from accounts.acts.workflow import RefusedError
from accounts.enums import Role
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from centres.models.centre import is_of_team
from centres.models.mandate import holds
from documents.downloads import MEDIA_TYPES
from documents.french import typeset, unaccented
from governance.enums import ActionState, CoSignatureState, Mission
from governance.models import Action, CoSignature, Production
from governance.national.services import directed_centres
from governance.productions.workflow import CO_SIGNATURE_WORKFLOW

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LONGEST_NAME = 160
SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
TOO_LARGE = typeset("Le fichier dépasse 10 Mo : allégez-le, ou donnez plutôt son adresse.")
UNKNOWN = typeset(
    "Ce fichier n’est ni un PDF, ni une image PNG ou JPEG, ni un texte DOCX ou ODT : enregistrez-le en PDF."
)
WITH_MACROS = typeset("Ce document contient des macros : enregistrez-le en PDF.")
NOT_YOURS = "Une production s’enregistre pour son propre centre, seul ou avec d’autres : cochez le vôtre."
NOT_YOURS_TO_REMOVE = "Un centre ne retire que lui-même des auteurs : remettez ceux que vous avez décochés."
CAPITALISED = (
    "Une action est déclarée capitalisée par cette seule production publiée : rattachez-lui-en une autre, ou laissez "
    "la date de publication."
)
NOTHING_TO_READ = typeset("Une production publiée se lit : donnez son adresse, ou joignez son fichier.")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its name, and its bytes."""

    name: str
    content: bytes


def may_write_some(user: User) -> bool:
    """Whether `user` may record productions at all."""
    return holds(user, Role.ADMIN) or bool(directed_centres(user))


def may_write(user: User, production: Production) -> bool:
    """Whether `user` may change `production`: an administrator, or the team of a centre that made it."""
    author_pks = {centre.pk for centre in production.centres.all()}
    return holds(user, Role.ADMIN) or bool(author_pks & directed_centres(user))


def co_signatures_of(production: Production, user: User) -> list[CoSignature]:
    """The centres asked whether they made it too, what they answered, `is_mine` when `user` is to answer (1 query)."""
    rows = list(production.co_signatures.select_related("centre", "proposed_by", "answered_by"))
    for row in rows:
        row.is_mine = row.state == CoSignatureState.PROPOSED and is_of_team(user, row.centre_id)
    return rows


@transaction.atomic
def save_production(
    production: Production, *, actor: User, centres: Collection[Centre], upload: Upload | None = None,
    drops_file: bool = False, action: Action | None = None, token: str = "", is_another: bool = True, **values: Any,
) -> Production:  # fmt: skip
    """Create or change a production, with its file, its authors and the `action` it comes from.

    The centres of `centres` that are neither authors yet nor of the team of `actor` are asked to confirm (R-32).
    RefusedError, ConflictError when it changed since `token`, TwinError when one of these centres has a production of
    that title unless `is_another`: nothing is written.
    """
    verb = "production : modifier" if production.pk else "production : enregistrer"
    _check_authors(actor, production, centres)
    if not is_another and Production.objects.filter(title__iexact=values["title"], centres__in=centres).exists():
        raise TwinError(
            f"Même production déjà saisie\u202f? Le catalogue a «\u00a0{values['title']}\u00a0» pour ce centre. "
            "Si c’en est une autre, enregistrez à nouveau."
        )
    lock_unchanged(production, (*values, "centres", "file_name"), token)
    for name, value in values.items():
        setattr(production, name, value)
    if upload:
        production.file_name, production.file_content = stored_name(upload.name, upload.content), upload.content
    elif drops_file:
        production.file_name, production.file_content = "", None
    _check_published(production)
    known = set(production.centres.all()) if production.pk else set()
    authors = [centre for centre in centres if centre in known or is_of_team(actor, centre.pk)]
    production.searchable = searchable(production, authors)
    production.full_clean(exclude=["file_content"])  # left in the database when it does not change
    production.save()
    production.centres.set(authors)
    _propose(production, [centre for centre in centres if centre not in authors], authors, actor)
    if action:
        production.actions.add(action)
    record(actor, verb, production, publiee=production.published_on is not None)
    return production


def _propose(production: Production, proposed: Collection[Centre], authors: Collection[Centre], actor: User) -> None:
    """Ask the centres to confirm that they made it too; those unticked are asked no more, a refusal is asked again."""
    production.co_signatures.exclude(centre__in=[*proposed, *authors]).exclude(state=CoSignatureState.REFUSED).delete()
    pending = set(production.co_signatures.filter(state=CoSignatureState.PROPOSED).values_list("centre", flat=True))
    for centre in proposed:
        if centre.pk not in pending:
            production.co_signatures.filter(centre=centre).delete()
            CoSignature.objects.create(production=production, centre=centre, proposed_on=localdate(), proposed_by=actor)
            record(actor, "production : proposer la co-signature", production, centre=centre.slug)


@transaction.atomic
def answer_co_signature(co_signature: CoSignature, *, is_confirmed: bool, actor: User) -> Production:
    """The team of a centre, and nobody else, says whether it made a production: confirmed, it counts for it (R-32)."""
    row = CO_SIGNATURE_WORKFLOW.move(co_signature, "confirm" if is_confirmed else "refuse", actor=actor)
    production = row.production
    if is_confirmed:
        production.centres.add(row.centre)
        production.searchable = searchable(production, production.centres.all())
        production.save(update_fields=["searchable"])
    return production


def _check_authors(actor: User, production: Production, centres: Collection[Centre]) -> None:
    """RefusedError when a team leaves its own centre out, or removes the centre of another team (R-30)."""
    if production.pk and not may_write(actor, production):
        raise PermissionDenied("Seuls les centres qui l’ont faite modifient une production.")
    centre_pks = {centre.pk for centre in centres}
    if holds(actor, Role.ADMIN) and centre_pks:
        return
    if not centres:
        raise RefusedError(typeset("Une production a au moins un centre : cochez le vôtre."))
    if not centre_pks & directed_centres(actor):
        raise RefusedError(typeset(NOT_YOURS))
    authors = {centre.pk for centre in production.centres.all()} if production.pk else set()
    if authors - centre_pks - directed_centres(actor):
        raise RefusedError(typeset(NOT_YOURS_TO_REMOVE))


def _check_published(production: Production) -> None:
    """RefusedError for a day of publication to come, or a published production that nobody can read.

    And for a draft on which a capitalised action of mission 2 rests (R-25).
    """
    if production.published_on is None:
        if production.pk and _alone_capitalises(production):
            raise RefusedError(CAPITALISED)
        return
    if production.published_on > localdate():
        raise RefusedError(typeset("La date de publication est à venir : laissez-la vide jusque-là."))
    if not production.link and not production.file_name:
        raise RefusedError(NOTHING_TO_READ)


def _alone_capitalises(production: Production) -> bool:
    """Whether a capitalised action of mission 2 has no other published production (1 query)."""
    others = Production.objects.filter(actions=OuterRef("pk"), published_on__isnull=False).exclude(pk=production.pk)
    capitalised = production.actions.filter(state=ActionState.CAPITALISED, mission=Mission.M2)
    return capitalised.filter(~Exists(others)).exists()


def searchable(production: Production, centres: Iterable[Centre]) -> str:
    """The text in which the library searches a production, in lower case without accents."""
    texts = [
        production.title, production.summary, production.get_kind_display(), production.get_theme_display(),
        *(centre.usual_name for centre in centres),
    ]  # fmt: skip
    return unaccented("\n".join(texts))


# The file of a production ----------------------------------------------------------------------------------------


def stored_name(name: str, content: bytes) -> str:
    """The name to store for a file, its extension that of its content; RefusedError: too large, or another type."""
    if len(content) > LARGEST:
        raise RefusedError(TOO_LARGE)
    kind = kind_of(content)
    stem = PurePath(name.replace("\\", "/")).stem
    clean = "".join(sign for sign in stem if sign.isprintable() and sign not in '/"')[: LONGEST_NAME - 5].strip(" .")
    return f"{clean or 'production'}.{kind}"


def kind_of(content: bytes) -> str:
    """« pdf », « png », « jpg », « docx » or « odt » by the first bytes; RefusedError for anything else."""
    for kind, signature in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _archive_kind(content)
    raise RefusedError(UNKNOWN)


def _archive_kind(content: bytes) -> str:
    """« docx » or « odt » by the table of contents of the archive, of which at most 64 bytes are unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
                raise RefusedError(WITH_MACROS)
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return "docx"
            if "mimetype" in names and archive.open("mimetype").read(64) == MEDIA_TYPES["odt"].encode():
                return "odt"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as fault:
        raise RefusedError(UNKNOWN) from fault
    raise RefusedError(UNKNOWN)
