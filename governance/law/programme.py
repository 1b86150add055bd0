"""Whether a year's programme may be submitted, then validated (R-02, R-41, R-79, R-80)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from documents.french import euros, quoted, typeset
from governance.law.budget import DESTINATIONS, Balance, Budget, Fault, check
from governance.law.classification_types import Caution, Refusal
from governance.law.codes import Destination, Mission, Nature

LISTED_ACTIONS: Final = 3  # how many of the actions still planned a sentence names
CORE_MISSIONS: Final[dict[Mission, str]] = {
    Mission.M1: "animation des réseaux d’acteurs",
    Mission.M2: "montée en compétences",
    Mission.M3: "capitalisation et diffusion",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedAction:
    """An action of the programme and its classification."""

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
    live = tuple(action for action in programme.actions if not action.is_cancelled)
    balance = check(programme.budget)
    # what is complementary, or added outside the programme, fills no core mission.
    filled = {action.mission for action in live if action.nature == Nature.CORE and action.in_programme}
    empty = (
        Fault(
            "R-02",
            f"La mission socle {code} ({name}) n’a aucune action socle au programme (R-02) : les trois missions "
            "sont obligatoires. Ajoutez-en une.",
        )
        for code, name in CORE_MISSIONS.items()
        if code not in filled
    )
    stopped = (
        Fault(refusal.rule, f"Action {quoted(action.title)} : {refusal.sentence}")
        for action in live
        for refusal in action.refusals
    )
    faults = (*empty, *stopped, *balance.faults, *_unpaired(live, balance))
    return tuple(Fault(rule, typeset(sentence)) for rule, sentence in faults)


def validation_refusals(programme: ProgrammeFacts) -> tuple[Fault, ...]:
    """Return every reason for which the programme may not be validated: those of `refusals`, and who decides, when."""
    lacking = []
    if not programme.decided_by_body:
        lacking.append("dites laquelle")
    if programme.decided_on is None:
        lacking.append("donnez la date")
    decision = "Le programme est validé par l’instance décisionnelle (R-79)"
    return (*refusals(programme), *(Fault("R-79", typeset(f"{decision} : {what}.")) for what in lacking))


def closing_refusals(year: int, today: date, planned: tuple[str, ...]) -> tuple[Fault, ...]:
    """The reasons that prevent closing a year on `today`: closing declares its actions justified (R-86)."""
    sentences = []
    if today.year <= year:
        sentences.append(f"L’année {year} n’est pas finie : elle se clôt à partir du 1er janvier {year + 1} (R-86).")
    if planned:
        names = ", ".join(quoted(title) for title in planned[:LISTED_ACTIONS])
        more = f" et {len(planned) - LISTED_ACTIONS} autres" if len(planned) > LISTED_ACTIONS + 1 else ""
        more = " et une autre" if len(planned) == LISTED_ACTIONS + 1 else more
        is_single = len(planned) == 1
        count = "Une action est encore « prévue »" if is_single else f"{len(planned)} actions sont encore « prévues »"
        sentences.append(
            f"{count} : "
            f"{names}{more}. Dites ce qu’{'elle est devenue' if is_single else 'elles sont devenues'} : "
            "réalisée, reportée ou annulée (R-86)."
        )
    return tuple(Fault("R-86", typeset(sentence)) for sentence in sentences)


def warnings(programme: ProgrammeFacts) -> tuple[Caution, ...]:
    """The doubts on the programme and its budget; they block nothing."""
    balance = check(programme.budget)
    live = [action for action in programme.actions if not action.is_cancelled]
    side = balance.by_destination[Destination.COMPETITIVE]
    if not side.income or any(action.destination == Destination.COMPETITIVE for action in live):
        return balance.warnings
    sentence = (
        f"{euros(side.income)} de prestations concurrentielles sont prévus sans aucune action de cette "
        "destination (R-80) : ajoutez-la dès la commande."
    )
    return (*balance.warnings, Caution("R-80", typeset(sentence)))


def _unpaired(actions: tuple[PlannedAction, ...], balance: Balance) -> Iterator[Fault]:
    """R-80: each nature has both actions and money; nothing more on a blank budget, which is a fault already."""
    if balance.status == "blank":
        return
    used = {action.destination for action in actions}
    for destination, name in DESTINATIONS.items():
        side = balance.by_destination[destination]
        if destination in used and not side.income:
            sentence = f"Le programme a des actions pour {quoted(name)} et aucun financement (R-80) : inscrivez-le."
            yield Fault("R-80", sentence)
        if destination == Destination.COMPLEMENTARY and destination not in used and side.income:
            sentence = (
                f"{euros(side.income)} financent des missions complémentaires et le programme n’en a aucune "
                "(R-80) : ajoutez l’action ou déplacez ce financement."
            )
            yield Fault("R-80", sentence)
