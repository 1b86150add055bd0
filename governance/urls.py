"""URLs of governance, in the order in which they are tried."""

from governance.agenda.urls import urlpatterns as agenda
from governance.bodies.urls import urlpatterns as bodies
from governance.compliance.urls import urlpatterns as compliance
from governance.conventions.urls import urlpatterns as conventions
from governance.national.urls import urlpatterns as national
from governance.productions.urls import urlpatterns as productions
from governance.programmes.urls import urlpatterns as programmes

app_name = "governance"

urlpatterns = [*conventions, *programmes, *bodies, *national, *productions, *compliance, *agenda]
