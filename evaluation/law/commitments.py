"""Verdict of a centre's figures on each of the thirteen quality commitments (§3.4, R-120 to R-132). Pure.

Only R-123, R-127, R-130 and R-131 set a number. Elsewhere something rather than nothing is enough to say « tenu », and
the sentence gives the figure to whoever judges. Then the row of the national grid: one status by commitment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from documents.french import counted, number, typeset
from evaluation.law.aggregation import Measure
from evaluation.law.consolidation import Answer, Definition

LEAST_WORKSITES: Final = Decimal(2)
APPRAISALS: Final = {"conforme": "conforme", "en_cours": "en cours", "non_conforme": "non conforme"}
Answers = Mapping[str, Measure]


class Verdict(StrEnum):
    """Whether the figures of a centre fulfil a commitment."""

    FULFILLED = "tenu"
    UNDER_WAY = "en cours"
    NOT_FULFILLED = "non tenu"
    UNDECIDED = "on ne peut pas le dire"


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
        return self.verdict is Verdict.NOT_FULFILLED


Evidence = tuple[Verdict, str]


def commitments(figures: Answers, *, expected: Iterable[str] = ()) -> tuple[Commitment, ...]:
    """The thirteen commitments, in the order of the rules. `expected`: the codes of the form, for R-132."""
    rows = []
    for statement in _GRID:
        code, verdict = statement.codes[0], Verdict.UNDECIDED
        measure = figures.get(code, Measure())
        if measure.is_answered:
            verdict, evidence = statement.judge(figures)
        else:
            evidence = f"Déclaré sans objet ({code})." if measure.is_not_applicable else f"Pas de réponse à {code}."
        row = Commitment(
            rule=statement.rule, criterion=statement.criterion, statement=typeset(statement.statement),
            verdict=verdict, evidence=typeset(evidence), codes=statement.codes,
        )  # fmt: skip
        rows.append(row)
    return (*rows, _completeness(figures, tuple(expected)))


@dataclass(frozen=True, kw_only=True)
class _Statement:
    rule: str
    criterion: Criterion
    statement: str
    codes: tuple[str, ...]
    judge: Callable[[Answers], Evidence]


def _completeness(figures: Answers, expected: tuple[str, ...]) -> Commitment:
    """R-132: everything that was asked is answered, « sans objet » included."""
    missing = [code for code in expected if figures.get(code, Measure()).is_blank]
    answered = len(expected) - len(missing)
    evidence = f"{counted(answered, 'indicateur renseigné', 'indicateurs renseignés')} sur {number(len(expected))}."
    if missing and answered:
        evidence += f" Manquent : {', '.join(missing[:6])}{'…' if len(missing) > 6 else ''}."
    verdict = Verdict.NOT_FULFILLED if not answered else Verdict.UNDER_WAY if missing else Verdict.FULFILLED
    if not expected:
        verdict, evidence = Verdict.UNDECIDED, "Aucun formulaire n’est ouvert pour cette année."
    return Commitment(
        rule="R-132", criterion=Criterion.ALL, codes=(), verdict=verdict, evidence=typeset(evidence),
        statement="Le centre fournit à la gouvernance et à l’État tous les éléments d’évaluation.",
    )  # fmt: skip


def _value(figures: Answers, code: str) -> Decimal | None:
    return figures.get(code, Measure()).value


def _something(code: str, words: Callable[[Measure], str]) -> Callable[[Answers], Evidence]:
    """Fulfilled above zero (the text sets no number); undecided when there is no figure, a share of nothing."""

    def judge(figures: Answers) -> Evidence:
        measure = figures[code]
        if measure.value is None:
            return Verdict.UNDECIDED, words(measure)
        return (Verdict.FULFILLED if measure.value > 0 else Verdict.NOT_FULFILLED), words(measure)

    return judge


def _counted(singular: str, plural: str, more: str = "") -> Callable[[Measure], str]:
    return lambda measure: f"{counted(measure.value or Decimal(0), singular, plural)}{more}."


def _share_of(words: str) -> Callable[[Measure], str]:
    def describe(measure: Measure) -> str:
        rate = "" if measure.value is None else f"{number(measure.value)} % {words}"
        if measure.numerator is None or measure.denominator is None:
            return f"{rate}."
        over = f"{number(measure.numerator)} sur {number(measure.denominator)}"
        return f"{rate} ({over})." if rate else f"Rien à mesurer cette année ({over})."

    return describe


def _appraisal(figures: Answers) -> Evidence:
    choice = figures["QE-01"].choice
    verdicts = {"conforme": Verdict.FULFILLED, "en_cours": Verdict.UNDER_WAY, "non_conforme": Verdict.NOT_FULFILLED}
    return verdicts.get(choice, Verdict.UNDECIDED), f"Le centre s’apprécie : {APPRAISALS.get(choice, 'sans réponse')}."


def _yes(code: str, words: str) -> Callable[[Answers], Evidence]:
    def judge(figures: Answers) -> Evidence:
        is_yes = bool(_value(figures, code))
        return (Verdict.FULFILLED if is_yes else Verdict.NOT_FULFILLED), f"{words} : {'oui' if is_yes else 'non'}."

    return judge


def _letters(figures: Answers) -> Evidence:
    issues, readers = _value(figures, "M3-05") or Decimal(0), _value(figures, "M3-06")
    evidence = counted(issues, "lettre d’information envoyée", "lettres d’information envoyées")
    if readers is not None:
        evidence += f", {counted(readers, 'abonné', 'abonnés')}"
    return (Verdict.FULFILLED if issues > 0 else Verdict.NOT_FULFILLED), f"{evidence}."


def _publics(figures: Answers) -> Evidence:
    verdict, evidence = _something("QP-10", _share_of("de présences du droit commun"))(figures)
    publics = [key for key, part in figures.get("AC-04", Measure()).parts.items() if part]
    return (
        verdict,
        f"{evidence[:-1]}, {counted(len(publics), 'public touché', 'publics touchés')}." if publics else evidence,
    )


def _worksites(figures: Answers) -> Evidence:
    count = _value(figures, "QN-02") or Decimal(0)
    evidence = f"{counted(count, 'chantier national investi', 'chantiers nationaux investis')} (minimum : 2)."
    if count >= LEAST_WORKSITES:
        return Verdict.FULFILLED, evidence
    return (Verdict.UNDER_WAY if count else Verdict.NOT_FULFILLED), evidence


_GRID: Final = (
    _Statement(
        rule="R-120", criterion=Criterion.TEAM, codes=("QE-01",), judge=_appraisal,
        statement="L’équipe est cohérente, ses compétences politique de la ville se complètent.",
    ),
    _Statement(
        rule="R-121", criterion=Criterion.TEAM, codes=("QE-02",),
        judge=_something(
            "QE-02", _counted("jour", "jours", " de formation par équivalent temps plein")
        ),
        statement="Les salariés se forment en continu.",
    ),
    _Statement(
        rule="R-122", criterion=Criterion.OUTPUT, codes=("QC-01",), judge=_yes("QC-01", "Veille active assurée"),
        statement="Le centre tient une veille active : législation, dispositifs, droit commun.",
    ),
    _Statement(
        rule="R-123", criterion=Criterion.OUTPUT, codes=("QC-02",),
        judge=_yes("QC-02", "Au moins une production de forme convenue à l’avance"),
        statement="Le centre publie chaque année au moins une production dont la forme est convenue à l’avance.",
    ),
    _Statement(
        rule="R-124", criterion=Criterion.OUTPUT, codes=("QC-03",),
        judge=_something(
            "QC-03", _counted("ressource versée à l’outil commun", "ressources versées à l’outil commun")
        ),
        statement="Le centre alimente l’outil commun de diffusion.",
    ),
    _Statement(
        rule="R-125", criterion=Criterion.OUTPUT, codes=("M3-05", "M3-06"), judge=_letters,
        statement="Le centre diffuse activement : lettres d’information et autres supports.",
    ),
    _Statement(
        rule="R-126", criterion=Criterion.PUBLICS, codes=("QP-10", "AC-04"), judge=_publics,
        statement="Le centre mobilise des publics divers, politique de la ville et droit commun.",
    ),
    _Statement(
        rule="R-127", criterion=Criterion.PUBLICS, codes=("QP-12",),
        judge=_something("QP-12", _counted("action dédiée aux élus", "actions dédiées aux élus")),
        statement="Le centre s’adresse aux élus : au moins une séance par an.",
    ),
    _Statement(
        rule="R-128", criterion=Criterion.PUBLICS, codes=("QP-11",),
        judge=_something("QP-11", _share_of("de l’activité sur des sites peu dotés ou entrants")),
        statement="L’effort se concentre sur les sites les moins dotés en ingénierie.",
    ),
    _Statement(
        rule="R-129", criterion=Criterion.NETWORK, codes=("QN-01",),
        judge=_something("QN-01", _share_of("de présence aux réunions nationales")),
        statement="Le centre participe aux réunions d’animation et aux qualifications nationales.",
    ),
    _Statement(
        rule="R-130", criterion=Criterion.NETWORK, codes=("QN-02",), judge=_worksites,
        statement="Le centre répond aux appels à contributions du programme national.",
    ),
    _Statement(
        rule="R-131", criterion=Criterion.NETWORK, codes=("QN-03",),
        judge=_something("QN-03", _counted("expertise thématique identifiée", "expertises thématiques identifiées")),
        statement="Le centre identifie ses expertises thématiques propres.",
    ),
)  # fmt: skip


# What heads a column: the statements of the framework are too long for one.
TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "R-120": "Équipe complémentaire",
        "R-121": "Formation continue",
        "R-122": "Veille active",
        "R-123": "Production convenue",
        "R-124": "Outil commun alimenté",
        "R-125": "Diffusion active",
        "R-126": "Publics divers",
        "R-127": "Séance pour les élus",
        "R-128": "Sites peu dotés",
        "R-129": "Réunions nationales",
        "R-130": "Chantiers nationaux",
        "R-131": "Expertises propres",
        "R-132": "Éléments fournis",
    }
)


class CommitmentStatus(StrEnum):
    """Status of one centre on one commitment; stored as one letter (T, E, N, I, V)."""

    FULFILLED = "tenu"
    UNDER_WAY = "en cours"
    NOT_FULFILLED = "non tenu"
    UNDECIDED = "ne peut se dire"
    UNKNOWN = "non vérifié"


_STATUSES: Final[Mapping[Verdict, CommitmentStatus]] = MappingProxyType(
    {
        Verdict.FULFILLED: CommitmentStatus.FULFILLED,
        Verdict.UNDER_WAY: CommitmentStatus.UNDER_WAY,
        Verdict.NOT_FULFILLED: CommitmentStatus.NOT_FULFILLED,
        Verdict.UNDECIDED: CommitmentStatus.UNDECIDED,
    }
)


_LETTERS: Final[Mapping[str, CommitmentStatus]] = MappingProxyType(
    {
        "T": CommitmentStatus.FULFILLED,
        "E": CommitmentStatus.UNDER_WAY,
        "N": CommitmentStatus.NOT_FULFILLED,
        "I": CommitmentStatus.UNDECIDED,
        "V": CommitmentStatus.UNKNOWN,
    }
)
_LETTER_OF: Final[Mapping[CommitmentStatus, str]] = MappingProxyType(
    {status: letter for letter, status in _LETTERS.items()}
)


@dataclass(frozen=True)
class GridRow:
    """One centre, and its statuses as letters, in the order of the rules."""

    name: str
    letters: str

    @property
    def statuses(self) -> Mapping[str, CommitmentStatus]:
        """Rule → status of the centre."""
        return {rule: _LETTERS[letter] for rule, letter in zip(TITLES, self.letters, strict=True)}


Counts = Mapping[str, Mapping[CommitmentStatus, int]]


def count_statuses(rows: Sequence[GridRow]) -> Counts:
    """Rule → status → number of centres."""
    columns = zip(*(row.letters for row in rows), strict=True) if rows else [()] * len(TITLES)
    columns_by_rule = zip(TITLES, map(Counter, columns), strict=True)
    return {
        rule: {status: letters[_LETTER_OF[status]] for status in CommitmentStatus} for rule, letters in columns_by_rule
    }


def grid_row(name: str, definitions: Iterable[Definition], answer: Answer) -> GridRow:
    """The row of one centre; every status is unknown while its form is not verified."""
    if answer.measures is None:
        return GridRow(name, _LETTER_OF[CommitmentStatus.UNKNOWN] * len(TITLES))
    measures = {definition.code: answer.measure(definition) for definition in definitions}
    rows = commitments(measures, expected=measures)
    return GridRow(name, "".join(_LETTER_OF[_STATUSES[row.verdict]] for row in rows))
