"""Pages of one action: its sheet, form, removal, transitions, satisfaction, productions and service."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.acts.already_done import already_done, already_done_step
from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, act_or_message, ask_first, form_page
from centres.models.centre import directs
from documents.forms.dsfr import ReasonForm
from governance.enums import ActionState, Nature, ProgrammeState
from governance.models import Action, Programme
from governance.programmes.actions import services as actions
from governance.programmes.actions.classify import Course, cartography_date, classification_of
from governance.programmes.actions.forms import ActionForm, ProductionsForm, SatisfactionForm
from governance.programmes.actions.queries import action_sheet
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
    ServiceInput,
    judgement_of,
    membership_now,
    remove_service,
    save_service,
    stored_service,
)
from governance.programmes.workflow import ACTIONS_ADDABLE


def action_page(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """The page of one action: its classification with the reasons, its sessions, its results."""
    action = action_or_404(request, slug, year, pk)
    own = directs(request.user, action.programme.centre)
    service = getattr(action, "service", None)
    context = {
        "action": action,
        "programme": action.programme,
        "sheet": action_sheet(action),
        "service": service,
        "judgement": judgement_of(service) if service else None,
        "membership": membership_now(service) if service else None,
        "transitions": ACTION_WORKFLOW.offered(request.user, action),
        "may_edit": own and action.programme.state in ACTIONS_ADDABLE,
        "may_record": own and action.programme.state != ProgrammeState.DONE and action.state != ActionState.CANCELLED,
        "may_attach": own and action.state != ActionState.CANCELLED,
        "may_remove": own and action.programme.state == ProgrammeState.DRAFT,
        "breadcrumb": crumbs_of_action(action),
    }
    return render(request, "governance/programmes/actions/action.html", context)


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
        return _not_now(request, action.programme, "Modifier l’action")  # what was typed must come back in the form
    return _write(request, action.programme, action, crumbs_of_action(action, ("Modifier", "")))


def _not_now(request: HttpRequest, programme: Programme, act: str) -> HttpResponse:
    """Answer 409: the programme no longer takes actions; its last step, by whom, and a link to it."""
    crumbs, back = crumbs_of(programme, (act, ""))[:-1], programme.get_absolute_url()
    return already_done(request, programme, act, verb="", back=back, crumbs=crumbs)


def _write(request: HttpRequest, programme: Programme, action: Action, crumbs: list[Crumb]) -> HttpResponse:
    form = ActionForm(request.POST or None, instance=action, programme=programme)
    is_preview, answer = "preview" in request.POST, None
    if is_preview and form.is_valid():
        actions.mark_added_later(form.instance, form.cleaned_data.get("reason", ""))
        answer = classification_of(form.instance, Course(cartography_on=cartography_date(programme.centre_id)))

    def act(data: dict[str, Any]) -> Action:
        saved = actions.save_action(
            form.instance, actor=request.user, sets=form.sets,
            reason=data.get("reason", ""), token=data.get("token", ""),
        )  # fmt: skip
        messages.success(request, f"L’action est enregistrée et classée « {saved.get_nature_display()} ».")
        return saved

    page = FormPage(
        title=crumbs[-1][0],
        creates=action.pk is None,
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
    """Remove an action of a draft: confirmation page, then the act."""
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
    """Make a transition of an action: confirmation page, with the reason when one is due, then the act."""
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
    """The form of what the participants answered."""
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
    return form_page(request, form, lambda data: actions.note_satisfaction(action, actor=request.user, **data), page)


def productions(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """The productions of the centre that come from the action (R-25), with a link to record another."""
    action = own_action_or_404(request, slug, year, pk)
    form = ProductionsForm(
        request.POST or None, centre=action.programme.centre, initial=actions.stored_productions(action)
    )
    page = FormPage(
        title="Rattacher des productions",
        crumbs=crumbs_of_action(action, ("", ""))[:-1],
        done="Les productions de l’action sont enregistrées.",
        stored=lambda: actions.stored_productions(action),
        template="governance/programmes/actions/productions.html",
        context={"action": action},
    )
    return form_page(request, form, lambda data: actions.attach_productions(action, actor=request.user, **data), page)


def service(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """The form of the service that an action is for a client; its regime is computed."""
    action = own_action_or_404(request, slug, year, pk)
    current = getattr(action, "service", None)
    if current and "remove" in request.POST:
        removal = FormPage(
            title="Retirer la prestation",
            lead="L’action n’est plus une prestation, et sera classée à nouveau. Cela ne se défait pas : retirée par "
            "erreur, elle se saisit de nouveau.",
            submit="Retirer la prestation",
            is_grave=True,
            crumbs=crumbs_of_action(action, ("", ""))[:-1],
            back=request.path,
            to=action,
            done="La prestation est retirée ; l’action est classée à nouveau.",
        )
        return ask_first(request, "remove", lambda: remove_service(action, actor=request.user), removal)
    form = ServiceForm(request.POST or None, initial=stored_service(action) if current else None)

    def act(data: dict[str, Any]) -> Action:
        token = data.pop("token")
        saved = save_service(action, ServiceInput(**data), actor=request.user, token=token)
        messages.success(request, f"Prestation enregistrée. Régime : {saved.get_regime_display()}.")
        return action

    page = FormPage(
        title="Prestation",
        crumbs=crumbs_of_action(action, ("", ""))[:-1],
        stored=lambda: stored_service(action),
        template="governance/programmes/actions/small_form.html",
        context={
            "action": action,
            "may_remove": current is not None,
            "members": sorted({seat.organisation for seat in member_seats(action.programme.centre_id)}),
        },
    )
    return form_page(request, form, act, page)
