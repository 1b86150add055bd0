"""Sessions: from the page of an action, and the quick entry of a team on a telephone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.acts.workflow import RefusedError
from documents import french
from governance.models import Action, Session
from governance.models.scoped import directs
from governance.programmes.actions.forms import QuickForm, SessionForm, initial_of
from governance.programmes.actions.queries import SessionRow
from governance.programmes.get_objects import crumbs_of_action, own_action_or_404
from governance.programmes.sessions.queries import entry_list_of, entry_years_of, usual_publics
from governance.programmes.sessions.services import correct_session, record_session, remove_session


def new_session(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Add a session, held or to come, to an action."""
    action = own_action_or_404(request, slug, year, pk)
    form = SessionForm(request.POST or None, usual=() if request.POST else usual_publics(action))
    if request.method == "POST" and form.is_valid() and _recorded(request, action, form):
        return redirect(action)
    return _page(request, action, form, "Ajouter une séance")


def edit_session(request: HttpRequest, slug: str, year: int, pk: int, session: int) -> HttpResponse:
    """Correct a session, or take it away."""
    action = own_action_or_404(request, slug, year, pk)
    known = get_object_or_404(action.sessions.prefetch_related("attendances"), pk=session)
    form = SessionForm(request.POST or None, initial=initial_of(known))
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            _change(request, known, form)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(action)
    return _page(request, action, form, "Corriger une séance", known=known)


def _change(request: HttpRequest, known: Session, form: SessionForm) -> None:
    if "remove" in request.POST:
        remove_session(known, actor=request.user)
        messages.success(request, f"La séance du {french.date(known.on)} est retirée.")
    else:
        correct_session(known, form.entry, actor=request.user)
        messages.success(request, "La séance est corrigée.")


def _page(
    request: HttpRequest, action: Action, form: SessionForm, title: str, known: Session | None = None
) -> HttpResponse:
    context = {
        "action": action,
        "form": form,
        "title": title,
        "known": known,
        "breadcrumb": crumbs_of_action(action, (title, "")),
    }
    return render(request, "governance/programmes/sessions/session.html", context)


def quick_list(request: HttpRequest) -> HttpResponse:
    """My actions of a year, each one touch away from a new session."""
    years = entry_years_of(request.user)
    if years is None:
        raise Http404
    asked = request.GET.get("annee", "")
    year = int(asked) if asked in {str(one) for one in years} else next(iter(years), None)
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
    if request.method == "POST" and form.is_valid() and _recorded(request, action, form):
        return redirect("governance:quick_list")
    context = {"action": action, "form": form, "breadcrumb": [("Saisie rapide", "/saisie/"), (action.title, "")]}
    return render(request, "governance/programmes/sessions/quick.html", context)


def _recorded(request: HttpRequest, action: Action, form: SessionForm) -> bool:
    """Record the session; the form says why when it is refused."""
    data = form.cleaned_data
    try:
        session = record_session(
            action, form.entry, actor=request.user, key=data["key"], is_last=data.get("is_last", False)
        )
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return False
    row = SessionRow(session=session, counts=tuple(session.attendances.all()))
    came = french.counted(row.people, "participation") if row.counts else "participations non saisies"
    messages.success(request, f"Séance du {french.date(session.on)} enregistrée, {came} : « {action.title} ».")
    return True
