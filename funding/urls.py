from django.urls import path

from funding import views

app_name = "funding"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.round_table, name="round"),
    path("<int:year>/<slug:slug>/", views.allocation, name="allocation"),
]
