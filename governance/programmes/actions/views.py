"""Pages of the actions: one action, its form, its steps, its service, what participants thought."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.acts.already_done import already_done, already_done_step
from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, act_or_message, form_page
from documents.forms.dsfr import ReasonForm
from governance.enums import ActionState, Nature, ProgrammeState
from governance.models import Action, Programme
from governance.models.scoped import directs
from governance.programmes.actions import services as actions
from governance.programmes.actions.classify import Course, cartography_of, classified
from governance.programmes.actions.forms import ActionForm, SatisfactionForm
from governance.programmes.actions.queries import sheet_of
from governance.programmes.actions.workflow import ACTION_WORKFLOW, DONE
from governance.programmes.get_objects import (
    Crumb,
    action_or_404,
    crumbs_of,
    crumbs_of_action,
    own_action_or_404,
    own_programme_or_404,
)
from governance.programmes.paid_services.forms import ServiceForm
from governance.programmes.paid_services.membership import member_seats
from governance.programmes.paid_services.services import (
    WantedService,
    judged,
    membership_now,
    remove_service,
    save_service,
    stored_service,
)
from governance.programmes.workflow import ACTIONS_ADDABLE


def action_page(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """One action: what the framework says it is and why, what was held, what came of it."""
    action = action_or_404(request, slug, year, pk)
    own = directs(request.user, action.programme.centre)
    service = getattr(action, "service", None)
    context = {
        "action": action,
        "programme": action.programme,
        "sheet": sheet_of(action),
        "service": service,
        "judgement": judged(service) if service else None,
        "membership": membership_now(service) if service else None,
        "transitions": ACTION_WORKFLOW.offered(request.user, action),
        "may_edit": own and action.programme.state in ACTIONS_ADDABLE,
        "may_record": own and _may_record(action),
        "may_remove": own and action.programme.state == ProgrammeState.DRAFT,
        "breadcrumb": crumbs_of_action(action),
    }
    return render(request, "governance/programmes/actions/action.html", context)


def _may_record(action: Action) -> bool:
    return action.programme.state != ProgrammeState.DONE and action.state != ActionState.CANCELLED


def new_action(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Add an action to a programme; once it is validated, with the reason."""
    programme = own_programme_or_404(request, slug, year)
    if programme.state not in ACTIONS_ADDABLE and request.method != "POST":
        return _not_now(request, programme, "Ajouter une action")
    return _write(request, programme, Action(programme=programme), crumbs_of(programme, ("Ajouter une action", "")))


def edit_action(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Change an action; once the programme is validated, with the reason."""
    action = own_action_or_404(request, slug, year, pk)
    if action.programme.state not in ACTIONS_ADDABLE and request.method != "POST":
        return _not_now(request, action.programme, "Modifier l’action")  # once typed, the form keeps it
    return _write(request, action.programme, action, crumbs_of_action(action, ("Modifier", "")))


def _not_now(request: HttpRequest, programme: Programme, act: str) -> HttpResponse:
    """The programme has moved on since the page was opened: its last step, by whom, and the way to it."""
    crumbs, back = crumbs_of(programme, (act, ""))[:-1], programme.get_absolute_url()
    return already_done(request, programme, act, verb="", back=back, crumbs=crumbs)


def _write(request: HttpRequest, programme: Programme, action: Action, crumbs: list[Crumb]) -> HttpResponse:
    form = ActionForm(request.POST or None, instance=action, programme=programme)
    is_preview, answer = "preview" in request.POST, None
    if is_preview and form.is_valid():
        actions.mark_added_later(form.instance, form.cleaned_data.get("reason", ""))
        answer = classified(form.instance, Course(cartography_on=cartography_of(programme.centre_id)))

    def act(typed: dict[str, Any]) -> Action:
        saved = actions.save_action(
            form.instance, actor=request.user, sets=form.sets,
            reason=typed.get("reason", ""), token=typed.get("token", ""),
        )  # fmt: skip
        messages.success(request, f"L’action est enregistrée et classée « {saved.get_nature_display()} ».")
        return saved

    page = FormPage(
        title=crumbs[-1][0],
        crumbs=crumbs[:-1],
        stored=(lambda: actions.stored_action(action.pk)) if action.pk else None,
        template="governance/programmes/actions/form.html",
        context={
            "programme": programme,
            "action": action,
            "answer": answer,
            "nature_label": Nature(answer.nature).label if answer else "",
        },
    )
    return form_page(request, form, None if is_preview else act, page)


def remove_action(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Take an action out of a draft: a page that says so, then the act."""
    action = own_action_or_404(request, slug, year, pk)
    if action.programme.state != ProgrammeState.DRAFT:
        return _not_now(request, action.programme, "Retirer l’action")
    if request.method == "POST":
        return act_or_message(
            request, lambda: actions.remove_action(action, actor=request.user), to=action.programme, refused_to=action,
            done=f"L’action « {action.title} » est retirée du brouillon.",
        )  # fmt: skip
    context = {"action": action, "breadcrumb": crumbs_of_action(action, ("Retirer", ""))}
    return render(request, "governance/programmes/actions/remove.html", context)


def move(request: HttpRequest, slug: str, year: int, pk: int, step: str) -> HttpResponse:
    """Take an action through a step of its life: a page that asks for the reason when one is due, then the act."""
    action = own_action_or_404(request, slug, year, pk)
    transition = ACTION_WORKFLOW.offers(request.user, action, step)
    if transition is None:
        crumbs = crumbs_of_action(action, ("", ""))[:-1]
        return already_done_step(request, ACTION_WORKFLOW, action, step, crumbs=crumbs)
    form = ReasonForm(request.POST or None) if transition.needs_comment else None
    if request.method == "POST" and (form is None or form.is_valid()):
        comment = form.cleaned_data["reason"] if form else ""
        move = partial(ACTION_WORKFLOW.move, action, step, actor=request.user, comment=comment)
        return act_or_message(request, move, done=DONE[step], to=action)
    crumbs = crumbs_of_action(action, (transition.label, ""))
    context = {"action": action, "transition": transition, "form": form, "breadcrumb": crumbs}
    return render(request, "governance/programmes/actions/move.html", context)


def satisfaction(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Note what the participants answered."""
    action = own_action_or_404(request, slug, year, pk)
    form = SatisfactionForm(request.POST or None, initial={"answered": action.answered, "satisfied": action.satisfied})
    page = FormPage(
        title="Noter la satisfaction",
        crumbs=crumbs_of_action(action, ("", ""))[:-1],
        done="La satisfaction est enregistrée.",
        stored=lambda: stored_values(action, form.fields),
        template="governance/programmes/actions/small_form.html",
        context={"action": action},
    )
    return form_page(request, form, lambda typed: actions.note_satisfaction(action, actor=request.user, **typed), page)


def service(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Record the service that an action is for a client; its regime is computed."""
    action = own_action_or_404(request, slug, year, pk)
    known = getattr(action, "service", None)
    if known and "remove" in request.POST:
        return act_or_message(
            request, lambda: remove_service(action, actor=request.user), to=action,
            done="La prestation est retirée ; l’action est classée à nouveau.",
        )  # fmt: skip
    form = ServiceForm(request.POST or None, initial=stored_service(action) if known else None)

    def act(typed: dict[str, Any]) -> Action:
        token = typed.pop("token")
        saved = save_service(action, WantedService(**typed), actor=request.user, token=token)
        messages.success(request, f"Prestation enregistrée. Régime : {saved.get_regime_display()}.")
        return action

    page = FormPage(
        title="Prestation",
        crumbs=crumbs_of_action(action, ("", ""))[:-1],
        stored=lambda: stored_service(action),
        template="governance/programmes/actions/small_form.html",
        context={
            "action": action,
            "may_remove": known is not None,
            "members": sorted({seat.organisation for seat in member_seats(action.programme.centre_id)}),
        },
    )
    return form_page(request, form, act, page)
