"""Duties: conventions of the lead region, programmes of the team, minutes of bodies, the national programme."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates, holds
from documents import french
from governance.conventions.checks import papers_missing
from governance.conventions.obligations import dated_items, title_of
from governance.conventions.schedule import TERM, final_review_of, with_schedule
from governance.enums import AgreementKind, ConventionState, ProgrammeState, ReviewState
from governance.models import Convention, Meeting, Programme, Worksite
from governance.models.convention import LIVE
from governance.registers.obligations import Duty
from governance.registers.rules import PageLink

SOON = dt.timedelta(days=60)
YEAR = dt.timedelta(days=365)
NEXT_YEAR_FROM = 10  # the programme of a year is prepared in the last quarter of the one before (domaine.md §1.10)
OPEN = (*LIVE, ConventionState.DRAFT, ConventionState.EXPIRED)


def of_conventions(user: User, today: dt.date) -> Iterator[Duty]:
    """What the lead region must sign, review or close, and the final reviews that a team must agree on (3 queries).

    An agreement that the region recorded stays a duty of the team until it confirms or contests it, validated or not.
    """
    mine = [mandate.centre_id for mandate in active_mandates(user) if mandate.role == Role.DIRECTOR]
    if not mine and not any(mandate.role == Role.REGIONAL for mandate in active_mandates(user)):
        return
    led = Centre.objects.led_by(user)
    recorded = Q(final_review__agreement=AgreementKind.RECORDED, state__in=(*OPEN, ConventionState.REVIEWED))
    of_team = Q(centre__in=mine) & (Q(final_review__state=ReviewState.DRAFT, state__in=OPEN) | recorded)
    rows = Convention.objects.filter(Q(centre__in=led, state__in=OPEN) | of_team)
    rows = rows.annotate(is_led=Exists(led.filter(pk=OuterRef("centre"))))
    for convention in with_schedule(rows).select_related("cartography"):
        if convention.is_led:
            yield from _of_the_region(convention, today)
        elif duty := _agreement_duty(convention):
            yield duty


TO_AGREE = {
    "": "L’État et le centre l’établissent ensemble : relisez-le, puis donnez votre accord (R-82).",
    AgreementKind.CHANGES: "Vous avez demandé des modifications : la région répond, puis vous donnez votre accord.",
    AgreementKind.CONTESTED: "Vous avez contesté l’accord enregistré : la région répond, puis vous donnez le vôtre.",
    AgreementKind.REWRITTEN: "La région a modifié le texte : relisez-le, puis donnez votre accord (R-82).",
}
OBJECTIONS = {
    AgreementKind.CHANGES: "le centre demande des modifications du bilan final",
    AgreementKind.CONTESTED: "le centre conteste l’accord enregistré sur le bilan final",
}


def _agreement_duty(convention: Convention) -> Duty | None:
    """What the team owes on a final review: its agreement, or the reading of what was recorded in its name."""
    review = convention.final_review
    if review.agreement == AgreementKind.RECORDED:
        day = french.date(review.agreed_by_centre_on)
        sentence = f"La région l’a enregistré d’après un papier du {day} : confirmez-le, ou contestez-le (R-82)."
        what = "accord enregistré en votre nom sur le bilan final"
    elif review.agreed_by_centre_on is None:
        what, sentence = "accord à donner sur le bilan final", TO_AGREE[review.agreement]
    else:
        return None
    place = PageLink("governance:final_review", (convention.centre.slug, convention.pk))
    return _of_convention(convention, convention.final_review_due, what, sentence, place)


def _of_the_region(convention: Convention, today: dt.date) -> Iterator[Duty]:
    if convention.state == ConventionState.DRAFT:
        missing = papers_missing(convention)  # the amount is on its page: one query less a draft
        sentence = missing[0] if missing else "Ses pièces sont réunies : la signature est la prochaine étape."
        what = f"{convention.get_kind_display()} à signer"
        yield _of_convention(convention, convention.starts_on, what, sentence)
        return
    review = final_review_of(convention)
    if review is not None and review.agreement in OBJECTIONS:
        place = PageLink("governance:final_review", (convention.centre.slug, convention.pk))
        sentence = "Lisez ce qu’il écrit : modifiez le bilan, ou répondez-lui (R-82)."
        what = OBJECTIONS[AgreementKind(review.agreement)]
        yield _of_convention(convention, convention.final_review_due, what, sentence, place)
    for due in dated_items(convention):
        if due.is_done or due.due_on > today + SOON:
            continue
        day = french.date(due.due_on)
        if due.code != TERM:
            title = title_of(convention, due)
            when = "attendu depuis le" if due.due_on < today else "pour le"
            yield _of_convention(convention, due.due_on, title[0].lower() + title[1:], f"{when} {day}")
        elif due.due_on < today:
            yield _of_convention(convention, due.due_on, "échéance à constater", f"Terme passé le {day}.")


def _of_convention(convention: Convention, on: dt.date, what: str, sentence: str, link: PageLink | None = None) -> Duty:
    centre, sentence = convention.centre, f"{sentence[0].upper()}{sentence[1:].rstrip('.')}."
    link = link or PageLink("governance:convention", (centre.slug, convention.pk))
    return _duty(on, centre.usual_name, what, sentence, link)


def _duty(on: dt.date, debtor: str, what: str, sentence: str, link: PageLink) -> Duty:
    title = french.typeset(f"{debtor} : {what}")
    return Duty(on=on, title=title, sentence=french.typeset(sentence), link=link)


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
        yield _duty(on, centre or "Réseau", "compte rendu à écrire", sentence, PageLink("governance:meeting", (pk,)))
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
            yield _duty(dt.date(year, 1, 1), centre.usual_name, f"programme {year} à préparer", sentence, link)


def _of_programme(centre: Centre, year: int, what: str, sentence: str) -> Duty:
    link = PageLink("governance:programme", (centre.slug, year))
    return _duty(dt.date(year, 1, 1), centre.usual_name, what, sentence, link)


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
    yield _duty(dt.date(today.year, 12, 31), "Réseau", what, sentence, PageLink("governance:national", (year,)))
