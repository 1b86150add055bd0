"""The State's money: scales, rounds, allocations, notified and paid amounts."""

from funding.models.money import Notification, Payment
from funding.models.round import Allocation, Round, RoundDocument
from funding.models.scale import Band, Post, Scale

__all__ = ["Allocation", "Band", "Notification", "Payment", "Post", "Round", "RoundDocument", "Scale"]
