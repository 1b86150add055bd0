"""Programmes and actions within the reader's rights; Http404 for those that one may not open, as for absent ones."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy

from centres.models import Centre
from centres.models.centre import directs
from governance.models import Action, Programme
from governance.programmes.actions.queries import with_cartography
from governance.programmes.queries import with_facts

PROGRAMMES = ("Programmes", reverse_lazy("governance:programmes"))
Crumb = tuple[str, object]


def programme_or_404(request: HttpRequest, slug: str, year: int) -> Programme:
    """The programme, for those who may read it (1 query)."""
    return get_object_or_404(with_facts(Programme.objects.visible_to(request.user)), centre__slug=slug, year=year)


def own_programme_or_404(request: HttpRequest, slug: str, year: int) -> Programme:
    """The programme, for the team of its centre only."""
    programme = programme_or_404(request, slug, year)
    if not directs(request.user, programme.centre):
        raise Http404
    return programme


def own_centre_or_404(request: HttpRequest, slug: str) -> Centre:
    """The centre, for its team only."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), slug=slug)
    if not directs(request.user, centre):
        raise Http404
    return centre


def action_or_404(request: HttpRequest, slug: str, year: int, pk: int) -> Action:
    """The action and its programme, for those who may read them (1 query)."""
    actions = with_cartography(Action.objects.visible_to(request.user))
    return get_object_or_404(actions, pk=pk, programme__centre__slug=slug, programme__year=year)


def own_action_or_404(request: HttpRequest, slug: str, year: int, pk: int) -> Action:
    """The action, for the team of its centre only."""
    action = action_or_404(request, slug, year, pk)
    if not directs(request.user, action.programme.centre):
        raise Http404
    return action


def crumbs_of(programme: Programme, *more: Crumb) -> list[Crumb]:
    """« Programmes › Ici, 2026 › … »; the last one is the page itself."""
    name = f"{programme.centre.usual_name}, {programme.year}"
    if not more:
        return [PROGRAMMES, (name, "")]
    return [PROGRAMMES, (name, programme.get_absolute_url()), *more]


def crumbs_of_action(action: Action, *more: Crumb) -> list[Crumb]:
    """« Programmes › Ici, 2026 › Réseau des équipes › … »."""
    if not more:
        return crumbs_of(action.programme, (action.title, ""))
    return crumbs_of(action.programme, (action.title, action.get_absolute_url()), *more)
