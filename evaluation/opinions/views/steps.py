"""The steps of an opinion: opened, refreshed, put to consultation, communicated, transmitted, corrected, answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from accounts.acts.form_page import FormPage, form_page
from accounts.models import User
from documents.forms.dsfr import DsfrForm
from evaluation.enums import OpinionState
from evaluation.models import Opinion
from evaluation.opinions import services as acts
from evaluation.opinions.forms import MAX_BYTES, CommunicateForm, CorrectForm, NothingForm, ReplyForm
from evaluation.opinions.queries import unsaid, years_of
from evaluation.opinions.views.get_objects import OPINIONS, led_centre, opened
from evaluation.opinions.workflow import STEPS, unready

Act = Callable[[Opinion, dict[str, Any], User], Opinion]


@dataclass(frozen=True)
class Way:
    """How one step is taken: its form, its act, what is said once done, where it leads."""

    form: type[DsfrForm]
    act: Act
    done: str
    to: str = "opinion"


WAYS = {
    "consulter": Way(
        NothingForm,
        lambda opinion, typed, actor: acts.consult(opinion, actor=actor),
        "Les départements du centre sont consultés.",
        "consultation",
    ),
    "transmettre": Way(
        NothingForm,
        lambda opinion, typed, actor: acts.transmit(opinion, actor=actor),
        "L’avis est transmis à l’administration nationale.",
    ),
    "relire": Way(
        NothingForm,
        lambda opinion, typed, actor: acts.refresh(opinion, actor=actor),
        "Les chiffres et les phrases proposées sont à jour.",
        "write_opinion",
    ),
    "corriger": Way(
        CorrectForm,
        lambda opinion, typed, actor: acts.correct(opinion, actor=actor, **typed),
        "La correction est ouverte : modifiez-la, puis communiquez-la.",
        "write_opinion",
    ),
}


def communicate(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """R-137, R-138: what is missing is told first, and left so only knowingly; what the rules ask for is required."""
    found = opened(request, year, slug)
    if not found.rights.leads:
        raise Http404
    opinion, told = found.opinion, STEPS["communiquer"]
    is_ready = opinion.state == OpinionState.CONSULTED
    missing = unsaid(opinion) if is_ready else []
    form = CommunicateForm(request.POST if request.method == "POST" else None, due_on=opinion.due_on, missing=missing)
    page = FormPage(
        title=told.label, submit=told.label, lead=f"{capfirst(str(opinion))}. {told.meaning}",
        done="L’avis est communiqué au centre et à sa gouvernance. Il ne change plus.", to=opinion.get_absolute_url(),
        crumbs=found.crumbs, template="evaluation/opinions/communicate.html",
        context={"unsaid": missing, "blocked": unready(opinion) if is_ready else ""},
    )  # fmt: skip

    def act(typed: dict[str, Any]) -> Opinion:
        due = typed["reply_due_on"]
        return acts.communicate(opinion, actor=request.user, reply_due_on=due, comment=form.comment)

    return form_page(request, form, act, page)


def opinion_step(request: HttpRequest, year: int, slug: str, step: str) -> HttpResponse:
    """One step of the life, for the lead region only."""
    if step not in WAYS:
        raise Http404
    found = opened(request, year, slug)
    if not found.rights.leads:
        raise Http404
    way, told = WAYS[step], STEPS[step]
    form = way.form(request.POST if request.method == "POST" else None)
    page = FormPage(
        title=told.label, submit=told.label, lead=f"{capfirst(str(found.opinion))}. {told.meaning}", done=way.done,
        back=found.opinion.get_absolute_url(), crumbs=found.crumbs, to=found.url(way.to),
    )  # fmt: skip
    return form_page(request, form, lambda typed: way.act(found.opinion, typed, request.user), page)


def open_opinion(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Open the opinion on a year that is over."""
    centre = led_centre(request, slug)
    if year not in years_of(timezone.localdate()):
        raise Http404
    page = FormPage(
        title="Ouvrir l’avis",
        lead=(
            f"{centre.usual_name}, exercice {year}. L’application relit les chiffres vérifiés et propose des phrases : "
            "vous gardez, réécrivez ou écartez chacune."
        ),
        submit="Ouvrir l’avis",
        done="L’avis est ouvert : voici les phrases proposées.",
        back=reverse("evaluation:opinions", args=[year]),
        crumbs=[OPINIONS, (str(year), reverse("evaluation:opinions", args=[year]))],
        to=reverse("evaluation:write_opinion", args=[year, slug]),
    )
    form = NothingForm(request.POST if request.method == "POST" else None)
    return form_page(request, form, lambda _: acts.open_opinion(centre, year, actor=request.user), page)


def reply(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The reply of the centre, by its team."""
    found = opened(request, year, slug)
    if not (found.rights.directs and found.opinion.is_communicated):
        raise Http404
    is_sent = request.method == "POST"
    form = ReplyForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    page = FormPage(
        title="Répondre à l’avis",
        submit="Envoyer la réponse",
        done="Votre réponse est enregistrée : elle sera imprimée et transmise avec l’avis.",
        lead="Facultative, envoyée une seule fois, elle est imprimée avec l’avis et transmise avec lui.",
        points=_points(found.opinion),
        back=found.opinion.get_absolute_url(),
        crumbs=found.crumbs,
        to=found.opinion.get_absolute_url(),
    )

    def act(typed: dict[str, Any]) -> Opinion:
        paper = typed["paper"]
        return acts.reply(
            found.opinion,
            actor=request.user,
            text=typed["text"],
            file_name=paper.name if paper else "",
            content=paper.read(MAX_BYTES) if paper else None,
        )

    return form_page(request, form, act, page)


def _points(opinion: Opinion) -> tuple[str, ...]:
    if opinion.state != OpinionState.COMMUNICATED:
        return ("Cet avis n’attend plus de réponse.",)
    due = opinion.reply_due_on
    if due and timezone.localdate() > due:
        return (f"Le délai est passé depuis le {due:%d/%m/%Y} : votre réponse sera dite tardive.",)
    return ()
