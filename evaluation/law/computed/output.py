"""What productions, places, bodies and money give (§4.3: M3, AC-05, AC-06, QC, QN, HC-02, HC-03, MO, GO). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from documents.french import counted, exact_euros, number, typeset
from evaluation.law.aggregation import Measure
from evaluation.law.codes import Part
from evaluation.law.computed.activity import core, line_of
from evaluation.law.computed.facts import (
    ActionFact,
    BudgetFact,
    MeetingFact,
    ProductionFact,
    YearFacts,
)
from evaluation.law.computed.figures import ONE, ZERO, Computed, Line, by_key, portion, total
from governance.law.codes import Destination, Funder

OUT_OF_MONEY: Final = typeset("Sans objet : ce centre n’est pas financé par l’État (R-56).")


def _production_line(production: ProductionFact, *, counts: bool = True) -> Line:
    others = len(production.centres) - 1
    detail = f"avec {counted(others, 'autre centre', 'autres centres')}" if others else ""
    return Line(
        kind="production", pk=production.pk, label=production.title, amount=ONE if counts else ZERO, detail=detail
    )  # fmt: skip


def published(facts: YearFacts) -> list[ProductionFact] | None:
    """The productions of the civil year; None when neither a programme nor a production is recorded."""
    found = [one for one in facts.productions if one.published_on.year == facts.year]
    return found if found or facts.has_programme else None


def productions(facts: YearFacts) -> Computed | None:
    """M3-01: productions of the year, by type; one of several centres counts for each, once for the network."""
    found = published(facts)
    if found is None:
        return None
    told = f"{counted(len(found), 'production publiée', 'productions publiées')} en {facts.year}."
    parts = by_key((one.kind, ONE) for one in found)
    return total(Decimal(len(found)), [_production_line(one) for one in found], told, parts)


def counted_productions(
    is_counted: Callable[[ProductionFact], bool], singular: str, plural: str
) -> Callable[[YearFacts], Computed | None]:
    """How many productions of the year answer `is_counted`."""

    def derive(facts: YearFacts) -> Computed | None:
        found = published(facts)
        if found is None:
            return None
        chosen = [one for one in found if is_counted(one)]
        told = f"{counted(len(chosen), singular, plural)} en {facts.year}."
        return total(Decimal(len(chosen)), [_production_line(one) for one in chosen], told)

    return derive


def agreed(facts: YearFacts) -> Computed | None:
    """QC-02, R-123: yes when a production of the year had a form agreed in advance."""
    found = published(facts)
    if found is None:
        return None
    chosen = [one for one in found if one.agreed_in_advance]
    told = f"{counted(len(chosen), 'production convenue à l’avance', 'productions convenues à l’avance')}."
    return total(Decimal(bool(chosen)), [_production_line(one) for one in chosen], told)


def departments(facts: YearFacts) -> Computed | None:
    """AC-05: départements of the perimeter touched by a core action; « all contracts » touches them all."""
    if not facts.has_programme or not facts.perimeter:
        return None
    actions = core(facts)
    touched = frozenset[str]().union(*(_touched(one, facts) for one in actions))
    told = f"{number(len(touched))} sur {counted(len(facts.perimeter), 'département', 'départements')} du périmètre."
    lines = [line_of(one, Decimal(len(_touched(one, facts))), _where(one)) for one in actions if _touched(one, facts)]
    return portion(Decimal(len(touched)), Decimal(len(facts.perimeter)), lines, told)


def _touched(action: ActionFact, facts: YearFacts) -> frozenset[str]:
    return facts.perimeter if action.all_contracts else action.departments & facts.perimeter


def _where(action: ActionFact) -> str:
    return "tous les contrats de ville du périmètre" if action.all_contracts else ", ".join(sorted(action.departments))


def contracts(facts: YearFacts) -> Computed | None:
    """AC-06: city contracts touched; how many the perimeter counts is the centre's to say, once."""
    if not facts.has_programme:
        return None
    actions = [one for one in core(facts) if one.all_contracts or one.contracts]
    lines = [line_of(one, Decimal(len(one.contracts)), ", ".join(one.contracts)) for one in actions]
    named = {" ".join(name.split()).casefold() for one in actions for name in one.contracts}
    if facts.contracts is None:
        told = f"{counted(len(named), 'contrat nommé', 'contrats nommés')} ; donnez le nombre de contrats du périmètre."
        return Computed(measure=Measure(), lines=tuple(lines), sentence=typeset(told))
    reached = facts.contracts if any(one.all_contracts for one in actions) else min(len(named), facts.contracts)
    told = f"{number(reached)} sur {counted(facts.contracts, 'contrat', 'contrats')} de ville du périmètre."
    return portion(Decimal(reached), Decimal(facts.contracts), lines, told)


def _meeting_line(meeting: MeetingFact, *, counts: bool = True) -> Line:
    return Line(
        kind="meeting", pk=meeting.pk, label=meeting.label, amount=ONE if counts else ZERO,
        detail=f"{meeting.on:%d/%m/%Y}",
    )  # fmt: skip


def national_meetings(facts: YearFacts) -> Computed | None:
    """QN-01: presences among the national meetings where the centre's presence is recorded; blank when none is."""
    if not facts.national_meetings:
        return None
    came = sum(one.is_present for one in facts.national_meetings)
    asked = len(facts.national_meetings)
    told = f"{counted(came, 'présence', 'présences')} sur {counted(asked, 'réunion nationale', 'réunions nationales')}."
    lines = [_meeting_line(one, counts=one.is_present) for one in facts.national_meetings]
    return portion(Decimal(came), Decimal(asked), lines, told)


def worksites(facts: YearFacts) -> Computed | None:
    """QN-02, R-112: worksites that the centre contributes to; blank in a year without any open worksite."""
    if not facts.worksites_open:
        return None
    told = (
        f"{counted(len(facts.contributions), 'chantier investi', 'chantiers investis')} sur "
        f"{counted(facts.worksites_open, 'chantier ouvert', 'chantiers ouverts')}."
    )
    lines = [Line(kind="contribution", pk=one.pk, label=one.worksite, amount=ONE) for one in facts.contributions]
    return total(Decimal(len(facts.contributions)), lines, told)


def bodies(facts: YearFacts) -> Computed | None:
    """GO-01: meetings of the body that decides and of the funders' committee; the share of elected seats beside."""
    if not facts.has_bodies:
        return None
    held = by_key((one.body, ONE) for one in facts.meetings)
    parts: dict[str, Decimal] = {key: held.get(key, ZERO) for key in (Part.DECISION, Part.FUNDERS)}
    amount = sum(parts.values(), ZERO)
    seats = (Decimal(facts.elected_seats), Decimal(facts.seats)) if facts.seats else (None, None)
    told = (
        f"{counted(parts[Part.DECISION], 'réunion', 'réunions')} de l’instance décisionnelle, "
        f"{number(parts[Part.FUNDERS])} du comité des financeurs{_elected(facts)}."
    )
    measure = Measure(value=amount, numerator=seats[0], denominator=seats[1], parts=parts)
    lines = tuple(_meeting_line(one) for one in facts.meetings)
    return Computed(measure=measure, lines=lines, sentence=typeset(told))


def _elected(facts: YearFacts) -> str:
    if not facts.seats:
        return ""
    told = counted(facts.seats, "siège", "sièges")
    return f" ; {counted(facts.elected_seats, 'élu', 'élus')} sur {told} de l’instance décisionnelle"


# Money ------------------------------------------------------------------------------------------------------------


def _euros(rows: Iterable[BudgetFact]) -> Decimal:
    return sum((one.amount for one in rows), ZERO)


def _budget_lines(rows: Iterable[BudgetFact]) -> list[Line]:
    return [
        Line(kind="budget", pk=one.pk, label=one.label, amount=one.amount, detail=one.destination) for one in rows
    ]  # fmt: skip


def money(derive: Callable[[YearFacts], Computed | None]) -> Callable[[YearFacts], Computed | None]:
    """R-56: « sans objet » for a centre that the State does not fund; blank while no account is recorded."""

    def derived(facts: YearFacts) -> Computed | None:
        if not facts.is_state_funded:
            return Computed(measure=Measure(is_not_applicable=True), sentence=OUT_OF_MONEY)
        return derive(facts) if facts.budget else None

    return derived


def budget_share(destination: str, words: str) -> Callable[[YearFacts], Computed | None]:
    """The incomes of one destination in the actual budget of the structure."""

    def derive(facts: YearFacts) -> Computed | None:
        rows = [one for one in facts.budget if one.destination == destination]
        top, bottom = _euros(rows), _euros(facts.budget)
        return portion(
            top, bottom, _budget_lines(rows), f"{exact_euros(top)} de {words} sur {exact_euros(bottom)} de produits."
        )

    return money(derive)


@money
def budget(facts: YearFacts) -> Computed | None:
    """MO-02: the actual incomes, all and core."""
    whole = _euros(facts.budget)
    within = _euros(one for one in facts.budget if one.destination == Destination.CORE)
    told = f"{exact_euros(whole)} de produits réalisés, dont {exact_euros(within)} pour les missions socle."
    return total(whole, _budget_lines(facts.budget), told, {Part.TOTAL: whole, Part.CORE: within})


@money
def funders(facts: YearFacts) -> Computed | None:
    """MO-03: the actual incomes, by funder, core and the rest together."""
    parts = by_key((one.funder, one.amount) for one in facts.budget)
    told = f"{exact_euros(_euros(facts.budget))} de {counted(len(parts), 'financeur', 'financeurs')}."
    return total(_euros(facts.budget), _budget_lines(facts.budget), told, parts)


@money
def state_share(facts: YearFacts) -> Computed | None:
    """MO-04, R-98: the State's core grant over the core budget that the formula gave; the real one is told beside."""
    if not facts.core_budget:
        return None
    rows = [one for one in facts.budget if one.funder == Funder.STATE_147_CORE]
    grant, real = _euros(rows), _euros(one for one in facts.budget if one.destination == Destination.CORE)
    told = (
        f"{exact_euros(grant)} de subvention socle pour {exact_euros(facts.core_budget)} de budget socle calculé "
        f"(budget socle réel : {exact_euros(real)})."
    )
    return portion(grant, facts.core_budget, _budget_lines(rows), told)


complementary_share = budget_share(Destination.COMPLEMENTARY, "produits complémentaires")
competitive_share = budget_share(Destination.COMPETITIVE, "prestations à des non-membres")
