"""Exercises: the table, its preparation, each centre’s calculation.

`exercice` comes before the centres: no centre bears that name.
"""

from django.urls import path, re_path

from funding.rounds.views import allocation, exercise, table

urlpatterns = [
    path("", table.index, name="index"),
    path("preparer/", exercise.prepare, name="prepare"),
    path("<int:year>/", table.round_page, name="round"),
    re_path(r"^(?P<year>[0-9]{1,9})\.(?P<kind>csv|xlsx|pdf)$", table.round_file, name="round_file"),
    path("<int:year>/exercice/", exercise.exercise_page, name="exercise"),
    path("<int:year>/exercice/relire/", exercise.refresh, name="refresh"),
    path("<int:year>/exercice/adopter/", exercise.adopt, name="adopt"),
    path("<int:year>/exercice/abandonner/", exercise.abandon, name="abandon"),
    path("<int:year>/exercice/corriger/", exercise.correct, name="correct"),
    path("<int:year>/exercice/donnees/<slug:slug>/", exercise.figure, name="figure"),
    path("<int:year>/<slug:slug>/", allocation.allocation_page, name="allocation"),
    path("<int:year>/<slug:slug>.pdf", allocation.allocation_file, name="allocation_file"),
]
