"""The dates of the campaigns of indicators, in the register of dates and in the calendars (R-135, R-136)."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.collecting.due import with_due
from evaluation.collecting.rights import LATE_STATES
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Collection
from governance.compliance import Place
from governance.deadlines import Deadline, Sort, Window

VERIFIED = frozenset({CollectionState.VERIFIED, CollectionState.CLOSED})


def of_campaigns(window: Window) -> Iterator[Deadline]:
    """When each form is awaited, then verified; Paris owes nothing (R-56): 1 query."""
    forms = Collection.objects.visible_to(window.user).exclude(campaign__state=CampaignState.PREPARED)
    rows = with_due(forms.filter(centre__is_state_funded=True), window.today).select_related("campaign", "centre")
    for form in rows.filter(campaign__corrections_until__gte=window.start, campaign__opens_on__lte=window.end):
        yield _deadline(form, "envoi", form.due_on, "envoi par le centre", "R-135", done=form.state not in LATE_STATES)
        due = form.campaign.review_due_on
        yield _deadline(form, "verification", due, "vérification par l’État", "R-136", done=form.state in VERIFIED)


def _deadline(form: Collection, about: str, on: object, title: str, reference: str, *, done: bool) -> Deadline:
    year, centre = form.campaign.year, form.centre
    return Deadline(
        key=f"indicateurs-{form.pk}-{about}",
        on=on,
        sort=Sort.EVALUATION,
        title=f"Indicateurs {year} : {title}",
        reference=reference,
        place=Place("evaluation:collection", (year, centre.slug)),
        centre=centre.usual_name,
        slug=centre.slug,
        is_done=done,
    )
