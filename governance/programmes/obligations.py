"""What the team of a centre owes on its programmes, and national staff on the national programme."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from accounts.enums import NETWORK_ROLES, Role
from centres.models import Centre
from centres.models.mandate import active_mandates, holds
from documents import french
from governance.enums import ProgrammeState
from governance.law.legal_calendar import PAYMENT_DUE
from governance.models import Programme, Worksite
from governance.registers.obligations import NETWORK, Debtor, Obligation, Sort, Window
from governance.registers.rules import PageLink

NEXT_YEAR_FROM = 10  # the programme of a year is prepared in the last quarter of the one before (domaine.md §1.10)
NEXT_STEPS = {
    ProgrammeState.DRAFT: ("programme {year} à soumettre", "Le brouillon attend d’être soumis à l’instance."),
    ProgrammeState.SUBMITTED: ("validation du programme {year} à enregistrer", "Donnez l’instance et la date (R-79)."),
}


def of_programmes(window: Window) -> Iterator[Obligation]:
    """The next step of each programme of the reader's own centres, of last year, of this one and the next (1 query)."""
    centres = {m.centre_id: m.centre for m in active_mandates(window.user) if m.role == Role.DIRECTOR and m.centre}
    this, states = window.today.year, defaultdict[int, dict[int, str]](dict)
    programmes = Programme.objects.filter(centre__in=centres, year__range=(this - 1, this + 1)).order_by()
    for key, year, state in programmes.values_list("centre", "year", "state"):
        states[key][year] = state
    for key, centre in centres.items():
        last_day = centre.closed_on or dt.date.max
        for year in (this - 1, this, this + 1):
            if dt.date(year, 1, 1) < last_day:
                yield from _of_year(centre, year, states[key].get(year), this)


def _of_year(centre: Centre, year: int, state: str | None, this: int) -> Iterator[Obligation]:
    """A programme is due before its year; the year is closed once it is over, before the payment of the next (R-86)."""
    page = PageLink("governance:programme", (centre.slug, year))
    before = {"opens_on": dt.date(year - 1, NEXT_YEAR_FROM, 1), "due_on": dt.date(year - 1, 12, 31), "rule": "R-79"}
    if state is None and year >= this:
        yield _of(
            centre, f"{year}-preparer", f"programme {year} à préparer",
            f"Ouvrez-le ici, à partir de l’année {year - 1} si elle est saisie.",
            PageLink("governance:programme_new", (centre.slug,)), **before,
        )  # fmt: skip
    elif state in NEXT_STEPS:
        what, sentence = NEXT_STEPS[ProgrammeState(state)]
        yield _of(centre, f"{year}-{state}", what.format(year=year), sentence, page, **before)
    elif state == ProgrammeState.VALIDATED:
        sentence = "Le programme est validé : commencez l’année."
        yield _of(
            centre, f"{year}-commencer", f"année {year} à commencer", sentence, page, opens_on=dt.date(year, 1, 1)
        )
    elif state == ProgrammeState.UNDER_WAY:
        yield _of(
            centre, f"{year}-clore", f"année {year} à clore",
            f"Saisissez le budget réalisé et dites ce que chaque action est devenue : le versement de {year + 1} "
            f"attend la justification de {year} (R-86).",
            page, opens_on=dt.date(year + 1, 1, 1), due_on=PAYMENT_DUE.on(year + 1), rule="R-86",
        )  # fmt: skip


def _of(centre: Centre, code: str, what: str, sentence: str, link: PageLink, **fields: Any) -> Obligation:
    return Obligation(
        key=f"programme-{centre.pk}-{code}",
        debtor=Debtor(Role.DIRECTOR, centre.pk),
        what=what,
        link=link,
        sort=Sort.PROGRAMME,
        sentence=french.typeset(sentence),
        centre=centre.usual_name,
        slug=centre.slug,
        **fields,
    )


def of_the_network(window: Window) -> Iterator[Obligation]:
    """The national programme of next year, to propose and to validate in the last quarter (R-110): 1 query."""
    if window.today.month < NEXT_YEAR_FROM or not holds(window.user, *NETWORK_ROLES):
        return
    year = window.today.year + 1
    validated = list(Worksite.objects.filter(year=year).values_list("validated_at", flat=True))
    yield Obligation(
        key=f"programme-national-{year}",
        debtor=NETWORK,
        what=f"programme national {year} à {'valider' if validated else 'proposer'}",
        link=PageLink("governance:national", (year,)),
        sort=Sort.PROGRAMME,
        rule="R-110",
        opens_on=dt.date(year - 1, NEXT_YEAR_FROM, 1),
        due_on=dt.date(year - 1, 12, 31),
        is_done=bool(validated) and all(validated),
        sentence="Il se valide à la dernière séance de l’année du comité technique.",
        centre="Réseau",
    )
