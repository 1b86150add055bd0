"""The page of an act: its form, refusals and conflicts shown on it, redirection after success."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.html import format_html

from accounts.acts.drafts import acknowledge
from accounts.acts.edit_conflicts import ConflictError, Difference, differences, form_token
from accounts.acts.submission_keys import NAME, AlreadySentError, TwinError, is_sure, new_key, once, sent_before
from accounts.acts.workflow import RefusedError
from documents.forms.dsfr import DsfrForm

Crumbs = list[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """The texts of the page around its form, and what follows the act.

    With `stored`, which returns the stored values that the form edits, the act receives a `token` among the values
    typed, and a conflict shows both versions, found by `compare`. Another `template` gets `context` as well.
    """

    title: str
    crumbs: Crumbs
    done: str = ""  # the message after success, when the act adds none
    to: Any = None  # where success redirects; by default to what the act returns
    submit: str = "Enregistrer"
    back: Any = ""  # by default the last of the crumbs
    leave: str = "Revenir sans enregistrer"
    lead: str = ""
    points: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # the reasons why the act would be refused
    is_grave: bool = False
    creates: bool = False  # each success adds an object: the same page sent twice adds one
    other: tuple[str, str] | None = None  # name and text of a second button, handled by the view
    stored: Callable[[], Mapping[str, Any]] | None = None
    compare: Callable[[Any, Mapping[str, Any]], list[Difference]] = differences
    template: str = "accounts/acts/form.html"
    context: Mapping[str, Any] = field(default_factory=dict)


def form_page(
    request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Any] | None, page: FormPage
) -> HttpResponse:
    """Show `form`; once it is valid, call `act` with its values and redirect. A refusal is shown on the form.

    Without an act, the values sent are shown again (a preview).
    """
    token, conflicts, sure = _token(request, page), [], is_sure(request)
    submission = (request.POST.get(NAME) or new_key()) if page.creates else ""
    if act is not None and request.method == "POST":
        try:
            if address := _written(request, form, act, page):
                acknowledge(request)
                return redirect(address)
        except ConflictError as conflict:
            form.add_error(None, str(conflict))
            # The token of the values of now: saving again replaces them knowingly.
            stored = page.stored() if page.stored else {}
            token, conflicts = form_token(stored), page.compare(form, stored)
        except (RefusedError, ValidationError) as refusal:
            sure = isinstance(refusal, TwinError)
            if isinstance(refusal, AlreadySentError):
                submission = new_key()  # sending again adds a second object knowingly
                messages.info(request, format_html('<a href="{}">Ouvrir le premier envoi</a>', refusal.address))
            form.add_error(None, " ".join(getattr(refusal, "messages", [str(refusal)])))
    context = {
        "form": form,
        "page": page,
        "back": page.back or page.crumbs[-1][1],
        "seen": token,
        "submission": submission,
        "sure": sure,
        "differences": conflicts,
        "breadcrumb": [*page.crumbs, (page.title, "")],
    }
    return render(request, page.template, context | dict(page.context))


def _written(request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Any], page: FormPage) -> str:
    """Where success leads, once the act is done; "" when the form is not valid."""
    is_valid = form.is_valid()
    if page.creates and (address := sent_before(request)):
        return address
    if not is_valid:
        return ""

    def write() -> str:
        place = act(form.cleaned_data | ({"token": _token(request, page)} if page.stored else {}))
        address = resolve_url(page.to or place)
        if page.done:
            messages.success(request, page.done)
        return address

    return once(request, write) if page.creates else write()


def _token(request: HttpRequest, page: FormPage) -> str:
    if request.method == "POST" or page.stored is None:
        return request.POST.get("seen", "")
    return form_token(page.stored())


def act_or_message(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    to: Any,
    done: str | Callable[[Any], str] = "",
    refused_to: Any = None,
) -> HttpResponse:
    """Call the act of a lone button and redirect, with a message: `done`, or why it is refused.

    `done` may be a function of the result, and is empty when the act adds its message; `to` may be a function, called
    after the act.
    """
    try:
        result = act()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        place = refused_to or to
    else:
        if message := done(result) if callable(done) else done:
            messages.success(request, message)
        acknowledge(request)
        place = to
    return redirect(place() if callable(place) else place)


def ask_first(request: HttpRequest, button: str, act: Callable[[], Any], page: FormPage) -> HttpResponse:
    """What the submit button named `button` of a form removes: a page asks, and says what is lost; then the act.

    A refusal is a message on `page.to`.
    """
    if is_sure(request):
        return act_or_message(request, act, to=page.to, done=page.done)
    context = {
        "form": DsfrForm(),
        "page": page,
        "button": button,
        "sure": True,
        "back": page.back or page.crumbs[-1][1],
        "breadcrumb": [*page.crumbs, (page.title, "")],
    }
    return render(request, page.template, context)
