"""Data for the invented programmes: ordinary actions of a centre, and special cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

MARK = "Donnée de démonstration"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """An invented action; `sessions` is how many half-day or day sessions it holds in a year."""

    title: str
    mission: str
    format: str
    theme: str
    sessions: int
    half_days: Decimal = Decimal(1)
    people: int = 20
    remote: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def _core(title: str, mission: str, form: str, theme: str, sessions: int, **rest: Any) -> Sample:
    names = {name: rest.pop(name) for name in ("half_days", "people", "remote") if name in rest}
    return Sample(title=title, mission=mission, format=form, theme=theme, sessions=sessions, more=rest, **names)


DAY = Decimal(2)
CORE = (
    _core(
        "Réseau des équipes projet", "M1", "reseau", "gouvernance", 10, people=22,
        network_type="specifique", network_name="Équipes projet des contrats de ville",
    ),
    _core(
        "Réseau éducation et réussite", "M1", "reseau", "education", 7, people=24,
        network_type="ouvert", network_name="Éducation et réussite",
    ),
    _core(
        "Rencontres des conseils citoyens", "M1", "groupe_travail", "citoyennete", 7, people=18,
        network_type="specifique", network_name="Conseils citoyens",
    ),
    _core("Actualités nationales", "M1", "manifestation_info", "transversal", 14, people=28, remote=True),
    _core("Cycle emploi et développement économique", "M2", "cycle_qualification", "emploi", 10, half_days=DAY),
    _core("Cycle renouvellement urbain", "M2", "cycle_qualification", "habitat", 7, half_days=DAY, people=18),
    _core(
        "Valeurs de la République et laïcité", "M2", "formation", "valeurs", 10, half_days=DAY, people=14,
        learning_goals="Connaître le cadre de la laïcité ; répondre aux situations rencontrées en quartier.",
    ),
    _core("Journée santé dans les quartiers", "M2", "journee_thematique", "sante", 3, half_days=DAY, people=65),
    _core("Visites de sites", "M2", "visite_terrain", "habitat", 7, half_days=DAY, on_underequipped_sites=True),
    _core("Sensibilisation des élus", "M2", "sensibilisation", "gouvernance", 3, people=16, is_for_elected=True),
    _core("Évaluer un contrat de ville", "M2", "groupe_travail", "gouvernance", 8, people=15, remote=True),
    _core("Agir contre les discriminations", "M2", "debat", "transversal", 3, people=40),
    _core("Veille sur les dispositifs nationaux", "M3", "veille", "transversal", 0),
    _core("Fiches d’expérience", "M3", "production", "cohesion", 2, people=10),
    _core("Lettre d’information", "M3", "production", "transversal", 0),
)  # fmt: skip
OVERSEAS_REASON = (
    f"{MARK} : aucune autre ingénierie n’accompagne les communes sur l’île ; la mission est décidée avec l’État local."
)
SITE_SUPPORT_OVERSEAS = Sample(
    title="Accompagnement des communes sur site", mission="C5", format="accompagnement_site", theme="gouvernance",
    sessions=10, half_days=DAY, people=8, more={"overseas_reason": OVERSEAS_REASON, "on_underequipped_sites": True},
)  # fmt: skip
ON_DEMAND_TRAINING = Sample(
    title="Formation des agents d’accueil", mission="M2", format="formation", theme="cohesion", sessions=3,
    half_days=DAY, people=12,
    more={
        "requested_by": "Un conseil départemental",
        "learning_goals": "Accueillir un public éloigné des droits ; orienter vers les services de droit commun.",
        "funded_by": "departements",
    },
)  # fmt: skip
RURAL_NETWORK = Sample(
    title="Réseau des bourgs ruraux", mission="C2", format="reseau", theme="cohesion", sessions=3, people=16,
    more={
        "targets_districts": False, "all_contracts": False, "outside_districts": "Bourgs ruraux de la région",
        "network_type": "ouvert", "network_name": "Bourgs ruraux", "funded_by": "region",
    },
)  # fmt: skip
STUDY = Sample(
    title="Étude pour un commanditaire", mission="C5", format="accompagnement_site", theme="habitat", sessions=4,
    half_days=DAY, people=6, more={"funded_by": "prestations"},
)  # fmt: skip
PUBLIC_SHARES = (
    ("agents_collectivites", 20), ("equipes_projet", 15), ("associations", 22), ("agents_etat", 14),
    ("bailleurs", 8), ("habitants", 6), ("elus", 5), ("economie", 3), ("recherche", 3), ("autres", 4),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Invented:
    """One centre of the demonstration: its money by destination (euros) and what is special in its programme."""

    slug: str
    core: int
    complementary: int
    competitive: int = 0
    complementary_actions: tuple[Sample, ...] = (RURAL_NETWORK,)
    core_actions: tuple[Sample, ...] = CORE
    last_state: str = "draft"


CENTRES = (
    Invented(slug="reso-villes", core=448_000, complementary=62_000, competitive=30_000),
    Invented(slug="irev", core=560_000, complementary=110_000, last_state="submitted"),
    Invented(
        slug="oriv", core=504_000, complementary=90_000, complementary_actions=(RURAL_NETWORK, ON_DEMAND_TRAINING)
    ),
    # 105 000 € sold to non-members out of 500 000 €: 21 %, above the ceiling.
    Invented(slug="profession-banlieue", core=360_000, complementary=35_000, competitive=105_000),
    Invented(
        slug="la-reunion", core=262_000, complementary=0, complementary_actions=(),
        core_actions=(*CORE[:9], CORE[9], *CORE[12:], SITE_SUPPORT_OVERSEAS),
    ),
    Invented(slug="villes-au-carre", core=430_000, complementary=48_000, core_actions=(*CORE[:7], *CORE[8:])),
)  # fmt: skip

# Shares in hundredths of what each destination receives, then of what it spends.
CORE_INCOME = (
    ("etat_147_socle", 52), ("region", 22), ("departements", 9), ("bloc_communal", 8), ("cotisations", 5), ("cdc", 4),
)  # fmt: skip
COMPLEMENTARY_INCOME = (("etat_autres", 38), ("region", 32), ("departements", 20), ("europe", 10))
EXPENSES = (
    ("personnel", 70), ("locaux", 9), ("deplacements", 6), ("prestations", 10), ("autres", 5),
)  # fmt: skip
