"""The form pages of the steps of an opinion: open, refresh, consult, communicate, transmit, correct, reply."""

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
from evaluation.opinions.queries import missing_items, opinion_years
from evaluation.opinions.views.get_objects import OPINIONS, get_opinion, led_centre
from evaluation.opinions.workflow import STEPS, communication_refusal

Act = Callable[[Opinion, dict[str, Any], User], Opinion]


@dataclass(frozen=True)
class StepForm:
    """A step as a form page: its form, its act, its success message, the URL name that it leads to."""

    form: type[DsfrForm]
    act: Act
    done: str
    to: str = "opinion"


STEP_FORMS = {
    "consulter": StepForm(
        NothingForm,
        lambda opinion, values, actor: acts.consult(opinion, actor=actor),
        "Les départements du centre sont consultés.",
        "consultation",
    ),
    "transmettre": StepForm(
        NothingForm,
        lambda opinion, values, actor: acts.transmit(opinion, actor=actor),
        "L’avis est transmis à l’administration nationale.",
    ),
    "relire": StepForm(
        NothingForm,
        lambda opinion, values, actor: acts.refresh(opinion, actor=actor),
        "Les chiffres et les phrases proposées sont à jour.",
        "write_opinion",
    ),
    "corriger": StepForm(
        CorrectForm,
        lambda opinion, values, actor: acts.correct(opinion, actor=actor, **values),
        "La correction est ouverte : modifiez-la, puis communiquez-la.",
        "write_opinion",
    ),
}


def communicate(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """R-137, R-138: the page lists what is missing and asks to confirm it; what the rules require blocks."""
    access = get_opinion(request, year, slug)
    if not access.rights.leads:
        raise Http404
    opinion, step = access.opinion, STEPS["communiquer"]
    is_ready = opinion.state == OpinionState.CONSULTED or opinion.is_typographic
    missing = missing_items(opinion) if is_ready else []
    form = CommunicateForm(request.POST if request.method == "POST" else None, due_on=opinion.due_on, missing=missing)
    page = FormPage(
        title=step.label, submit=step.label, lead=f"{capfirst(str(opinion))}. {step.meaning}",
        done="L’avis est communiqué au centre et à sa gouvernance. Il ne change plus.", to=opinion.get_absolute_url(),
        crumbs=access.crumbs, template="evaluation/opinions/communicate.html",
        context={"unsaid": missing, "blocked": communication_refusal(opinion) if is_ready else ""},
    )  # fmt: skip

    def act(values: dict[str, Any]) -> Opinion:
        due = values["reply_due_on"]
        return acts.communicate(opinion, actor=request.user, reply_due_on=due, comment=form.comment)

    return form_page(request, form, act, page)


def opinion_step(request: HttpRequest, year: int, slug: str, step: str) -> HttpResponse:
    """A step of `STEP_FORMS`, for the lead region only."""
    if step not in STEP_FORMS:
        raise Http404
    access = get_opinion(request, year, slug)
    if not access.rights.leads:
        raise Http404
    step_form, offered = STEP_FORMS[step], STEPS[step]
    form = step_form.form(request.POST if request.method == "POST" else None)
    page = FormPage(
        title=offered.label, submit=offered.label, lead=f"{capfirst(str(access.opinion))}. {offered.meaning}",
        done=step_form.done, back=access.opinion.get_absolute_url(), crumbs=access.crumbs, to=access.url(step_form.to),
    )  # fmt: skip
    return form_page(request, form, lambda values: step_form.act(access.opinion, values, request.user), page)


def open_opinion(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Open the opinion on a year that is over."""
    centre = led_centre(request, slug)
    if year not in opinion_years(timezone.localdate()):
        raise Http404
    page = FormPage(
        title="Ouvrir l’avis",
        creates=True,
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
    """The reply of the centre, by its direction."""
    access = get_opinion(request, year, slug)
    if not (access.rights.directs and access.opinion.is_communicated):
        raise Http404
    is_sent = request.method == "POST"
    form = ReplyForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    page = FormPage(
        title="Répondre à l’avis",
        creates=True,
        submit="Envoyer la réponse",
        done="Votre réponse est enregistrée : elle sera imprimée et transmise avec l’avis.",
        lead="Facultative, envoyée une seule fois, elle est imprimée avec l’avis et transmise avec lui.",
        points=tuple(filter(None, [_reply_notice(access.opinion)])),
        back=access.opinion.get_absolute_url(),
        crumbs=access.crumbs,
        to=access.opinion.get_absolute_url(),
    )

    def act(values: dict[str, Any]) -> Opinion:
        paper = values["paper"]
        return acts.reply(
            access.opinion,
            actor=request.user,
            text=values["text"],
            file_name=paper.name if paper else "",
            content=paper.read(MAX_BYTES) if paper else None,
        )

    return form_page(request, form, act, page)


def _reply_notice(opinion: Opinion) -> str:
    due = opinion.reply_due_on
    if opinion.state != OpinionState.COMMUNICATED:
        return "Cet avis n’attend plus de réponse."
    is_late = due is not None and timezone.localdate() > due
    return f"Le délai est passé depuis le {due:%d/%m/%Y} : votre réponse sera dite tardive." if is_late else ""
