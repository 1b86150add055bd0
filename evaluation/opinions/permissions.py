"""What a person may do with the opinions of one centre (§1.10): from what the query already said, no query more."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates, holds
from evaluation.models import Contribution, Opinion


@dataclass(frozen=True, kw_only=True)
class Rights:
    """`leads`: writes and moves. `is_state`: reads the draft and remarks in the margin. `directs`: replies."""

    leads: bool
    is_state: bool
    directs: bool
    departments: frozenset[int]

    def contributes_to(self, contribution: Contribution) -> bool:
        """Its département's agents, or the lead region that received it by post."""
        return self.leads or contribution.department_id in self.departments


def with_rights(opinions: QuerySet[Opinion], user: User) -> QuerySet[Opinion]:
    """Adds what `rights_on` reads: whether `user` leads the centre, and reaches it for the State."""
    state = Centre.objects.mandated_to(user, Role.REGIONAL, Role.DEPARTMENTAL)
    return opinions.annotate(
        is_led=Exists(Centre.objects.led_by(user).filter(pk=OuterRef("centre_id"))),
        is_ours=Exists(state.filter(pk=OuterRef("centre_id"))),
    )


def rights_on(user: User, opinion: Opinion) -> Rights:
    """The rights of `user` on an opinion fetched through `with_rights`; administrators may mend."""
    mandates, is_admin = active_mandates(user), holds(user, Role.ADMIN)
    directs = any(one.role == Role.DIRECTOR and one.centre_id == opinion.centre_id for one in mandates)
    departments = {one.department_id for one in mandates if one.role == Role.DEPARTMENTAL and one.department_id}
    return Rights(
        leads=opinion.is_led or is_admin,
        is_state=opinion.is_ours or is_admin,
        directs=directs or is_admin,
        departments=frozenset(departments),
    )
