"""One's own tokens: open one, which is shown once, or revoke it."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.acts.drafts import acknowledge
from accounts.acts.form_page import FormPage, ask_first
from accounts.acts.submission_keys import new_key, once
from accounts.acts.workflow import RefusedError
from accounts.sign_in.views import MY_ACCOUNT
from accounts.tokens.services import DURATIONS, open_token, open_tokens, revoke_token
from documents.forms.dsfr import DsfrForm


class TokenForm(DsfrForm):
    """The use of a token, and its duration."""

    name = forms.CharField(label="Usage", max_length=80, help_text="Par exemple\u00a0: tableur de l’équipe.")
    days = forms.TypedChoiceField(
        label="Durée", coerce=int, choices=[(days, f"{days} jours") for days in DURATIONS], initial=90
    )


@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens still open, and a form to open another."""
    form, token = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():

        def write() -> str:
            nonlocal token
            token = open_token(request.user, **form.cleaned_data)
            return reverse("accounts:tokens")

        try:
            address = once(request, write)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            acknowledge(request)
            if not token:
                return redirect(address)
            form = TokenForm()
    context = {"form": form, "token": token, "tokens": open_tokens(request.user), "new_key": new_key}
    return render(
        request, "accounts/tokens/tokens.html", context | {"breadcrumb": [MY_ACCOUNT, ("Jetons d’accès", "")]}
    )


def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own tokens, by POST only; 404 for those of others."""
    if not any(token.pk == pk for token in open_tokens(request.user)):
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    page = FormPage(
        title="Révoquer le jeton",
        lead="Le programme qui s’en sert ne lira plus rien. Cela ne se défait pas : un autre jeton sera à lui donner.",
        submit="Révoquer le jeton",
        is_grave=True,
        crumbs=[MY_ACCOUNT, ("Jetons d’accès", reverse("accounts:tokens"))],
        to="accounts:tokens",
        done="Le jeton est révoqué : il n’ouvre plus rien.",
    )
    return ask_first(request, "revoke", lambda: revoke_token(request.user, pk), page)
