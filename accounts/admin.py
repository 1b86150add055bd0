"""Administration of people and of the journal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import services as people
from accounts.models import Act, User
from accounts.second_factor.services import reset as reset_factor
from accounts.sign_in.throttling import forget_failures
from documents.forms.fields import text_field
from documents.french import typeset

NOT_SENT = (
    "Le courriel n’est pas parti vers {email} : {reason}. Le compte est bien ouvert ; renvoyez l’invitation plus tard "
    "par l’action « Envoyer une invitation » de la liste."
)


class FactorResetForm(forms.Form):
    """The reason why a second factor is erased, for the journal; rendered by Django's administration, without DSFR."""

    reason = text_field(
        "Motif",
        rows=3,
        help_text="Par exemple : téléphone perdu, identité vérifiée par un appel au numéro du service.",
    )


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Open an account by an invitation, correct it, close it; never delete it nor set its password."""

    list_display = ("email", "last_name", "first_name", "is_active", "has_password", "has_second_factor", "last_login")
    list_filter = ("is_active",)
    search_fields = ("email", "first_name", "last_name")
    ordering = ("last_name", "first_name", "email")
    fields = ("email", "first_name", "last_name", "is_active", "last_login", "date_joined")
    actions = ("send_invitation", "close_accounts", "allow_sign_in_again", "reset_second_factor")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return self.fields if obj else ("email", "first_name", "last_name")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """One's own account cannot be closed, so that an administrator remains."""
        return ("last_login", "date_joined", *(("is_active",) if obj == request.user else ()))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.display(description="mot de passe choisi", boolean=True)
    def has_password(self, person: User) -> bool:
        return person.has_usable_password()

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        if change:
            people.correct(obj, request.user, form.changed_data)
        else:
            people.open_account(obj, request.user)
            self.invite(request, obj)

    def invite(self, request: HttpRequest, person: User) -> None:
        """Send the invitation, or show why it was not sent."""
        try:
            people.invite(person, request.user, f"{request.scheme}://{request.get_host()}")
        except OSError as reason:
            messages.error(request, NOT_SENT.format(email=person.email, reason=reason))
        else:
            messages.success(request, f"Une invitation est partie vers {person.email}.")

    @admin.action(description="Envoyer une invitation", permissions=["change"])
    def send_invitation(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset.filter(is_active=True):
            self.invite(request, person)

    @admin.action(description="Fermer les comptes", permissions=["change"])
    def close_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        closing = list(queryset.filter(is_active=True).exclude(pk=request.user.pk))
        for person in closing:
            people.close(person, request.user)
        messages.success(request, f"Comptes fermés : {len(closing)}.")

    @admin.action(description="Lever le blocage des connexions", permissions=["change"])
    def allow_sign_in_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        lifted = [person for person in queryset if forget_failures(person.email)]
        messages.success(request, f"Blocages levés : {len(lifted)}.")

    @admin.action(description="Réinitialiser le second facteur", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Ask for the reason, then erase; one’s own factor is left to « Mon compte », which asks for the password."""
        form = FactorResetForm(request.POST if "reason" in request.POST else None)
        chosen = list(queryset.exclude(pk=request.user.pk))
        if not form.is_valid() and chosen:
            context = self.admin_site.each_context(request) | {
                "title": "Réinitialiser le second facteur", "people": chosen, "form": form, "opts": self.opts,
            }  # fmt: skip
            return render(request, "admin/accounts/reset_second_factor.html", context)
        reset = [person for person in chosen if reset_factor(person, request.user, form.cleaned_data["reason"])]
        messages.success(request, f"Seconds facteurs réinitialisés : {len(reset)}.")
        return None


@admin.register(Act)
class ActAdmin(admin.ModelAdmin):
    """The journal, read only."""

    list_display = ("at", "actor", "what", "object_label", "comment")
    list_filter = ("verb",)
    list_select_related = ("actor",)
    search_fields = ("verb", "object_label", "comment", "actor__email", "actor__last_name")
    date_hierarchy = "at"
    readonly_fields = ("what",)
    fields = ("at", "actor", "what", "content_type", "object_label", "object_id", "comment", "facts", "seal")

    @admin.display(description="acte", ordering="verb")
    def what(self, act: Act) -> str:
        """The act with French typography: the stored verb has plain spaces."""
        return typeset(act.verb)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
