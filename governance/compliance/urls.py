"""What the rules say of each centre and of the network."""

from django.urls import path

from governance.compliance import views

urlpatterns = [
    path("conformite/", views.compliance, name="compliance"),
    path("conformite/<slug:slug>/", views.compliance_of, name="compliance_of"),
]
