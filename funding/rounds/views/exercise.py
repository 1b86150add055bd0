"""Pages of national staff: prepare an exercise, correct its data, adopt it, correct it after adoption."""

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
from documents.forms.sorting import page_of
from funding.enums import RoundState
from funding.formula.allocate import FormulaError
from funding.models import Allocation, Round
from funding.rounds import services as rounds
from funding.rounds.anomalies import Anomaly, Severity
from funding.rounds.calculation import IncompleteError, why_not
from funding.rounds.comparison import against_replaced, preview, scale_moved
from funding.rounds.forms import CorrectionForm, FigureForm, PrepareForm
from funding.rounds.queries import RoundTable, round_table
from funding.rounds.views.get_objects import FINANCEMENT, in_preparation, line_or_404, national_staff_or_404
from funding.rounds.workflow import ROUND_WORKFLOW


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
        if "confirm" in request.POST and _is_fresh(request, exercise, form):
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


def _is_fresh(request: HttpRequest, exercise: Round, form: FigureForm) -> bool:
    """Whether the confirmed preview is still exact; otherwise the form says so."""
    if request.POST.get("seen", exercise.stamp) == exercise.stamp:
        return True
    form.add_error(None, rounds.STALE_PREVIEW)
    return False


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
    act = partial(act, *facts, actor=request.user)
    return act_or_message(request, act, done=message, to=lambda: _page_of(exercise))


def _recalculated(request: HttpRequest, exercise: Round, done: str, act: Callable, *facts: object) -> HttpResponse:
    """The same for an act that recalculates: the message says whether the network could be calculated."""

    def act_and_report(actor: User) -> None:
        calculated = act(*facts, actor=actor)
        if calculated.calculated_at:
            messages.success(request, f"{done}\u202f; tout le réseau est recalculé.")
        else:
            messages.warning(request, f"{done}\u202f; le calcul attend les données qui manquent.")

    return _done(request, exercise, "", act_and_report)


def _page_of(exercise: Round) -> str:
    """Its preparation page while it is open, its table once it is adopted, the index once it is deleted."""
    versions = Round.objects.filter(year=exercise.year)
    if versions.filter(state=RoundState.OPEN).exists():
        return reverse("funding:exercise", args=[exercise.year])
    return exercise.get_absolute_url() if versions.exists() else reverse("funding:index")


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
