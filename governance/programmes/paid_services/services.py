"""Services sold by a centre (R-66 to R-73): the regime is computed, what the rules forbid is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.acts.edit_conflicts import check
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from governance.enums import ProgrammeState
from governance.law.paid_services import ServiceFacts, ServiceJudgement, judge
from governance.models import Action, Service
from governance.programmes.actions.classify import sentences
from governance.programmes.actions.services import locked_programme, reclassify
from governance.programmes.paid_services.membership import Standing, claimed, member_seats, standing


@dataclass(frozen=True, kw_only=True)
class WantedService:
    """A service as typed (euros); the regime is not typed, it follows from membership on the day of the order."""

    client: str
    ordered_on: dt.date
    fits_purpose: bool
    price: Decimal
    paid_by_client: Decimal
    real_cost: Decimal | None = None
    is_subcontracted: bool = False
    competition_file: str = ""
    membership_claim: str = ""
    membership_reason: str = ""


@transaction.atomic
def save_service(action: Action, wanted: WantedService, *, actor: User, token: str = "") -> Service:
    """Write the service of an action and classify the action again; RefusedError says which rule forbids it.

    ConflictError when somebody wrote it since it was shown.
    """
    programme = locked_programme(action.programme, actor)
    if programme.state == ProgrammeState.DONE:
        raise RefusedError(f"L’année {programme.year} est close : rouvrez-la pour changer une prestation.")
    check(stored_service(action), token)
    known = _standing(action, wanted)
    judgement = judge(_facts(wanted, known))
    if judgement.refusals:
        raise RefusedError(sentences(judgement.refusals))
    service = Service.objects.filter(action=action).first() or Service(action=action)
    for name, value in asdict(wanted).items():
        setattr(service, name, value)
    service.client_is_member, service.membership_told = known.is_member, known.told
    service.regime = judgement.regime
    service.full_clean()
    service.save()
    record(actor, "prestation : enregistrer", service, régime=service.regime, montant=str(service.price))
    reclassify(action, actor=actor)
    return service


def stored_service(action: Action) -> dict[str, Any]:
    """What the form asks of the service of an action, as it is stored now, None before there is one (1 query)."""
    names = tuple(WantedService.__dataclass_fields__)
    return Service.objects.filter(action=action).values(*names).first() or dict.fromkeys(names)


def _standing(action: Action, wanted: WantedService) -> Standing:
    """Whether the client is a member on the day of the order; RefusedError when it is asserted without a reason."""
    if wanted.membership_claim and not wanted.membership_reason.strip():
        raise RefusedError("Dites sur quoi repose l’appartenance affirmée : bulletin, délibération, statuts (R-68).")
    found = standing(member_seats(action.programme.centre_id), wanted.client, wanted.ordered_on)
    return claimed(found, wanted.membership_claim, wanted.membership_reason)


def _facts(told: WantedService | Service, known: Standing) -> ServiceFacts:
    names = set(ServiceFacts.__dataclass_fields__) - {"client_is_member", "membership"}
    own = {name: getattr(told, name) for name in names}
    return ServiceFacts(**own, client_is_member=known.is_member, membership=known.told)


def judged(service: Service) -> ServiceJudgement:
    """What the law says of a service already recorded, as its client's membership was known then."""
    return judge(_facts(service, Standing(is_member=service.client_is_member, told=service.membership_told)))


def membership_now(service: Service) -> Standing:
    """What the seats say today of the client on the day of the order: they may have been corrected since (1 query)."""
    centre = service.action.programme.centre_id
    found = standing(member_seats(centre), service.client, service.ordered_on)
    return claimed(found, service.membership_claim, service.membership_reason)


@transaction.atomic
def remove_service(action: Action, *, actor: User) -> None:
    """Take the service away from an action, and classify the action again."""
    programme = locked_programme(action.programme, actor)
    if programme.state == ProgrammeState.DONE:
        raise RefusedError(f"L’année {programme.year} est close : rouvrez-la pour retirer une prestation.")
    service = Service.objects.get(action=action)
    record(actor, "prestation : retirer", service, commanditaire=service.client)
    service.delete()
    reclassify(action, actor=actor)
