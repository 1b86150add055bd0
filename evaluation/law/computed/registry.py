"""Every computed indicator and its derivation, by the name that the referential gives (§4.3). Pure.

`derive` computes them from the recorded facts; an indicator without facts is absent, hence blank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from evaluation.law.computed import activity, output
from evaluation.law.computed.facts import Computed, YearFacts
from governance.law.codes import ActionFormat, Mission

Derivation = Callable[[YearFacts], Computed | None]

DERIVATIONS: Final[Mapping[str, Derivation]] = MappingProxyType(
    {
        "m1_half_days": activity.half_days(Mission.M1),
        "networks": activity.networks,
        "open_networks": activity.open_networks,
        "m1_attendances": activity.attendances(Mission.M1),
        "inter_actor": activity.inter_actor,
        "m2_half_days": activity.half_days(Mission.M2),
        "cycles": activity.formats(ActionFormat.CYCLE, "cycle", "cycles", per_session=False),
        "trainings": activity.formats(
            ActionFormat.TRAINING, "session de formation", "sessions de formation", per_session=True
        ),
        "m2_attendances": activity.attendances(Mission.M2),
        "m2_mean": activity.mean_attendance,
        "targeted": activity.among(Mission.M2, lambda action: action.targets_a_place, "un territoire précis est visé"),
        "satisfaction": activity.satisfaction,
        "productions": output.productions,
        "sheets": output.counted_productions(
            lambda production: production.in_national_format, "fiche au format commun", "fiches au format commun"
        ),
        "capitalised": activity.among(
            Mission.M2, lambda action: bool(action.productions), "une production est liée", closed=True
        ),
        "joint_productions": output.counted_productions(
            lambda production: production.is_joint, "production cosignée", "productions cosignées"
        ),
        "core_half_days": activity.half_days(),
        "remote": activity.duration_share(
            lambda _, session: session.mode in activity.NOT_ON_SITE, "à distance ou en mode hybride"
        ),
        "themes": activity.themes,
        "publics": activity.publics,
        "departments": output.departments,
        "contracts": output.contracts,
        "agreed": output.agreed,
        "shared": output.counted_productions(
            lambda production: production.shared_on_common_tool, "ressource versée à l’outil commun",
            "ressources versées à l’outil commun",
        ),
        "mainstream": activity.mainstream,
        "underequipped": activity.duration_share(
            lambda action, _: action.on_underequipped_sites, "sites peu dotés ou entrants"
        ),
        "elected": activity.elected,
        "national_meetings": output.national_meetings,
        "worksites": output.worksites,
        "complementary": activity.complementary,
        "complementary_share": output.complementary_share,
        "competitive_share": output.competitive_share,
        "budget": output.budget,
        "funders": output.funders,
        "state_share": output.state_share,
        "bodies": output.bodies,
    }
)  # fmt: skip


def derive(names: Mapping[str, str], facts: YearFacts) -> dict[str, Computed]:
    """Code → computed figure, for the derivations of `names` (code → name); unknown names and blanks are left out."""
    by_code = {code: DERIVATIONS[name](facts) for code, name in names.items() if name in DERIVATIONS}
    return {code: computed for code, computed in by_code.items() if computed is not None}
