"""The manner of every form of this room: fetch in scope, ask, act once, go to what was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.acts.workflow import RefusedError
from documents.forms.dsfr import DsfrForm


def ask(
    request: HttpRequest, form: DsfrForm, act: Callable[[dict[str, Any]], Any], *, title: str, done: str,
    crumbs: list[tuple[str, Any]], lead: str = "", submit: str = "Enregistrer",
    other: tuple[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show `form`; once it is valid, `act` on what it holds and go where that leads; a refusal is told on the form.

    `other` is the name and the words of a second button, which the view answers itself.
    """
    if request.method == "POST" and form.is_valid():
        try:
            place = act(form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
        else:
            messages.success(request, done)
            return redirect(place)
    page = {"form": form, "title": title, "lead": lead, "submit": submit, "other": other, "back": crumbs[-1][1]}
    return render(request, "accounts/acts/ask.html", page | {"breadcrumb": [*crumbs, (title, "")]})
