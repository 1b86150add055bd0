"""Pages of an exercise: its table and files, the calculation of one centre, and what national staff do to it.

National staff prepare an exercise, correct its data, adopt it, correct it after adoption.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.acts.form_page import FormPage, act_or_message, form_page
from accounts.models import User
from centres.models.mandate import holds
from documents.downloads import attachment, attachment_in
from documents.forms.sorting import Order, page_of
from funding.enums import RoundState
from funding.formula.allocate import FormulaError
from funding.models import Allocation, Round
from funding.models.round import NATIONAL_STAFF
from funding.payments.queries import amounts_of
from funding.payments.services import rights_on_money
from funding.rounds import services as rounds
from funding.rounds.calculation import IncompleteError, why_not
from funding.rounds.comparison import against_replaced, preview, scale_moved
from funding.rounds.exports import print_allocation, table_csv, table_pdf, table_workbook
from funding.rounds.forms import CorrectionForm, FigureForm, PrepareForm
from funding.rounds.get_objects import (
    FINANCEMENT,
    Versions,
    in_preparation,
    line_or_404,
    national_staff_or_404,
    versions_or_404,
)
from funding.rounds.lists import Selection, columns_for
from funding.rounds.queries import (
    Anomaly,
    RoundTable,
    Severity,
    allocation_context,
    anomalies_of,
    index_chart_of,
    round_table,
    scale_chart_of,
    totals_of,
)
from funding.rounds.workflow import ROUND_WORKFLOW


def index(request: HttpRequest) -> HttpResponse:
    """Redirects to the latest exercise in force; a page of its own before the first adoption."""
    exercises = Round.objects.visible_to(request.user).order_by("-year").defer("frozen")
    latest = exercises.adopted().first() or exercises.first()
    if latest:
        return redirect(latest)
    return render(
        request,
        "funding/rounds/none.html",
        {"may_prepare": holds(request.user, *NATIONAL_STAFF), "breadcrumb": [FINANCEMENT]},
    )


def round_page(request: HttpRequest, year: int) -> HttpResponse:
    """The table of one exercise: who gets what, what changed, what deserves attention."""
    versions = versions_or_404(request, year)
    table = round_table(versions.exercise, request.user)
    selection = Selection(request.GET)
    rows = [row for row in table.rows if selection.keeps(row)]
    columns = columns_for(with_money=table.shows_money)
    order = Order.from_query(columns, request.GET)
    page = page_of(order.of(rows), request.GET)
    return render(
        request,
        "funding/rounds/round.html",
        {
            "versions": versions,
            "exercise": versions.exercise,
            "table": table,
            "page": page,
            "totals": totals_of(rows),
            "selection": selection,
            "headings": order.headings(columns, request.GET),
            "chart": index_chart_of(versions.exercise, page),
            "may_prepare": holds(request.user, *NATIONAL_STAFF),
            "breadcrumb": [FINANCEMENT, (f"Exercice {year}", "")],
        },
    )


def round_file(request: HttpRequest, year: str, kind: str) -> HttpResponse:
    """The whole table as a file: `csv`, `xlsx` or `pdf`; a workbook recalculates, so it waits for every figure."""
    versions = versions_or_404(request, int(year))
    table = round_table(versions.exercise, request.user)
    stem = f"financement-crpv-{year}" + (f"-v{versions.exercise.version}" if versions.exercise.version > 1 else "")
    writers = {
        "csv": lambda: table_csv(table),
        "xlsx": lambda: table_workbook(table),
        "pdf": lambda: table_pdf(table),
    }
    try:
        return attachment_in(kind, stem, writers)
    except (IncompleteError, FormulaError) as refusal:  # a draft that waits for its figures has no workbook
        messages.error(request, f"Le classeur attend un calcul complet. {refusal}")
        return redirect("funding:exercise", versions.exercise.year)


def allocation_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The calculation of a centre; amounts notified and paid, for those who may open its file."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.exercise, slug)
    rights = rights_on_money(request.user, line.centre)
    return render(
        request,
        "funding/rounds/allocation.html",
        {
            **explained(line, versions),
            "versions": versions,
            "rights": rights,
            "amounts": amounts_of(line, request.user) if rights.may_read else [],
            "may_record": versions.is_in_force and rights.may_write,
            "breadcrumb": [FINANCEMENT, (f"Exercice {year}", versions.exercise.get_absolute_url()), (line.name, "")],
        },
    )


def explained(line: Allocation, versions: Versions) -> dict[str, object]:
    """Template context of one line, for the page and the PDF."""
    context = allocation_context(line, versions.rounds)
    return {
        "line": line,
        "exercise": line.round,
        "previous": context.previous,
        "evolution": context.evolution,
        "round_ids": context.rounds,
        "anomalies": anomalies_of(line, context.previous),
        "chart": scale_chart_of(line, context.other_indices),
    }


def allocation_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The same calculation as a PDF."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.exercise, slug)
    return attachment(print_allocation(line, explained(line, versions)), f"financement-{slug}-{year}.pdf")


def prepare(request: HttpRequest) -> HttpResponse:
    """Open the exercise of a year from the registry."""
    national_staff_or_404(request)

    def act(data: dict[str, Any]) -> str:
        exercise = rounds.prepare(data["year"], data["scale"], actor=request.user)
        messages.success(request, f"L’exercice {exercise.year} est préparé\u00a0: vérifiez les points d’attention.")
        return reverse("funding:exercise", args=[exercise.year])

    page = FormPage(
        title="Préparer un exercice", creates=True, crumbs=[FINANCEMENT], template="funding/rounds/prepare.html"
    )
    return form_page(request, PrepareForm(request.POST or None), act, page)


@in_preparation
def exercise_page(request: HttpRequest, exercise: Round) -> HttpResponse:
    """An exercise in preparation: its data, what is missing or doubtful, and what may be done."""
    table = round_table(exercise)
    findings = [(row, anomaly) for row in table.rows for anomaly in row.anomalies]
    return render(
        request,
        "funding/rounds/exercise.html",
        {
            "exercise": exercise,
            "table": table,
            "page": page_of(table.rows, request.GET),
            "refusals": [] if exercise.calculated_at else why_not(exercise),
            "blocking": [pair for pair in findings if pair[1].severity == Severity.BLOCKING],
            "warnings": [pair for pair in findings if pair[1].severity == Severity.WARNING],
            "notices": _findings_of(table, Severity.NOTICE),
            "transitions": [
                transition
                for transition in ROUND_WORKFLOW.offered(request.user, exercise)
                if not transition.check(exercise)
            ],
            "comparison": against_replaced(exercise),
            "breadcrumb": _crumbs(exercise, "Préparation"),
        },
    )


def _findings_of(table: RoundTable, severity: Severity) -> list[tuple[Anomaly, list[str]]]:
    """The findings of one gravity, each once, with the centres it concerns."""
    return [(anomaly, names) for anomaly, names in table.findings if anomaly.severity == severity]


def _crumbs(exercise: Round, label: str) -> list[tuple[str, str]]:
    return [FINANCEMENT, (f"Exercice {exercise.year}", exercise.get_absolute_url()), (label, "")]


@in_preparation
def figure(request: HttpRequest, exercise: Round, slug: str) -> HttpResponse:
    """Correct one centre's figures: first a preview of the effect on every centre, then the confirmation."""
    line = line_or_404(request, exercise, slug)
    initial = {"qpv": line.qpv, "km": line.km, "in_formula": line.in_formula, "reason": line.input_reason}
    form = FigureForm(request.POST or None, initial=initial)
    effect: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        is_fresh = request.POST.get("seen", exercise.stamp) == exercise.stamp
        if "confirm" in request.POST and not is_fresh:
            form.add_error(None, rounds.STALE_PREVIEW)
        elif "confirm" in request.POST:
            correction = replace(form.correction(), preview_stamp=request.POST.get("seen"))
            done = f"Donnée corrigée pour {line.name}"
            return _recalculated(request, exercise, done, rounds.correct_figure, line, correction)
        effect = _effect(line, form)
    return render(
        request,
        "funding/rounds/figure.html",
        {"form": form, "line": line, "exercise": exercise, **effect,
         "breadcrumb": [*_crumbs(exercise, "")[:2], (line.name, "")]},
    )  # fmt: skip


def _effect(line: Allocation, form: FigureForm) -> dict[str, object]:
    """Context of the preview: the whole network compared, or what is missing to calculate it."""
    try:
        return {"comparison": preview(line, form.correction())}
    except IncompleteError as refusal:
        return {"missing": str(refusal)}
    except FormulaError as refusal:
        form.add_error(None, str(refusal))
        return {}


def _done(request: HttpRequest, exercise: Round, message: str, act: Callable, *facts: object) -> HttpResponse:
    """Act, with a message; a refusal is a message too: the exercise may have been adopted or abandoned meanwhile."""

    def next_page() -> str:
        # Its preparation while it is open, its table once it is adopted, the index once it is deleted.
        versions = Round.objects.filter(year=exercise.year)
        if versions.filter(state=RoundState.OPEN).exists():
            return reverse("funding:exercise", args=[exercise.year])
        return exercise.get_absolute_url() if versions.exists() else reverse("funding:index")

    return act_or_message(request, partial(act, *facts, actor=request.user), done=message, to=next_page)


def _recalculated(request: HttpRequest, exercise: Round, done: str, act: Callable, *facts: object) -> HttpResponse:
    """The same for an act that recalculates: the message says whether the network could be calculated."""

    def act_and_report(actor: User) -> None:
        calculated = act(*facts, actor=actor)
        if calculated.calculated_at:
            messages.success(request, f"{done}\u202f; tout le réseau est recalculé.")
        else:
            messages.warning(request, f"{done}\u202f; le calcul attend les données qui manquent.")

    return _done(request, exercise, "", act_and_report)


@in_preparation
def refresh(request: HttpRequest, exercise: Round) -> HttpResponse:
    """Read the registry again and recalculate."""
    if request.method != "POST":  # an address copied, a page gone back to
        messages.info(request, "Le référentiel se relit par le bouton de cette page.")
        return redirect("funding:exercise", exercise.year)
    done = "Référentiel relu, données corrigées gardées"
    return _recalculated(request, exercise, done, rounds.refresh, exercise)


@in_preparation
def adopt(request: HttpRequest, exercise: Round) -> HttpResponse:
    """Adopt: a confirmation page, then the act."""
    if request.method == "POST":
        message = f"L’exercice {exercise.year} est adopté\u00a0: ses données, ses étapes et ses résultats sont figés."
        return _done(request, exercise, message, rounds.adopt, exercise)
    table = round_table(exercise)
    return render(
        request,
        "funding/rounds/adopt.html",
        {
            "exercise": exercise,
            "scale_moved": scale_moved(exercise),
            "table": table,
            "warnings": _findings_of(table, Severity.WARNING),
            "breadcrumb": _crumbs(exercise, "Adopter"),
        },
    )


@in_preparation
def abandon(request: HttpRequest, exercise: Round) -> HttpResponse:
    """Abandon a preparation: a confirmation page, then the act."""
    if request.method == "POST":
        message = f"La préparation de l’{exercise} est abandonnée."
        return _done(request, exercise, message, rounds.abandon, exercise)
    return render(
        request, "funding/rounds/abandon.html", {"exercise": exercise, "breadcrumb": _crumbs(exercise, "Abandonner")}
    )


def correct(request: HttpRequest, year: int) -> HttpResponse:
    """Open a correction of the version in force, with its reason."""
    national_staff_or_404(request)
    versions = {
        exercise.state: exercise
        for exercise in Round.objects.visible_to(request.user).filter(year=year).defer("frozen")
    }
    exercise = versions.get(RoundState.ADOPTED)
    if RoundState.OPEN in versions and (exercise is None or request.method != "POST"):
        messages.info(request, f"L’{versions[RoundState.OPEN]} est déjà en préparation\u00a0: corrigez-le ici.")
        return redirect("funding:exercise", year)
    if exercise is None:
        raise Http404
    page = FormPage(
        title="Corriger",
        creates=True,
        crumbs=_crumbs(exercise, "")[:-1],
        done="La correction est ouverte\u00a0: la version en vigueur reste publiée jusqu’à son adoption.",
        to=reverse("funding:exercise", args=[year]),
        template="funding/payments/correct.html",
        context={"exercise": exercise},
    )
    form = CorrectionForm(request.POST or None, initial={"scale": exercise.scale_id})
    return form_page(request, form, lambda data: rounds.open_correction(exercise, actor=request.user, **data), page)
