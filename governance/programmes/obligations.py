"""Duties: programmes of the team, minutes of bodies, the national programme."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates, holds
from documents import french
from governance.enums import ProgrammeState
from governance.models import Meeting, Programme, Worksite
from governance.registers.obligations import Duty
from governance.registers.rules import PageLink

YEAR = dt.timedelta(days=365)
NEXT_YEAR_FROM = 10  # the programme of a year is prepared in the last quarter of the one before (domaine.md §1.10)


def of_the_year(user: User, today: dt.date) -> Iterator[Duty]:
    """The meetings without minutes, and the programmes whose next step the team must take (2 queries)."""
    centres = {m.centre_id: m.centre for m in active_mandates(user) if m.role == Role.DIRECTOR and m.centre}
    runs_network = holds(user, *NETWORK_ROLES)
    if not centres and not runs_network:
        return
    bodies = Q(body__centre__in=centres) | (Q(body__centre=None) if runs_network else Q(pk__in=[]))
    lacking = Q(is_held=False) | Q(minutes="")
    meetings = Meeting.objects.filter(lacking, bodies, on__lt=today, on__gte=today - YEAR).order_by()
    for pk, on, body, centre in meetings.values_list("pk", "on", "body__name", "body__centre__usual_name"):
        sentence = f"{body}, réunion du {french.date(on)} : dites si elle s’est tenue, et ce qui en sort."
        yield Duty.of(on, centre or "Réseau", "compte rendu à écrire", sentence, PageLink("governance:meeting", (pk,)))
    states: dict[int, dict[int, str]] = defaultdict(dict)
    programmes = Programme.objects.filter(centre__in=centres, year__range=(today.year - 1, today.year + 1)).order_by()
    for key, year, state in programmes.values_list("centre", "year", "state"):
        states[key][year] = state
    for key, centre in centres.items():
        yield from _of_programmes(centre, states[key], today)


NEXT_STEPS = {
    ProgrammeState.DRAFT: ("programme {year} à soumettre", "Le brouillon attend d’être soumis à l’instance."),
    ProgrammeState.SUBMITTED: ("validation du programme {year} à enregistrer", "Donnez l’instance et la date (R-79)."),
    ProgrammeState.VALIDATED: ("année {year} à commencer", "Le programme est validé : commencez l’année."),
}


def _of_programmes(centre: Centre, states: dict[int, str], today: dt.date) -> Iterator[Duty]:
    """What the team owes on the programmes of last year, this year, and the next one from October."""
    last, this, after = today.year - 1, today.year, today.year + 1
    if states.get(last) == ProgrammeState.UNDER_WAY:
        sentence = f"Le versement de {this} attend la justification de {last} (R-86)."
        yield _of_programme(centre, last, f"année {last} à clore", sentence)
    years = (last, this, after) if today.month >= NEXT_YEAR_FROM else (last, this)
    for year in years:
        state = states.get(year)
        if state in NEXT_STEPS and not (state == ProgrammeState.VALIDATED and year > this):
            what, sentence = NEXT_STEPS[ProgrammeState(state)]
            yield _of_programme(centre, year, what.format(year=year), sentence)
        elif state is None and year >= this:
            sentence = f"Ouvrez-le ici, à partir de l’année {year - 1} si elle est saisie."
            link = PageLink("governance:programme_new", (centre.slug,))
            yield Duty.of(dt.date(year, 1, 1), centre.usual_name, f"programme {year} à préparer", sentence, link)


def _of_programme(centre: Centre, year: int, what: str, sentence: str) -> Duty:
    link = PageLink("governance:programme", (centre.slug, year))
    return Duty.of(dt.date(year, 1, 1), centre.usual_name, what, sentence, link)


def of_the_network(user: User, today: dt.date) -> Iterator[Duty]:
    """The national programme of next year, to propose and to validate in the last quarter (R-110): 1 query."""
    if not holds(user, Role.NATIONAL):
        return
    year = today.year + 1
    validated = list(Worksite.objects.filter(year=year).values_list("validated_at", flat=True))
    if today.month < NEXT_YEAR_FROM or (validated and all(validated)):
        return
    sentence = "Il se valide à la dernière séance de l’année du comité technique (R-110)."
    what = f"programme national {year} à {'valider' if validated else 'proposer'}"
    yield Duty.of(dt.date(today.year, 12, 31), "Réseau", what, sentence, PageLink("governance:national", (year,)))
