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
from centres.models.centre import directs, leads
from governance.conventions.checks import PARTS
from governance.conventions.schedule import UNFINISHED, years_of
from governance.conventions.services import check_lead_region
from governance.conventions.workflow import CONVENTION_WORKFLOW, FINAL_REVIEW_WORKFLOW
from governance.enums import ReviewState
from governance.models import Convention, FinalReview, InterimReview


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
    if any(getattr(review, part) != text for part, text in texts.items()):
        review.agreed_by_centre_on = None
    for part, text in texts.items():
        setattr(review, part, text)
    review.full_clean()
    review.save()
    journal(actor, "bilan final : écrire", review)
    return review


@transaction.atomic
def agree(review: FinalReview, *, on: dt.date, actor: User) -> FinalReview:
    """Record the centre's agreement: by its direction, or by the region that received it in writing (R-82)."""
    review = FinalReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    centre = review.convention.centre
    if not (directs(actor, centre) or leads(actor, centre)):
        raise PermissionDenied("L’accord est donné par la direction du centre.")
    if review.state == ReviewState.VALIDATED:
        raise RefusedError("Le bilan final est déjà validé.")
    if not all(getattr(review, part).strip() for part in PARTS):
        raise RefusedError("Le bilan final n’est pas complet : l’accord porte sur ses quatre parties (R-84).")
    if on > timezone.localdate():
        raise RefusedError("La date de l’accord est dans l’avenir.")
    review.agreed_by_centre_on = on
    review.full_clean()
    review.save()
    journal(actor, "bilan final : accord du centre", review, on=on.isoformat())
    return review


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
