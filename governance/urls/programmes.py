"""Addresses of programmes, actions, budgets and quick entry."""

from django.urls import path, re_path

from governance.views import programmes

HERE = "programmes/<slug:slug>/<int:year>/"

urlpatterns = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/<slug:slug>/nouveau/", programmes.new_programme, name="programme_new"),
    path(HERE, programmes.programme_page, name="programme"),
    path(f"{HERE}presenter/", programmes.present, name="programme_present"),
    path(f"{HERE}valider/", programmes.validate, name="programme_validate"),
    path(f"{HERE}etapes/<slug:step>/", programmes.move, name="programme_move"),
]
