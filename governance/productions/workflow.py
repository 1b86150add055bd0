"""The transitions of a co-signature: proposed → confirmed | refused, by the team of that centre alone (R-32)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.acts.workflow import Transition, Workflow
from accounts.models import User
from centres.models.centre import is_of_team
from governance.enums import CoSignatureState
from governance.models import CoSignature


def _of_its_team(user: User, row: CoSignature) -> bool:
    return is_of_team(user, row.centre_id)


def _date_and_sign(row: CoSignature, actor: User, at: dt.datetime) -> None:
    row.answered_on, row.answered_by = timezone.localdate(at), actor


CO_SIGNATURE_WORKFLOW = Workflow(
    "production",
    CoSignature,
    [
        Transition(
            name="confirm", label="Confirmer la co-signature", source=CoSignatureState.PROPOSED,
            target=CoSignatureState.CONFIRMED, permission=_of_its_team, effect=_date_and_sign,
        ),
        Transition(
            name="refuse", label="Refuser la co-signature", source=CoSignatureState.PROPOSED,
            target=CoSignatureState.REFUSED, permission=_of_its_team, effect=_date_and_sign,
        ),
    ],
)  # fmt: skip
