"""Explanation of the calculation of one centre, step by step: article, figures, sentence (R-89 to R-104).

Built on demand from one allocation, not with the calculation of the network.
"""

from decimal import Decimal
from typing import TypeVar

from documents.french import counted, euros, exact_percent, number, typeset
from funding.formula.scale import Bounds, Parameters, Zone, ZoneRules
from funding.formula.types import Allocation, Figure, Step

_Either = TypeVar("_Either")
_Number = Decimal | int
_PLACES = {Zone.MAINLAND: "en métropole", Zone.OVERSEAS: "outre-mer"}
ANNEX = "Cadre de référence 2017, annexe financière"


def explain(allocation: Allocation, bounds: Bounds, parameters: Parameters) -> tuple[Step, ...]:
    """Return the ten steps of a centre's allocation, in the order of the annex."""
    return tuple(step(allocation, bounds, parameters) for step in _STEPS)


def _qpv_index(allocation: Allocation, bounds: Bounds, parameters: Parameters) -> Step:
    centre = allocation.centre
    limited = min(max(centre.qpv, bounds.qpv_min), bounds.qpv_max)
    covered = counted(centre.qpv, "quartier prioritaire", "quartiers prioritaires")
    return _step(
        "qpv_index",
        "Sous-indice du nombre de quartiers prioritaires",
        _reference(parameters, "étape 2", "R-94"),
        (
            ("Nombre de QPV", number(centre.qpv)),
            ("Borne basse", number(bounds.qpv_min)),
            ("Borne haute", number(bounds.qpv_max)),
        ),
        f"Le centre couvre {covered} ; {_range(parameters)} de {number(bounds.qpv_min)} à "
        f"{number(bounds.qpv_max)}. "
        + _stretch(centre.qpv, limited, bounds.qpv_min, bounds.qpv_max, allocation.qpv_index),
        number(allocation.qpv_index, 4),
    )


def _distance_index(allocation: Allocation, bounds: Bounds, parameters: Parameters) -> Step:
    centre = allocation.centre
    limited = min(max(centre.km, bounds.km_min), bounds.km_max)
    return _step(
        "distance_index",
        "Sous-indice de la médiane des distances",
        _reference(parameters, "étape 2", "R-94, R-95"),
        (
            ("Distance médiane", f"{number(centre.km)} km"),
            ("Borne basse", f"{number(bounds.km_min)} km"),
            ("Borne haute", f"{number(bounds.km_max)} km"),
        ),
        f"La médiane des distances entre le centre et ses communes est de {number(centre.km)} km ; "
        f"{_range(parameters)} de {number(bounds.km_min)} à {number(bounds.km_max)} km. "
        + _stretch(centre.km, limited, bounds.km_min, bounds.km_max, allocation.distance_index),
        number(allocation.distance_index, 4),
    )


def _weighted_index(allocation: Allocation, _bounds: Bounds, parameters: Parameters) -> Step:
    qpv, distance = number(allocation.qpv_index, 4), number(allocation.distance_index, 4)
    weighted = number(allocation.weighted_index, 4)
    return _step(
        "weighted_index",
        "Indice pondéré",
        _reference(parameters, "étape 2", "R-94"),
        (
            ("Poids du nombre de QPV", exact_percent(parameters.qpv_weight)),
            ("Poids de la distance", exact_percent(parameters.distance_weight)),
        ),
        f"Le nombre de quartiers compte pour {exact_percent(parameters.qpv_weight)} et la distance pour "
        f"{exact_percent(parameters.distance_weight)}. {number(parameters.qpv_weight)} × {qpv} + "
        f"{number(parameters.distance_weight)} × {distance} = {weighted}, "
        "calculé sur les sous-indices non arrondis.",
        weighted,
    )


def _published_index(allocation: Allocation, _bounds: Bounds, parameters: Parameters) -> Step:
    decimals = parameters.published_decimals
    published = number(allocation.published_index, decimals)
    return _step(
        "published_index",
        "Indice publié",
        _reference(parameters, "partie 2", "R-94"),
        (("Décimales publiées", number(decimals)),),
        f"L’indice publié est arrondi à {counted(decimals, 'décimale', 'décimales')}, le demi vers le haut : "
        f"{number(allocation.weighted_index, 4)} devient {published}.",
        published,
    )


def _band(allocation: Allocation, _bounds: Bounds, parameters: Parameters) -> Step:
    decimals = parameters.banding_decimals
    index = number(allocation.banding_index, 4 if decimals is None else decimals)
    reading = "non arrondi" if decimals is None else "arrondi"
    if not _rules(allocation, parameters).variable:
        place = _PLACES[allocation.centre.zone]
        return _step(
            "band",
            "ETP supplémentaires",
            _reference(parameters, "partie 2", "R-97"),
            (("Indice retenu", index),),
            f"L’indice est calculé mais reste sans effet {place} : aucun ETP supplémentaire.",
            f"sans effet {place}",
        )
    # As the annex writes it: the first band holds both its edges.
    bands, threshold = parameters.bands, allocation.next_threshold
    rank = next((rank for rank, band in enumerate(bands) if band.up_to == threshold), len(bands) - 1)
    band = f"{']' if rank else '['}{number(bands[rank].above)} ; {number(bands[rank].up_to)}]"
    extra = f"{number(allocation.extra_fte)} ETP"
    return _step(
        "band",
        "ETP supplémentaires",
        _reference(parameters, "étape 2", "R-93"),
        (("Indice retenu", f"{index} ({reading})"), ("Tranche", band)),
        f"L’indice {reading}, {index}, est dans la tranche {band} : "
        f"{extra} de plus que l’équipe minimale, soit {number(allocation.fte)} ETP.",
        extra,
    )


def _fixed_part(allocation: Allocation, _bounds: Bounds, parameters: Parameters) -> Step:
    rules = _rules(allocation, parameters)
    team = ", ".join(
        f"{post.title} {'' if post.headcount == 1 else f'{number(post.headcount)} × '}{euros(post.salary)}"
        for post in rules.posts
    )
    result = euros(allocation.fixed_part)
    return _step(
        "fixed_part",
        "Part fixe",
        _reference(parameters, *_either(rules, ("étape 1", "R-89 à R-91"), ("partie 2", "R-89, R-90, R-92"))),
        (
            ("Équipe minimale", f"{number(rules.fte)} ETP"),
            ("Masse salariale", euros(rules.payroll)),
            ("Frais de fonctionnement", euros(rules.overheads)),
        ),
        f"Équipe minimale de {number(rules.fte)} ETP : {team}. Masse salariale de {euros(rules.payroll)} + "
        f"{exact_percent(rules.overhead_rate)} de frais de fonctionnement ({euros(rules.overheads)}) = {result}.",
        result,
    )


def _variable_part(allocation: Allocation, _bounds: Bounds, parameters: Parameters) -> Step:
    cost, extra, result = parameters.extra_fte_cost, allocation.extra_fte, euros(allocation.variable_part)
    sentence = f"Aucun ETP supplémentaire : la part variable est de {result}."
    if extra:
        sentence = (
            f"Un ETP supplémentaire coûte {euros(parameters.extra_fte_salary)} + "
            f"{exact_percent(parameters.extra_fte_overhead_rate)} de frais = {euros(cost)}. "
            f"{number(extra)} × {euros(cost)} = {result}."
        )
    return _step(
        "variable_part",
        "Part variable",
        _reference(parameters, *_either(_rules(allocation, parameters), ("étape 2", "R-96"), ("partie 2", "R-97"))),
        (("ETP supplémentaires", number(extra)), ("Coût d’un ETP", euros(cost))),
        sentence,
        result,
    )


def _budget(allocation: Allocation, _bounds: Bounds, parameters: Parameters) -> Step:
    fixed, variable = euros(allocation.fixed_part), euros(allocation.variable_part)
    result = euros(allocation.budget)
    rules = _rules(allocation, parameters)
    return _step(
        "budget",
        "Budget socle théorique",
        _reference(parameters, *_either(rules, ("étapes 1 et 2", "R-91, R-96, R-104"), ("partie 2", "R-92, R-104"))),
        (("Part fixe", fixed), ("Part variable", variable)),
        f"{fixed} + {variable} = {result}. Cette estimation théorique reste distincte des montants notifié et versé.",
        result,
    )


def _state_floor(allocation: Allocation, _bounds: Bounds, parameters: Parameters) -> Step:
    share, result = exact_percent(parameters.state_share), euros(allocation.state_floor)
    rules = _rules(allocation, parameters)
    return _step(
        "state_floor",
        "Plancher de l’État",
        _reference(parameters, _either(rules, "étapes 1 et 2", "partie 2"), "R-98, R-99"),
        (("Budget socle", euros(allocation.budget)), ("Part garantie", share)),
        f"L’État garantit au moins {share} du budget socle : {euros(allocation.budget)} × {share} = "
        f"{result}. Le préfet de région peut aller au-delà.",
        result,
    )


def _remainder(allocation: Allocation, _bounds: Bounds, parameters: Parameters) -> Step:
    budget, floor = euros(allocation.budget), euros(allocation.state_floor)
    result = euros(allocation.remainder)
    rules = _rules(allocation, parameters)
    return _step(
        "remainder",
        "Reste à trouver ailleurs",
        _reference(parameters, _either(rules, "étapes 1 et 2", "partie 2"), _either(rules, "R-100", "R-100, R-101")),
        (("Budget socle", budget), ("Plancher de l’État", floor)),
        f"{budget} − {floor} = {result} à réunir auprès des partenaires, selon les configurations locales.",
        result,
    )


_STEPS = (
    _qpv_index,
    _distance_index,
    _weighted_index,
    _published_index,
    _band,
    _fixed_part,
    _variable_part,
    _budget,
    _state_floor,
    _remainder,
)


def _step(
    code: str, label: str, reference: str, figures: tuple[tuple[str, str], ...], sentence: str, result: str
) -> Step:
    return Step(
        code=code,
        label=label,
        reference=typeset(reference),
        figures=tuple(Figure(name, typeset(value)) for name, value in figures),
        sentence=typeset(sentence),
        result=typeset(result),
    )


def _reference(parameters: Parameters, place: str, rules: str) -> str:
    """The article; the source of a scale is added when it is not the annex that sets the method."""
    own = "" if parameters.source == ANNEX else f" ; barème : {parameters.source}"
    return f"{ANNEX}, {place} ; {rules}{own}"


def _rules(allocation: Allocation, parameters: Parameters) -> ZoneRules:
    return parameters.zones[allocation.centre.zone]


def _either(rules: ZoneRules, variable: _Either, fixed_only: _Either) -> _Either:
    return variable if rules.variable else fixed_only


def _range(parameters: Parameters) -> str:
    return "le réseau va" if parameters.bounds is None else "les bornes figées vont"


def _stretch(value: _Number, limited: _Number, low: _Number, high: _Number, index: Decimal) -> str:
    """The calculation of a sub-index in French, from the value, the same limited to the bounds, and the bounds."""
    cut = "" if value == limited else f"{number(value)} est hors de ces bornes : le calcul retient {number(limited)}. "
    if low == high:
        return f"{cut}Les deux bornes sont égales : le sous-indice vaut 0 par convention."
    span = f"({number(high)} − {number(low)})"
    return f"{cut}({number(limited)} − {number(low)}) ÷ {span} × 10 = {number(index, 4)}."
