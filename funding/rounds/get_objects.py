"""Exercises and lines within the reader's rights; 404 for the others, as for what does not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy

from centres.models.mandate import holds
from funding.enums import RoundState
from funding.models import Allocation, Round
from funding.models.round import NATIONAL_STAFF

FINANCEMENT = ("Financement", reverse_lazy("funding:index"))


@dataclass(frozen=True, kw_only=True)
class Versions:
    """The exercise of the page, and all those that the reader may open, the latest first."""

    exercise: Round
    rounds: tuple[Round, ...]

    @property
    def of_year(self) -> tuple[Round, ...]:
        """The versions of the same year."""
        return tuple(exercise for exercise in self.rounds if exercise.year == self.exercise.year)

    @property
    def by_default(self) -> tuple[Round, ...]:
        """The default version of each year, the latest year first."""
        years = sorted({exercise.year for exercise in self.rounds}, reverse=True)
        return tuple(_by_default([exercise for exercise in self.rounds if exercise.year == year])[0] for year in years)

    @property
    def is_in_force(self) -> bool:
        return self.exercise.state == RoundState.ADOPTED


def versions_or_404(request: HttpRequest, year: int) -> Versions:
    """The version of `year` in `?version=`, by default the one in force (1 query)."""
    rounds = tuple(Round.objects.visible_to(request.user).defer("frozen").select_related("scale", "adopted_by"))
    of_year = [exercise for exercise in rounds if exercise.year == year]
    version = request.GET.get("version", "")
    candidates = (
        [exercise for exercise in of_year if str(exercise.version) == version] if version else _by_default(of_year)
    )
    if not candidates:
        raise Http404
    return Versions(exercise=candidates[0], rounds=rounds)


def _by_default(of_year: list[Round]) -> list[Round]:
    """The adopted version first, otherwise the latest one."""
    return [exercise for exercise in of_year if exercise.state == RoundState.ADOPTED] or of_year


def line_or_404(request: HttpRequest, exercise: Round, slug: str) -> Allocation:
    """The line of the centre `slug` in `exercise`."""
    lines = Allocation.objects.visible_to(request.user).select_related("centre")
    line = get_object_or_404(lines, round=exercise, centre__slug=slug)
    line.round = exercise  # the same object, which leaves the heavy frozen content in the database
    return line


def national_staff_or_404(request: HttpRequest) -> None:
    """404 for anyone who may not prepare exercises."""
    if not holds(request.user, *NATIONAL_STAFF):
        raise Http404


def in_preparation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: national staff only; passes the exercise of the year in preparation; once adopted, a page says so."""

    @wraps(view)
    def wrapper(request: HttpRequest, year: int, **parameters: str) -> HttpResponse:
        national_staff_or_404(request)
        rounds = Round.objects.visible_to(request.user).filter(year=year)
        exercise = rounds.filter(state=RoundState.OPEN).select_related("scale", "replaces").first()
        if exercise:
            return view(request, exercise, **parameters)
        # Once adopted: the answers just sent are shown, 409 after a POST.
        exercise = get_object_or_404(rounds.adopted().select_related("adopted_by").defer("frozen"))
        context = {
            "exercise": exercise,
            "answers": [(label, request.POST[name]) for name, label in FORM_FIELDS if request.POST.get(name)],
            "breadcrumb": [
                FINANCEMENT,
                (f"Exercice {exercise.year}", exercise.get_absolute_url()),
                ("Préparation", ""),
            ],
        }
        return render(
            request, "funding/rounds/already_adopted.html", context, status=409 if request.method == "POST" else 200
        )

    return wrapper


FORM_FIELDS = (("qpv", "Nombre de quartiers prioritaires"), ("km", "Médiane des distances (km)"), ("reason", "Motif"))
