"""The library of productions."""

from django.urls import path

from governance.productions import views

urlpatterns = [
    path("productions/", views.library, name="productions"),
    path("productions.<kind>", views.library_file, name="productions_file"),
    path("productions/nouvelle/", views.new_production, name="production_new"),
    path("productions/<int:pk>/", views.production_page, name="production"),
    path("productions/<int:pk>/modifier/", views.edit_production, name="production_edit"),
    path("productions/<int:pk>/co-signature/<slug:slug>/", views.co_signature, name="co_signature"),
    path("productions/<int:pk>/fichier/", views.production_file, name="production_file"),
]
