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
from funding.payments.queries import StateMoney

ZERO = Decimal(0)
NOTHING_RECORDED = StateMoney()


def _whole(number: int, parts: Mapping[str, int] | None = None) -> Measure:
    exact_parts = {key: Decimal(part) for key, part in (parts or {}).items()}
    return Measure(value=Decimal(number), parts=exact_parts)


def _percent(numerator: int | Decimal, denominator: int | Decimal) -> Measure:
    top, bottom = Decimal(numerator), Decimal(denominator)
    return Measure(value=share(top, bottom), numerator=top, denominator=bottom)


def _quotient(numerator: int | Decimal, denominator: int | Decimal) -> Measure:
    top, bottom = Decimal(numerator), Decimal(denominator)
    return Measure(value=ratio(top, bottom), numerator=top, denominator=bottom)


class Draw:
    """Numbers that look random and never change, for a centre and a year; then the measures of each family, by code."""

    def __init__(self, profile: Profile, year: int, books: StateMoney) -> None:
        self.profile, self.year, self.books = profile, year, books
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

    def activity(self) -> dict[str, Measure]:
        total = self.around("half-days", self.profile.half_days * ACTIVITY[self.year] // 100, 5)
        networking = total * self.between("m1", 27, 33) // 100
        training = total * self.between("m2", 51, 58) // 100
        formats = self.split("formats", training, FORMATS)
        sessions = max(1, training * self.between("sessions", 58, 68) // 100)
        attendances = sessions * self.between("people", 18, 27)
        network_people = networking * self.between("network people", 14, 22)
        networks = self.between("networks", 3, 4 + self.profile.half_days // 40)
        actions = max(2, training // 6)
        return {
            "M1-01": _whole(networking),
            "M1-02": _whole(networks),
            "M1-03": _percent(self.between("open", 1, networks), networks),
            "M1-04": _whole(network_people),
            "M1-05": _percent(networks - self.between("alone", 0, 1), networks),
            "M2-01": _whole(training, formats),
            "M2-02": _whole(self.between("cycles", 1, 2 + training // 25)),
            "M2-03": _whole(max(1, formats.get("formation", 0) // 2)),
            "M2-04": _whole(attendances),
            "M2-05": _quotient(attendances, sessions),
            "M2-06": _percent(self.between("targeted", actions // 3, actions), actions),
            "M2-07": _percent((answers := attendances * 6 // 10) * self.between("satisfied", 82, 96) // 100, answers),
            "M3-03": _percent(self.between("capitalised", actions // 3, actions), actions),
            "AC-01": _whole(total),
            "AC-02": _percent(total * (REMOTE[self.year] + self.between("remote", -5, 5)) // 100, total),
            "AC-03": Measure(parts={key: Decimal(part) for key, part in self.split("themes", total, THEMES).items()}),
            "QP-11": _percent(total * self.between("underequipped", 12, 34) // 100, total),
        }

    def reach(self, activity: Mapping[str, Measure]) -> dict[str, Measure]:
        network_people, attendances = activity["M1-04"].value or ZERO, activity["M2-04"].value or ZERO
        people = int(network_people + attendances) + self.between("m3 people", 5, 60)
        departments, contracts = self.profile.departments, self.profile.contracts
        return {
            "AC-04": _whole(people, self.split("publics", people, PUBLICS)),
            "AC-05": _percent(departments - self.between("missed", 0, departments // 5), departments),
            "AC-06": _percent(contracts - self.between("contracts missed", 0, contracts // 3), contracts),
            "QP-10": _percent(people * self.between("mainstream", 26, 44) // 100, people),
        }

    def quality(self) -> dict[str, Measure]:
        scene = self.scene
        meetings = 4 if self.year != 2020 else 3
        bodies = {"decisionnelle": self.between("board", 2, 4), "financeurs": self.between("funders", 0, 9) > 1}
        return {
            "QE-01": Measure(choice="conforme" if self.between("team", 0, 9) > 2 else "en_cours"),
            "QE-02": _quotient(self.between("training days", 6, 26), Decimal(self.profile.staff)),
            "QC-01": _whole(1),
            "QC-02": _whole(int(scene.agreed)),
            "QP-12": _whole(self.between("elected", 1, 5) if scene.elected is None else scene.elected),
            "QN-01": _percent(meetings - (self.between("absent", 0, 5) == 0), meetings),
            "QN-02": _whole(self.between("worksites", 2, 3) if scene.worksites is None else scene.worksites),
            "QN-03": _whole(self.between("expertises", 1, 6)),
            "GO-01": Measure(
                value=Decimal(sum(bodies.values())),
                numerator=Decimal(self.between("seats held", 5, 11)),
                denominator=Decimal(18),
                parts={key: Decimal(part) for key, part in bodies.items()},
            ),
        }

    def production(self) -> dict[str, Measure]:
        total = self.around("productions", 3 + self.profile.half_days // 10, 15)
        kinds = self.split("productions", total, PRODUCTIONS)
        letters = self.between("letters", 5, 7 + self.profile.half_days // 50)
        return {
            "M3-01": _whole(total, kinds),
            "M3-02": _whole(kinds.get("fiche_experience", 0)),
            "M3-04": _whole(self.between("joint", 0, 2)),
            "M3-05": _whole(letters),
            "M3-06": _whole(self.around("readers", self.profile.readers * (80 + 4 * (self.year - 2020)) // 100, 4)),
            "M3-07": _whole(self.around("visits", self.profile.visits, 12)),
            "QC-03": _whole(total * self.between("shared", 30, 70) // 100),
        }

    def team(self) -> dict[str, Measure]:
        staff, core = Decimal(self.profile.staff), Decimal(self.profile.core_staff)
        count = self.between("cases", 1, 3) if self.profile.is_state_funded else 0
        cases = self.split("cases", count, (("C1", 4), ("C2", 4), ("C5", 4)))
        return {
            "MO-01": Measure(value=staff, parts={"structure": staff, "socle": core}),
            "HC-01": _whole(sum(cases.values()), cases),
        }

    def money(self) -> dict[str, Measure]:
        if not self.profile.is_state_funded:
            return {code: Measure(is_not_applicable=True) for code in ("HC-02", "HC-03", "MO-02", "MO-03", "MO-04")}
        total = self.around("budget", self.profile.budget, 4) // 500 * 500
        core = total * self.profile.core_share // 100 + self.between("core", -3_400, 3_400)
        services_share = self.scene.services_share
        if services_share is None:
            services_share = self.between("services", 0, 14 if self.profile.half_days > 110 else 5)
        services = min(total * services_share // 100, total - core)
        # What is notified; else at least half of the core budget of the formula, unless a scene says otherwise.
        state_share = self.scene.state_share or Decimal(50 + self.between("grant", 0, 8))
        core_budget = self.books.core_budget or self.profile.core_budget
        state = int(self.books.notified) or min(int(core_budget * state_share / 100), core)
        funders = {"etat_147_socle": state, **self.split("core money", core - state, OTHER_CORE_FUNDERS)}
        complementary = total - core - services
        for key, part in self.split("other money", complementary, COMPLEMENTARY_FUNDERS).items():
            funders[key] = funders.get(key, 0) + part
        if services:
            funders["prestations"] = services
        return {
            "HC-02": _percent(complementary, total),
            "HC-03": _percent(services, total),
            "MO-02": _whole(total, {"total": total, "socle": core}),
            "MO-03": _whole(total, funders),
            "MO-04": _percent(state, core_budget),
        }


def invent(profile: Profile, year: int, books: StateMoney = NOTHING_RECORDED) -> Mapping[str, Measure]:
    """Every indicator of the national list; « sans objet » for the money of a centre that the State does not fund.

    The State's grant and the core budget are those of `books`, where it recorded them.
    """
    draw = Draw(profile, year, books)
    activity = draw.activity()
    families = (activity, draw.reach(activity), draw.quality(), draw.production(), draw.team(), draw.money())
    return {code: measure for family in families for code, measure in family.items()}
