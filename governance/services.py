"""Services sold by a centre (R-66 to R-73): the regime is computed, what the rules forbid is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from accounts.workflow import RefusedError
from governance.actions import locked_programme, reclassify
from governance.classifying import sentences
from governance.competition import ServiceFacts, ServiceJudgement, judge
from governance.enums import ProgrammeState
from governance.models import Action, Service


@dataclass(frozen=True, kw_only=True)
class WantedService:
    """A service as typed (euros); the regime is not typed, it follows from membership on the day of the order."""

    client: str
    client_is_member: bool
    ordered_on: dt.date
    fits_purpose: bool
    price: Decimal
    paid_by_client: Decimal
    real_cost: Decimal | None = None
    is_subcontracted: bool = False
    competition_file: str = ""


@transaction.atomic
def save_service(action: Action, wanted: WantedService, *, actor: User) -> Service:
    """Write the service of an action and classify the action again; RefusedError says which rule forbids it."""
    programme = locked_programme(action.programme, actor)
    if programme.state == ProgrammeState.DONE:
        raise RefusedError(f"L’année {programme.year} est close : rouvrez-la pour changer une prestation.")
    judgement = judge(ServiceFacts(**asdict(wanted)))
    if judgement.refusals:
        raise RefusedError(sentences(judgement.refusals))
    service = Service.objects.filter(action=action).first() or Service(action=action)
    for name, value in asdict(wanted).items():
        setattr(service, name, value)
    service.regime = judgement.regime
    service.full_clean()
    service.save()
    record(actor, "prestation : enregistrer", service, régime=service.regime, montant=str(service.price))
    reclassify(action, actor=actor)
    return service


def judged(service: Service) -> ServiceJudgement:
    """What the law says of a service already recorded."""
    names = WantedService.__dataclass_fields__
    return judge(ServiceFacts(**{name: getattr(service, name) for name in names}))


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
