"""Django's administration, for those whose mandate opens it."""

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
    """One sign-in for the whole house; the administration opens to administrators and national staff."""

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
        """The site's own page, which the journal knows."""
        return redirect("accounts:password_change")

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Send a stranger to the site's own sign-in page, and somebody signed in without the right, home."""
        if request.user.is_authenticated:
            return redirect("home")
        query = urlencode({"next": request.GET.get("next", reverse("admin:index"))})
        return redirect(f"{reverse('accounts:sign_in')}?{query}")
