"""Letters about the forms and verifications that are late or due within a week (R-136), one a form and a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.db import transaction

from accounts.enums import Role
from accounts.journal import record
from accounts.mails import END
from accounts.models import Act, User
from centres.enums import Zone
from centres.models import Centre, LeadRegion, Mandate
from documents import french
from evaluation.collection.obligations import review_due_on, with_due
from evaluation.collection.permissions import LATE_STATES
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Collection

SOON = dt.timedelta(days=7)
VERB = "indicateurs : relancer"
TO_CENTRE, TO_REGION = "centre", "région"

LETTER = """Bonjour{name},

{sentence}

{link}

{end}
"""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A letter: its form, its readers, its date, its sentence."""

    collection: Collection
    people: tuple[User, ...]
    to: str
    due_on: dt.date
    sentence: str

    @property
    def subject(self) -> str:
        about = "à envoyer" if self.to == TO_CENTRE else "à vérifier"
        return f"Indicateurs {self.collection.campaign.year} {about} : {self.collection.centre.usual_name}"


def reminders(today: dt.date) -> list[Reminder]:
    """What is to be sent today (5 queries): late forms, those due within a week, and the same for verifications."""
    forms = list(_forms(today))
    directors = _directors(forms, today)
    regions = _people(Mandate.objects.on(today).filter(role=Role.REGIONAL), "region_id")
    led = LeadRegion.objects.on(today).filter(centre__in=[form.centre_id for form in forms])
    leads = dict(led.values_list("centre_id", "region_id"))
    of_forms = ContentType.objects.get_for_model(Collection)
    acts = Act.objects.filter(verb=VERB, content_type=of_forms, at__date=today)
    already_sent = set(acts.filter(object_id__in=[str(form.pk) for form in forms]).values_list("object_id", flat=True))
    letters = []
    for form in forms:
        sentence = f"Les indicateurs {form.campaign.year} de {form.centre.usual_name}"
        if form.state in LATE_STATES:
            people, to, due = directors.get(form.centre_id, ()), TO_CENTRE, form.due_on
            if form.state == CollectionState.RETURNED:
                sentence = f"L’État régional a demandé de corriger {sentence[0].lower()}{sentence[1:]} : ils"
            sentence += f" {_when('étaient attendus', 'sont attendus', due, today)}"
            sentence += " (minuit, heure de Paris)." if form.centre.zone == Zone.OVERSEAS else "."
        else:
            people, to, due = regions.get(leads.get(form.centre_id), ()), TO_REGION, review_due_on(form)
            awaited = _when("était attendue", "est attendue", due, today)
            sentence += f" vous ont été envoyés ; leur vérification {awaited}."
        if people and str(form.pk) not in already_sent:
            letter = Reminder(collection=form, people=people, to=to, due_on=due, sentence=french.typeset(sentence))
            letters.append(letter)
    return letters


def _forms(today: dt.date) -> Iterator[Collection]:
    """The forms whose next step is due within a week, or was."""
    rows = with_due(Collection.objects.filter(campaign__state=CampaignState.OPEN), today)
    rows = rows.filter(centre__is_state_funded=True).select_related("campaign", "centre")
    for form in rows.order_by("campaign__year", "centre__usual_name"):
        due = form.due_on if form.state in LATE_STATES else review_due_on(form)
        if due <= today + SOON and form.state in LATE_STATES | {CollectionState.SUBMITTED}:
            yield form


def _directors(forms: Iterable[Collection], today: dt.date) -> Mapping[int, tuple[User, ...]]:
    rows = Mandate.objects.on(today).filter(role=Role.DIRECTOR, centre__in=[form.centre_id for form in forms])
    return _people(rows, "centre_id")


def _people(rows: Iterable[Mandate], key: str) -> dict[int, tuple[User, ...]]:
    by_key: dict[int, tuple[User, ...]] = {}
    for mandate in rows.filter(user__is_active=True).select_related("user").order_by("user__email"):
        by_key[getattr(mandate, key)] = (*by_key.get(getattr(mandate, key), ()), mandate.user)
    return by_key


def _when(past: str, future: str, due: dt.date, today: dt.date) -> str:
    if due < today:
        return f"{past} le {french.date(due)}, il y a {french.counted((today - due).days, 'jour')}"
    return f"{future} pour le {french.date(due)}"


@transaction.atomic
def send(reminder: Reminder, site: str) -> None:
    """Send the letters of one reminder and write it in the journal; both or neither. `site`: without a slash."""
    record(None, VERB, reminder.collection, to=[person.email for person in reminder.people], about=reminder.to)
    for person in reminder.people:
        facts = {
            "name": f" {person.first_name}" if person.first_name else "",
            "sentence": reminder.sentence,
            "link": site + reminder.collection.get_absolute_url(),
            "end": END,
        }
        send_mail(reminder.subject, LETTER.format(**facts), None, [person.email])


def centres_without_director(today: dt.date) -> list[Centre]:
    """The late centres without a director to write to."""
    forms = [form for form in _forms(today) if form.state in LATE_STATES]
    by_centre = _directors(forms, today)
    return [form.centre for form in forms if form.centre_id not in by_centre]
