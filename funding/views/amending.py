"""What the lead region mends: an amount corrected or cancelled, whose old line stays, struck."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.acts.workflow import RefusedError
from documents.formats import date_fr
from documents.text import typeset
from funding.amounts import amounts_of
from funding.cancelling import cancel, correct
from funding.forms import CancelForm, CorrectNotificationForm, CorrectPaymentForm, MoneyForm
from funding.models import Allocation, Notification, Payment
from funding.views.money import crumbs_of, line_to_write

CORRECTED = ("amount", "on", "reference", "reason")


def correct_notification(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Correct what the prefect granted."""
    line = line_to_write(request, year, slug)
    return _amend(request, line, Notification, pk, CorrectNotificationForm, correct, "Corriger une notification")


def cancel_notification(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Cancel a notification that should not be there."""
    line = line_to_write(request, year, slug)
    return _amend(request, line, Notification, pk, CancelForm, cancel, "Annuler une notification")


def correct_payment(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Correct what was paid."""
    line = line_to_write(request, year, slug)
    return _amend(request, line, Payment, pk, CorrectPaymentForm, correct, "Corriger un versement")


def cancel_payment(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Cancel a payment that should not be there."""
    line = line_to_write(request, year, slug)
    return _amend(request, line, Payment, pk, CancelForm, cancel, "Annuler un versement")


def _amend(
    request: HttpRequest, line: Allocation, model: type[Notification] | type[Payment], pk: int,
    form_class: type[MoneyForm] | type[CancelForm], act: Callable, title: str,
) -> HttpResponse:  # fmt: skip
    rows = model.objects.visible_to(request.user).filter(centre=line.centre_id, year=line.round.year)
    row = get_object_or_404(rows, pk=pk)
    if row.is_cancelled:  # a page sent again, an old tab
        messages.info(request, typeset(f"C’est déjà fait : montant annulé le {date_fr(row.cancelled_on)}."))
        return redirect(line)
    form = form_class(request.POST or None, initial={name: getattr(row, name, "") for name in CORRECTED})
    if request.method == "POST" and form.is_valid():
        try:
            act(row, line, actor=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "C’est enregistré\u00a0; l’ancienne ligne reste, barrée.")
            return redirect(line)
    context = {
        "form": form,
        "line": line,
        "row": row,
        "title": title,
        "amounts": amounts_of(line, request.user),
        "breadcrumb": crumbs_of(line, title),
    }
    return render(request, "funding/amend_form.html", context)
