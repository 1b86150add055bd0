"""Addresses of what binds and what is planned, one file per subject."""

from governance.urls import bodies, conventions, programmes, registers

app_name = "governance"

urlpatterns = [
    *conventions.urlpatterns,
    *programmes.urlpatterns,
    *bodies.urlpatterns,
    *registers.urlpatterns,
]
