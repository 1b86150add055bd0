"""The thirteen quality commitments, and what a centre's figures say of each (§3.4, R-120 to R-132). Pure.

Only R-123, R-127, R-130 and R-131 set a number. Elsewhere something rather than nothing is enough to say « tenu », and
the sentence gives the figure to whoever judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from documents.french import counted, number, typeset
from evaluation.law.aggregation import Measure

LEAST_WORKSITES: Final = Decimal(2)
APPRAISALS: Final = {"conforme": "conforme", "en_cours": "en cours", "non_conforme": "non conforme"}
Answers = Mapping[str, Measure]


class Verdict(StrEnum):
    """What the figures say."""

    KEPT = "tenu"
    UNDER_WAY = "en cours"
    NOT_KEPT = "non tenu"
    CANNOT_TELL = "on ne peut pas le dire"


class Criterion(StrEnum):
    """The four criteria of quality; R-132 runs through all of them."""

    TEAM = "Équipes"
    OUTPUT = "Production et diffusion"
    PUBLICS = "Publics"
    NETWORK = "Réseau national"
    ALL = "Tous critères"


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """One row of the grid: the rule, its words, what the figures say, and the evidence in a French sentence."""

    rule: str
    criterion: Criterion
    statement: str
    verdict: Verdict
    evidence: str
    codes: tuple[str, ...]

    @property
    def is_broken(self) -> bool:
        return self.verdict is Verdict.NOT_KEPT


Told = tuple[Verdict, str]


def commitments(figures: Answers, *, asked: Iterable[str] = ()) -> tuple[Commitment, ...]:
    """The thirteen rows, in the order of the rules. `asked`: the codes of the form, for R-132."""
    expected = tuple(asked)
    return (*(_row(one, figures) for one in _GRID), _completeness(figures, expected))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    rule: str
    criterion: Criterion
    statement: str
    codes: tuple[str, ...]
    tell: Callable[[Answers], Told]


def _row(asked: _Asked, figures: Answers) -> Commitment:
    measure = figures.get(asked.codes[0], Measure())
    if measure.is_answered:
        verdict, told = asked.tell(figures)
    else:
        verdict = Verdict.CANNOT_TELL
        told = f"Déclaré sans objet ({asked.codes[0]})." if measure.is_not_applicable else _silent(asked.codes[0])
    return Commitment(
        rule=asked.rule, criterion=asked.criterion, statement=typeset(asked.statement), verdict=verdict,
        evidence=typeset(told), codes=asked.codes,
    )  # fmt: skip


def _silent(code: str) -> str:
    return f"Pas de réponse à {code}."


def _completeness(figures: Answers, asked: tuple[str, ...]) -> Commitment:
    """R-132: everything that was asked is answered, « sans objet » included."""
    missing = [code for code in asked if figures.get(code, Measure()).is_blank]
    given = len(asked) - len(missing)
    told = f"{counted(given, 'indicateur renseigné', 'indicateurs renseignés')} sur {number(len(asked))}."
    if missing and given:
        told += f" Manquent : {', '.join(missing[:6])}{'…' if len(missing) > 6 else ''}."
    verdict = Verdict.NOT_KEPT if not given else Verdict.UNDER_WAY if missing else Verdict.KEPT
    if not asked:
        verdict, told = Verdict.CANNOT_TELL, "Aucun formulaire n’est ouvert pour cette année."
    return Commitment(
        rule="R-132", criterion=Criterion.ALL, codes=(), verdict=verdict, evidence=typeset(told),
        statement="Le centre fournit à la gouvernance et à l’État tous les éléments d’évaluation.",
    )  # fmt: skip


def _value(figures: Answers, code: str) -> Decimal | None:
    return figures.get(code, Measure()).value


def _something(code: str, words: Callable[[Measure], str]) -> Callable[[Answers], Told]:
    """Kept as soon as there is something; the text sets no number. No figure over nothing cannot tell."""

    def tell(figures: Answers) -> Told:
        measure = figures[code]
        if measure.value is None:
            return Verdict.CANNOT_TELL, words(measure)
        return (Verdict.KEPT if measure.value > 0 else Verdict.NOT_KEPT), words(measure)

    return tell


def _counted(singular: str, plural: str) -> Callable[[Measure], str]:
    return lambda measure: f"{counted(measure.value or Decimal(0), singular, plural)}."


def _share_of(words: str) -> Callable[[Measure], str]:
    def told(measure: Measure) -> str:
        rate = "" if measure.value is None else f"{number(measure.value)} % {words}"
        if measure.numerator is None or measure.denominator is None:
            return f"{rate}."
        over = f"{number(measure.numerator)} sur {number(measure.denominator)}"
        return f"{rate} ({over})." if rate else f"Rien à mesurer cette année ({over})."

    return told


def _appraisal(figures: Answers) -> Told:
    choice = figures["QE-01"].choice
    verdicts = {"conforme": Verdict.KEPT, "en_cours": Verdict.UNDER_WAY, "non_conforme": Verdict.NOT_KEPT}
    return verdicts.get(
        choice, Verdict.CANNOT_TELL
    ), f"Le centre s’apprécie : {APPRAISALS.get(choice, 'sans réponse')}."


def _yes(code: str, words: str) -> Callable[[Answers], Told]:
    def tell(figures: Answers) -> Told:
        is_yes = bool(_value(figures, code))
        return (Verdict.KEPT if is_yes else Verdict.NOT_KEPT), f"{words} : {'oui' if is_yes else 'non'}."

    return tell


def _letters(figures: Answers) -> Told:
    issues, readers = _value(figures, "M3-05") or Decimal(0), _value(figures, "M3-06")
    told = counted(issues, "lettre d’information envoyée", "lettres d’information envoyées")
    if readers is not None:
        told += f", {counted(readers, 'abonné', 'abonnés')}"
    return (Verdict.KEPT if issues > 0 else Verdict.NOT_KEPT), f"{told}."


def _publics(figures: Answers) -> Told:
    verdict, told = _something("QP-10", _share_of("de présences du droit commun"))(figures)
    publics = [key for key, part in figures.get("AC-04", Measure()).parts.items() if part]
    return verdict, f"{told[:-1]}, {counted(len(publics), 'public touché', 'publics touchés')}." if publics else told


def _worksites(figures: Answers) -> Told:
    count = _value(figures, "QN-02") or Decimal(0)
    told = f"{counted(count, 'chantier national investi', 'chantiers nationaux investis')} (minimum : 2)."
    if count >= LEAST_WORKSITES:
        return Verdict.KEPT, told
    return (Verdict.UNDER_WAY if count else Verdict.NOT_KEPT), told


_GRID: Final = (
    _Asked(
        rule="R-120", criterion=Criterion.TEAM, codes=("QE-01",), tell=_appraisal,
        statement="L’équipe est cohérente, ses compétences politique de la ville se complètent.",
    ),
    _Asked(
        rule="R-121", criterion=Criterion.TEAM, codes=("QE-02",),
        tell=_something(
            "QE-02", lambda one: f"{counted(one.value or 0, 'jour', 'jours')} de formation par équivalent temps plein."
        ),
        statement="Les salariés se forment en continu.",
    ),
    _Asked(
        rule="R-122", criterion=Criterion.OUTPUT, codes=("QC-01",), tell=_yes("QC-01", "Veille active assurée"),
        statement="Le centre tient une veille active : législation, dispositifs, droit commun.",
    ),
    _Asked(
        rule="R-123", criterion=Criterion.OUTPUT, codes=("QC-02",),
        tell=_yes("QC-02", "Au moins une production de forme convenue à l’avance"),
        statement="Le centre publie chaque année au moins une production dont la forme est convenue à l’avance.",
    ),
    _Asked(
        rule="R-124", criterion=Criterion.OUTPUT, codes=("QC-03",),
        tell=_something(
            "QC-03", _counted("ressource versée à l’outil commun", "ressources versées à l’outil commun")
        ),
        statement="Le centre alimente l’outil commun de diffusion.",
    ),
    _Asked(
        rule="R-125", criterion=Criterion.OUTPUT, codes=("M3-05", "M3-06"), tell=_letters,
        statement="Le centre diffuse activement : lettres d’information et autres supports.",
    ),
    _Asked(
        rule="R-126", criterion=Criterion.PUBLICS, codes=("QP-10", "AC-04"), tell=_publics,
        statement="Le centre mobilise des publics divers, politique de la ville et droit commun.",
    ),
    _Asked(
        rule="R-127", criterion=Criterion.PUBLICS, codes=("QP-12",),
        tell=_something("QP-12", _counted("action dédiée aux élus", "actions dédiées aux élus")),
        statement="Le centre s’adresse aux élus : au moins une séance par an.",
    ),
    _Asked(
        rule="R-128", criterion=Criterion.PUBLICS, codes=("QP-11",),
        tell=_something("QP-11", _share_of("de l’activité sur des sites peu dotés ou entrants")),
        statement="L’effort se concentre sur les sites les moins dotés en ingénierie.",
    ),
    _Asked(
        rule="R-129", criterion=Criterion.NETWORK, codes=("QN-01",),
        tell=_something("QN-01", _share_of("de présence aux réunions nationales")),
        statement="Le centre participe aux réunions d’animation et aux qualifications nationales.",
    ),
    _Asked(
        rule="R-130", criterion=Criterion.NETWORK, codes=("QN-02",), tell=_worksites,
        statement="Le centre répond aux appels à contributions du programme national.",
    ),
    _Asked(
        rule="R-131", criterion=Criterion.NETWORK, codes=("QN-03",),
        tell=_something("QN-03", _counted("expertise thématique identifiée", "expertises thématiques identifiées")),
        statement="Le centre identifie ses expertises thématiques propres.",
    ),
)  # fmt: skip
