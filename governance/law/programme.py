"""Whether a year's programme may be submitted, then validated (R-02, R-41, R-79, R-80)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from documents.french import exact_euros, quoted, typeset
from governance.law.budget import DESTINATIONS, Balance, Budget, Fault, check
from governance.law.classification_types import Caution, Refusal
from governance.law.codes import Destination, Mission, Nature

SHOWN: Final = 3  # the actions still planned that a sentence names
CORE_MISSIONS: Final[dict[Mission, str]] = {
    Mission.M1: "animation des réseaux d’acteurs",
    Mission.M2: "montée en compétences",
    Mission.M3: "capitalisation et diffusion",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedAction:
    """An action of the programme with what the classification answered."""

    title: str
    mission: Mission
    nature: Nature
    destination: Destination | None
    in_programme: bool = True
    is_cancelled: bool = False
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammeFacts:
    """A year's programme as the law reads it, with its planned budget."""

    year: int
    actions: tuple[PlannedAction, ...]
    budget: Budget
    decided_on: date | None = None
    decided_by_body: bool = False


def refusals(programme: ProgrammeFacts) -> tuple[Fault, ...]:
    """Return every reason for which the programme may not be submitted; none: it may."""
    live = tuple(one for one in programme.actions if not one.is_cancelled)
    balance = check(programme.budget)
    found = (*_empty_missions(live), *_stopped_actions(live), *balance.faults, *_unpaired(live, balance))
    return tuple(Fault(rule, typeset(sentence)) for rule, sentence in found)


def validation_refusals(programme: ProgrammeFacts) -> tuple[Fault, ...]:
    """Return every reason for which the programme may not be validated: those of `refusals`, and who decides, when."""
    return (*refusals(programme), *(Fault(rule, typeset(sentence)) for rule, sentence in _undecided(programme)))


def closing_refusals(year: int, today: date, planned: tuple[str, ...]) -> tuple[Fault, ...]:
    """Return why a year may not be closed on `today`: closing says that its actions are justified (R-86)."""
    found = []
    if today.year <= year:
        found.append(f"L’année {year} n’est pas finie : elle se clôt à partir du 1er janvier {year + 1} (R-86).")
    if planned:
        names = ", ".join(quoted(title) for title in planned[:SHOWN])
        more = f" et {len(planned) - SHOWN} autres" if len(planned) > SHOWN + 1 else ""
        more = " et une autre" if len(planned) == SHOWN + 1 else more
        one = len(planned) == 1
        found.append(
            f"{'Une action est encore « prévue »' if one else f'{len(planned)} actions sont encore « prévues »'} : "
            f"{names}{more}. Dites ce qu’{'elle est devenue' if one else 'elles sont devenues'} : "
            "réalisée, reportée ou annulée (R-86)."
        )
    return tuple(Fault("R-86", typeset(sentence)) for sentence in found)


def warnings(programme: ProgrammeFacts) -> tuple[Caution, ...]:
    """Return what deserves a second look in the programme and its budget; it blocks nothing."""
    balance = check(programme.budget)
    live = [one for one in programme.actions if not one.is_cancelled]
    side = balance.by_destination[Destination.COMPETITIVE]
    if not side.income or any(one.destination == Destination.COMPETITIVE for one in live):
        return balance.warnings
    sentence = (
        f"{exact_euros(side.income)} de prestations concurrentielles sont prévus sans aucune action de cette "
        "destination (R-80) : ajoutez-la dès la commande."
    )
    return (*balance.warnings, Caution("R-80", typeset(sentence)))


def _empty_missions(actions: tuple[PlannedAction, ...]) -> Iterator[Fault]:
    """R-02: what is complementary, or added outside the programme, fills no core mission."""
    filled = {one.mission for one in actions if one.nature == Nature.CORE and one.in_programme}
    for code, name in CORE_MISSIONS.items():
        if code not in filled:
            sentence = (
                f"La mission socle {code} ({name}) n’a aucune action socle au programme (R-02) : les trois missions "
                "sont obligatoires. Ajoutez-en une."
            )
            yield Fault("R-02", sentence)


def _stopped_actions(actions: tuple[PlannedAction, ...]) -> Iterator[Fault]:
    for one in actions:
        for refusal in one.refusals:
            yield Fault(refusal.rule, f"Action {quoted(one.title)} : {refusal.sentence}")


def _unpaired(actions: tuple[PlannedAction, ...], balance: Balance) -> Iterator[Fault]:
    """R-80: each nature shows its actions and its money; a blank budget has already been said."""
    if balance.status == "blank":
        return
    used = {one.destination for one in actions}
    for destination, name in DESTINATIONS.items():
        side = balance.by_destination[destination]
        if destination in used and not side.income:
            sentence = f"Le programme a des actions pour {quoted(name)} et aucun financement (R-80) : inscrivez-le."
            yield Fault("R-80", sentence)
        if destination == Destination.COMPLEMENTARY and destination not in used and side.income:
            sentence = (
                f"{exact_euros(side.income)} financent des missions complémentaires et le programme n’en a aucune "
                "(R-80) : ajoutez l’action ou déplacez ce financement."
            )
            yield Fault("R-80", sentence)


def _undecided(programme: ProgrammeFacts) -> Iterator[Fault]:
    if not programme.decided_by_body:
        yield Fault("R-79", "Le programme est validé par l’instance décisionnelle (R-79) : dites laquelle.")
    if programme.decided_on is None:
        yield Fault("R-79", "Le programme est validé par l’instance décisionnelle (R-79) : donnez la date.")
