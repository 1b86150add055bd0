from django.urls import path, re_path

from centres import views

app_name = "centres"

urlpatterns = [
    path("", views.centre_list, name="list"),
    re_path(r"^centres\.(?P<kind>csv|xlsx)$", views.centre_list_file, name="list_file"),
    path("<slug:slug>/", views.centre_file, name="centre"),
]
