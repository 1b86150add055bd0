"""Acts on the services that a centre sells (R-66 to R-73): the regime is computed, what the rules forbid is refused."""

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
from governance.programmes.actions.services import locked_programme, reclassify, refuse_future_day
from governance.programmes.paid_services.membership import MembershipStatus, member_seats, membership_status, with_claim


@dataclass(frozen=True, kw_only=True)
class ServiceInput:
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
def save_service(action: Action, typed: ServiceInput, *, actor: User, token: str = "") -> Service:
    """Write the service of an action and classify the action again; RefusedError says which rule forbids it.

    ConflictError when somebody wrote it since it was shown.
    """
    programme = locked_programme(action.programme, actor)
    if programme.state == ProgrammeState.DONE:
        raise RefusedError(f"L’année {programme.year} est close : rouvrez-la pour changer une prestation.")
    check(stored_service(action), token)
    refuse_future_day(typed.ordered_on, "La commande de la prestation")
    if typed.membership_claim and not typed.membership_reason.strip():
        raise RefusedError("Dites sur quoi repose l’appartenance affirmée : bulletin, délibération, statuts (R-68).")
    status = _membership(action, typed)
    judgement = judge(_facts(typed, status))
    if judgement.refusals:
        raise RefusedError(sentences(judgement.refusals))
    service = Service.objects.filter(action=action).first() or Service(action=action)
    for name, value in asdict(typed).items():
        setattr(service, name, value)
    service.client_is_member, service.membership_told = status.is_member, status.sentence
    service.regime = judgement.regime
    service.full_clean()
    service.save()
    record(actor, "prestation : enregistrer", service, régime=service.regime, montant=str(service.price))
    reclassify(action, actor=actor)
    return service


def stored_service(action: Action) -> dict[str, Any]:
    """The stored values of the service of an action, by the names of its form; all None without one (1 query)."""
    names = tuple(ServiceInput.__dataclass_fields__)
    return Service.objects.filter(action=action).values(*names).first() or dict.fromkeys(names)


def _membership(action: Action, typed: ServiceInput | Service) -> MembershipStatus:
    """Whether the client is a member on the day of the order, by the seats or by the centre’s claim (1 query)."""
    status = membership_status(member_seats(action.programme.centre_id), typed.client, typed.ordered_on)
    return with_claim(status, typed.membership_claim, typed.membership_reason)


def _facts(service: ServiceInput | Service, status: MembershipStatus) -> ServiceFacts:
    names = set(ServiceFacts.__dataclass_fields__) - {"client_is_member", "membership"}
    values = {name: getattr(service, name) for name in names}
    return ServiceFacts(**values, client_is_member=status.is_member, membership=status.sentence)


def judgement_of(service: Service) -> ServiceJudgement:
    """The law’s judgement of a recorded service, with the membership recorded then."""
    return judge(
        _facts(service, MembershipStatus(is_member=service.client_is_member, sentence=service.membership_told))
    )


def membership_now(service: Service) -> MembershipStatus:
    """The membership on the day of the order by the seats as they are today: they may have been corrected (1 query)."""
    return _membership(service.action, service)


@transaction.atomic
def remove_service(action: Action, *, actor: User) -> None:
    """Delete the service of an action, and classify the action again; RefusedError once the year is closed."""
    programme = locked_programme(action.programme, actor)
    if programme.state == ProgrammeState.DONE:
        raise RefusedError(f"L’année {programme.year} est close : rouvrez-la pour retirer une prestation.")
    service = Service.objects.get(action=action)
    record(actor, "prestation : retirer", service, commanditaire=service.client)
    service.delete()
    reclassify(action, actor=actor)
