"""Data for the invented figures: size of each centre, trend of the years, special cases of a centre in a year.

Centres are real, every figure here is invented; the sums of the network follow what was published (about 2 200
half-days in 2020, 3 123 in 2021).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

MARK = "Données de démonstration"
YEARS = range(2020, 2026)
LAST = YEARS[-1]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One centre: half-days of an ordinary year, team, money in euros (`core_budget`: what the formula gives)."""

    slug: str
    half_days: int
    staff: str
    core_staff: str
    budget: int
    core_share: int
    core_budget: int
    departments: int
    contracts: int
    readers: int
    visits: int
    is_state_funded: bool = True


def _centre(slug: str, activity: tuple[int, int, int], team: tuple[str, str], money: tuple[int, int, int],
            reach: tuple[int, int], **more: bool) -> Profile:  # fmt: skip
    return Profile(
        slug=slug, half_days=activity[0], departments=activity[1], contracts=activity[2], staff=team[0],
        core_staff=team[1], budget=money[0], core_share=money[1], core_budget=money[2], readers=reach[0],
        visits=reach[1], **more,
    )  # fmt: skip


PROFILES = (
    _centre("irev", (235, 5, 40), ("9.5", "7"), (645_000, 83, 504_000), (4_200, 62_000)),
    _centre("oriv", (225, 10, 34), ("8.4", "6.6"), (570_000, 85, 504_000), (3_400, 48_000)),
    _centre("labo-cites", (250, 12, 45), ("8.8", "6.8"), (880_000, 60, 504_000), (4_600, 71_000)),
    _centre("reso-villes", (140, 9, 31), ("7", "6"), (520_000, 83, 432_000), (3_100, 44_000)),
    _centre("pqn-a", (230, 12, 25), ("8.2", "5.6"), (820_000, 57, 432_000), (2_900, 39_000)),
    _centre("cite-ressources", (225, 6, 30), ("7.6", "6.2"), (790_000, 66, 504_000), (2_700, 36_000)),
    _centre("ressources-et-territoires", (170, 8, 15), ("5.8", "4.9"), (590_000, 72, 360_000), (1_900, 24_000)),
    _centre("villes-et-territoires-occitanie", (175, 5, 17), ("5.4", "4.6"), (520_000, 74, 360_000),
            (1_500, 18_000)),
    _centre("trajectoire-ressources", (165, 8, 18), ("5.6", "5"), (540_000, 80, 432_000), (1_450, 17_000)),
    _centre("normanvilles", (160, 5, 19), ("5.2", "4.8"), (500_000, 84, 432_000), (1_300, 14_000)),
    _centre("villes-au-carre", (125, 6, 16), ("5.4", "4.8"), (405_000, 88, 432_000), (1_700, 21_000)),
    _centre("profession-banlieue", (185, 1, 7), ("5.5", "4.4"), (480_000, 69, 288_000), (2_400, 38_000)),
    _centre("pole-ressources", (160, 1, 9), ("5", "4.2"), (470_000, 76, 288_000), (1_600, 19_000)),
    _centre("ressources-urbaines", (165, 1, 8), ("5.2", "4.4"), (480_000, 77, 288_000), (1_550, 16_000)),
    _centre("paris", (110, 1, 1), ("3.5", "3.5"), (0, 100, 0), (900, 9_000), is_state_funded=False),
    _centre("ville-caraibe", (80, 1, 3), ("3.4", "3"), (310_000, 78, 247_000), (620, 6_500)),
    _centre("guyane", (70, 1, 4), ("3.2", "3"), (290_000, 82, 247_000), (380, 4_100)),
    _centre("mayotte", (65, 1, 6), ("3", "3"), (275_000, 88, 247_000), (340, 3_200)),
    _centre("la-reunion", (115, 1, 14), ("4", "3.4"), (255_000, 96, 247_000), (860, 9_400)),
)  # fmt: skip

# The course of the years: activity in hundredths of an ordinary year, share of distance in hundredths.
ACTIVITY: Mapping[int, int] = MappingProxyType({2020: 72, 2021: 102, 2022: 100, 2023: 105, 2024: 107, 2025: 110})
REMOTE: Mapping[int, int] = MappingProxyType({2020: 56, 2021: 52, 2022: 26, 2023: 20, 2024: 17, 2025: 15})
INVENTED = f"{MARK} : les centres sont réels, leurs chiffres sont inventés."
NOTES: Mapping[int, str] = MappingProxyType(
    {
        2020: f"{INVENTED} Année de crise sanitaire : l’activité est en creux et plus de la moitié s’est tenue à "
        "distance ; ne pas la lire comme une tendance.",
        2021: f"{INVENTED} Les rencontres à distance restent nombreuses.",
    }
)

FORMATS = (
    ("cycle_qualification", 30), ("formation", 22), ("groupe_travail", 15), ("journee_thematique", 12),
    ("visite_terrain", 6), ("sensibilisation", 6), ("debat", 4), ("formation_action", 5),
)  # fmt: skip
THEMES = (
    ("education", 15), ("emploi", 9), ("habitat", 12), ("sante", 8), ("cohesion", 8), ("valeurs", 9),
    ("citoyennete", 9), ("gouvernance", 12), ("prevention", 5), ("ecologie", 4), ("transversal", 7), ("autre", 2),
)  # fmt: skip
PUBLICS = (
    ("agents_collectivites", 20), ("equipes_projet", 15), ("associations", 22), ("agents_etat", 14), ("bailleurs", 8),
    ("habitants", 6), ("elus", 5), ("economie", 3), ("recherche", 3), ("ingenierie", 1), ("autres", 3),
)  # fmt: skip
PRODUCTIONS = (
    ("note", 26), ("fiche_experience", 24), ("publication", 14), ("actes", 16), ("outil", 8), ("media", 8),
    ("autre", 4),
)  # fmt: skip
OTHER_CORE_FUNDERS = (
    ("region", 44), ("departements", 20), ("bloc_communal", 18), ("cotisations", 11), ("cdc", 7),
)  # fmt: skip
COMPLEMENTARY_FUNDERS = (
    ("etat_147_hors_socle", 16), ("etat_autres", 26), ("region", 24), ("departements", 16), ("europe", 10),
    ("bailleurs", 8),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What one centre shows that year (None: as the others)."""

    elected: int | None = None
    worksites: int | None = None
    agreed: bool = True
    services_share: int | None = None
    state_share: Decimal | None = None


SCENES: Mapping[tuple[str, int], Scene] = MappingProxyType(
    {
        ("trajectoire-ressources", 2024): Scene(elected=0),
        ("trajectoire-ressources", 2025): Scene(elected=0),
        ("profession-banlieue", 2024): Scene(services_share=18),
        ("profession-banlieue", 2025): Scene(services_share=21),
        ("cite-ressources", 2023): Scene(state_share=Decimal("49.1")),
        ("ressources-urbaines", 2025): Scene(agreed=False),
        ("mayotte", 2024): Scene(worksites=1),
        ("mayotte", 2025): Scene(worksites=1),
        ("guyane", 2024): Scene(worksites=0, agreed=False),
        ("pole-ressources", 2021): Scene(elected=0),
    }
)
NEVER_ANSWERED, SENT_BACK = "guyane", "normanvilles"
SENT_BACK_BECAUSE = (
    f"{MARK} : les participations par public ne font pas le total, et les demi-journées de formation ont doublé sans "
    "commentaire. Vérifiez AC-04 et M2-01."
)

# In the last year the figures that the application counts are kept as they are by some centres; others corrected those
# of their activity, and nobody had recorded there all that it published.
CORRECTS_ITS_ACTIVITY = frozenset({"irev", "oriv", "profession-banlieue"})
RECORDED_ELSEWHERE = frozenset({"M2-06", "M3-01", "M3-02", "M3-03", "M3-04"})
# What a rule of the register reads from recorded facts is declared as it is recorded, by every centre: an opinion would
# have to say both.
READ_BY_A_RULE = frozenset({"QC-02", "QC-03", "QP-12", "QN-01", "QN-02", "GO-01"})
CORRECTED_BECAUSE = (
    f"{MARK} : une partie de l’année a été tenue dans un autre outil avant l’ouverture de l’application."
)
