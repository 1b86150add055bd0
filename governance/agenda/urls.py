"""Rules and dates, seen together."""

from django.urls import path

from governance.agenda import views as deadlines
from governance.compliance import views as registers

urlpatterns = [
    path("conformite/", registers.compliance, name="compliance"),
    path("conformite/<slug:slug>/", registers.compliance_of, name="compliance_of"),
    path("echeances/", deadlines.deadline_list, name="deadlines"),
    path("echeances/calendrier.ics", deadlines.calendar, name="calendar"),
    path("echeances/agenda/", deadlines.calendar_key, name="calendar_key"),
    path("echeances/calendrier/<token>.ics", deadlines.calendar_feed, name="calendar_feed"),
]
