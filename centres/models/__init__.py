"""Territory, centres and their dated history, mandates."""

from centres.models.centre import Centre
from centres.models.history import (
    Distance,
    DistrictCount,
    Identity,
    LeadRegion,
    MedianDistance,
    Perimeter,
    Recognition,
)
from centres.models.institution import Institution
from centres.models.mandate import Mandate
from centres.models.territory import Commune, Department, PriorityDistrict, Region

__all__ = [
    "Centre",
    "Commune",
    "Department",
    "Distance",
    "DistrictCount",
    "Identity",
    "Institution",
    "LeadRegion",
    "Mandate",
    "MedianDistance",
    "Perimeter",
    "PriorityDistrict",
    "Recognition",
    "Region",
]
