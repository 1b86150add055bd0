"""Fetching exercises and lines within the reader's rights; a stranger gets the same 404 as for what does not exist."""

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
from funding.models.round import KEEPERS, RoundQuerySet

FINANCEMENT = ("Financement", reverse_lazy("funding:index"))


@dataclass(frozen=True, kw_only=True)
class Versions:
    """The exercise shown, and all those that the reader may open, the latest first."""

    shown: Round
    rounds: tuple[Round, ...]

    @property
    def of_year(self) -> tuple[Round, ...]:
        """The versions of the year shown."""
        return tuple(one for one in self.rounds if one.year == self.shown.year)

    @property
    def by_default(self) -> tuple[Round, ...]:
        """The version that each year opens on, the latest year first."""
        years = sorted({one.year for one in self.rounds}, reverse=True)
        return tuple(_by_default([one for one in self.rounds if one.year == year])[0] for year in years)

    @property
    def is_in_force(self) -> bool:
        return self.shown.state == RoundState.ADOPTED


def versions_or_404(request: HttpRequest, year: int) -> Versions:
    """The version of `year` asked by `?version=`, by default the one in force (1 query)."""
    rounds = tuple(Round.objects.visible_to(request.user).defer("frozen").select_related("scale", "adopted_by"))
    of_year = [one for one in rounds if one.year == year]
    asked = request.GET.get("version", "")
    shown = [one for one in of_year if str(one.version) == asked] if asked else _by_default(of_year)
    if not shown:
        raise Http404
    return Versions(shown=shown[0], rounds=rounds)


def _by_default(of_year: list[Round]) -> list[Round]:
    """The adopted version first, otherwise the latest one."""
    return [one for one in of_year if one.state == RoundState.ADOPTED] or of_year


def line_or_404(request: HttpRequest, exercise: Round, slug: str) -> Allocation:
    """The line of the centre `slug` in `exercise`."""
    lines = Allocation.objects.visible_to(request.user).select_related("centre")
    line = get_object_or_404(lines, round=exercise, centre__slug=slug)
    line.round = exercise  # the same object, which leaves the heavy frozen content in the database
    return line


def keepers_only(request: HttpRequest) -> None:
    """404 for those to whom the preparation of exercises does not exist."""
    if not holds(request.user, *KEEPERS):
        raise Http404


def in_preparation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give `view` the exercise of the year in preparation, for national staff; once adopted, say so and where it is."""

    @wraps(view)
    def shown(request: HttpRequest, year: int, **holes: str) -> HttpResponse:
        keepers_only(request)
        rounds = Round.objects.visible_to(request.user).filter(year=year)
        exercise = rounds.filter(state=RoundState.OPEN).select_related("scale", "replaces").first()
        return view(request, exercise, **holes) if exercise else _already_adopted(request, rounds)

    return shown


TYPED = (("qpv", "Nombre de quartiers prioritaires"), ("km", "Médiane des distances (km)"), ("reason", "Motif"))


def _already_adopted(request: HttpRequest, rounds: RoundQuerySet) -> HttpResponse:
    """A page sent again, an old tab: what already happened, and what was typed in vain, to take back."""
    exercise = get_object_or_404(rounds.adopted().select_related("adopted_by").defer("frozen"))
    context = {
        "exercise": exercise,
        "typed": [(label, request.POST[name]) for name, label in TYPED if request.POST.get(name)],
        "breadcrumb": [FINANCEMENT, (f"Exercice {exercise.year}", exercise.get_absolute_url()), ("Préparation", "")],
    }
    return render(
        request, "funding/rounds/already_adopted.html", context, status=409 if request.method == "POST" else 200
    )
