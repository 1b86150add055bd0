"""The national programme: worksites, orientations, contributions."""

from django.urls import path

from governance.national import views

urlpatterns = [
    path("programme-national/", views.index, name="national_index"),
    path("programme-national/<int:year>/", views.year_page, name="national"),
    path("programme-national/<int:year>/chantiers/nouveau/", views.new_worksite, name="worksite_new"),
    path("programme-national/<int:year>/orientations/nouvelle/", views.new_orientation, name="orientation_new"),
    path("programme-national/orientations/<int:pk>/modifier/", views.edit_orientation, name="orientation_edit"),
    path("programme-national/chantiers/<int:pk>/modifier/", views.edit_worksite, name="worksite_edit"),
    path("programme-national/chantiers/<int:pk>/valider/", views.validate, name="worksite_validate"),
    path("programme-national/chantiers/<int:pk>/contributions/<slug:slug>/", views.contribution, name="contribution"),
]
