"""Models of governance: conventions, programmes and budgets, actions, bodies, the national programme."""

from governance.models.action import Action, Attendance, CoSignature, Production, Session
from governance.models.body import Body, Meeting, MeetingAttendance, Seat
from governance.models.budget import BudgetLine, ExpenseLine
from governance.models.cartography import Cartography, CartographyLine
from governance.models.convention import (
    AgreementStep,
    Amendment,
    Convention,
    ConventionDocument,
    Extension,
    FinalReview,
    InterimReview,
)
from governance.models.national import Contribution, Orientation, Worksite
from governance.models.programme import Priority, Programme
from governance.models.service import Service

__all__ = [
    "Action",
    "AgreementStep",
    "Amendment",
    "Attendance",
    "Body",
    "BudgetLine",
    "Cartography",
    "CartographyLine",
    "CoSignature",
    "Contribution",
    "Convention",
    "ConventionDocument",
    "ExpenseLine",
    "Extension",
    "FinalReview",
    "InterimReview",
    "Meeting",
    "MeetingAttendance",
    "Orientation",
    "Priority",
    "Production",
    "Programme",
    "Seat",
    "Service",
    "Session",
    "Worksite",
]
