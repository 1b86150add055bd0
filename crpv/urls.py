"""Addresses of the whole site."""

from django.contrib import admin
from django.urls import include, path

from crpv import views
from crpv.verification.views import verify

urlpatterns = [
    path("", views.home, name="home"),
    path("compte/", include("accounts.urls")),
    path("centres/", include("centres.urls")),
    path("", include("governance.urls")),
    path("financement/", include("funding.urls")),
    path("", include("evaluation.urls")),
    path("verifier/", verify, name="verify"),
    path("tableau-de-bord/", include("crpv.publications.urls")),  # before: a figure's code is any word
    path("tableau-de-bord/", include("crpv.dashboard.urls")),
    path("donnees/", include("crpv.opendata.urls")),
    path("api/v1/", include("crpv.api.urls")),
    path("accessibilite/", views.legal_page, {"page": "accessibility"}, name="accessibility"),
    path("mentions-legales/", views.legal_page, {"page": "legal_notice"}, name="legal_notice"),
    path("donnees-personnelles/", views.legal_page, {"page": "personal_data"}, name="personal_data"),
    path("plan-du-site/", views.site_map, name="site_map"),
    path("sante/", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("admin/", admin.site.urls),
]
