"""Django's administration, by mandate."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.enums import Role
from accounts.sign_in.views import SignOutView
from centres.models.mandate import holds


class CrpvAdminSite(admin.AdminSite):
    """The administration of Django, for administrators and national staff, with the sign-in of the site."""

    site_header = "Administration du réseau"
    site_title = "Administration"
    index_title = "Données du réseau"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and holds(request.user, Role.ADMIN, Role.NATIONAL)

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The site's own sign-out."""
        return SignOutView.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The site's own page, which writes the journal."""
        return redirect("accounts:password_change")

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Redirect an anonymous visitor to the site's sign-in page, and a person without the right to the home page."""
        if request.user.is_authenticated:
            return redirect("home")
        query = urlencode({"next": request.GET.get("next", reverse("admin:index"))})
        return redirect(f"{reverse('accounts:sign_in')}?{query}")
