"""Networks the tests of the formula share: the published one, and invented centres."""

from decimal import Decimal

from funding.formula.allocate import CentreInput, Zone, allocate
from funding.formula.parameters import PARAMETERS, REFERENCE_BOUNDS_2017

SCALE = PARAMETERS["2017"]
FROZEN = SCALE.with_bounds(REFERENCE_BOUNDS_2017)


def centre(key, qpv, km, zone=Zone.MAINLAND, **more):
    """An invented centre named after its key."""
    return CentreInput(key=key, name=f"Centre {key}", zone=zone, qpv=qpv, km=Decimal(km), **more)


def overseas(key, qpv, km):
    """The same, overseas."""
    return centre(key, qpv, km, zone=Zone.OVERSEAS)


PUBLISHED = (
    overseas("martinique", 7, "21"),
    overseas("guadeloupe", 18, "41"),
    overseas("guyane", 32, "20"),
    overseas("mayotte", 36, "25"),
    overseas("reunion", 48, "43"),
)


def alone(qpv, km, parameters=FROZEN, zone=Zone.MAINLAND):
    """The allocation of one centre by itself, between the reference bounds unless told otherwise."""
    (allocation,) = allocate([centre("seul", qpv, km, zone=zone)], parameters).allocations
    return allocation


def codes(alerts):
    """What a set of alerts is about."""
    return [alert.code.value for alert in alerts]
