"""The missions of the framework and the rule that founds each (R-15, R-21, R-28, R-33 to R-40)."""

from typing import Final

TRAINING: Final = "formation"
CYCLE: Final = "cycle_qualification"
NETWORK: Final = "reseau"
SITE_SUPPORT: Final = "accompagnement_site"
STATE_STAFF: Final = "agents_etat"
CORE_GRANT: Final = "etat_147_socle"
PAID_BY_CLIENT: Final = "prestations"

CORE: Final = {
    "M1": ("R-15", "L’animation des réseaux d’acteurs est une mission socle (R-15)."),
    "M2": ("R-21", "La montée en compétences est une mission socle (R-21)."),
    "M3": ("R-28", "La capitalisation et la diffusion sont une mission socle (R-28)."),
}
COMPLEMENTARY: Final = {
    "C1": (
        "R-33",
        "Une mission pour les quartiers, sur demande et financement particuliers, est complémentaire (R-33).",
    ),
    "C2": ("R-34", "Une mission équivalente au socle pour d’autres territoires est complémentaire (R-34)."),
    "C3": ("R-35", "Un observatoire est une mission complémentaire (R-35)."),
    "C4": ("R-36", "L’appui aux fonds européens est une mission complémentaire (R-36)."),
    "C5": ("R-37", "L’accompagnement de site, l’AMO et les études sont des missions complémentaires (R-37)."),
    "C6": ("R-38", "Une autre mission utile est complémentaire (R-38)."),
}
FORBIDDEN: Final = {
    "X1": (
        "R-39",
        "Hors cadre : l’instruction des programmations des contrats de ville est interdite (R-39). Retirez l’action.",
    ),
    "X2": (
        "R-40",
        "Hors cadre : le pilotage d’un dispositif du territoire (PRE, ASV…) est interdit (R-40). Retirez l’action.",
    ),
}
