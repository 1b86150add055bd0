"""Bodies, their seats and their meetings."""

from django.urls import path

from governance.bodies import meeting_views as meetings
from governance.bodies import views

urlpatterns = [
    path("instances/", views.body_list, name="bodies"),
    path("instances/nouvelle/", views.new_national_body, name="national_body_new"),
    path("instances/centres/<slug:slug>/", views.centre_bodies, name="bodies_of"),
    path("instances/centres/<slug:slug>/nouvelle/", views.new_body, name="body_new"),
    path("instances/<int:pk>/", views.body_page, name="body"),
    path("instances/<int:pk>/modifier/", views.edit_body, name="body_edit"),
    path("instances/<int:pk>/sieges/nouveau/", views.new_seat, name="seat_new"),
    path("instances/sieges/<int:pk>/modifier/", views.edit_seat, name="seat_edit"),
    path("instances/<int:pk>/reunions/nouvelle/", meetings.new_meeting, name="meeting_new"),
    path("instances/reunions/<int:pk>/", meetings.meeting_page, name="meeting"),
    path("instances/reunions/<int:pk>/modifier/", meetings.edit_meeting, name="meeting_edit"),
    path("instances/reunions/<int:pk>/annuler/", meetings.cancel_meeting, name="meeting_cancel"),
    path("instances/reunions/<int:pk>/presences/", meetings.attendance, name="attendance"),
]
