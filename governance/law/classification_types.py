"""Input and output of the classification of an action: frozen, no Django, blanks stay blank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from documents.french import quoted, typeset
from governance.law.codes import Destination, Finding, Funder, Mission, Nature, ServiceRegime, Stop


class Reason(NamedTuple):
    """Reason of a classification: a stable code, the rule, a French sentence."""

    code: str
    rule: str
    sentence: str


class Refusal(NamedTuple):
    """A rule that the action does not respect: `stops` its recording, or only its validation (something lacks)."""

    rule: str
    sentence: str
    stops: Stop = Stop.VALIDATION


class Caution(NamedTuple):
    """A doubt; it blocks nothing."""

    rule: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionFacts:
    """An action as the law reads it; None, "" and an empty set mean « not known », never zero."""

    mission: Mission
    format: str
    is_overseas: bool = False
    overseas_reason: str = ""
    in_programme: bool = True
    added_because: str = ""
    specific_request: bool = False
    # Where
    targets_districts: bool = False
    outside_districts: str = ""
    has_contracts: bool = False  # some city contracts named, or « all those of the perimeter »
    on_underequipped_sites: bool = False
    # How
    is_hierarchical: bool = False
    is_for_elected: bool = False
    network_type: str = ""
    publics: frozenset[str] = frozenset()
    organisation_kinds: int | None = None
    beneficiaries: int | None = None
    sessions: int | None = None
    has_learning_goals: bool = False
    is_done: bool = False
    has_production: bool = False
    # What a complementary mission needs
    decided_on: date | None = None
    decided_by_body: bool = False
    funder: Funder | Literal[""] = ""
    cartography_on: date | None = None  # date of the validated cartography in force
    finding: Finding | Literal[""] = ""  # what the linked line of the cartography says
    has_mandate: bool = False
    european_fund: str = ""
    regime: ServiceRegime | Literal[""] = ""
    justification: str = ""

    def __post_init__(self) -> None:
        """Refuse a code the law does not know, in a French sentence (ValueError)."""
        for name, (what, codes) in _CODES.items():
            value = getattr(self, name)
            if value not in codes:
                raise ValueError(typeset(f"{what} : {quoted(str(value))} n’est pas un code connu."))


_CODES = {
    "mission": ("Mission", (*Mission,)),
    "funder": ("Financeur", ("", *Funder)),
    "finding": ("Constat de la cartographie", ("", *Finding)),
    "regime": ("Régime de la prestation", ("", *ServiceRegime)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Classification:
    """The result: nature, mission retained, destination of its money, and every reason, refusal and warning."""

    nature: Nature
    mission: Mission
    destination: Destination | None  # None: nothing may be spent on what is forbidden
    reasons: tuple[Reason, ...]
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Caution, ...] = ()
    notes: tuple[Caution, ...] = ()

    @property
    def may_be_recorded(self) -> bool:
        """Whether nothing in it contradicts the law; something may still lack before validation."""
        return all(refusal.stops != Stop.RECORDING for refusal in self.refusals)

    @property
    def may_be_validated(self) -> bool:
        """Whether the decision body may validate it as it is."""
        return not self.refusals

    @property
    def reasons_as_data(self) -> list[dict[str, str]]:
        """The reasons as plain dictionaries (code, rule, sentence), to be stored with the action."""
        return [reason._asdict() for reason in self.reasons]
