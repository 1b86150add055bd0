"""URLs of funding. `exercice` comes before the centres: no centre has that slug."""

from django.urls import path, re_path

from funding.payments import views as payments
from funding.rounds import views as rounds

app_name = "funding"

urlpatterns = [
    path("", rounds.index, name="index"),
    path("preparer/", rounds.prepare, name="prepare"),
    path("<int:year>/", rounds.round_page, name="round"),
    re_path(r"^(?P<year>[0-9]{1,9})\.(?P<kind>csv|xlsx|pdf)$", rounds.round_file, name="round_file"),
    path("<int:year>/exercice/", rounds.exercise_page, name="exercise"),
    path("<int:year>/exercice/relire/", rounds.refresh, name="refresh"),
    path("<int:year>/exercice/adopter/", rounds.adopt, name="adopt"),
    path("<int:year>/exercice/abandonner/", rounds.abandon, name="abandon"),
    path("<int:year>/exercice/corriger/", rounds.correct, name="correct"),
    path("<int:year>/exercice/donnees/<slug:slug>/", rounds.figure, name="figure"),
    path("<int:year>/<slug:slug>/", rounds.allocation_page, name="allocation"),
    path("<int:year>/<slug:slug>.pdf", rounds.allocation_file, name="allocation_file"),
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
