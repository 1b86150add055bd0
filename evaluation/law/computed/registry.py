"""Every computed indicator and its derivation, by the name that the referential gives (§4.3). Pure.

`derive` computes them from the recorded facts; an indicator without facts is absent, hence blank. Those of actions and
sessions are computed in `activity`; here, those of productions, places, bodies and money (M3, AC-05, AC-06, QC, QN,
HC-02/03, MO, GO).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from documents.french import counted, euros, number, typeset
from evaluation.law.aggregation import Measure
from evaluation.law.codes import Part
from evaluation.law.computed import activity
from evaluation.law.computed.activity import core, line_of
from evaluation.law.computed.facts import (
    ONE,
    ZERO,
    ActionFact,
    BudgetFact,
    Computed,
    MeetingFact,
    ProductionFact,
    SourceRecord,
    YearFacts,
    by_key,
    portion,
    total,
)
from governance.law.codes import ActionFormat, Destination, Funder, Mission

STATE_SHARE: Final = "state_share"
"""The derivation whose denominator is read in the adopted exercise, and never asked of a centre (MO-04, R-98)."""

OUT_OF_MONEY: Final = typeset("Sans objet : ce centre n’est pas financé par l’État (R-56).")


def _production_line(production: ProductionFact, *, counts: bool = True) -> SourceRecord:
    others = len(production.centres) - 1
    detail = f"avec {counted(others, 'autre centre', 'autres centres')}" if others else ""
    return SourceRecord(
        kind="production", pk=production.pk, label=production.title, amount=ONE if counts else ZERO, detail=detail
    )  # fmt: skip


def published(facts: YearFacts) -> list[ProductionFact] | None:
    """The productions of the civil year; None when neither a programme nor a production is recorded."""
    of_year = [production for production in facts.productions if production.published_on.year == facts.year]
    return of_year if of_year or facts.has_programme else None


def productions(facts: YearFacts) -> Computed | None:
    """M3-01: productions of the year, by type; one of several centres counts for each, once for the network."""
    of_year = published(facts)
    if of_year is None:
        return None
    sentence = f"{counted(len(of_year), 'production publiée', 'productions publiées')} en {facts.year}."
    parts = by_key((production.kind, ONE) for production in of_year)
    return total(Decimal(len(of_year)), [_production_line(production) for production in of_year], sentence, parts)


def counted_productions(
    is_counted: Callable[[ProductionFact], bool], singular: str, plural: str
) -> Callable[[YearFacts], Computed | None]:
    """How many productions of the year answer `is_counted`."""

    def derive(facts: YearFacts) -> Computed | None:
        of_year = published(facts)
        if of_year is None:
            return None
        chosen = [production for production in of_year if is_counted(production)]
        sentence = f"{counted(len(chosen), singular, plural)} en {facts.year}."
        return total(Decimal(len(chosen)), [_production_line(production) for production in chosen], sentence)

    return derive


def agreed(facts: YearFacts) -> Computed | None:
    """QC-02, R-123: yes when a production of the year had a form agreed in advance."""
    of_year = published(facts)
    if of_year is None:
        return None
    chosen = [production for production in of_year if production.agreed_in_advance]
    sentence = f"{counted(len(chosen), 'production convenue à l’avance', 'productions convenues à l’avance')}."
    return total(Decimal(bool(chosen)), [_production_line(production) for production in chosen], sentence)


def departments(facts: YearFacts) -> Computed | None:
    """AC-05: départements of the perimeter touched by a core action; « all contracts » touches them all."""
    if not facts.has_programme or not facts.perimeter:
        return None
    actions = core(facts)
    touched = frozenset[str]().union(*(_touched(action, facts) for action in actions))
    sentence = (
        f"{number(len(touched))} sur {counted(len(facts.perimeter), 'département', 'départements')} du périmètre."
    )
    lines = [
        line_of(
            action,
            Decimal(len(_touched(action, facts))),
            "tous les contrats de ville du périmètre"
            if action.all_contracts
            else ", ".join(sorted(action.departments)),
        )
        for action in actions
        if _touched(action, facts)
    ]
    return portion(Decimal(len(touched)), Decimal(len(facts.perimeter)), lines, sentence)


def _touched(action: ActionFact, facts: YearFacts) -> frozenset[str]:
    return facts.perimeter if action.all_contracts else action.departments & facts.perimeter


def contracts(facts: YearFacts) -> Computed | None:
    """AC-06: city contracts touched; how many the perimeter counts is the centre's to say, once."""
    if not facts.has_programme:
        return None
    actions = [action for action in core(facts) if action.all_contracts or action.contracts]
    lines = [line_of(action, Decimal(len(action.contracts)), ", ".join(action.contracts)) for action in actions]
    names = {" ".join(name.split()).casefold() for action in actions for name in action.contracts}
    if facts.contracts is None:
        sentence = (
            f"{counted(len(names), 'contrat nommé', 'contrats nommés')} ; donnez le nombre de contrats du périmètre."
        )
        return Computed(measure=Measure(), lines=tuple(lines), sentence=typeset(sentence))
    reached = facts.contracts if any(action.all_contracts for action in actions) else min(len(names), facts.contracts)
    sentence = f"{number(reached)} sur {counted(facts.contracts, 'contrat', 'contrats')} de ville du périmètre."
    return portion(Decimal(reached), Decimal(facts.contracts), lines, sentence)


def _meeting_line(meeting: MeetingFact, *, counts: bool = True) -> SourceRecord:
    return SourceRecord(
        kind="meeting", pk=meeting.pk, label=meeting.label, amount=ONE if counts else ZERO,
        detail=f"{meeting.on:%d/%m/%Y}",
    )  # fmt: skip


def national_meetings(facts: YearFacts) -> Computed | None:
    """QN-01: presences among the national meetings where the centre's presence is recorded; blank when none is."""
    if not facts.national_meetings:
        return None
    came = sum(meeting.is_present for meeting in facts.national_meetings)
    meetings = len(facts.national_meetings)
    sentence = (
        f"{counted(came, 'présence', 'présences')} sur {counted(meetings, 'réunion nationale', 'réunions nationales')}."
    )
    lines = [_meeting_line(meeting, counts=meeting.is_present) for meeting in facts.national_meetings]
    return portion(Decimal(came), Decimal(meetings), lines, sentence)


def worksites(facts: YearFacts) -> Computed | None:
    """QN-02, R-112: worksites that the centre contributes to; blank in a year without any open worksite."""
    if not facts.worksites_open:
        return None
    sentence = (
        f"{counted(len(facts.contributions), 'chantier investi', 'chantiers investis')} sur "
        f"{counted(facts.worksites_open, 'chantier ouvert', 'chantiers ouverts')}."
    )
    lines = [
        SourceRecord(kind="contribution", pk=contribution.pk, label=contribution.worksite, amount=ONE)
        for contribution in facts.contributions
    ]
    return total(Decimal(len(facts.contributions)), lines, sentence)


def bodies(facts: YearFacts) -> Computed | None:
    """GO-01: meetings of the body that decides and of the funders' committee; the share of elected seats beside."""
    if not facts.has_bodies:
        return None
    by_body = by_key((meeting.body, ONE) for meeting in facts.meetings)
    parts: dict[str, Decimal] = {key: by_body.get(key, ZERO) for key in (Part.DECISION, Part.FUNDERS)}
    amount = sum(parts.values(), ZERO)
    seats = (Decimal(facts.elected_seats), Decimal(facts.seats)) if facts.seats else (None, None)
    sentence = (
        f"{counted(parts[Part.DECISION], 'réunion', 'réunions')} de l’instance décisionnelle, "
        f"{number(parts[Part.FUNDERS])} du comité des financeurs"
    )
    if facts.seats:
        elected = counted(facts.elected_seats, "élu", "élus")
        sentence += f" ; {elected} sur {counted(facts.seats, 'siège', 'sièges')} de l’instance décisionnelle"
    measure = Measure(value=amount, numerator=seats[0], denominator=seats[1], parts=parts)
    lines = tuple(_meeting_line(meeting) for meeting in facts.meetings)
    return Computed(measure=measure, lines=lines, sentence=typeset(f"{sentence}."))


# Money ------------------------------------------------------------------------------------------------------------


def _euros(rows: Iterable[BudgetFact]) -> Decimal:
    return sum((income.amount for income in rows), ZERO)


def _budget_lines(rows: Iterable[BudgetFact]) -> list[SourceRecord]:
    return [
        SourceRecord(
            kind="budget", pk=income.pk, label=income.label, amount=income.amount, detail=income.destination
        )
        for income in rows
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
        rows = [income for income in facts.budget if income.destination == destination]
        top, bottom = _euros(rows), _euros(facts.budget)
        return portion(top, bottom, _budget_lines(rows), f"{euros(top)} de {words} sur {euros(bottom)} de produits.")

    return money(derive)


@money
def budget(facts: YearFacts) -> Computed | None:
    """MO-02: the actual incomes, all and core."""
    whole = _euros(facts.budget)
    within = _euros(income for income in facts.budget if income.destination == Destination.CORE)
    sentence = f"{euros(whole)} de produits réalisés, dont {euros(within)} pour les missions socle."
    return total(whole, _budget_lines(facts.budget), sentence, {Part.TOTAL: whole, Part.CORE: within})


@money
def funders(facts: YearFacts) -> Computed | None:
    """MO-03: the actual incomes, by funder, core and the rest together."""
    parts = by_key((income.funder, income.amount) for income in facts.budget)
    sentence = f"{euros(_euros(facts.budget))} de {counted(len(parts), 'financeur', 'financeurs')}."
    return total(_euros(facts.budget), _budget_lines(facts.budget), sentence, parts)


def state_share(facts: YearFacts) -> Computed | None:
    """MO-04, R-98: the State's core grant over the core budget of the formula. The sentence adds the real one.

    Only the denominator while no account is recorded: it is the adopted exercise's to give.
    """
    if not facts.is_state_funded:
        return Computed(measure=Measure(is_not_applicable=True), sentence=OUT_OF_MONEY)
    if not facts.core_budget:
        return None
    if not facts.budget:
        sentence = f"{euros(facts.core_budget)} de budget socle calculé, d’après l’exercice {facts.year} adopté."
        return Computed(measure=Measure(denominator=facts.core_budget), sentence=typeset(sentence))
    rows = [income for income in facts.budget if income.funder == Funder.STATE_147_CORE]
    grant, real = _euros(rows), _euros(income for income in facts.budget if income.destination == Destination.CORE)
    sentence = (
        f"{euros(grant)} de subvention socle pour {euros(facts.core_budget)} de budget socle calculé "
        f"(budget socle réel : {euros(real)})."
    )
    return portion(grant, facts.core_budget, _budget_lines(rows), sentence)


complementary_share = budget_share(Destination.COMPLEMENTARY, "produits complémentaires")
competitive_share = budget_share(Destination.COMPETITIVE, "prestations à des non-membres")


Derivation = Callable[[YearFacts], Computed | None]

DERIVATIONS: Final[Mapping[str, Derivation]] = MappingProxyType(
    {
        "m1_half_days": activity.half_days(Mission.M1),
        "networks": activity.networks,
        "open_networks": activity.open_networks,
        "m1_attendances": activity.attendances(Mission.M1),
        "inter_actor": activity.inter_actor,
        "m2_half_days": activity.half_days(Mission.M2),
        "cycles": activity.formats(ActionFormat.CYCLE, "cycle", "cycles", per_session=False),
        "trainings": activity.formats(
            ActionFormat.TRAINING, "session de formation", "sessions de formation", per_session=True
        ),
        "m2_attendances": activity.attendances(Mission.M2),
        "m2_mean": activity.mean_attendance,
        "targeted": activity.among(Mission.M2, lambda action: action.targets_a_place, "un territoire précis est visé"),
        "satisfaction": activity.satisfaction,
        "productions": productions,
        "sheets": counted_productions(
            lambda production: production.in_national_format, "fiche au format commun", "fiches au format commun"
        ),
        "capitalised": activity.among(
            Mission.M2, lambda action: bool(action.productions), "une production est liée", closed=True
        ),
        "joint_productions": counted_productions(
            lambda production: production.is_joint, "production cosignée", "productions cosignées"
        ),
        "core_half_days": activity.half_days(),
        "remote": activity.duration_share(
            lambda _, session: session.mode in activity.NOT_ON_SITE, "à distance ou en mode hybride"
        ),
        "themes": activity.themes,
        "publics": activity.publics,
        "departments": departments,
        "contracts": contracts,
        "agreed": agreed,
        "shared": counted_productions(
            lambda production: production.shared_on_common_tool, "ressource versée à l’outil commun",
            "ressources versées à l’outil commun",
        ),
        "mainstream": activity.mainstream,
        "underequipped": activity.duration_share(
            lambda action, _: action.on_underequipped_sites, "sites peu dotés ou entrants"
        ),
        "elected": activity.elected,
        "national_meetings": national_meetings,
        "worksites": worksites,
        "complementary": activity.complementary,
        "complementary_share": complementary_share,
        "competitive_share": competitive_share,
        "budget": budget,
        "funders": funders,
        STATE_SHARE: state_share,
        "bodies": bodies,
    }
)  # fmt: skip


def derive(names: Mapping[str, str], facts: YearFacts) -> dict[str, Computed]:
    """Code → computed figure, for the derivations of `names` (code → name); unknown names and blanks are left out."""
    by_code = {code: DERIVATIONS[name](facts) for code, name in names.items() if name in DERIVATIONS}
    return {code: computed for code, computed in by_code.items() if computed is not None}
