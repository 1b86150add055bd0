"""Addresses of what binds and what is planned, one file per subject."""

from governance.agenda import urls as registers
from governance.bodies import urls as bodies
from governance.conventions import urls as conventions
from governance.programmes import urls as programmes

app_name = "governance"

urlpatterns = [
    *conventions.urlpatterns,
    *programmes.urlpatterns,
    *bodies.urlpatterns,
    *registers.urlpatterns,
]
