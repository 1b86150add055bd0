"""Models of evaluation: indicators, collection, opinions, summaries."""

from evaluation.models.collection import (
    Campaign,
    Collection,
    Postponement,
    SectionComment,
    Submission,
    Value,
    ValueChange,
)
from evaluation.models.opinion import (
    Contribution,
    ContributionVersion,
    MarginComment,
    Opinion,
    OpinionSection,
    ProposedSentence,
    Reply,
    SectionVersion,
)
from evaluation.models.referential import Indicator, Referential
from evaluation.models.summary import CentreShare, CohortAnswers, YearSummary

__all__ = [
    "Campaign",
    "CentreShare",
    "CohortAnswers",
    "Collection",
    "Contribution",
    "ContributionVersion",
    "Indicator",
    "MarginComment",
    "Opinion",
    "OpinionSection",
    "Postponement",
    "ProposedSentence",
    "Referential",
    "Reply",
    "SectionComment",
    "SectionVersion",
    "Submission",
    "Value",
    "ValueChange",
    "YearSummary",
]
