"""What is notified to a centre and paid to it."""

from django.urls import path

from funding.payments import views

urlpatterns = [
    path("<int:year>/<slug:slug>/notifier/", views.notification, name="notify"),
    path("<int:year>/<slug:slug>/verser/", views.payment, name="pay"),
    path(
        "<int:year>/<slug:slug>/notifications/<int:pk>/corriger/",
        views.correct_notification,
        name="notification_correct",
    ),
    path(
        "<int:year>/<slug:slug>/notifications/<int:pk>/annuler/",
        views.cancel_notification,
        name="notification_cancel",
    ),
    path("<int:year>/<slug:slug>/versements/<int:pk>/corriger/", views.correct_payment, name="payment_correct"),
    path("<int:year>/<slug:slug>/versements/<int:pk>/annuler/", views.cancel_payment, name="payment_cancel"),
]
