"""Pages of sessions: from the page of an action, and the quick entry on a telephone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.acts.form_page import FormPage, ask_first, form_page
from accounts.acts.submission_keys import is_sure
from centres.models.centre import directs
from documents import french
from governance.models import Action, Session
from governance.programmes.actions.forms import QuickForm, SessionForm
from governance.programmes.actions.queries import SessionRow
from governance.programmes.get_objects import Crumb, crumbs_of_action, own_action_or_404
from governance.programmes.sessions.queries import entry_list_of, entry_years_of, usual_publics
from governance.programmes.sessions.services import correct_session, record_session, remove_session, stored_session

SESSION = "governance/programmes/sessions/session.html"


def new_session(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Add a session, held or to come, to an action."""
    action = own_action_or_404(request, slug, year, pk)
    form = SessionForm(request.POST or None, usual=() if request.POST else usual_publics(action))
    page = FormPage(
        title="Ajouter une séance",
        creates=True,
        crumbs=_crumbs(action),
        to=action,
        template=SESSION,
        context={"action": action},
    )
    return form_page(request, form, lambda _: _record(request, action, form), page)


def edit_session(request: HttpRequest, slug: str, year: int, pk: int, session: int) -> HttpResponse:
    """Correct a session, or remove it."""
    action = own_action_or_404(request, slug, year, pk)
    recorded = get_object_or_404(action.sessions.prefetch_related("attendances"), pk=session)
    if "remove" in request.POST:
        page = FormPage(
            title="Retirer la séance",
            lead=f"La séance du {french.date(recorded.on)} et ses participations ne comptent plus. Cela ne se défait "
            "pas : retirée par erreur, elle se saisit de nouveau.",
            submit="Retirer la séance",
            is_grave=True,
            crumbs=_crumbs(action),
            back=request.path,
            to=action,
            done=f"La séance du {french.date(recorded.on)} est retirée.",
        )
        return ask_first(request, "remove", lambda: remove_session(recorded, actor=request.user), page)
    form = SessionForm(request.POST or None, initial=stored_session(recorded))
    page = FormPage(
        title="Corriger une séance",
        crumbs=_crumbs(action),
        done="La séance est corrigée.",
        to=action,
        stored=lambda: stored_session(Session.objects.get(pk=session)),
        template=SESSION,
        context={"action": action, "recorded": recorded},
    )
    return form_page(
        request, form, lambda data: correct_session(recorded, form.entry, actor=request.user, token=data["token"]), page
    )


def _crumbs(action: Action) -> list[Crumb]:
    return crumbs_of_action(action, ("", ""))[:-1]


def quick_list(request: HttpRequest) -> HttpResponse:
    """The actions of a year of the person’s centres, each with a link to enter a session; 404 to others."""
    years = entry_years_of(request.user)
    if years is None:
        raise Http404
    parameter = request.GET.get("annee", "")
    year = int(parameter) if parameter in map(str, years) else next(iter(years), None)
    context = {
        "year": year,
        "years": years,
        "rows": entry_list_of(request.user, year) if year else [],
        "breadcrumb": [("Saisie rapide", "")],
    }
    return render(request, "governance/programmes/sessions/quick_list.html", context)


def quick_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One screen for one session: today, a half-day, who came."""
    actions = Action.objects.visible_to(request.user).select_related("programme__centre")
    action = get_object_or_404(actions, pk=pk)
    if not directs(request.user, action.programme.centre):
        raise Http404
    form = QuickForm(request.POST or None, usual=() if request.POST else usual_publics(action))
    page = FormPage(
        title=action.title,
        creates=True,
        crumbs=[("Saisie rapide", "/saisie/")],
        to="governance:quick_list",
        template="governance/programmes/sessions/quick.html",
        context={"action": action},
    )
    return form_page(request, form, lambda _: _record(request, action, form), page)


def _record(request: HttpRequest, action: Action, form: SessionForm) -> None:
    data = form.cleaned_data
    session = record_session(
        action, form.entry, actor=request.user, is_last=data.get("is_last", False), is_another=is_sure(request)
    )
    row = SessionRow(session=session, counts=tuple(session.attendances.all()))
    came = french.counted(row.people, "participation") if row.counts else "participations non saisies"
    messages.success(request, f"Séance du {french.date(session.on)} enregistrée, {came} : « {action.title} ».")
