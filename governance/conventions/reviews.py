"""Acts on the reviews of a convention: each year (R-81), at its term, and what follows (R-82 to R-85)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import check
from accounts.acts.workflow import RefusedError
from accounts.journal import record as journal
from accounts.models import User
from centres.models.centre import is_of_team
from governance.conventions.checks import PARTS
from governance.conventions.contract.signing import store_paper
from governance.conventions.schedule import UNFINISHED, years_of
from governance.conventions.services import check_lead_region
from governance.conventions.workflow import CONVENTION_WORKFLOW, FINAL_REVIEW_WORKFLOW
from governance.enums import AgreementKind, ConventionState, ReviewState
from governance.models import AgreementStep, Convention, ConventionDocument, FinalReview, InterimReview
from governance.models.convention import AGREED


@transaction.atomic
def review_year(
    convention: Convention, year: int, *, held_on: dt.date, text: str, actor: User, token: str = ""
) -> InterimReview:
    """Write the interim review of one exercise, or rewrite it while the convention is not closed (R-81).

    ConflictError when it changed since `token`.
    """
    check_lead_region(actor, convention.centre)
    convention = _reviewable(convention)
    if year not in years_of(convention):
        raise RefusedError(f"L’exercice {year} n’appartient pas à cette convention.")
    if not dt.date(year, 1, 1) <= held_on <= timezone.localdate():
        raise RefusedError(f"La date du bilan doit suivre le 1er janvier {year} et ne pas être dans l’avenir.")
    check(stored_interim_review(convention, year), token)
    review, _ = InterimReview.objects.update_or_create(
        convention=convention,
        year=year,
        defaults={"held_on": held_on, "text": text.strip(), "written_by": actor},
    )
    journal(actor, "convention : bilan intermédiaire", review, year=year)
    return review


def stored_interim_review(convention: Convention, year: int) -> dict[str, Any]:
    """The interim review of that year as its form compares it; blank when there is none (1 query)."""
    review = InterimReview.objects.filter(convention=convention, year=year).first()
    return {"held_on": review.held_on, "text": review.text} if review else {"held_on": None, "text": ""}


def stored_final_review(convention: Convention) -> dict[str, str]:
    """The four parts of the final review as their form compares them; blank when there is none (1 query)."""
    review = FinalReview.objects.filter(convention=convention).first()
    return {part: getattr(review, part) if review else "" for part in PARTS}


@transaction.atomic
def write_final_review(convention: Convention, parts: dict[str, str], *, actor: User, token: str = "") -> FinalReview:
    """Write the four parts; ConflictError when they changed since `token`.

    When a text changes, the agreement of the centre is erased (R-82).
    """
    check_lead_region(actor, convention.centre)
    convention = _reviewable(convention)
    check(stored_final_review(convention), token)
    review = FinalReview.objects.filter(convention=convention).first() or FinalReview(convention=convention)
    texts = {part: parts[part].strip() for part in PARTS}
    is_answered = bool(review.agreement or review.agreed_by_centre_on)
    is_rewritten = is_answered and any(getattr(review, part) != text for part, text in texts.items())
    for part, text in texts.items():
        setattr(review, part, text)
    review.full_clean()
    review.save()
    journal(actor, "bilan final : écrire", review)
    if is_rewritten:
        _add_step(review, AgreementKind.REWRITTEN, timezone.localdate(), actor)
    return review


@transaction.atomic
def agree(review: FinalReview, *, on: dt.date, actor: User, token: str | None = None) -> FinalReview:
    """The agreement of the centre, which its own team alone gives (R-82).

    ConflictError when the four parts changed since `token`.
    """
    _check_team(actor, review)
    review = _agreeable(review, on)
    if token is not None:
        check(stored_final_review(review.convention), token)
    if review.agreement == AgreementKind.GIVEN:
        raise RefusedError("L’accord du centre est déjà donné.")
    journal(actor, "bilan final : accord du centre", review, on=on.isoformat())
    return _add_step(review, AgreementKind.GIVEN, on, actor)


@transaction.atomic
def record_agreement(review: FinalReview, *, on: dt.date, name: str, content: bytes, actor: User) -> FinalReview:
    """Record, in the name of the lead region, the agreement that the centre signed on paper, with this paper (R-82)."""
    check_lead_region(actor, review.convention.centre)
    review = _agreeable(review, on)
    if review.agreed_by_centre_on is not None:
        raise RefusedError("L’accord du centre est déjà donné ou enregistré.")
    paper = store_paper(review.convention, ConventionDocument.Kind.AGREED, name=name, content=content, actor=actor)
    facts = {"on": on.isoformat(), "name": paper.name, "sha256": paper.sha256}
    journal(actor, "bilan final : enregistrer l’accord du centre reçu sur papier", review, **facts)
    return _add_step(review, AgreementKind.RECORDED, on, actor, paper=paper)


@transaction.atomic
def object_to(review: FinalReview, *, text: str, actor: User) -> FinalReview:
    """The centre asks for changes, or contests the agreement that the region recorded: it is to be given again.

    A contest reopens a validated review, and its convention, until the convention is renewed or closed: then it is
    only recorded.
    """
    _check_team(actor, review)
    review = _locked_review(review)
    is_validated, is_contest = review.state == ReviewState.VALIDATED, review.is_contestable
    if is_validated and not is_contest:
        raise RefusedError("Le bilan final est validé, avec l’accord que le centre a donné.")
    if not text.strip():
        raise RefusedError("Dites ce que le centre demande de changer, ou pourquoi il conteste cet accord.")
    kind = AgreementKind.CONTESTED if is_contest else AgreementKind.CHANGES
    journal(actor, f"bilan final : {kind.label}", review, comment=text.strip())
    if is_validated and review.convention.state != ConventionState.REVIEWED:
        _store_step(review, kind, timezone.localdate(), actor, text=text.strip())
        return review
    if is_validated:
        review = FINAL_REVIEW_WORKFLOW.move(review, "contest", actor=actor)
        CONVENTION_WORKFLOW.move(review.convention, "contest", actor=actor)
    return _add_step(review, kind, timezone.localdate(), actor, text=text.strip())


def _check_team(actor: User, review: FinalReview) -> None:
    if not is_of_team(actor, review.convention.centre_id):
        raise PermissionDenied("L’accord du centre est donné ou refusé par sa direction.")


def _locked_review(review: FinalReview) -> FinalReview:
    rows = FinalReview.objects.select_for_update(of=("self",)).select_related("convention__centre")
    return rows.get(pk=review.pk)


def _agreeable(review: FinalReview, on: dt.date) -> FinalReview:
    """The review, locked; RefusedError when it is validated or not whole, or for a day to come."""
    review = _locked_review(review)
    if review.state == ReviewState.VALIDATED and review.agreement != AgreementKind.RECORDED:
        raise RefusedError("Le bilan final est déjà validé.")
    if not all(getattr(review, part).strip() for part in PARTS):
        raise RefusedError("Le bilan final n’est pas complet : l’accord porte sur ses quatre parties (R-84).")
    if on > timezone.localdate():
        raise RefusedError("La date de l’accord est dans l’avenir.")
    return review


def _add_step(review: FinalReview, kind: AgreementKind, on: dt.date, actor: User, **more: Any) -> FinalReview:
    """Store a step; the review says what it makes of the agreement."""
    is_confirmation = review.state == ReviewState.VALIDATED
    if not is_confirmation:  # the day of the agreement on which a review was validated stays
        review.agreed_by_centre_on = on if kind in AGREED else None
    review.agreement = kind
    review.full_clean()
    review.save()
    _store_step(review, kind, on, actor, **more)
    return review


def _store_step(review: FinalReview, kind: AgreementKind, on: dt.date, actor: User, **more: Any) -> None:
    AgreementStep.objects.create(review=review, kind=kind, on=on, at=timezone.now(), by=actor, **more)


def agreement_steps(review: FinalReview | None) -> list[AgreementStep]:
    """What was said of the agreement of the centre, in its order, without the bytes of the papers (1 query)."""
    if review is None:
        return []
    return list(review.agreement_steps.select_related("by", "paper").defer("paper__content", "paper__text"))


@transaction.atomic
def validate_final_review(review: FinalReview, *, on: dt.date, actor: User) -> FinalReview:
    """Validate the joint review, late or not (R-82): the convention may then be renewed (R-85)."""
    review = FINAL_REVIEW_WORKFLOW.move(review, "validate", actor=actor, validated_on=on)
    CONVENTION_WORKFLOW.move(review.convention, "review", actor=actor)
    return review


def expire(convention: Convention, *, actor: User) -> Convention:
    """Record that the term is past, which makes the cartography outdated (R-51)."""
    return CONVENTION_WORKFLOW.move(convention, "expire", actor=actor)


def close(convention: Convention, *, reason: str, actor: User) -> Convention:
    """Record that a reviewed convention is not renewed, and why."""
    return CONVENTION_WORKFLOW.move(convention, "close", actor=actor, comment=reason)


def _reviewable(convention: Convention) -> Convention:
    """The convention, locked; RefusedError once its reviews are closed."""
    rows = Convention.objects.select_for_update(of=("self",)).select_related("centre").prefetch_related("extensions")
    convention = rows.get(pk=convention.pk)
    if convention.state not in UNFINISHED:
        raise RefusedError(f"La convention est « {convention.get_state_display()} » : ses bilans ne changent plus.")
    return convention
