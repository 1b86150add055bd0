"""What is owed on the opinions: communicated by 15 May, answered, transmitted by 30 June (R-138, R-139)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import TruncDate

from accounts.enums import Role
from centres.models import Centre
from centres.models.history import lead_region
from centres.models.mandate import active_mandates
from centres.union_rows import branch_of, union_rows
from documents import french
from evaluation.enums import COMMUNICATED, PREPARED, OpinionState
from evaluation.models import Contribution, Opinion
from governance.law.legal_calendar import CAMPAIGN_OPENS, FIGURES_DUE, OPINION_COMMUNICATED, OPINION_DUE, REPLY
from governance.registers.obligations import Debtor, Obligation, Sort, Window
from governance.registers.rules import PageLink


@dataclass(frozen=True)
class OpinionRow:
    """A version of an opinion, or (`pk` None) a centre alive in the year, whether it has an opinion or not."""

    centre: int
    slug: str
    name: str
    lead: int | None
    is_funded: bool
    year: int
    pk: int | None
    version: int | None
    state: str
    communicated_on: dt.date | None
    reply_due_on: dt.date | None
    transmitted_on: dt.date | None
    silent_department: int | None
    recorded_department: int | None
    contested_department: int | None


def of_opinions(window: Window) -> Iterator[Obligation]:
    """What each centre's opinion of each year waits for, those never opened included (1 query)."""
    rows: dict[tuple[int, int], list[OpinionRow]] = defaultdict(list)
    for row in union_rows(OpinionRow, _branches(window)):
        rows[row.centre, row.year].append(row)
    for of_year in rows.values():
        versions = sorted((row for row in of_year if row.pk), key=lambda row: row.version or 0)
        is_followed = len(versions) < len(of_year)
        yield from _of_year(of_year[0], versions, window.today, is_followed=is_followed)


def _branches(window: Window) -> Iterator[QuerySet]:
    years = [year for year in range(window.start.year - 1, window.end.year) if OPINION_DUE.on(year) >= window.start]
    departments = [m.department_id for m in active_mandates(window.user) if m.role == Role.DEPARTMENTAL]
    asked = Contribution.objects.filter(opinion=OuterRef("pk"))
    ours = asked.filter(department__in=departments)
    yield branch_of(
        OpinionRow, Opinion.objects.visible_to(window.user).filter(year__in=years), centre=F("centre_id"),
        slug=F("centre__slug"), name=F("centre__usual_name"), lead=lead_region("centre_id"),
        is_funded=F("centre__is_state_funded"), year=F("year"), pk=F("pk"), version=F("version"), state=F("state"),
        communicated_on=TruncDate("communicated_at"), reply_due_on=F("reply_due_on"),
        transmitted_on=F("transmitted_on"),
        silent_department=_first_department(ours.filter(Q(answered_at=None) | Q(contested_at__isnull=False))),
        recorded_department=_first_department(ours.filter(recorded_on__isnull=False, contested_at=None)),
        contested_department=_first_department(asked.filter(contested_at__isnull=False)),
    )  # fmt: skip
    for year in years:
        followed = Centre.objects.reached_as(window.user, Role.REGIONAL).alive_in(year)
        yield branch_of(
            OpinionRow, followed, centre=F("pk"), slug=F("slug"), name=F("usual_name"), lead=lead_region("pk"),
            is_funded=F("is_state_funded"), year=Value(year), version=Value(0),
        )  # fmt: skip


def _first_department(contributions: QuerySet[Contribution]) -> Subquery:
    return Subquery(contributions.order_by().values("opinion").annotate(first=Min("department")).values("first"))


def _of_year(
    centre: OpinionRow, versions: list[OpinionRow], today: dt.date, *, is_followed: bool
) -> Iterator[Obligation]:
    """`is_followed`: the reader follows the work of the State on this centre; the others read their own turn."""
    last = versions[-1] if versions else None
    if is_followed and (last or centre.is_funded):  # Paris owes none
        yield from _of_the_state(centre, versions, last, today)
    if last is None:
        return
    page = PageLink("evaluation:opinion", (centre.year, centre.slug))
    if last.state in COMMUNICATED and last.reply_due_on:
        day = french.date(last.reply_due_on)
        yield _of(
            centre, f"{last.pk}-reponse", f"répondre à l’avis {centre.year}", page, rule=REPLY.rule,
            debtor=Debtor(Role.DIRECTOR, centre.centre), opens_on=last.communicated_on or dt.date.min,
            due_on=last.reply_due_on, is_done=last.state != OpinionState.COMMUNICATED,
            is_void=today > last.reply_due_on, sentence=f"Vous pouvez y répondre jusqu’au {day}.",
        )  # fmt: skip
    department = last.silent_department or last.recorded_department
    if last.state == OpinionState.CONSULTED and department:
        yield _of(
            centre, f"{last.pk}-contribution", f"contribution du département à l’avis {centre.year}",
            PageLink("evaluation:consultation", (centre.year, centre.slug)), rule="R-58",
            debtor=Debtor(Role.DEPARTMENTAL, department), sentence=_sentence_of_department(last),
        )  # fmt: skip


def _sentence_of_department(last: OpinionRow) -> str:
    """What a département owes to an opinion in consultation: its contribution, or the reading of what was recorded."""
    if not last.silent_department:
        return (
            "La région a enregistré la contribution reçue de votre département par courrier : lisez-la ; vous pouvez "
            "la remplacer, ou la contester."
        )
    if last.version and last.version > 1:
        return (
            f"L’avis est corrigé : votre département est consulté sur la version {last.version}. Ce qu’il a répondu "
            "reste attaché à la version précédente."
        )
    return "Votre département est consulté : déposez sa contribution."


def _of_the_state(
    centre: OpinionRow, versions: list[OpinionRow], last: OpinionRow | None, today: dt.date
) -> Iterator[Obligation]:
    """One line at a time: communicate until the day of the transmission, then transmit; a correction has no day."""
    year, due_on = centre.year, OPINION_DUE.on(centre.year)
    transmitted_on = min((row.transmitted_on for row in versions if row.transmitted_on), default=None)
    communicated_on = min((row.communicated_on for row in versions if row.communicated_on), default=None)
    is_in_preparation = last is not None and last.state in PREPARED
    page = PageLink("evaluation:opinions", (year,))
    if last:
        page = PageLink("evaluation:write_opinion" if is_in_preparation else "evaluation:opinion", (year, centre.slug))
    sentence, together = _sentence(last, due_on, today), PageLink("evaluation:opinions", (year,))
    yield _of(
        centre, f"{centre.centre}-{year}-{OPINION_COMMUNICATED.on(year):%m%d}", f"avis {year} à communiquer au centre",
        page, rule=OPINION_COMMUNICATED.rule, together=together, sentence=sentence,
        opens_on=(CAMPAIGN_OPENS if last else FIGURES_DUE).on(year), due_on=OPINION_COMMUNICATED.on(year),
        is_done=communicated_on is not None, done_on=communicated_on, is_void=today > due_on,
    )  # fmt: skip
    yield _of(
        centre, f"{centre.centre}-{year}-{due_on:%m%d}", f"avis {year} à transmettre à l’administration nationale",
        page, rule=OPINION_DUE.rule, together=together, sentence=sentence,
        opens_on=min(communicated_on or due_on, due_on), due_on=due_on, is_done=transmitted_on is not None,
        done_on=transmitted_on,
    )  # fmt: skip
    if last and last.state == OpinionState.CONSULTED and last.contested_department:
        yield _of(
            centre, f"{last.pk}-contestation", f"contribution contestée à l’avis {year}",
            PageLink("evaluation:consultation", (year, centre.slug)), rule="R-58",
            sentence="Un département conteste la contribution enregistrée pour lui : lisez pourquoi.",
        )  # fmt: skip
    if last and (last.version or 0) > 1 and transmitted_on:
        yield _of(
            centre, f"{last.pk}-correction", f"correction de l’avis {year} à transmettre", page, rule=OPINION_DUE.rule,
            sentence=sentence, is_done=last.transmitted_on is not None, done_on=last.transmitted_on,
        )  # fmt: skip


def _sentence(last: OpinionRow | None, due_on: dt.date, today: dt.date) -> str:
    """R-139: what remains before the transmission, before 30 June as after."""
    day = french.date(due_on)
    when = f"à transmettre, en retard sur le {day}" if today > due_on else f"à transmettre avant le {day}"
    if last is None:
        return f"L’avis n’est pas ouvert, {when}."
    if last.version and last.version > 1:
        when = "à transmettre (une correction)"
    if last.state in PREPARED:
        return f"{OpinionState(last.state).label.capitalize()}, {when}."
    reply_due_on = last.reply_due_on
    if last.state == OpinionState.COMMUNICATED and reply_due_on and today <= reply_due_on:
        return f"Le centre peut répondre jusqu’au {french.date(reply_due_on)} ; ensuite, l’avis est {when}."
    reply = "Le délai de réponse est passé" if last.state == OpinionState.COMMUNICATED else "Le centre a répondu"
    return f"{reply} : l’avis est {when}."


def _of(centre: OpinionRow, code: str, what: str, link: PageLink, *, sentence: str, **fields: Any) -> Obligation:
    return Obligation(
        key=f"avis-{code}",
        what=what,
        link=link,
        sort=Sort.EVALUATION,
        centre=centre.name,
        slug=centre.slug,
        sentence=french.typeset(sentence),
        **{"debtor": Debtor(Role.REGIONAL, centre.lead)} | fields,
    )
