"""Invent the figures of a centre for a year: coherent with one another, and always the same.

Sums of parts are totals, shares have their numerator and denominator, and nothing is random.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from zlib import crc32

from crpv.demonstration.indicator_profiles import (
    ACTIVITY,
    COMPLEMENTARY_FUNDERS,
    FORMATS,
    OTHER_CORE_FUNDERS,
    PRODUCTIONS,
    PUBLICS,
    REMOTE,
    SCENES,
    THEMES,
    Profile,
    Scene,
)
from evaluation.law.aggregation import Measure, ratio, share

ZERO = Decimal(0)


class Draw:
    """Numbers that look random and never change, for a centre and a year."""

    def __init__(self, profile: Profile, year: int) -> None:
        self.profile, self.year = profile, year
        self.scene = SCENES.get((profile.slug, year), Scene())

    def between(self, what: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + crc32(f"{self.profile.slug} {self.year} {what}".encode()) % (high - low + 1)

    def around(self, what: str, amount: int, spread: int) -> int:
        """`amount` moved by at most `spread` hundredths."""
        return amount * (100 + self.between(what, -spread, spread)) // 100

    def split(self, what: str, total: int, weights: Iterable[tuple[str, int]], *, spread: int = 30) -> dict[str, int]:
        """Whole parts that sum to `total`, their weights moved a little; the remainder goes to the first."""
        moved = {key: max(1, self.around(f"{what} {key}", weight * 10, spread)) for key, weight in weights}
        base = sum(moved.values())
        parts = {key: total * weight // base for key, weight in moved.items()}
        first = next(iter(parts))
        parts[first] += total - sum(parts.values())
        return {key: part for key, part in parts.items() if part}


def invent(profile: Profile, year: int) -> Mapping[str, Measure]:
    """Every indicator of the national list; « sans objet » for the money of a centre that the State does not fund."""
    draw = Draw(profile, year)
    activity = _activity(draw)
    return {**activity, **_reach(draw, activity), **_quality(draw), **_production(draw), **_team(draw), **_money(draw)}


def _whole(number: int, parts: Mapping[str, int] | None = None) -> Measure:
    exact_parts = {key: Decimal(part) for key, part in (parts or {}).items()}
    return Measure(value=Decimal(number), parts=exact_parts)


def _percent(numerator: int | Decimal, denominator: int | Decimal) -> Measure:
    top, bottom = Decimal(numerator), Decimal(denominator)
    return Measure(value=share(top, bottom), numerator=top, denominator=bottom)


def _quotient(numerator: int | Decimal, denominator: int | Decimal) -> Measure:
    top, bottom = Decimal(numerator), Decimal(denominator)
    return Measure(value=ratio(top, bottom), numerator=top, denominator=bottom)


def _activity(draw: Draw) -> dict[str, Measure]:
    total = draw.around("half-days", draw.profile.half_days * ACTIVITY[draw.year] // 100, 5)
    networking = total * draw.between("m1", 27, 33) // 100
    training = total * draw.between("m2", 51, 58) // 100
    formats = draw.split("formats", training, FORMATS)
    sessions = max(1, training * draw.between("sessions", 58, 68) // 100)
    attendances = sessions * draw.between("people", 18, 27)
    network_people = networking * draw.between("network people", 14, 22)
    networks = draw.between("networks", 3, 4 + draw.profile.half_days // 40)
    actions = max(2, training // 6)
    return {
        "M1-01": _whole(networking),
        "M1-02": _whole(networks),
        "M1-03": _percent(draw.between("open", 1, networks), networks),
        "M1-04": _whole(network_people),
        "M1-05": _percent(networks - draw.between("alone", 0, 1), networks),
        "M2-01": _whole(training, formats),
        "M2-02": _whole(draw.between("cycles", 1, 2 + training // 25)),
        "M2-03": _whole(max(1, formats.get("formation", 0) // 2)),
        "M2-04": _whole(attendances),
        "M2-05": _quotient(attendances, sessions),
        "M2-06": _percent(draw.between("targeted", actions // 3, actions), actions),
        "M2-07": _percent((answers := attendances * 6 // 10) * draw.between("satisfied", 82, 96) // 100, answers),
        "M3-03": _percent(draw.between("capitalised", actions // 3, actions), actions),
        "AC-01": _whole(total),
        "AC-02": _percent(total * (REMOTE[draw.year] + draw.between("remote", -5, 5)) // 100, total),
        "AC-03": Measure(parts={key: Decimal(part) for key, part in draw.split("themes", total, THEMES).items()}),
        "QP-11": _percent(total * draw.between("underequipped", 12, 34) // 100, total),
    }


def _reach(draw: Draw, activity: Mapping[str, Measure]) -> dict[str, Measure]:
    network_people, attendances = activity["M1-04"].value or ZERO, activity["M2-04"].value or ZERO
    people = int(network_people + attendances) + draw.between("m3 people", 5, 60)
    departments, contracts = draw.profile.departments, draw.profile.contracts
    return {
        "AC-04": _whole(people, draw.split("publics", people, PUBLICS)),
        "AC-05": _percent(departments - draw.between("missed", 0, departments // 5), departments),
        "AC-06": _percent(contracts - draw.between("contracts missed", 0, contracts // 3), contracts),
        "QP-10": _percent(people * draw.between("mainstream", 26, 44) // 100, people),
    }


def _quality(draw: Draw) -> dict[str, Measure]:
    scene = draw.scene
    meetings = 4 if draw.year != 2020 else 3
    bodies = {"decisionnelle": draw.between("board", 2, 4), "financeurs": draw.between("funders", 0, 9) > 1}
    return {
        "QE-01": Measure(choice="conforme" if draw.between("team", 0, 9) > 2 else "en_cours"),
        "QE-02": _quotient(draw.between("training days", 6, 26), Decimal(draw.profile.staff)),
        "QC-01": _whole(1),
        "QC-02": _whole(int(scene.agreed)),
        "QP-12": _whole(draw.between("elected", 1, 5) if scene.elected is None else scene.elected),
        "QN-01": _percent(meetings - (draw.between("absent", 0, 5) == 0), meetings),
        "QN-02": _whole(draw.between("worksites", 2, 3) if scene.worksites is None else scene.worksites),
        "QN-03": _whole(draw.between("expertises", 1, 6)),
        "GO-01": Measure(
            value=Decimal(sum(bodies.values())),
            numerator=Decimal(draw.between("seats held", 5, 11)),
            denominator=Decimal(18),
            parts={key: Decimal(part) for key, part in bodies.items()},
        ),
    }


def _production(draw: Draw) -> dict[str, Measure]:
    total = draw.around("productions", 3 + draw.profile.half_days // 10, 15)
    kinds = draw.split("productions", total, PRODUCTIONS)
    letters = draw.between("letters", 5, 7 + draw.profile.half_days // 50)
    return {
        "M3-01": _whole(total, kinds),
        "M3-02": _whole(kinds.get("fiche_experience", 0)),
        "M3-04": _whole(draw.between("joint", 0, 2)),
        "M3-05": _whole(letters),
        "M3-06": _whole(draw.around("readers", draw.profile.readers * (80 + 4 * (draw.year - 2020)) // 100, 4)),
        "M3-07": _whole(draw.around("visits", draw.profile.visits, 12)),
        "QC-03": _whole(total * draw.between("shared", 30, 70) // 100),
    }


def _team(draw: Draw) -> dict[str, Measure]:
    staff, core = Decimal(draw.profile.staff), Decimal(draw.profile.core_staff)
    count = draw.between("cases", 1, 3) if draw.profile.is_state_funded else 0
    cases = draw.split("cases", count, (("C1", 4), ("C2", 4), ("C5", 4)))
    return {
        "MO-01": Measure(value=staff, parts={"structure": staff, "socle": core}),
        "HC-01": _whole(sum(cases.values()), cases),
    }


def _money(draw: Draw) -> dict[str, Measure]:
    if not draw.profile.is_state_funded:
        return {code: Measure(is_not_applicable=True) for code in ("HC-02", "HC-03", "MO-02", "MO-03", "MO-04")}
    total = draw.around("budget", draw.profile.budget, 4) // 500 * 500
    core = total * draw.profile.core_share // 100 + draw.between("core", -3_400, 3_400)
    services_share = draw.scene.services_share
    if services_share is None:
        services_share = draw.between("services", 0, 14 if draw.profile.half_days > 110 else 5)
    services = min(total * services_share // 100, total - core)
    # At least half of the core budget that the formula gives, unless a scene says otherwise.
    state_share = draw.scene.state_share or Decimal(50 + draw.between("grant", 0, 8))
    state = min(int(draw.profile.core_budget * state_share / 100), core)
    funders = {"etat_147_socle": state, **draw.split("core money", core - state, OTHER_CORE_FUNDERS)}
    complementary = total - core - services
    for key, part in draw.split("other money", complementary, COMPLEMENTARY_FUNDERS).items():
        funders[key] = funders.get(key, 0) + part
    if services:
        funders["prestations"] = services
    return {
        "HC-02": _percent(complementary, total),
        "HC-03": _percent(services, total),
        "MO-02": _whole(total, {"total": total, "socle": core}),
        "MO-03": _whole(total, funders),
        "MO-04": _percent(state, draw.profile.core_budget),
    }
