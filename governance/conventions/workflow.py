"""The transitions of conventions, amendments, cartographies and final reviews, each table once.

    convention    draft → signed → amended_2 → amended_3 → expired → reviewed → renewed | not_renewed
                  (reviewed → expired when the centre contests the agreement that the region recorded)
    amendment     draft → signed
    cartography   ongoing → validated → outdated (when a convention that rests on it expires)
    final review  draft → validated (and back, when contested)

All need the lead region, but a contest, which is the centre's; `accounts.acts.workflow` locks, checks, writes and
journals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from accounts.acts.workflow import Transition, Workflow
from accounts.enums import Role
from accounts.models import User
from centres.enums import InstitutionFunction
from centres.models import LeadRegion
from centres.models.centre import is_of_team, leads
from centres.models.institution import institution_on
from centres.models.mandate import holds
from governance.conventions.checks import (
    before_expiring,
    before_signing,
    before_signing_amendment,
    before_validating,
    before_validating_cartography,
    faults_of_amendment_day,
    faults_of_signing_day,
    faults_of_validation_day,
    predecessor,
    why_not_to_follow,
)
from governance.enums import AgreementKind, AmendmentState, CartographyState, ConventionState, ReviewState
from governance.models import Amendment, Cartography, Convention, FinalReview

S = ConventionState


def _lead_region(user: User, obj: Convention | Cartography) -> bool:
    return leads(user, obj.centre)


def _lead_region_or_national(user: User, convention: Convention) -> bool:
    """The national administration records an amendment signed outside the application since it is in use."""
    return leads(user, convention.centre) or holds(user, Role.NATIONAL)


def _lead_region_of(user: User, obj: Amendment | FinalReview) -> bool:
    return leads(user, obj.convention.centre)


# Convention ------------------------------------------------------------------------------------------------------


def _unready_to_sign(convention: Convention) -> str:
    previous = predecessor(convention.centre, convention.kind, but=convention.pk)
    missing = before_signing(convention)
    missing += faults_of_signing_day(convention.signed_on, convention, timezone.localdate())
    missing.append(why_not_to_follow(previous, convention.starts_on))
    return " ".join(filter(None, missing))


def _name_the_service(convention: Convention, actor: User, at: dt.datetime) -> None:
    """The State signs under the name that its service has that day (R-77)."""
    if not convention.authority:
        lead = LeadRegion.objects.on(convention.signed_on).filter(centre=convention.centre).select_related("region")
        region = next((row.region for row in lead), None)
        service = institution_on(convention.signed_on, InstitutionFunction.REGIONAL, region)
        convention.authority = service.name[:160] if service else ""


def _unamended(rank: int) -> Callable[[Convention], str]:
    def check(convention: Convention) -> str:
        amendments = convention.amendments.all()
        signed = any(each.rank == rank and each.state == AmendmentState.SIGNED for each in amendments)
        return "" if signed else f"L’avenant de la {rank}e année n’est pas signé."

    return check


def _outdate_the_cartography(convention: Convention, actor: User, at: dt.datetime) -> None:
    cartography = convention.cartography
    if cartography is not None and cartography.state == CartographyState.VALIDATED:
        CARTOGRAPHY_WORKFLOW.move(cartography, "outdate", actor=actor)


def _without_final_review(convention: Convention) -> str:
    review = FinalReview.objects.filter(convention=convention, state=ReviewState.VALIDATED)
    return "" if review.exists() else "Le bilan final n’est pas validé (R-82)."


def _without_successor(convention: Convention) -> str:
    successor = Convention.objects.filter(follows=convention).exclude(state=S.DRAFT)
    return "" if successor.exists() else "Aucune convention signée ne renouvelle celle-ci."


def _with_a_draft_that_follows(convention: Convention) -> str:
    if Convention.objects.filter(follows=convention).exists():
        return "Un projet renouvelle cette convention : abandonnez-le d’abord."
    return ""


EXPIRE = {
    "name": "expire",
    "label": "Constater l’échéance",
    "target": S.EXPIRED,
    "permission": _lead_region,
    "check": lambda convention: " ".join(before_expiring(convention, timezone.localdate())),
    "effect": _outdate_the_cartography,
}
CONVENTION_WORKFLOW = Workflow(
    "convention",
    Convention,
    [
        Transition(
            name="sign", label="Signer", source=S.DRAFT, target=S.SIGNED,
            permission=_lead_region, check=_unready_to_sign, effect=_name_the_service,
            accepts=("signed_on",),
        ),
        Transition(
            name="amend_2", label="Passer à la 2e année", source=S.SIGNED, target=S.AMENDED_2,
            permission=_lead_region_or_national, check=_unamended(2),
        ),
        Transition(
            name="amend_3", label="Passer à la 3e année", source=S.AMENDED_2, target=S.AMENDED_3,
            permission=_lead_region_or_national, check=_unamended(3),
        ),
        *(Transition(source=source, **EXPIRE) for source in (S.SIGNED, S.AMENDED_2, S.AMENDED_3)),
        Transition(
            name="review", label="Valider le bilan final", source=S.EXPIRED, target=S.REVIEWED,
            permission=_lead_region, check=_without_final_review,
        ),
        Transition(
            name="renew", label="Renouveler", source=S.REVIEWED, target=S.RENEWED,
            permission=_lead_region, check=_without_successor,
        ),
        Transition(
            name="close", label="Ne pas renouveler", source=S.REVIEWED, target=S.NOT_RENEWED,
            permission=_lead_region, check=_with_a_draft_that_follows, needs_comment=True,
        ),
        Transition(
            name="contest", label="Revenir au bilan final contesté", source=S.REVIEWED,
            target=S.EXPIRED, permission=lambda user, convention: is_of_team(user, convention.centre_id),
            is_offered=False,
        ),
    ],
)  # fmt: skip


# What a convention rests on and leads to -------------------------------------------------------------------------


def _unready_to_review(review: FinalReview) -> str:
    missing = before_validating(review)
    if review.convention.state != S.EXPIRED:
        missing.append("Constatez d’abord l’échéance de la convention : le bilan final la suit (R-82).")
    return " ".join(missing + faults_of_validation_day(review, timezone.localdate()))


def _undo_validation(review: FinalReview, actor: User, at: dt.datetime) -> None:
    review.validated_on = review.agreed_by_centre_on = None
    review.agreement = AgreementKind.CONTESTED


AMENDMENT_WORKFLOW = Workflow(
    "avenant",
    Amendment,
    [
        Transition(
            name="sign", label="Signer l’avenant", source=AmendmentState.DRAFT, target=AmendmentState.SIGNED,
            permission=_lead_region_of, accepts=("signed_on",),
            check=lambda amendment: " ".join(
                before_signing_amendment(amendment) + faults_of_amendment_day(amendment, timezone.localdate())
            ),
        )
    ],
)  # fmt: skip
CARTOGRAPHY_WORKFLOW = Workflow(
    "cartographie",
    Cartography,
    [
        Transition(
            name="validate", label="Valider la cartographie", source=CartographyState.ONGOING,
            target=CartographyState.VALIDATED, permission=_lead_region, accepts=("dated",),
            check=lambda row: " ".join(before_validating_cartography(row, row.dated, timezone.localdate())),
        ),
        Transition(
            name="outdate", label="Périmer la cartographie", source=CartographyState.VALIDATED,
            target=CartographyState.OUTDATED, permission=_lead_region,
        ),
    ],
)  # fmt: skip
FINAL_REVIEW_WORKFLOW = Workflow(
    "bilan final",
    FinalReview,
    [
        Transition(
            name="validate", label="Valider le bilan final", source=ReviewState.DRAFT, target=ReviewState.VALIDATED,
            permission=_lead_region_of, check=_unready_to_review, accepts=("validated_on",),
        ),
        Transition(
            name="contest", label="Rouvrir, le centre contestant l’accord",
            source=ReviewState.VALIDATED, target=ReviewState.DRAFT, effect=_undo_validation, is_offered=False,
            permission=lambda user, review: is_of_team(user, review.convention.centre_id),
        ),
    ],
)  # fmt: skip


def advance_after_amendment(amendment: Amendment, *, actor: User) -> None:
    """Move the convention to the year that its signed amendment sets, unless it is there."""
    step = {(S.SIGNED, 2): "amend_2", (S.AMENDED_2, 3): "amend_3"}
    convention = amendment.convention
    if name := step.get((convention.state, amendment.rank)):
        CONVENTION_WORKFLOW.move(convention, name, actor=actor)
