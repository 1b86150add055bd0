"""URLs of funding. `exercice` comes before the centres: no centre has that slug."""

from django.urls import path, re_path

from funding.payments import views as payments
from funding.rounds.views import allocation, exercise, table

app_name = "funding"

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
    path("<int:year>/<slug:slug>/notifier/", payments.notification, name="notify"),
    path("<int:year>/<slug:slug>/verser/", payments.payment, name="pay"),
    path(
        "<int:year>/<slug:slug>/notifications/<int:pk>/corriger/",
        payments.correct_notification,
        name="notification_correct",
    ),
    path(
        "<int:year>/<slug:slug>/notifications/<int:pk>/annuler/",
        payments.cancel_notification,
        name="notification_cancel",
    ),
    path("<int:year>/<slug:slug>/versements/<int:pk>/corriger/", payments.correct_payment, name="payment_correct"),
    path("<int:year>/<slug:slug>/versements/<int:pk>/annuler/", payments.cancel_payment, name="payment_cancel"),
]
