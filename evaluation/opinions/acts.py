"""The acts on an opinion: each one in its transaction, each one in the journal."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from documents.formats import date_fr
from evaluation.models import Contribution, Opinion, OpinionSection, ProposedSentence, Reply
from evaluation.opinion_enums import PREPARED, OpinionState, SectionKey
from evaluation.opinions.context import reference_of
from evaluation.opinions.follow_ups import blank_follow_ups
from evaluation.opinions.life import OPINIONS
from evaluation.opinions.print_tasks import print_later
from evaluation.opinions.proposing import refresh_facts
from governance.law.legal_calendar import REPLY
from governance.models.scoped import leads

PDF_MAGIC = b"%PDF-"


def locked(opinion: Opinion) -> Opinion:
    """The row under lock, in preparation; RefusedError once it is communicated."""
    held = Opinion.objects.select_for_update(of=("self",)).select_related("centre").get(pk=opinion.pk)
    if held.state not in PREPARED:
        raise RefusedError("Cet avis est communiqué : il ne change plus. Ouvrez une correction.")
    return held


@transaction.atomic
def open_opinion(centre: Centre, year: int, *, actor: User) -> Opinion:
    """Open the opinion on one year, with the sentences that the figures propose; RefusedError when there is one."""
    _lead_only(actor, centre)
    centre = Centre.objects.select_for_update().get(pk=centre.pk)  # two who open at once come one after the other
    if Opinion.objects.filter(centre=centre, year=year).exists():
        raise RefusedError(f"L’avis {year} sur {centre} est déjà ouvert.")
    opinion = Opinion.objects.create(
        centre=centre, year=year, reference=reference_of(year, centre.slug, 1), opened_at=timezone.now()
    )
    OpinionSection.objects.bulk_create(OpinionSection(opinion=opinion, key=key) for key in SectionKey)
    opinion.sections.filter(key=SectionKey.FOLLOW_UPS).update(items=blank_follow_ups(centre, year))
    refresh_facts(opinion)
    record(actor, "avis : ouvrir", opinion)
    return opinion


@transaction.atomic
def refresh(opinion: Opinion, *, actor: User) -> Opinion:
    """Read the figures again; decisions stay where the sentences did not change."""
    opinion = locked(opinion)
    _lead_only(actor, opinion.centre)
    refresh_facts(opinion)
    record(actor, "avis : relire les chiffres", opinion)
    return opinion


def consult(opinion: Opinion, *, actor: User, on: dt.date | None = None) -> Opinion:
    """Ask the départements of the centre for their contribution (R-58)."""
    return OPINIONS.move(opinion, "consult", actor=actor, consulted_on=on)


@transaction.atomic
def communicate(
    opinion: Opinion, *, actor: User, reply_due_on: dt.date | None = None, at: dt.datetime | None = None,
    comment: str = "",
) -> Opinion:  # fmt: skip
    """Communicate to the centre and its governance (R-138): frozen and sealed, with the last day to reply.

    `comment` is kept in the journal: what the agent knew to be missing.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    due = reply_due_on or REPLY.after(day)
    if due <= day:
        raise RefusedError(f"Laissez au centre le temps de répondre : un jour après le {date_fr(day)}.")
    communicated = OPINIONS.move(opinion, "communicate", actor=actor, comment=comment, at=at, reply_due_on=due)
    print_later(communicated)
    return communicated


@transaction.atomic
def reply(
    opinion: Opinion, *, actor: User, text: str = "", file_name: str = "", content: bytes | None = None,
    at: dt.datetime | None = None,
) -> Opinion:  # fmt: skip
    """The reply of the centre, once, as a text, a PDF or both; after the day given, it is kept and said to be late."""
    at = at or timezone.now()
    held = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if held.state != OpinionState.COMMUNICATED:
        raise RefusedError("Cet avis n’attend plus de réponse.")
    if not text.strip() and not content:
        raise RefusedError("Écrivez la réponse, ou joignez-la.")
    if content and not content.startswith(PDF_MAGIC):
        raise RefusedError("Le fichier joint n’est pas un PDF : enregistrez-le en PDF, puis joignez-le.")
    Reply.objects.create(
        opinion=held,
        text=text.strip(),
        file_name=file_name[:160] if content else "",
        content=content,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        at=at,
        by=actor,
        is_late=bool(held.reply_due_on and timezone.localdate(at) > held.reply_due_on),
    )
    replied = OPINIONS.move(held, "reply", actor=actor)
    print_later(replied)
    return replied


def transmit(opinion: Opinion, *, actor: User, on: dt.date | None = None) -> Opinion:
    """Transmit to the national administration (R-139); after 30 June it is late, which is recorded, not prevented."""
    return OPINIONS.move(opinion, "transmit", actor=actor, transmitted_on=on)


@transaction.atomic
def correct(opinion: Opinion, *, reason: str, actor: User) -> Opinion:
    """Open the next version of a communicated opinion, with its content; the old one stays as it is."""
    held = Opinion.objects.select_for_update(of=("self",)).select_related("centre").get(pk=opinion.pk)
    _lead_only(actor, held.centre)
    if not held.is_communicated:
        raise RefusedError("Cet avis est encore en préparation : modifiez-le directement.")
    if not reason.strip():
        raise RefusedError("Une correction dit pourquoi : écrivez le motif.")
    if Opinion.objects.filter(previous=held).exists():
        raise RefusedError("Une correction de cette version existe déjà.")
    version = held.version + 1
    new = Opinion.objects.create(
        centre=held.centre, year=held.year, version=version, previous=held, correction_reason=reason.strip(),
        reference=reference_of(held.year, held.centre.slug, version), opened_at=timezone.now(),
        facts=held.facts, facts_at=held.facts_at,
    )  # fmt: skip
    _copy(held, new)
    record(actor, "avis : ouvrir une correction", new, comment=reason.strip())
    return new


def _copy(old: Opinion, new: Opinion) -> None:
    """The content of `old`, as rows of `new`; the margin stays where it was."""
    for model in (OpinionSection, ProposedSentence, Contribution):
        rows = list(model.objects.filter(opinion=old).order_by("pk"))
        for row in rows:
            row.pk, row.opinion = None, new
        model.objects.bulk_create(rows)


def _lead_only(actor: User, centre: Centre) -> None:
    if not leads(actor, centre):
        raise PermissionDenied("Seule la région chef de file écrit l’avis.")
