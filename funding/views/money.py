"""What the lead region types: notified and paid amounts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from funding.amounts import amounts_of
from funding.entitlement import grounds_of
from funding.forms import MoneyForm, NotificationForm, PaymentForm
from funding.models import Allocation
from funding.money import notify, pay, rights_on_money
from funding.views.scope import FINANCEMENT, line_or_404, versions_or_404


def notification(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Record what the prefect grants."""
    return _record(request, year, slug, form_class=NotificationForm, act=notify, title="Notifier un montant")


def payment(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Record what was paid."""
    return _record(request, year, slug, form_class=PaymentForm, act=pay, title="Enregistrer un versement")


def _record(
    request: HttpRequest, year: int, slug: str, *, form_class: type[MoneyForm], act: Callable, title: str
) -> HttpResponse:
    line = line_to_write(request, year, slug)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(line, actor=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Montant enregistré pour {line.name}, exercice {year}.")
            return redirect(line)
    context = {
        "form": form,
        "line": line,
        "title": title,
        "amounts": amounts_of(line, request.user),
        "grounds": grounds_of(line.centre, year, localdate()) if act is pay else (),
        "breadcrumb": crumbs_of(line, title),
    }
    return render(request, "funding/money_form.html", context)


def crumbs_of(line: Allocation, title: str) -> list[tuple[str, object]]:
    """The way to a form about the amounts of `line`."""
    year = (f"Exercice {line.round.year}", line.round.get_absolute_url())
    return [FINANCEMENT, year, (line.name, line.get_absolute_url()), (title, "")]


def line_to_write(request: HttpRequest, year: int, slug: str) -> Allocation:
    """The line in force of a centre that this person leads; for anyone else it does not exist."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.shown, slug)
    if not versions.is_in_force or not rights_on_money(request.user, line.centre).may_write:
        raise Http404
    return line
