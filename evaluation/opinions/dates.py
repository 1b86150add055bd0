"""The dates of the opinions in the register: 15 May, 15 June, 30 June, and the last day to reply (R-138, R-139)."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.enums import Role
from centres.models import Centre
from documents.text import typeset
from evaluation.models import Opinion
from evaluation.opinion_enums import OpinionState
from evaluation.opinions.rights import with_rights
from governance.compliance import Place
from governance.deadlines import Deadline, Sort, Window
from governance.law.legal_calendar import OPINION_ANSWERED, OPINION_COMMUNICATED, OPINION_DUE, REPLY

MILESTONES = (
    (OPINION_COMMUNICATED, "Avis {year} à communiquer au centre", "communicated_at"),
    (OPINION_ANSWERED, "Avis {year} : réponse du centre à recueillir", "communicated_at"),
    (OPINION_DUE, "Avis {year} à transmettre à l’administration nationale", "transmitted_on"),
)


def of_opinions(window: Window) -> Iterator[Deadline]:
    """What each opinion owes, for the State's agents in region; the time to reply, for the centre (3 queries)."""
    years = range(window.start.year - 1, window.end.year)
    opinions = with_rights(Opinion.objects.visible_to(window.user), window.user).filter(year__in=years, version=1)
    told = list(opinions.defer("frozen", "facts").select_related("centre"))
    done = {(one.centre_id, one.year): one for one in told}
    for centre in Centre.objects.mandated_to(window.user, Role.REGIONAL).filter(closed_on=None):
        for year in years:
            yield from _milestones(centre, year, done.get((centre.pk, year)))
    for opinion in told:
        if opinion.reply_due_on and opinion.is_communicated:
            yield _reply(opinion)


def _milestones(centre: Centre, year: int, opinion: Opinion | None) -> Iterator[Deadline]:
    for date, title, field in MILESTONES:
        on = date.on(year)
        yield Deadline(
            key=f"avis-{centre.pk}-{year}-{on:%m%d}",
            on=on,
            sort=Sort.EVALUATION,
            title=typeset(title.format(year=year)),
            reference=date.rule,
            place=_place(centre, year, opinion),
            centre=centre.usual_name,
            slug=centre.slug,
            is_done=bool(opinion and opinion.is_communicated and getattr(opinion, field)),
        )


def _place(centre: Centre, year: int, opinion: Opinion | None) -> Place:
    return Place("evaluation:opinion", (year, centre.slug)) if opinion else Place("evaluation:opinions", (year,))


def _reply(opinion: Opinion) -> Deadline:
    assert opinion.reply_due_on is not None  # noqa: S101 - the caller asked
    return Deadline(
        key=f"avis-{opinion.pk}-reponse",
        on=opinion.reply_due_on,
        sort=Sort.EVALUATION,
        title=f"Dernier jour pour répondre à l’avis {opinion.year}",
        reference=REPLY.rule,
        place=Place("evaluation:opinion", (opinion.year, opinion.centre.slug)),
        centre=opinion.centre.usual_name,
        slug=opinion.centre.slug,
        is_done=opinion.state != OpinionState.COMMUNICATED,
    )
