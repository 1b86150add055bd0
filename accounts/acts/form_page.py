"""The page of one act: its form, what is said around it, a refusal or a conflict shown on it, where success goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.acts.edit_conflicts import ConflictError, Difference, differences, form_token
from accounts.acts.workflow import RefusedError

Crumbs = list[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """What the page says around its form, and what follows the act.

    With `stored`, which gives what the form edits as it is stored now, the act receives a `token` among what is typed,
    and a conflict shows both texts, which `compare` reads. A `template` of its own gets `context` as well.
    """

    title: str
    crumbs: Crumbs
    done: str = ""  # said once it is done; nothing when the act says it itself
    to: Any = None  # where success goes; what the act returns unless said
    submit: str = "Enregistrer"
    back: Any = ""  # the last of the crumbs unless said
    leave: str = "Revenir sans enregistrer"
    lead: str = ""
    points: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # what refuses the act, before it is tried
    is_grave: bool = False
    other: tuple[str, str] | None = None  # name and words of a second button, which the view answers itself
    stored: Callable[[], Mapping[str, Any]] | None = None
    compare: Callable[[Any, Mapping[str, Any]], list[Difference]] = differences
    template: str = "accounts/acts/form.html"
    context: Mapping[str, Any] = field(default_factory=dict)


def form_page(
    request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Any] | None, page: FormPage
) -> HttpResponse:
    """Show `form`; once it is valid, `act` on what is typed and go on. A refusal stays on the form.

    Without an act, what was sent is shown again (a preview).
    """
    token, found = _token(request, page), []
    if act is not None and request.method == "POST" and form.is_valid():
        try:
            place = act(form.cleaned_data | ({"token": token} if page.stored else {}))
        except ConflictError as conflict:
            form.add_error(None, str(conflict))
            token, found = _both(form, page)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
        else:
            if page.done:
                messages.success(request, page.done)
            return redirect(page.to or place)
    context = {
        "form": form,
        "page": page,
        "back": page.back or page.crumbs[-1][1],
        "seen": token,
        "differences": found,
        "breadcrumb": [*page.crumbs, (page.title, "")],
    }
    return render(request, page.template, context | dict(page.context))


def _token(request: HttpRequest, page: FormPage) -> str:
    if request.method == "POST" or page.stored is None:
        return request.POST.get("seen", "")
    return form_token(page.stored())


def _both(form: Form, page: FormPage) -> tuple[str, list[Difference]]:
    """The token of what is stored now, so that saving again is a choice, and what differs from it."""
    stored = page.stored() if page.stored else {}
    return form_token(stored), page.compare(form, stored)


def act_or_message(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    to: Any,
    done: str | Callable[[Any], str] = "",
    refused_to: Any = None,
) -> HttpResponse:
    """The act of a lone button: what is done, or why it is refused, said on the page that follows.

    `done` may be read from what the act returns, and is empty when the act says it itself; `to` may be a function,
    called once it is done.
    """
    try:
        result = act()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        place = refused_to or to
    else:
        if said := done(result) if callable(done) else done:
            messages.success(request, said)
        place = to
    return redirect(place() if callable(place) else place)
