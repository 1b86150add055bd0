"""Services sold by a centre: in-house or competitive, their conditions and their ceiling (R-66 to R-73)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Final, Literal, NamedTuple

from documents.french import euros, percent_rounded_up, quoted, short_date, typeset
from governance.law.amounts import EXACT, check_amount
from governance.law.classification_types import Caution, Reason, Refusal
from governance.law.codes import ServiceRegime, Stop

CeilingStatus = Literal["ok", "alert", "exceeded", "cannot_tell"]

ALERT_PERCENT: Final = 15
CEILING_PERCENT: Final = 20
_WIDE = Context(prec=50)


class Membership(NamedTuple):
    """When a client belongs to the centre, both days included; no end: still a member."""

    since: date
    until: date | None = None


def was_member(memberships: Iterable[Membership], on: date) -> bool:
    """Return whether one of the memberships covers the day (R-68)."""
    return any(
        membership.since <= on and (membership.until is None or on <= membership.until) for membership in memberships
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceFacts:
    """A paid service; amounts in euros; None means « not known », never zero."""

    client: str
    ordered_on: date
    client_is_member: bool  # on the day of the order
    fits_purpose: bool
    price: Decimal
    paid_by_client: Decimal
    real_cost: Decimal | None = None
    is_subcontracted: bool = False
    competition_file: str = ""
    membership: str = ""  # how it is known that the client is a member or not

    def __post_init__(self) -> None:
        """Refuse a float, a negative amount or more than two decimals (ValueError, in French)."""
        check_amount(self.price, "Financement de la prestation")
        check_amount(self.paid_by_client, "Montant payé par le commanditaire")
        if self.real_cost is not None:
            check_amount(self.real_cost, "Coût réel de la prestation")


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceJudgement:
    """The regime of a service, its reason, its refusals and its doubts."""

    regime: ServiceRegime
    reason: Reason
    refusals: tuple[Refusal, ...]
    warnings: tuple[Caution, ...]


def judge(service: ServiceFacts) -> ServiceJudgement:
    """Return the regime of the service and every refusal and warning it meets (R-66 to R-71)."""
    is_in_house = service.client_is_member
    client = f"{quoted(service.client)}, au {short_date(service.ordered_on)}"
    if is_in_house:
        sentence = f"Commanditaire membre ({client}) : prestation intégrée, sans mise en concurrence (R-68)."
    else:
        sentence = f"Commanditaire non membre ({client}) : prestation concurrentielle, qu’il finance seul (R-71)."
    regime, rule = (ServiceRegime.IN_HOUSE, "R-68") if is_in_house else (ServiceRegime.COMPETITIVE, "R-71")
    return ServiceJudgement(
        regime=regime,
        reason=Reason(regime, rule, typeset(f"{sentence} {service.membership}".strip())),
        refusals=tuple(Refusal(rule, typeset(sentence), stops) for rule, sentence, stops in _refusals(service)),
        warnings=() if is_in_house else tuple(_doubts_on_cost(service)),
    )


def _refusals(service: ServiceFacts) -> Iterator[Refusal]:
    """Those of any service (R-67, R-70), then of a competitive one (R-71) or of an in-house one (R-69)."""
    if not service.fits_purpose:
        sentence = (
            "Une prestation n’est permise que conforme à l’objet du centre et aux règles d’achat du commanditaire "
            "(R-67) : vérifiez les statuts, puis cochez la case."
        )
        yield Refusal("R-67", sentence, Stop.RECORDING)
    if service.is_subcontracted and not service.competition_file.strip():
        sentence = "Toute sous-traitance passe par une mise en concurrence (R-70) : citez la pièce."
        yield Refusal("R-70", sentence, Stop.RECORDING)
    if not service.client_is_member:
        if gap := EXACT.subtract(service.price, service.paid_by_client):
            what = f"il manque {euros(gap)}" if gap > 0 else f"il paie {euros(-gap)} de trop"
            sentence = (
                "Une prestation concurrentielle est financée par son seul commanditaire, sans subvention ni cotisation "
                f"(R-71) : sur {euros(service.price)}, {what}. Corrigez l’un des deux montants."
            )
            yield Refusal("R-71", sentence, Stop.RECORDING)
    elif service.real_cost is None:
        sentence = "Une prestation intégrée a un coût réel établi en comptabilité analytique (R-69) : donnez-le."
        yield Refusal("R-69", sentence, Stop.RECORDING)
    elif service.price > service.real_cost:
        over = EXACT.subtract(service.price, service.real_cost)
        sentence = (
            f"Financée {euros(service.price)} pour un coût réel de {euros(service.real_cost)}, soit "
            f"{euros(over)} de trop : une prestation intégrée ne dépasse jamais son coût réel (R-69). Ramenez "
            "son financement à ce coût."
        )
        yield Refusal("R-69", sentence, Stop.RECORDING)


def _doubts_on_cost(service: ServiceFacts) -> Iterator[Caution]:
    if service.real_cost is None:
        sentence = (
            "Sans coût réel, rien ne montre que la prestation ne profite d’aucune subvention (R-71) : établissez-le "
            "en comptabilité analytique."
        )
        yield Caution("R-71", typeset(sentence))
    elif service.price < service.real_cost:
        short = EXACT.subtract(service.real_cost, service.price)
        sentence = (
            f"Vendue {euros(short)} au-dessous de son coût réel : une subvention semble payer la différence "
            "(R-71). Vérifiez le prix."
        )
        yield Caution("R-71", typeset(sentence))


@dataclass(frozen=True, kw_only=True, slots=True)
class Ceiling:
    """Services to non-members beside the structure's whole budget, for one stage (R-72)."""

    stage: str
    services: Decimal | None
    budget: Decimal | None
    share: Decimal | None  # of one, four decimals, rounded up: a passed limit never reads as a respected one
    status: CeilingStatus
    sentence: str


def ceiling(
    services: Decimal | None, budget: Decimal | None, stage: str = "prévisionnel", recorded: Decimal = Decimal(0)
) -> Ceiling:
    """Return the share of the services in the budget (euros) and its status: exactly 20 % is admitted (R-72).

    `services` is the line of the budget, `recorded` the sum of the services recorded: the greater counts.
    """
    for value, what in ((services, "Prestations concurrentielles"), (budget, "Budget annuel de la structure")):
        if value is not None:
            check_amount(value, f"{what} ({stage})")
    if services is None or not budget:
        return Ceiling(
            stage=stage, services=services, budget=budget, share=None, status="cannot_tell",
            sentence=_unknown(services, budget, stage),
        )  # fmt: skip
    difference = recorded_beside(services, recorded)
    services = max(services, recorded)
    status = _status(services, budget)
    share = _WIDE.divide(services, budget).quantize(Decimal("0.0001"), rounding="ROUND_UP", context=_WIDE)
    return Ceiling(
        stage=stage, services=services, budget=budget, share=share, status=status,
        sentence=_ceiling_sentence(services, budget, share, status, stage) + difference,
    )  # fmt: skip


def watch(
    *,
    planned: tuple[Decimal | None, Decimal | None],
    actual: tuple[Decimal | None, Decimal | None],
    recorded: Decimal = Decimal(0),
) -> tuple[Ceiling, Ceiling]:
    """Return the ceiling on both budgets, each given as (services, whole budget) in euros (R-72)."""
    return ceiling(*planned, "prévisionnel", recorded), ceiling(*actual, "réalisé", recorded)


def recorded_beside(services: Decimal, recorded: Decimal) -> str:
    """The sentence on recorded services that the line of the budget does not say; empty when it says them all."""
    if not recorded or recorded == services:
        return ""
    gap = euros(abs(EXACT.subtract(recorded, services)))
    return typeset(
        f" Prestations enregistrées : {euros(recorded)} ; ligne du budget : {euros(services)} ; écart : {gap}."
    )


def _status(services: Decimal, budget: Decimal) -> CeilingStatus:
    """Compare without dividing, so that no rounding decides."""
    hundredfold = EXACT.multiply(services, Decimal(100))
    if hundredfold > EXACT.multiply(budget, Decimal(CEILING_PERCENT)):
        return "exceeded"
    return "alert" if hundredfold > EXACT.multiply(budget, Decimal(ALERT_PERCENT)) else "ok"


def _unknown(services: Decimal | None, budget: Decimal | None, stage: str) -> str:
    if budget is None:
        lacking = "le budget de la structure n’est pas renseigné"
    elif services is None:
        lacking = "le montant des prestations à des non-membres n’est pas renseigné"
    else:
        lacking = "le budget de la structure est nul"
    return typeset(f"Plafond de {CEILING_PERCENT} % ({stage}) : on ne peut pas le dire, {lacking} (R-72).")


def _ceiling_sentence(services: Decimal, budget: Decimal, share: Decimal, status: CeilingStatus, stage: str) -> str:
    what = (
        f"Prestations à des non-membres ({stage}) : {euros(services)} sur {euros(budget)}, soit "
        f"{percent_rounded_up(share)}"
    )
    if status == "exceeded":
        limit = EXACT.divide(EXACT.multiply(budget, Decimal(CEILING_PERCENT)), Decimal(100))
        over = EXACT.subtract(services, limit).quantize(Decimal("0.01"), rounding="ROUND_UP", context=_WIDE)
        return typeset(f"{what}, au-delà du plafond de {CEILING_PERCENT} % (R-72). Il y a {euros(over)} de trop.")
    if status == "alert":
        return typeset(f"{what}, près du plafond de {CEILING_PERCENT} % (R-72). Surveillez les prochaines commandes.")
    return typeset(f"{what}, sous le plafond de {CEILING_PERCENT} % (R-72).")
