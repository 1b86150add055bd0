"""The missions of the framework and the rule that founds each (R-15, R-21, R-28, R-33 to R-40)."""

from typing import Final, NamedTuple

from governance.law.codes import Mission


class Founded(NamedTuple):
    """The rule that founds a mission, and its French sentence."""

    rule: str
    sentence: str


CORE: Final = {
    Mission.M1: Founded("R-15", "L’animation des réseaux d’acteurs est une mission socle (R-15)."),
    Mission.M2: Founded("R-21", "La montée en compétences est une mission socle (R-21)."),
    Mission.M3: Founded("R-28", "La capitalisation et la diffusion sont une mission socle (R-28)."),
}
COMPLEMENTARY: Final = {
    Mission.C1: Founded(
        "R-33", "Une autre mission pour les quartiers, demandée et financée à part, est complémentaire (R-33)."
    ),
    Mission.C2: Founded(
        "R-34", "Une mission équivalente au socle pour d’autres territoires est complémentaire (R-34)."
    ),
    Mission.C3: Founded("R-35", "Un observatoire est une mission complémentaire (R-35)."),
    Mission.C4: Founded("R-36", "L’appui aux fonds européens est une mission complémentaire (R-36)."),
    Mission.C5: Founded(
        "R-37", "L’accompagnement de site, l’AMO et les études sont des missions complémentaires (R-37)."
    ),
    Mission.C6: Founded("R-38", "Une autre mission utile est complémentaire (R-38)."),
}
FORBIDDEN: Final = {
    Mission.X1: Founded(
        "R-39",
        "Hors cadre : l’instruction des programmations annuelles des contrats de ville est interdite à un centre de "
        "ressources (R-39). Retirez l’action du programme.",
    ),
    Mission.X2: Founded(
        "R-40",
        "Hors cadre : le pilotage d’un dispositif du territoire (réussite éducative, atelier santé ville…) est "
        "interdit à un centre de ressources (R-40). Retirez l’action du programme.",
    ),
}
