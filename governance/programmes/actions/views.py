"""Pages of the actions: one action, its form, its steps, its service, what participants thought."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.acts.already_done import settled, settled_step, step_or_404
from accounts.acts.edit_conflicts import Both, ChangedMeanwhileError, both_of, seal_of
from accounts.acts.workflow import RefusedError
from documents.forms.dsfr import ReasonForm
from governance.enums import ActionState, Nature, ProgrammeState
from governance.models import Action, Programme
from governance.models.scoped import directs
from governance.programmes.actions import services as actions
from governance.programmes.actions.classify import Course, cartography_of, classified
from governance.programmes.actions.forms import ActionForm, SatisfactionForm
from governance.programmes.actions.queries import sheet_of
from governance.programmes.actions.workflow import ACTION_LIFE, DONE
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
        "transitions": ACTION_LIFE.offered(request.user, action),
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
    return settled(request, programme, act, verb="", back=back, crumbs=crumbs)


def _write(request: HttpRequest, programme: Programme, action: Action, crumbs: list[Crumb]) -> HttpResponse:
    form = ActionForm(request.POST or None, instance=action, programme=programme)
    answer, both = None, Both(seen=request.POST.get("seen", "") if action.pk else "")
    if action.pk and request.method != "POST":
        both = Both(seen=seal_of(actions.told_of(action.pk)))
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            actions.place(form.instance, form.cleaned_data.get("reason", ""))
            answer = classified(form.instance, Course(cartography_on=cartography_of(programme.centre_id)))
        else:
            try:
                if saved := _save(request, form, both.seen):
                    return redirect(saved)
            except ChangedMeanwhileError as changed:
                both = both_of(form, actions.told_of(action.pk))
                form.add_error(None, str(changed))
    context = {
        "form": form,
        "programme": programme,
        "action": action,
        "answer": answer,
        "seen": both.seen,
        "differences": both.differences,
        "nature_label": Nature(answer.nature).label if answer else "",
        "breadcrumb": crumbs,
    }
    return render(request, "governance/programmes/actions/form.html", context)


def _save(request: HttpRequest, form: ActionForm, seen: str) -> Action | None:
    """The action as written; None when it is refused, and the form says why."""
    reason = form.cleaned_data.get("reason", "")
    try:
        action = actions.save_action(form.instance, actor=request.user, sets=form.sets, reason=reason, seen=seen)
    except ChangedMeanwhileError:
        raise
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, f"L’action est enregistrée et classée « {action.get_nature_display()} ».")
    return action


def remove_action(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Take an action out of a draft: a page that says so, then the act."""
    action = own_action_or_404(request, slug, year, pk)
    if action.programme.state != ProgrammeState.DRAFT:
        return _not_now(request, action.programme, "Retirer l’action")
    if request.method == "POST":
        try:
            actions.remove_action(action, actor=request.user)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect(action)
        messages.success(request, f"L’action « {action.title} » est retirée du brouillon.")
        return redirect(action.programme)
    context = {"action": action, "breadcrumb": crumbs_of_action(action, ("Retirer", ""))}
    return render(request, "governance/programmes/actions/remove.html", context)


def move(request: HttpRequest, slug: str, year: int, pk: int, step: str) -> HttpResponse:
    """Take an action through a step of its life: a page that asks for the reason when one is due, then the act."""
    action = own_action_or_404(request, slug, year, pk)
    transition = next((one for one in ACTION_LIFE.offered(request.user, action) if one.name == step), None)
    if transition is None:
        known = step_or_404(ACTION_LIFE, step)
        return settled_step(request, ACTION_LIFE, action, known, crumbs_of_action(action, (known.label, ""))[:-1])
    form = ReasonForm(request.POST or None) if transition.needs_comment else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            ACTION_LIFE.move(action, step, actor=request.user, comment=form.cleaned_data["reason"] if form else "")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, DONE[step])
        return redirect(action)
    crumbs = crumbs_of_action(action, (transition.label, ""))
    context = {"action": action, "transition": transition, "form": form, "breadcrumb": crumbs}
    return render(request, "governance/programmes/actions/move.html", context)


def satisfaction(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Note what the participants answered."""
    action = own_action_or_404(request, slug, year, pk)
    form = SatisfactionForm(request.POST or None, initial={"answered": action.answered, "satisfied": action.satisfied})
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_satisfaction(action, actor=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "La satisfaction est enregistrée.")
            return redirect(action)
    return _form_page(request, action, form, "Noter la satisfaction")


def service(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Record the service that an action is for a client; its regime is computed."""
    action = own_action_or_404(request, slug, year, pk)
    known = getattr(action, "service", None)
    initial = {name: getattr(known, name) for name in WantedService.__dataclass_fields__} if known else None
    form = ServiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            _act_on_service(request, action, form)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(action)
    members = sorted({seat.organisation for seat in member_seats(action.programme.centre_id)})
    return _form_page(request, action, form, "Prestation", may_remove=known is not None, members=members)


def _act_on_service(request: HttpRequest, action: Action, form: ServiceForm) -> None:
    if "remove" in request.POST:
        remove_service(action, actor=request.user)
        messages.success(request, "La prestation est retirée ; l’action est classée à nouveau.")
        return
    saved = save_service(action, WantedService(**form.cleaned_data), actor=request.user)
    messages.success(request, f"Prestation enregistrée. Régime : {saved.get_regime_display()}.")


def _form_page(
    request: HttpRequest,
    action: Action,
    form: object,
    title: str,
    *,
    may_remove: bool = False,
    members: Sequence[str] = (),
) -> HttpResponse:
    context = {
        "action": action,
        "form": form,
        "title": title,
        "may_remove": may_remove,
        "members": members,
        "breadcrumb": crumbs_of_action(action, (title, "")),
    }
    return render(request, "governance/programmes/actions/small_form.html", context)
