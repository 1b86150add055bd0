"""What is measured and thought: indicators, collection, opinions."""

from evaluation.models.collection import (
    Campaign,
    Collection,
    Postponement,
    SectionComment,
    Submission,
    Value,
    ValueChange,
)
from evaluation.models.referential import Indicator, Referential
from evaluation.models.summary import YearSummary

__all__ = [
    "Campaign",
    "Collection",
    "Indicator",
    "Postponement",
    "Referential",
    "SectionComment",
    "Submission",
    "Value",
    "ValueChange",
    "YearSummary",
]
