"""The lists of an opinion: the thirteen commitments, the recommendations, and what became of last year's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from centres.models import Centre
from evaluation.models import Opinion
from evaluation.opinion_enums import Followed, Kept, SectionKey

CRITERIA: Final = MappingProxyType(
    {
        "Q1": "équipes",
        "Q2": "production et diffusion",
        "Q3": "publics",
        "Q4": "réseau national",
        "": "tous les critères",
    }
)
# criterion, statement.
COMMITMENTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "R-120": ("Q1", "Une équipe cohérente, aux compétences complémentaires"),
        "R-121": ("Q1", "La formation continue des salariés"),
        "R-122": ("Q2", "Une veille active"),
        "R-123": ("Q2", "Au moins une production formalisée par an, convenue à l’avance"),
        "R-124": ("Q2", "L’alimentation de l’outil commun de diffusion"),
        "R-125": ("Q2", "Une diffusion active"),
        "R-126": ("Q3", "La mobilisation de publics divers, politique de la ville et droit commun"),
        "R-127": ("Q3", "Au moins une séance par an pour les élus"),
        "R-128": ("Q3", "L’effort vers les sites les moins dotés en ingénierie"),
        "R-129": ("Q4", "La participation aux réunions d’animation nationales"),
        "R-130": ("Q4", "La réponse à l’appel à contributions du programme national"),
        "R-131": ("Q4", "L’identification de ses expertises thématiques"),
        "R-132": ("", "La fourniture de tous les éléments d’évaluation"),
    }
)


def blank_commitments() -> list[dict[str, Any]]:
    """The thirteen lines, not appraised yet."""
    return [
        {"rule": rule, "criterion": CRITERIA[criterion], "statement": statement, "kept": "", "evidence": ""}
        for rule, (criterion, statement) in COMMITMENTS.items()
    ]


def blank_follow_ups(centre: Centre, year: int) -> list[dict[str, Any]]:
    """The recommendations of last year's opinion in force, as it was communicated, to be followed up."""
    last = Opinion.objects.in_force().filter(centre=centre, year=year - 1).first()
    if last is None:
        return []
    told = next(one for one in last.frozen["sections"] if one["key"] == SectionKey.RECOMMENDATIONS)
    return [{"rank": item["rank"], "text": item["text"], "followed": "", "word": ""} for item in told["items"]]


def told_in_text(key: str, items: list[dict[str, Any]]) -> str:
    """The lines of a list in plain text, one a line: what the history compares."""
    if key == SectionKey.RECOMMENDATIONS:
        return "\n".join(f"{item['rank']}. {item['text']}" for item in items)
    if key == SectionKey.FOLLOW_UPS:
        return "\n".join(_line(f"{item['rank']}.", item["followed"], Followed, item["word"]) for item in items)
    return "\n".join(_line(f"{item['rule']}", item["kept"], Kept, item["evidence"]) for item in items)


def _line(name: str, choice: str, words: type[Followed] | type[Kept], more: str) -> str:
    label = words(choice).label if choice else "non apprécié"
    return f"{name} {label}{f' : {more}' if more else ''}"
