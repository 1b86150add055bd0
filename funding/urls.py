"""Addresses of the State's money, in the order in which they are tried."""

from funding.payments.urls import urlpatterns as payments
from funding.rounds.urls import urlpatterns as rounds

app_name = "funding"

urlpatterns = [*rounds, *payments]
