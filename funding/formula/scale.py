"""The scale of a year: posts, overheads, weights, bands, bounds and State share (R-89 to R-98).

With the limits of its inputs, exact arithmetic and the one rounding of money. Pure: frozen dataclasses that
refuse, in a French sentence, a scale the formula could not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from enum import StrEnum
from typing import Any
from unicodedata import category

from documents.french import number, typeset

EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero])
"""Arithmetic that raises rather than lose a digit."""

TOP_INDEX = Decimal(10)
MAX_QPV = 10_000
MAX_KM = 20_000
MAX_KM_DECIMALS = 20
MAX_EUROS = Decimal(10_000_000)
MAX_FTE = Decimal(100)
_QUOTED = 40
_MAX_DECIMALS = 6
_MAX_INDEX_DECIMALS = 4


class FormulaError(ValueError):
    """An input that the formula refuses: one French sentence per fault in `sentences`."""

    def __init__(self, sentences: str | Iterable[str]) -> None:
        texts = (sentences,) if isinstance(sentences, str) else tuple(sentences)
        self.sentences = tuple(typeset(sentence) for sentence in texts)
        super().__init__("\n".join(self.sentences))


def round_to_euro(amount: Decimal) -> Decimal:
    """Round an amount to the euro, half up: the only rounding money goes through."""
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=Context(prec=100))


def quotable(value: object) -> str:
    """A refused value as a sentence quotes it: control characters replaced, at most 40 characters."""
    if isinstance(value, int) and abs(value) >= 10**_QUOTED:
        return f"un nombre de plus de {_QUOTED} chiffres"
    text = "".join("\ufffd" if category(sign) == "Cc" else sign for sign in str(value)[: _QUOTED + 1])
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _in_french(value: Decimal) -> str:
    return quotable(value).replace(".", ",")


def set_exact(owner: object, name: str, what: str, top: Decimal | int) -> None:
    """Store the field as a Decimal between 0 and `top`, six decimals at most; FormulaError for a float."""
    value = getattr(owner, name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
        object.__setattr__(owner, name, value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise FormulaError(f"{what} : « {quotable(value)} » n’est pas un nombre décimal exact.")
    if not 0 <= value <= top:
        raise FormulaError(f"{what} : {_in_french(value)} n’est pas compris entre 0 et {number(top)}.")
    if round(value, _MAX_DECIMALS) != value:
        raise FormulaError(f"{what} : {_in_french(value)} a plus de {_MAX_DECIMALS} décimales.")


def check_decimals(value: object, what: str) -> None:
    """FormulaError unless the value is a number of decimals that an index can have: 0 to 4."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MAX_INDEX_DECIMALS:
        raise FormulaError(f"{what} : « {quotable(value)} » n’est pas un nombre entier de 0 à {_MAX_INDEX_DECIMALS}.")


def is_qpv(value: object) -> bool:
    """Whether the value is a number of QPV the formula accepts: a whole number from 0 to MAX_QPV."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_QPV


def is_distance(value: object) -> bool:
    """Whether the value is a distance the formula accepts: a finite Decimal from 0 to MAX_KM km."""
    return (
        isinstance(value, Decimal)
        and value.is_finite()
        and 0 <= value <= MAX_KM
        and int(value.as_tuple().exponent) >= -MAX_KM_DECIMALS
    )


class Zone(StrEnum):
    """The two groups of centres the annex knows, each with its own team and overheads."""

    MAINLAND = "metropole"
    OVERSEAS = "outre-mer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A post of the minimal team: yearly gross salary with charges, in euros, and how many hold it (R-90)."""

    title: str
    salary: Decimal
    headcount: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        set_exact(self, "salary", f"Salaire du poste « {self.title} »", MAX_EUROS)
        set_exact(self, "headcount", f"Effectif du poste « {self.title} »", MAX_FTE)


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneRules:
    """Minimal team and overheads of a zone; `variable` is false where the index adds no post (R-97)."""

    posts: tuple[Post, ...]
    overhead_rate: Decimal
    variable: bool

    def __post_init__(self) -> None:
        object.__setattr__(self, "posts", tuple(self.posts))
        set_exact(self, "overhead_rate", "Taux de frais de fonctionnement", 1)
        if not self.posts:
            raise FormulaError("Équipe minimale : indiquez au moins un poste.")

    @property
    def fte(self) -> Decimal:
        """Posts of the minimal team, in full-time equivalents (R-89)."""
        return sum((post.headcount for post in self.posts), Decimal(0))

    @property
    def payroll(self) -> Decimal:
        """Yearly payroll of the minimal team, to the euro (R-91, R-92)."""
        return round_to_euro(sum((post.salary * post.headcount for post in self.posts), Decimal(0)))

    @property
    def overheads(self) -> Decimal:
        """Running costs added to the payroll, to the euro (R-91, R-92)."""
        return round_to_euro(self.payroll * self.overhead_rate)

    @property
    def fixed_part(self) -> Decimal:
        """Fixed budget of a centre: payroll and overheads (R-91, R-92)."""
        return self.payroll + self.overheads


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """Indices of ]above ; up_to] bring `extra_fte` posts; the first band holds its lower edge too (R-93)."""

    above: Decimal
    up_to: Decimal
    extra_fte: Decimal

    def __post_init__(self) -> None:
        set_exact(self, "above", "Borne basse d’une tranche", TOP_INDEX)
        set_exact(self, "up_to", "Borne haute d’une tranche", TOP_INDEX)
        set_exact(self, "extra_fte", "ETP supplémentaires d’une tranche", MAX_FTE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The smallest and largest numbers of QPV and distances (km) the sub-indices are stretched between."""

    qpv_min: int
    qpv_max: int
    km_min: Decimal
    km_max: Decimal

    def __post_init__(self) -> None:
        for value in (self.qpv_min, self.qpv_max):
            if not is_qpv(value):
                raise FormulaError(
                    f"Bornes de QPV : « {quotable(value)} » n’est pas un entier de 0 à {number(MAX_QPV)}."
                )
        for name in ("km_min", "km_max"):
            self._check_km(name)
        if self.qpv_min > self.qpv_max or self.km_min > self.km_max:
            raise FormulaError("Bornes : la plus petite dépasse la plus grande.")

    def _check_km(self, name: str) -> None:
        value = getattr(self, name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
            object.__setattr__(self, name, value)
        if not is_distance(value):
            raise FormulaError(
                f"Bornes de distance : « {quotable(value)} » n’est pas un nombre de 0 à {number(MAX_KM)} km."
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameters:
    """The parameters of the formula for one year; `bounds` None means recomputed on the network (§2.3)."""

    key: str
    label: str
    source: str
    qpv_weight: Decimal
    distance_weight: Decimal
    bands: tuple[Band, ...]
    banding_decimals: int | None
    published_decimals: int = 1
    extra_fte_salary: Decimal
    extra_fte_overhead_rate: Decimal
    state_share: Decimal
    zones: Mapping[Zone, ZoneRules]
    bounds: Bounds | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "bands", tuple(self.bands))
        object.__setattr__(self, "zones", dict(self.zones))
        set_exact(self, "qpv_weight", "Poids du nombre de QPV", 1)
        set_exact(self, "distance_weight", "Poids de la distance", 1)
        set_exact(self, "extra_fte_salary", "Salaire d’un ETP supplémentaire", MAX_EUROS)
        set_exact(self, "extra_fte_overhead_rate", "Frais d’un ETP supplémentaire", 1)
        set_exact(self, "state_share", "Part de l’État", 1)
        if self.banding_decimals is not None:
            check_decimals(self.banding_decimals, "Décimales de la tranche")
        check_decimals(self.published_decimals, "Décimales de l’indice publié")
        self._check_weights_and_zones()
        self._check_bands()

    def _check_weights_and_zones(self) -> None:
        if self.qpv_weight + self.distance_weight != 1:
            raise FormulaError("Poids : le nombre de QPV et la distance doivent totaliser 1.")
        missing = [zone.value for zone in Zone if zone not in self.zones]
        if missing:
            raise FormulaError(f"Zones : il manque les règles de « {missing[0]} ».")

    def _check_bands(self) -> None:
        if not self.bands or self.bands[0].above != 0 or self.bands[-1].up_to != TOP_INDEX:
            raise FormulaError("Tranches : elles doivent aller de 0 à 10.")
        if any(band.above >= band.up_to for band in self.bands):
            raise FormulaError("Tranches : la borne haute doit dépasser la borne basse.")
        for lower, upper in zip(self.bands, self.bands[1:], strict=False):
            if lower.up_to != upper.above:
                raise FormulaError("Tranches : chacune doit commencer où finit la précédente.")
            if lower.extra_fte > upper.extra_fte:
                raise FormulaError("Tranches : un indice plus élevé ne peut pas apporter moins d’ETP.")

    @property
    def extra_fte_overheads(self) -> Decimal:
        """Running costs of one extra post, to the euro (R-96)."""
        return round_to_euro(round_to_euro(self.extra_fte_salary) * self.extra_fte_overhead_rate)

    @property
    def extra_fte_cost(self) -> Decimal:
        """Yearly cost of one extra post, overheads included, to the euro (R-96)."""
        return round_to_euro(self.extra_fte_salary) + self.extra_fte_overheads

    def with_bounds(self, bounds: Bounds | None) -> Parameters:
        """Return the same scale with frozen bounds, or with none: recomputed on the network (§2.3)."""
        return replace(self, bounds=bounds)

    def to_dict(self) -> dict[str, Any]:
        """The scale as JSON values, Decimals written as strings: stored in each exercise."""
        bounds = self.bounds
        return {
            "key": self.key,
            "label": self.label,
            "source": self.source,
            "qpv_weight": str(self.qpv_weight),
            "distance_weight": str(self.distance_weight),
            "bands": [_texts(band) for band in self.bands],
            "banding_decimals": self.banding_decimals,
            "published_decimals": self.published_decimals,
            "extra_fte_salary": str(self.extra_fte_salary),
            "extra_fte_overhead_rate": str(self.extra_fte_overhead_rate),
            "state_share": str(self.state_share),
            "zones": {
                zone.value: {
                    "posts": [_texts(post) for post in rules.posts],
                    "overhead_rate": str(rules.overhead_rate),
                    "variable": rules.variable,
                }
                for zone, rules in self.zones.items()
            },
            "bounds": None if bounds is None else _texts(bounds),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Parameters:
        """Rebuild a scale from `to_dict`; FormulaError when a value is missing or unreadable."""
        amounts = ("qpv_weight", "distance_weight", "extra_fte_salary", "extra_fte_overhead_rate", "state_share")
        try:
            bounds = data["bounds"]
            values: dict[str, Any] = {
                **{name: Decimal(data[name]) for name in amounts},
                "bands": tuple(Band(**_numbers(band)) for band in data["bands"]),
                "zones": {
                    Zone(zone): ZoneRules(
                        posts=tuple(Post(**_numbers(post)) for post in rules["posts"]),
                        overhead_rate=Decimal(rules["overhead_rate"]),
                        variable=rules["variable"],
                    )
                    for zone, rules in data["zones"].items()
                },
                "bounds": None if bounds is None else Bounds(**_numbers(bounds)),
            }
            return cls(**{**data, **values})
        except FormulaError:
            raise
        except KeyError as missing:
            raise FormulaError(f"Barème illisible : il manque « {missing.args[0]} ».") from missing
        except (TypeError, ValueError, AttributeError, InvalidOperation) as fault:
            raise FormulaError("Barème illisible : une valeur n’a pas la forme attendue.") from fault


def _texts(row: Band | Bounds | Post) -> dict[str, Any]:
    return {
        field.name: str(value) if isinstance(value := getattr(row, field.name), Decimal) else value
        for field in fields(row)
    }


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if isinstance(value, str) and name != "title" else value for name, value in row.items()
    }
