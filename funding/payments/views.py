"""Pages of the lead region: notified and paid amounts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate

from accounts.acts.form_page import FormPage, form_page
from documents import french
from funding.models import Allocation, Notification, Payment
from funding.payments.corrections import cancel, correct
from funding.payments.entitlement import grounds_of
from funding.payments.forms import (
    CancelForm,
    CorrectNotificationForm,
    CorrectPaymentForm,
    MoneyForm,
    NotificationForm,
    PaymentForm,
)
from funding.payments.queries import amounts_of
from funding.payments.services import notify, pay, rights_on_money
from funding.rounds.get_objects import FINANCEMENT, line_or_404, versions_or_404


def notification(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Record an amount granted by the prefect."""
    return _record(request, year, slug, form_class=NotificationForm, act=notify, title="Notifier un montant")


def payment(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Record a payment."""
    return _record(request, year, slug, form_class=PaymentForm, act=pay, title="Enregistrer un versement")


def _record(
    request: HttpRequest, year: int, slug: str, *, form_class: type[MoneyForm], act: Callable, title: str
) -> HttpResponse:
    line = line_to_write(request, year, slug)
    page = FormPage(
        title=title,
        creates=True,
        crumbs=crumbs_of(line, title)[:-1],
        done=f"Montant enregistré pour {line.name}, exercice {year}.",
        to=line,
        template="funding/payments/money_form.html",
        context={
            "line": line,
            "title": title,
            "amounts": amounts_of(line, request.user),
            "grounds": grounds_of(line.centre, year, localdate()) if act is pay else (),
        },
    )
    form = form_class(request.POST or None)
    return form_page(request, form, lambda data: act(line, actor=request.user, **data), page)


def crumbs_of(line: Allocation, title: str) -> list[tuple[str, object]]:
    """The breadcrumb of a form about the amounts of `line`."""
    year = (f"Exercice {line.round.year}", line.round.get_absolute_url())
    return [FINANCEMENT, year, (line.name, line.get_absolute_url()), (title, "")]


def line_to_write(request: HttpRequest, year: int, slug: str) -> Allocation:
    """The line in force of a centre whose amounts this person may write; 404 for anyone else."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.exercise, slug)
    if not versions.is_in_force or not rights_on_money(request.user, line.centre).may_write:
        raise Http404
    return line


CORRECTED = ("amount", "on", "reference", "reason")


def correct_notification(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Correct a notified amount."""
    line = line_to_write(request, year, slug)
    return _amend(request, line, Notification, pk, CorrectNotificationForm, correct, "Corriger une notification")


def cancel_notification(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Cancel a notification that should not be there."""
    line = line_to_write(request, year, slug)
    return _amend(request, line, Notification, pk, CancelForm, cancel, "Annuler une notification")


def correct_payment(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Correct a payment."""
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
        messages.info(request, french.typeset(f"C’est déjà fait : montant annulé le {french.date(row.cancelled_on)}."))
        return redirect(line)
    form = form_class(request.POST or None, initial={name: getattr(row, name, "") for name in CORRECTED})
    page = FormPage(
        title=title,
        crumbs=crumbs_of(line, title)[:-1],
        done="C’est enregistré\u00a0; l’ancienne ligne reste, barrée.",
        to=line,
        template="funding/payments/amend_form.html",
        context={"line": line, "row": row, "title": title, "amounts": amounts_of(line, request.user)},
    )
    return form_page(request, form, lambda data: act(row, line, actor=request.user, **data), page)
