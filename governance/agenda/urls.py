"""The dates: page, file and feed."""

from django.urls import path

from governance.agenda import views

urlpatterns = [
    path("echeances/", views.deadline_list, name="deadlines"),
    path("echeances/calendrier.ics", views.calendar, name="calendar"),
    path("echeances/agenda/", views.calendar_key, name="calendar_key"),
    path("echeances/calendrier/<token>.ics", views.calendar_feed, name="calendar_feed"),
]
