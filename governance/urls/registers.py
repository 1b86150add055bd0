"""Rules and dates, seen together."""

from django.urls import path

from governance.views import registers

urlpatterns = [
    path("conformite/", registers.compliance, name="compliance"),
    path("conformite/<slug:slug>/", registers.compliance_of, name="compliance_of"),
]
