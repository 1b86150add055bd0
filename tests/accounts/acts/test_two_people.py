"""Two people on one form: the second is shown both texts, nothing is overwritten, and saving again is a choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Centre
from crpv.models import Publication
from evaluation.enums import CampaignState, OpinionState
from evaluation.referential.load import load_referential
from evaluation.referential.services import new_version
from governance.bodies.meetings import record_attendance
from governance.enums import ProgrammeState
from governance.models import Orientation
from tests.evaluation.collection.factories import a_campaign
from tests.evaluation.opinions.factories import opinion_in
from tests.governance.bodies.factories import (
    BodyFactory,
    ContributionFactory,
    MeetingFactory,
    NationalBodyFactory,
    ProductionFactory,
    SeatFactory,
    WorksiteFactory,
)
from tests.governance.programmes.factories import a_programme, a_session
from tests.text import words

CHANGED = "Cette page a été enregistrée entre-temps, par une autre personne ou depuis une autre fenêtre"
YEAR = timezone.localdate().year


@dataclass(frozen=True)
class Edited:
    """A form to edit: where, by whom after `first_role`, the box that both change, with both texts."""

    address: str
    role: str
    box: str
    first: str
    second: str
    label: str
    read: Callable[[], Any]
    first_role: str = "admin"


def _field(row: Any, name: str) -> Callable[[], Any]:
    return lambda: getattr(type(row).objects.get(pk=row.pk), name)


def _edited(row: Any, url: str, role: str, box: str, label: str, *args: Any) -> Edited:
    return Edited(reverse(url, args=args or [row.pk]), role, box, "Le premier", "Le second", label, _field(row, box))


def _body(cast, ici):
    return _edited(BodyFactory(centre=ici), "governance:body_edit", "regional", "name", "Nom")


def _national_body(cast, ici):
    return _edited(NationalBodyFactory(), "governance:body_edit", "national", "name", "Nom")


def _seat(cast, ici):
    seat = SeatFactory(body=BodyFactory(centre=ici))
    return _edited(seat, "governance:seat_edit", "director", "organisation", "Organisme")


def _meeting(cast, ici):
    meeting = MeetingFactory(body=BodyFactory(centre=ici))
    return _edited(meeting, "governance:meeting_edit", "director", "place", "Lieu")


def _attendance(cast, ici):
    meeting = MeetingFactory(body=NationalBodyFactory(), on=dt.date(YEAR - 1, 3, 4), is_held=True)
    record_attendance(meeting, actor=cast.national, expected=[ici], present=[])
    elsewhere = Centre.objects.get(slug="ailleurs")
    return Edited(
        reverse("governance:attendance", args=[meeting.pk]), "national", "present", str(ici.pk), str(elsewhere.pk),
        "Centres présents", lambda: str(meeting.attendances.get(is_present=True).centre_id),
    )  # fmt: skip


def _worksite(cast, ici):
    return _edited(WorksiteFactory(), "governance:worksite_edit", "national", "title", "Intitulé")


def _orientation(cast, ici):
    row = Orientation.objects.create(year=YEAR, title="Avant")
    return _edited(row, "governance:orientation_edit", "national", "title", "Intitulé")


def _contribution(cast, ici):
    row = ContributionFactory(centre=ici)
    return _edited(row, "governance:contribution", "director", "text", "Contribution", row.worksite_id, ici.slug)


def _production(cast, ici):
    row = ProductionFactory()
    row.centres.set([ici])
    return _edited(row, "governance:production_edit", "director", "title", "Titre")


def _action(cast, ici):
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    return programme, programme.actions.get(mission="M1")


def _session(cast, ici):
    programme, action = _action(cast, ici)
    session = a_session(action, cast.director)
    args = [ici.slug, programme.year, action.pk, session.pk]
    return _edited(session, "governance:session_edit", "director", "place", "Lieu", *args)


def _satisfaction(cast, ici):
    programme, action = _action(cast, ici)
    address = reverse("governance:action_satisfaction", args=[ici.slug, programme.year, action.pk])
    return Edited(address, "director", "answered", "11", "12", "Réponses reçues", lambda: _count(action))


def _count(action):
    action.refresh_from_db()
    return str(action.answered)


def _service(cast, ici):
    programme, action = _action(cast, ici)
    address = reverse("governance:action_service", args=[ici.slug, programme.year, action.pk])
    return Edited(
        address, "director", "client", "Le premier", "Le second", "Commanditaire",
        lambda: type(action).objects.get(pk=action.pk).service.client,
    )  # fmt: skip


def _perspectives(cast, ici):
    row = Publication.objects.create(year=YEAR - 1, prepared_at=timezone.now())
    return _edited(row, "publications:perspectives", "national", "perspectives", "Perspectives", row.year)


def _campaign(cast, ici):
    row = a_campaign(state=CampaignState.OPEN)
    return _edited(row, "evaluation:campaign_edit", "national", "note", "Note de l’exercice", row.year)


def _indicator(cast, ici):
    row = new_version(load_referential(), "2097", actor=cast.national).indicators.get(code="M1-01")
    args = [row.referential_id, row.code]
    return _edited(row, "evaluation:indicator_edit", "national", "label", "Libellé", *args)


def _departmental_contribution(cast, ici):
    row = opinion_in(OpinionState.CONSULTED, ici, cast).contributions.get()
    args = [row.opinion.year, ici.slug, row.department.code]
    form = _edited(row, "evaluation:write_contribution", "departmental", "text", "Contribution", *args)
    return replace(form, first_role="departmental")  # nobody else writes it: a colleague of the same département


FORMS = {
    "body": _body, "national body": _national_body, "seat": _seat, "meeting": _meeting, "attendance": _attendance,
    "worksite": _worksite, "orientation": _orientation, "contribution": _contribution,
    "production": _production, "session": _session,
    "satisfaction": _satisfaction, "paid service": _service, "perspectives": _perspectives, "campaign": _campaign,
    "indicator": _indicator, "contribution of a département": _departmental_contribution,
}  # fmt: skip
MORE = {
    "paid service": {
        "ordered_on": f"{YEAR}-03-04", "fits_purpose": "on", "price": "1000", "paid_by_client": "1000", "client": "X",
    },
    "contribution of a département": {"authority": "la sous-préfète"},
}  # fmt: skip


@pytest.fixture(params=FORMS)
def edited(request, cast, ici):
    """The form, and what its page sends when nothing is changed."""
    return FORMS[request.param](cast, ici), MORE.get(request.param, {})


def sent(response: Any, more: dict[str, Any]) -> dict[str, Any]:
    """What the browser sends of the page as it came, token included."""
    told = {bound.html_name: _as_sent(bound.value()) for bound in response.context["form"]}
    return {name: value for name, value in told.items() if value not in ("", [])} | more | _token(response)


def _as_sent(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(getattr(one, "pk", one)) for one in value]
    if value is None or isinstance(value, bool):
        return "on" if value else ""
    return str(getattr(value, "pk", value))


def _token(response: Any) -> dict[str, str]:
    return {"seen": response.context["seen"]}


def test_the_second_sees_both_texts_and_overwrites_nothing(edited, cast, sign_in):
    form, more = edited
    page = sign_in(getattr(cast, form.first_role)).get(form.address)
    typed = sent(page, more)
    assert sign_in(getattr(cast, form.first_role)).post(form.address, typed | {form.box: form.first}).status_code == 302
    refused = sign_in(getattr(cast, form.role)).post(form.address, typed | {form.box: form.second})
    assert CHANGED in words(refused.content.decode())
    assert form.label in [one.label for one in refused.context["differences"]]
    assert form.read() == form.first
    again = sign_in(getattr(cast, form.role)).post(form.address, typed | {form.box: form.second} | _token(refused))
    assert again.status_code == 302


def test_without_what_was_shown_the_second_overwrites(edited, cast, sign_in):
    """The negative control: it is the token of the page that guards, and nothing else."""
    form, more = edited
    client = sign_in(getattr(cast, form.first_role))
    typed = sent(client.get(form.address), more)
    assert client.post(form.address, typed | {form.box: form.first}).status_code == 302
    blind = typed | {form.box: form.second, "seen": ""}
    assert sign_in(getattr(cast, form.role)).post(form.address, blind).status_code == 302
