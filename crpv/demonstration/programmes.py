"""Programmes of the demonstration: 2025 done, 2026 under way, 2027 in preparation, for six centres."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from accounts.acts.edit_conflicts import form_token
from accounts.models import User
from centres.models import Centre
from crpv.demonstration.bodies import ORIENTATION
from crpv.demonstration.money import granted
from crpv.demonstration.programme_catalogue import (
    CENTRES,
    COMPLEMENTARY_INCOME,
    CORE_INCOME,
    EXPENSES,
    MARK,
    PUBLIC_SHARES,
    STUDY,
    Invented,
    Sample,
)
from governance.enums import ActionState, Destination, Mode, Stage
from governance.models import Action, Attendance, Body, Orientation, Programme, Session
from governance.programmes.actions.services import save_action
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from governance.programmes.budget.queries import BudgetPost
from governance.programmes.budget.services import save_budget
from governance.programmes.paid_services.services import ServiceInput, save_service
from governance.programmes.services import PriorityInput, actions_to_copy, open_programme, present, validate
from governance.programmes.workflow import PROGRAMME_WORKFLOW

FIRST_WEEK, LAST_WEEK = 3, 48
AUGUST = (31, 35)


def hold_sessions(actions: Iterable[tuple[Action, Sample]], *, until: dt.date) -> None:
    """Record every session of the actions up to that day, all at once."""
    planned = [
        (session, sample, rank)
        for place, (action, sample) in enumerate(actions)
        for rank, session in enumerate(_sessions_of(action, sample, place))
        if session.on <= until
    ]
    Session.objects.bulk_create(session for session, _, _ in planned)
    Attendance.objects.bulk_create(
        row for session, sample, rank in planned for row in _attendances_of(session, sample, rank)
    )


def _sessions_of(action: Action, sample: Sample, place: int) -> Iterable[Session]:
    """At even distance from one another, away from August, from Tuesday to Thursday."""
    for rank in range(sample.sessions):
        week = FIRST_WEEK + (LAST_WEEK - FIRST_WEEK) * (2 * rank + 1) // (2 * sample.sessions) + place % 3
        if AUGUST[0] <= week <= AUGUST[1]:
            week = AUGUST[1] + 1
        on = dt.date.fromisocalendar(action.programme.year, week, 2 + place % 3)
        mode = (Mode.REMOTE, Mode.HYBRID)[rank % 2] if sample.remote else Mode.ON_SITE
        yield Session(action=action, on=on, half_days=sample.half_days, mode=mode)


def _attendances_of(session: Session, sample: Sample, rank: int) -> Iterable[Attendance]:
    people = sample.people + (rank * 7) % 5 - 2
    for public, share in PUBLIC_SHARES:
        count = round(people * share / 100) if not sample.more.get("is_for_elected") else people * (public == "elus")
        if count:
            on_site = {Mode.ON_SITE: count, Mode.REMOTE: 0, Mode.HYBRID: count // 2}[session.mode]
            yield Attendance(
                session=session, public=public, on_site=on_site, remote=count - on_site,
                mainstream=count // 3 if public in ("agents_collectivites", "agents_etat", "associations") else 0,
            )  # fmt: skip


DONE, CURRENT, NEXT = 2025, 2026, 2027
EMPTY = form_token({})


def load_programmes(*, actor: User) -> None:
    """Load the three years of each centre; a centre that has programmes is skipped."""
    for invented in CENTRES:
        centre = Centre.objects.with_identity().get(slug=invented.slug)
        if Programme.objects.filter(centre=centre).exists():
            continue
        for year in (DONE, CURRENT):
            _load_year(centre, year, invented, actor)
        # The draft of the next year, copied from this one; one centre has submitted it.
        current = Programme.objects.get(centre=centre, year=CURRENT)
        copied = [action for action in actions_to_copy(current) if action.in_programme]
        programme = open_programme(centre, NEXT, actor=actor, copied=copied)
        _introduce(programme, actor)
        if invented.last_state == "submitted":
            _budget(programme, Stage.PLANNED, invented, actor)
            PROGRAMME_WORKFLOW.move(programme, "submit", actor=actor)


def _load_year(centre: Centre, year: int, invented: Invented, actor: User) -> None:
    body = Body.objects.get(centre=centre, decides_programme=True)
    programme = open_programme(centre, year, actor=actor)
    _introduce(programme, actor)
    actions = _plan(programme, invented, body, actor)
    _budget(programme, Stage.PLANNED, invented, actor)
    PROGRAMME_WORKFLOW.move(programme, "submit", actor=actor)
    meeting = body.meetings.filter(is_held=True, on__year=year - 1).order_by("-on").first()
    on = meeting.on if meeting else dt.date(year - 1, 12, 10)
    programme = validate(programme, actor=actor, body=body, on=on, without_meeting=meeting is None)
    programme = PROGRAMME_WORKFLOW.move(programme, "start", actor=actor)
    until = dt.date(year, 12, 15) if year == DONE else dt.date(year, 9, 30)
    hold_sessions(actions, until=until)
    _change_in_the_year(programme, actions, actor)
    if year == DONE:
        for action in programme.actions.filter(state=ActionState.PLANNED):
            ACTION_WORKFLOW.move(action, "do", actor=actor)
        _budget(programme, Stage.ACTUAL, invented, actor)
        PROGRAMME_WORKFLOW.move(programme, "finish", actor=actor)


def _introduce(programme: Programme, actor: User) -> None:
    orientation, _ = Orientation.objects.get_or_create(year=programme.year, title=ORIENTATION)
    present(
        programme,
        actor=actor,
        introduction=f"{MARK} : le centre est réel, son programme est inventé.",
        priorities=[
            PriorityInput(text="Accompagner la mise en œuvre des contrats de ville", orientation=orientation),
            PriorityInput(text="Soutenir les sites peu dotés en ingénierie"),
        ],
    )


def _plan(programme: Programme, invented: Invented, body: Body, actor: User) -> list[tuple[Action, Sample]]:
    decided = dt.date(programme.year - 1, 12, 10)
    actions = [(_add(programme, sample, actor), sample) for sample in invented.core_actions]
    actions += [
        (_add(programme, sample, actor, decided_by=body, decided_on=decided), sample)
        for sample in invented.complementary_actions
    ]
    if invented.competitive:
        action = _add(programme, STUDY, actor, decided_by=body, decided_on=decided)
        service = ServiceInput(
            client="Un établissement public d’aménagement (inventé)",
            ordered_on=dt.date(programme.year, 2, 3),
            fits_purpose=True,
            price=Decimal(invented.competitive),
            paid_by_client=Decimal(invented.competitive),
            real_cost=Decimal(invented.competitive),
        )
        save_service(action, service, actor=actor)
        actions.append((action, STUDY))
    return actions


def _add(programme: Programme, sample: Sample, actor: User, *, reason: str = "", **more: object) -> Action:
    defaults = {
        "all_contracts": True,
        "publics": ["equipes_projet", "agents_collectivites", "agents_etat", "associations"],
    }
    action = Action(
        programme=programme, title=sample.title, mission=sample.mission, format=sample.format, theme=sample.theme,
        description=f"{MARK}.", **(defaults | sample.more | more),
    )  # fmt: skip
    return save_action(action, actor=actor, reason=reason)


def _budget(programme: Programme, stage: str, invented: Invented, actor: User) -> None:
    """A balanced budget, with what the State grants; the actual one is a little below the planned one."""
    part = Decimal(1) if stage == Stage.PLANNED else Decimal("0.98")
    totals = {
        Destination.CORE: invented.core * part,
        Destination.COMPLEMENTARY: invented.complementary * part,
        Destination.COMPETITIVE: Decimal(invented.competitive),
    }
    sources = {
        Destination.CORE: CORE_INCOME,
        Destination.COMPLEMENTARY: COMPLEMENTARY_INCOME,
        Destination.COMPETITIVE: (("prestations", 100),),
    }
    expenses = _rows(totals, dict.fromkeys(totals, EXPENSES), is_income=False)
    grants = {line.centre_id: amount for line, amount in granted(programme.year)}
    rows = []
    if grant := grants.get(programme.centre_id):
        (state, state_share), *others = CORE_INCOME
        rows.append(_income(state, {Destination.CORE.value: grant}))
        totals[Destination.CORE] -= grant
        sources[Destination.CORE] = [(post, Decimal(share * 100) / (100 - state_share)) for post, share in others]
    rows += [*_rows(totals, sources, is_income=True), *expenses]
    save_budget(programme, stage, rows, actor=actor, token=EMPTY)


def _rows(totals: dict, shares: dict, *, is_income: bool) -> list[BudgetPost]:
    amounts: dict[str, dict[str, Decimal]] = {}
    for destination, total in totals.items():
        # The total by shares in hundredths; the remainder goes to the first.
        parts = [(post, (total * share / 100).quantize(Decimal(1))) for post, share in shares[destination]]
        remainder = total - sum(amount for _, amount in parts)
        for post, amount in [(parts[0][0], parts[0][1] + remainder), *parts[1:]]:
            if amount:
                amounts.setdefault(post, {})[destination.value] = amount
    if is_income:
        return [_income(post, by_destination) for post, by_destination in amounts.items()]
    return [
        BudgetPost(is_income=False, post=post, nature="", label="", amounts=by_destination)
        for post, by_destination in amounts.items()
    ]


def _income(post: str, amounts: dict[str, Decimal]) -> BudgetPost:
    return BudgetPost(is_income=True, post=post, nature="financier", label="", amounts=amounts)


def _change_in_the_year(programme: Programme, actions: list[tuple[Action, Sample]], actor: User) -> None:
    """Add an action with its reason, postpone another, mark some as done."""
    sample = Sample(
        title="Rencontre sur les violences urbaines", mission="M1", format="groupe_travail", theme="prevention",
        sessions=1, people=30, more={"network_type": "ouvert", "network_name": "Prévention"},
    )  # fmt: skip
    reason = f"{MARK} : demande de la gouvernance après les événements de l’été."
    hold_sessions([(_add(programme, sample, actor, reason=reason), sample)], until=dt.date(programme.year, 9, 30))
    debate = next((action for action, sample in actions if sample.format == "debat"), None)
    if debate is not None and programme.year == CURRENT:
        debate.sessions.all().delete()
        ACTION_WORKFLOW.move(debate, "postpone", actor=actor, comment=f"{MARK} : intervenant indisponible.")
        for action, _ in actions[2:11:3]:
            ACTION_WORKFLOW.move(action, "do", actor=actor)
