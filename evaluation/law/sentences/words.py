"""Names of the indicators of the national referential inside a sentence. Pure: words only, no figure.

A word never carries a digit: every number of a sentence must come from its sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


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
