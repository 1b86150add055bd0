"""The sentences proposed for an opinion: built from verified figures, each with its sources.

Pure and deterministic: the same figures give the same sentences, in good French. A figure is never compared with
those of centres that are not comparable without the sentence saying so.
In order: the names of the indicators (without a digit: every number of a sentence comes from its sources), the position
of a figure among quartiles (never its rank), the sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from documents import french
from documents.french import MINUS, counted, listed, number, plural, signed, typeset
from evaluation.law.aggregation import relative_change
from evaluation.law.codes import ValueKind
from evaluation.law.quartiles import LEAST, Quartiles
from evaluation.law.sentences.types import (
    UNITS,
    Answers,
    Figure,
    Peers,
    Sending,
    Sentence,
    Source,
    figure_text,
)


class Manner(StrEnum):
    """The form of the sentence on an indicator: a count, a level, a yes or no."""

    COUNT = "compte"
    LEVEL = "niveau"
    YES = "oui"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is counted (`singular`, `plural`), or measured (`singular`, with its article), or done and not done."""

    manner: Manner
    singular: str
    plural: str = ""
    is_feminine: bool = False

    @property
    def none(self) -> str:
        """« aucune séance », « aucun réseau »."""
        return f"{'aucune' if self.is_feminine else 'aucun'} {self.singular}"


def _count(singular: str, plural: str, *, feminine: bool = False) -> Words:
    return Words(manner=Manner.COUNT, singular=singular, plural=plural, is_feminine=feminine)


def _she(singular: str, plural: str) -> Words:
    return _count(singular, plural, feminine=True)


def _level(name: str, *, feminine: bool = True) -> Words:
    return Words(manner=Manner.LEVEL, singular=name, is_feminine=feminine)


def _yes(does: str, does_not: str) -> Words:
    return Words(manner=Manner.YES, singular=does, plural=does_not)


HALF = ("demi-journée", "demi-journées")
PRESENCES = ("participation", "participations")

WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "M1-01": _she(*(f"{half} d’animation de réseau" for half in HALF)),
        "M1-02": _count("réseau animé", "réseaux animés"),
        "M1-03": _level("la part des réseaux ouverts au droit commun"),
        "M1-04": _she(*(f"{presences} aux actions de réseau" for presences in PRESENCES)),
        "M1-05": _level("la part des actions de réseau réunissant plusieurs types de publics"),
        "M2-01": _she(*(f"{half} de qualification et de formation" for half in HALF)),
        "M2-02": _count("cycle de qualification", "cycles de qualification"),
        "M2-03": _she("session de formation du socle", "sessions de formation du socle"),
        "M2-04": _she(*(f"{presences} aux actions de montée en compétences" for presences in PRESENCES)),
        "M2-05": _level("la participation moyenne par séance de montée en compétences"),
        "M2-06": _level("la part des actions de montée en compétences sur mesure ou territorialisées"),
        "M2-07": _level("la part des participants satisfaits ou très satisfaits"),
        "M3-01": _she("production publiée", "productions publiées"),
        "M3-02": _she("fiche d’expérience au format commun", "fiches d’expérience au format commun"),
        "M3-03": _level("la part des actions de montée en compétences capitalisées"),
        "M3-04": _she("production collective", "productions collectives"),
        "M3-05": _she("lettre d’information diffusée", "lettres d’information diffusées"),
        "M3-06": _count("abonné à la lettre d’information", "abonnés à la lettre d’information"),
        "M3-07": _she("visite du site", "visites du site"),
        "AC-01": _she(*(f"{half} d’activité socle" for half in HALF)),
        "AC-02": _level("la part de l’activité socle tenue à distance"),
        "AC-04": _she(*(f"{presences} à l’ensemble des actions" for presences in PRESENCES)),
        "AC-05": _level("la part des départements du périmètre touchés par une action"),
        "AC-06": _level("la part des contrats de ville touchés par une action"),
        "QE-02": _level("le nombre de jours de formation par salarié", feminine=False),
        "QC-01": _yes("Le centre assure une veille active", "Le centre n’assure pas de veille active"),
        "QC-02": _yes(
            "Le centre a livré une production formalisée convenue à l’avance",
            "Le centre n’a pas livré de production formalisée convenue à l’avance",
        ),
        "QC-03": _she("ressource versée à l’outil commun", "ressources versées à l’outil commun"),
        "QP-10": _level("la part de participants extérieurs à la politique de la ville"),
        "QP-11": _level("la part de l’activité consacrée aux sites les moins dotés en ingénierie"),
        "QP-12": _she("action dédiée aux élus", "actions dédiées aux élus"),
        "QN-01": _level("la présence aux réunions nationales"),
        "QN-02": _count("chantier national investi", "chantiers nationaux investis"),
        "QN-03": _she("expertise thématique identifiée", "expertises thématiques identifiées"),
        "HC-01": _she("mission complémentaire active", "missions complémentaires actives"),
        "HC-02": _level("la part des missions complémentaires dans le budget"),
        "HC-03": _level("la part des prestations à des non-membres dans le budget"),
        "MO-01": _level("l’effectif de la structure en équivalent temps plein", feminine=False),
        "MO-02": _level("le budget total réalisé", feminine=False),
        "MO-03": _level("le total des financements reçus", feminine=False),
        "MO-04": _level("la part de l’État dans le budget socle"),
        "GO-01": _she("réunion des instances de gouvernance", "réunions des instances de gouvernance"),
    }
)


def words_of(code: str, label: str, *, is_yes_or_no: bool = False) -> Words:
    """The words of an indicator; a regional complement, which is not in `WORDS`, is named by its label."""
    if code in WORDS and (WORDS[code].manner is Manner.YES) == is_yes_or_no:
        return WORDS[code]
    noun = f"l’indicateur «\u00a0{label}\u00a0»"
    if is_yes_or_no:
        return _yes(f"Le centre répond oui à {noun}", f"Le centre répond non à {noun}")
    return _level(noun, feminine=False)


class QuartilePosition(StrEnum):
    """A part of the distribution, as tables write it."""

    HIGHEST = "quart le plus élevé"
    UPPER = "entre la médiane et le dernier quart"
    MIDDLE = "à la médiane"
    LOWER = "entre le premier quart et la médiane"
    LOWEST = "quart le moins élevé"

    @property
    def phrase(self) -> str:
        """As a sentence writes it: « dans le quart le plus élevé », « entre la médiane et le dernier quart »."""
        return f"dans le {self.value}" if self in ENDS else self.value


ENDS: Final = frozenset({QuartilePosition.HIGHEST, QuartilePosition.LOWEST})


def quartile_position(value: Decimal, first: Decimal, median: Decimal, third: Decimal) -> QuartilePosition:
    """The part of the distribution where `value` is; a value equal to a quartile is not at the end beyond it."""
    if value == median:
        return QuartilePosition.MIDDLE
    if value > median:
        return QuartilePosition.HIGHEST if value > third else QuartilePosition.UPPER
    return QuartilePosition.LOWEST if value < first else QuartilePosition.LOWER


VOWELS: Final = "aeéèêiouyh"
WORTH_A_PERCENTAGE: Final = Decimal(10)  # under ten, a change of a hundred per cent means one more
PLACED: Final = frozenset(
    {"M1-01", "M1-04", "M2-01", "M2-04", "M2-05", "M3-01", "AC-01", "AC-06", "QP-10", "QP-11", "QE-02", "HC-02"}
)
HOME: Final = {
    "M1": "mission-1", "M2": "mission-2", "M3": "mission-3", "AC": "chiffres", "QE": "equipes", "QC": "production",
    "QP": "publics", "QN": "reseau", "HC": "complementaires", "MO": "gouvernance", "GO": "gouvernance",
}  # fmt: skip


def propose(
    figures: Iterable[Figure], sending: Sending | None = None, answers: Answers | None = None
) -> list[Sentence]:
    """Every sentence for one centre and one year, in the order of the figures."""
    figures = list(figures)
    sentences = [sentence for figure in figures for sentence in of_figure(figure)]
    gaps = gap(figures)
    return [
        *([late(sending)] if sending else []),
        *sentences,
        *([gaps] if gaps else []),
        *([conformity(answers)] if answers else []),
    ]


def of_figure(figure: Figure) -> list[Sentence]:
    """The sentences of one figure: its level and its change, its place among comparable centres, its threshold."""
    if figure.value is None:
        return []
    if figure.kind == ValueKind.BOOLEAN:
        return [yes_or_no(figure)]
    place = [place_of(figure)] if figure.code in PLACED and figure.peers is not None else []
    return [level(figure), *place, *threshold(figure)]


# One figure ------------------------------------------------------------------------------------------------------


def level(figure: Figure) -> Sentence:
    """« Le centre déclare 42 demi-journées d’animation de réseau en 2025, contre 38 en 2024 (+4). »"""
    words = words_of(figure.code, figure.label)
    value = figure.value if figure.value is not None else Decimal(0)
    if words.manner is Manner.COUNT:
        counts = counted(value, words.singular, words.plural)
        begins = f"Le centre déclare {counts}" if value else f"Le centre ne déclare {words.none}"
    else:
        begins = f"{words.singular[0].upper()}{words.singular[1:]} est de {figure_text(value, figure.kind)}"
    evolution, sources = _since(figure, value)
    text = f"{begins} en {figure.year}{evolution}{_apart(figure)}."
    return _sentence(figure, "niveau", text, _own(figure, value), *sources, *_recorded(figure))


def _apart(figure: Figure) -> str:
    """« ; déclaré 3, enregistré dans l’application 1 », when the recorded facts differ from the figure; else empty."""
    return f" ; {figure.apart}" if figure.apart else ""


def _recorded(figure: Figure) -> tuple[Source, ...]:
    return (_of_year(figure, figure.year, figure.apart),) if figure.apart else ()


def _since(figure: Figure, value: Decimal) -> tuple[str, tuple[Source, ...]]:
    """The words on its evolution since the year before, and their sources; says so when that year has no figure."""
    last, previous = figure.year - 1, figure.previous
    if previous is None:
        return f" ; sans valeur vérifiée pour {last}, son évolution n’est pas mesurée", (_of_year(figure, last, "—"),)
    source = _of_year(figure, last, figure_text(previous, figure.kind))
    if previous == value:
        return f", comme en {last}", (source,)
    moved = change(value, previous, figure.kind)
    working = f"{figure_text(value, figure.kind)} {MINUS} {figure_text(previous, figure.kind)} = {moved}"
    worked = Source(code=figure.code, label="évolution", year=figure.year, value=working)
    return f", contre {figure_text(previous, figure.kind)} en {last} ({moved})", (source, worked)


def change(value: Decimal, previous: Decimal, kind: str) -> str:
    """« +4 », « −22 000 €, soit −3,2 % », « +1,5 point »."""
    moved = value - previous
    if kind == ValueKind.PERCENT:
        return signed(moved, plural(moved, "point"))
    absolute = signed(moved, UNITS.get(kind, ""))
    if previous < WORTH_A_PERCENTAGE:
        return absolute
    relative = relative_change(value, previous)
    return f"{absolute}, soit {signed(relative, '%')}" if relative else absolute


def yes_or_no(figure: Figure) -> Sentence:
    """« Le centre assure une veille active en 2025, comme en 2024. »"""
    words = words_of(figure.code, figure.label, is_yes_or_no=True)
    last = figure.year - 1
    text = f"{words.singular if figure.value else words.plural} en {figure.year}"
    own = Source(code=figure.code, label=figure.label, year=figure.year, value="oui" if figure.value else "non")
    more = _recorded(figure)
    if figure.previous is None:
        return _sentence(figure, "niveau", f"{text}{_apart(figure)}.", own, *more)
    same = bool(figure.previous) == bool(figure.value)
    before = _of_year(figure, last, "oui" if figure.previous else "non")
    text = f"{text}, {'comme en' if same else 'à la différence de'} {last}{_apart(figure)}."
    return _sentence(figure, "niveau", text, own, before, *more)


def threshold(figure: Figure) -> list[Sentence]:
    """Whether the threshold of the framework is met; by how much it is not."""
    limit = figure.at_least if figure.at_least is not None else figure.at_most
    if limit is None or figure.value is None:
        return []
    is_floor, is_met = figure.at_least is not None, figure.is_met
    bound = f"{'au moins' if is_floor else 'au plus'} {figure_text(limit, figure.kind)}"
    rule = f" ({figure.rule})" if figure.rule else ""
    subject = f"Pour {_noun(figure)}, le seuil d’{bound}{rule} "
    sources = [
        _own(figure, figure.value),
        Source(code=figure.code, label=f"seuil{rule}", year=figure.year, value=bound),
        *_recorded(figure),
    ]
    if is_met:
        return [_sentence(figure, "seuil", f"{subject}est respecté en {figure.year}{_apart(figure)}.", *sources)]
    distance = abs(limit - figure.value)
    is_share = figure.kind == ValueKind.PERCENT
    gap_text = counted(distance, "point", "points") if is_share else figure_text(distance, figure.kind)
    sources.append(Source(code=figure.code, label="écart au seuil", year=figure.year, value=gap_text))
    text = f"{subject}n’est pas respecté en {figure.year} : l’écart est de {gap_text}{_apart(figure)}."
    return [_sentence(figure, "seuil", text, *sources)]


# Its place -------------------------------------------------------------------------------------------------------


def place_of(figure: Figure) -> Sentence:
    """Its place in the distribution of comparable centres, or why there is none to give (R-142): never a rank."""
    peers = figure.peers or Peers()
    value = figure.value if figure.value is not None else Decimal(0)
    if not peers.description:
        text = f"Pour {_noun(figure)}, le centre n’est comparé à aucun autre : sa taille n’est pas connue."
        return _sentence(figure, "place", text, _own(figure, value))
    quarters = quarters_of(figure)
    if not quarters:
        answers = counted(peers.apart, "réponse vérifiée", "réponses vérifiées")
        text = (
            f"Pour {_noun(figure)}, le centre n’est pas situé dans le réseau : {answers} seulement parmi les centres "
            f"comparables des autres régions ({peers.description}), il en faut {LEAST}."
        )
        return _sentence(figure, "place", text, _own(figure, value), _cohort(figure, peers, f"minimum {LEAST}"))
    place = quartile_position(value, quarters.first, quarters.median, quarters.third)
    first, middle, third = (
        figure_text(bound, figure.kind) for bound in (quarters.first, quarters.median, quarters.third)
    )
    others = f" ; {counted(peers.silent, 'autre n’a', 'autres n’ont')} pas de valeur vérifiée" if peers.silent else ""
    text = (
        f"Pour {_noun(figure)}, le centre se situe {place.phrase} des {len(peers.values)} autres centres comparables "
        f"qui ont répondu ({peers.description}) ; leur médiane est de {middle}{others}."
    )
    worked = f"premier quart {first} ; médiane {middle} ; dernier quart {third}"
    return _sentence(figure, "place", text, _own(figure, value), _cohort(figure, peers, worked))


def position_of(figure: Figure) -> QuartilePosition | None:
    """The position of the figure among comparable answers; None without a figure, or with too few answers."""
    quarters = quarters_of(figure)
    if quarters is None or figure.value is None:
        return None
    return quartile_position(figure.value, quarters.first, quarters.median, quarters.third)


def quarters_of(figure: Figure) -> Quartiles | None:
    """The quarters of the other comparable answers, as they are written; None when they are too few, or yes and no."""
    peers = figure.peers or Peers()
    if figure.value is None or figure.kind == ValueKind.BOOLEAN or not peers.description:
        return None
    quartiles = peers.quartiles
    return quartiles.rounded if quartiles else None


def _cohort(figure: Figure, peers: Peers, worked: str) -> Source:
    answers = counted(len(peers.values), "réponse", "réponses")
    value = f"{peers.description} : {answers}, {peers.silent} sans valeur ; {worked}"
    return Source(code=figure.code, label="centres comparables", year=figure.year, value=typeset(value))


# The whole -------------------------------------------------------------------------------------------------------


def gap(figures: Iterable[Figure]) -> Sentence | None:
    """The list of the missing figures; None when none is."""
    missing = [figure for figure in figures if figure.is_missing]
    if not missing:
        return None
    year, codes = missing[0].year, [figure.code for figure in missing]
    are = "n’est pas renseigné" if len(codes) == 1 else "ne sont pas renseignés"
    text = f"{counted(len(codes), 'indicateur', 'indicateurs')} {are} pour {year} : {listed(codes)}."
    sources = [Source(code=figure.code, label=figure.label, year=year, value="non renseigné") for figure in missing]
    count = Source(code="", label="indicateurs non renseignés", year=year, value=number(len(codes)))
    return Sentence(key="manques", section="chiffres", text=typeset(text), sources=(count, *sources))


def late(sending: Sending) -> Sentence:
    """Whether the figures were sent in time, and how late."""
    due = french.date(sending.due_on)
    if sending.sent_on is None:
        text, value = f"Les indicateurs de {sending.year}, attendus le {due}, n’ont pas été envoyés.", "non envoyés"
    elif sending.sent_on <= sending.due_on:
        value = french.date(sending.sent_on)
        text = f"Les indicateurs de {sending.year} ont été envoyés le {value}, dans le délai du {due}."
    else:
        days = counted((sending.sent_on - sending.due_on).days, "jour", "jours")
        value = f"{french.date(sending.sent_on)}, {days} de retard"
        sent = f"Les indicateurs de {sending.year} ont été envoyés le {french.date(sending.sent_on)}"
        text = f"{sent}, {days} après le délai du {due}."
    source = Source(code="", label="envoi des indicateurs", year=sending.year, value=f"{value} (délai : {due})")
    return Sentence(key="envoi", section="chiffres", text=typeset(text), sources=(source,))


def conformity(answers: Answers) -> Sentence:
    """How many rules of the framework are respected, and which are not."""
    verifiable = answers.satisfied + len(answers.broken)
    verb = "est respectée" if answers.satisfied < 2 else "sont respectées"
    rules = counted(verifiable, "règle vérifiable", "règles vérifiables")
    text = f"En {answers.year}, sur {rules} du cadre, {answers.satisfied} {verb}"
    broken = f" ; {listed(answers.broken_texts)} ne {'l’est' if len(answers.broken) == 1 else 'le sont'} pas"
    text += broken if answers.broken else ""
    unknown = f" ; {counted(answers.unknown, 'règle reste indéterminée', 'règles restent indéterminées')}"
    text += unknown if answers.unknown else ""
    counts = f"{verifiable} vérifiables, {answers.satisfied} respectées, {answers.unknown} indéterminées"
    value = ", ".join([counts, *answers.broken_texts])
    source = Source(code="", label="registre des règles", year=answers.year, value=value)
    return Sentence(key="conformite", section="conformite", text=typeset(f"{text}."), sources=(source,))


# Words and sources ----------------------------------------------------------------------------------------------------


def _noun(figure: Figure) -> str:
    """The name of the figure with its article: « le nombre de séances », « la part de … »."""
    words = words_of(figure.code, figure.label)
    if words.manner is Manner.LEVEL:
        return words.singular
    return f"le nombre {'d’' if words.plural[0] in VOWELS else 'de '}{words.plural}"


def _own(figure: Figure, value: Decimal) -> Source:
    return _of_year(figure, figure.year, figure_text(value, figure.kind))


def _of_year(figure: Figure, year: int, value: str) -> Source:
    return Source(code=figure.code, label=figure.label, year=year, value=value)


def _sentence(figure: Figure, nature: str, text: str, *sources: Source) -> Sentence:
    return Sentence(
        key=f"{figure.code}/{nature}",
        section=HOME.get(figure.section, "chiffres"),
        text=typeset(text),
        sources=sources,
    )
