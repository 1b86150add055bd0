"""What a person may do with the opinions of a centre (§1.10): annotated on the opinions, no query more."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates, holds
from evaluation.models import Contribution, Opinion


@dataclass(frozen=True, kw_only=True)
class OpinionRights:
    """`leads`: writes and moves. `is_state`: reads the draft, adds remarks. `directs`: replies."""

    leads: bool
    is_state: bool
    directs: bool
    departments: frozenset[int]

    def contributes_to(self, contribution: Contribution) -> bool:
        """True for the agents of its département alone: the lead region records what came by post, with its paper."""
        return contribution.department_id in self.departments


def follows_the_state(user: User) -> bool:
    """Whether `user` follows the work of the State on the opinions: to the others, its delays are not said."""
    return holds(user, *NETWORK_ROLES, Role.REGIONAL, Role.DEPARTMENTAL)


def with_rights(opinions: QuerySet[Opinion], user: User) -> QuerySet[Opinion]:
    """Annotate what `rights_on` reads: whether `user` leads the centre, or is an agent of the State there."""
    state = Centre.objects.mandated_to(user, Role.REGIONAL, Role.DEPARTMENTAL)
    return opinions.annotate(
        is_led=Exists(Centre.objects.led_by(user).filter(pk=OuterRef("centre_id"))),
        is_ours=Exists(state.filter(pk=OuterRef("centre_id"))),
    )


def rights_on(user: User, opinion: Opinion) -> OpinionRights:
    """The rights of `user` on an opinion fetched through `with_rights`; administrators have all of them."""
    mandates, is_admin = active_mandates(user), holds(user, Role.ADMIN)
    departments = departments_of(user)
    directs = any(mandate.role == Role.DIRECTOR and mandate.centre_id == opinion.centre_id for mandate in mandates)
    return OpinionRights(
        leads=opinion.is_led or is_admin,
        is_state=opinion.is_ours or is_admin,
        directs=directs or is_admin,
        departments=departments,
    )


def departments_of(user: User) -> frozenset[int]:
    """The départements of which `user` is an agent today."""
    mandates = (mandate for mandate in active_mandates(user) if mandate.role == Role.DEPARTMENTAL)
    return frozenset(mandate.department_id for mandate in mandates if mandate.department_id)
