"""Bodies, meetings, the national programme, productions."""

from django.urls import path

from governance.bodies import meeting_views as meetings
from governance.bodies import views as bodies
from governance.national import views as national
from governance.productions import views as productions

urlpatterns = [
    path("instances/", bodies.body_list, name="bodies"),
    path("instances/nouvelle/", bodies.new_national_body, name="national_body_new"),
    path("instances/centres/<slug:slug>/", bodies.centre_bodies, name="bodies_of"),
    path("instances/centres/<slug:slug>/nouvelle/", bodies.new_body, name="body_new"),
    path("instances/<int:pk>/", bodies.body_page, name="body"),
    path("instances/<int:pk>/modifier/", bodies.edit_body, name="body_edit"),
    path("instances/<int:pk>/sieges/nouveau/", bodies.new_seat, name="seat_new"),
    path("instances/sieges/<int:pk>/modifier/", bodies.edit_seat, name="seat_edit"),
    path("instances/<int:pk>/reunions/nouvelle/", meetings.new_meeting, name="meeting_new"),
    path("instances/reunions/<int:pk>/", meetings.meeting_page, name="meeting"),
    path("instances/reunions/<int:pk>/modifier/", meetings.edit_meeting, name="meeting_edit"),
    path("instances/reunions/<int:pk>/annuler/", meetings.cancel_meeting, name="meeting_cancel"),
    path("instances/reunions/<int:pk>/presences/", meetings.attendance, name="attendance"),
    path("programme-national/", national.index, name="national_index"),
    path("programme-national/<int:year>/", national.year_page, name="national"),
    path("programme-national/<int:year>/chantiers/nouveau/", national.new_worksite, name="worksite_new"),
    path("programme-national/<int:year>/orientations/nouvelle/", national.new_orientation, name="orientation_new"),
    path("programme-national/orientations/<int:pk>/modifier/", national.edit_orientation, name="orientation_edit"),
    path("programme-national/chantiers/<int:pk>/modifier/", national.edit_worksite, name="worksite_edit"),
    path("programme-national/chantiers/<int:pk>/valider/", national.validate, name="worksite_validate"),
    path(
        "programme-national/chantiers/<int:pk>/contributions/<slug:slug>/", national.contribution, name="contribution"
    ),
    path("productions/", productions.library, name="productions"),
    path("productions.<kind>", productions.library_file, name="productions_file"),
    path("productions/nouvelle/", productions.new_production, name="production_new"),
    path("productions/<int:pk>/", productions.production_page, name="production"),
    path("productions/<int:pk>/modifier/", productions.edit_production, name="production_edit"),
    path("productions/<int:pk>/fichier/", productions.production_file, name="production_file"),
]
