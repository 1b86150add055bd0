"""How each indicator of the national referential is named inside a sentence. Pure: words only, no figure.

A word never carries a digit: every number of a sentence must come from its sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Manner(StrEnum):
    """The shape of the sentence that an indicator asks for."""

    COUNT = "compte"
    LEVEL = "niveau"
    YES = "oui"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is counted (`one`, `many`), or measured (`one` with its article), or done (`one`) and not done (`many`)."""

    manner: Manner
    one: str
    many: str = ""
    is_feminine: bool = False

    @property
    def none(self) -> str:
        """« aucune séance », « aucun réseau »."""
        return f"{'aucune' if self.is_feminine else 'aucun'} {self.one}"


def _count(one: str, many: str, *, feminine: bool = False) -> Words:
    return Words(manner=Manner.COUNT, one=one, many=many, is_feminine=feminine)


def _she(one: str, many: str) -> Words:
    return _count(one, many, feminine=True)


def _level(one: str, *, feminine: bool = True) -> Words:
    return Words(manner=Manner.LEVEL, one=one, is_feminine=feminine)


def _yes(does: str, does_not: str) -> Words:
    return Words(manner=Manner.YES, one=does, many=does_not)


HALF = ("demi-journée", "demi-journées")
SEEN = ("participation", "participations")

WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "M1-01": _she(*(f"{half} d’animation de réseau" for half in HALF)),
        "M1-02": _count("réseau animé", "réseaux animés"),
        "M1-03": _level("la part des réseaux ouverts au droit commun"),
        "M1-04": _she(*(f"{seen} aux actions de réseau" for seen in SEEN)),
        "M1-05": _level("la part des actions de réseau réunissant plusieurs types de publics"),
        "M2-01": _she(*(f"{half} de qualification et de formation" for half in HALF)),
        "M2-02": _count("cycle de qualification", "cycles de qualification"),
        "M2-03": _she("session de formation du socle", "sessions de formation du socle"),
        "M2-04": _she(*(f"{seen} aux actions de montée en compétences" for seen in SEEN)),
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
        "AC-04": _she(*(f"{seen} à l’ensemble des actions" for seen in SEEN)),
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
    """The words of an indicator; one that we do not know (a regional complement) is named by its label."""
    if code in WORDS and (WORDS[code].manner is Manner.YES) == is_yes_or_no:
        return WORDS[code]
    named = f"l’indicateur «\u00a0{label}\u00a0»"
    if is_yes_or_no:
        return _yes(f"Le centre répond oui à {named}", f"Le centre répond non à {named}")
    return _level(named, feminine=False)
