"""Pages of the annual programmes: the list of a year, one programme, its steps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.acts.already_done import already_done_step
from accounts.acts.edit_conflicts import Difference, differences
from accounts.acts.form_page import FormPage, act_or_message, form_page
from accounts.enums import Role
from centres.models import Centre
from centres.models.centre import directs
from centres.models.mandate import active_mandates
from documents.forms.dsfr import ReasonForm
from governance.enums import ProgrammeState
from governance.models import Programme
from governance.programmes import services as programmes
from governance.programmes.checks import readiness_of
from governance.programmes.forms import NewProgrammeForm, PresentForm, ValidateForm, priority_formset, priority_inputs
from governance.programmes.get_objects import (
    PROGRAMMES,
    crumbs_of,
    own_centre_or_404,
    own_programme_or_404,
    programme_or_404,
)
from governance.programmes.queries import centre_programme_rows, contents_of, programme_rows, years_of
from governance.programmes.workflow import ACTIONS_ADDABLE, CONTENT_OPEN, DONE, PROGRAMME_WORKFLOW


def programme_list(request: HttpRequest) -> HttpResponse:
    """The programmes that the person may read, one year at a time."""
    years = years_of(request.user)
    parameter, current = request.GET.get("annee", ""), timezone.localdate().year
    default = current if current in years or not years else years[0]
    year = int(parameter) if parameter in map(str, years) else default
    context = {
        "year": year,
        "years": years,
        "rows": programme_rows(request.user, year),
        "own": [mandate.centre for mandate in active_mandates(request.user) if mandate.role == Role.DIRECTOR],
        "breadcrumb": [(PROGRAMMES[0], "")],
    }
    return render(request, "governance/programmes/list.html", context)


def centre_programmes(request: HttpRequest, slug: str) -> HttpResponse:
    """The programmes of one centre, year after year."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), slug=slug)
    context = {
        "centre": centre,
        "rows": centre_programme_rows(request.user, centre),
        "may_open": directs(request.user, centre),
        "breadcrumb": [PROGRAMMES, (centre.usual_name, "")],
    }
    return render(request, "governance/programmes/centre.html", context)


def programme_page(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """One programme: priorities, actions by nature, budget, and what is missing before its next step."""
    programme = programme_or_404(request, slug, year)
    contents = contents_of(programme)
    own = directs(request.user, programme.centre)
    context = {
        "programme": programme,
        "contents": contents,
        "readiness": readiness_of(contents),
        "transitions": PROGRAMME_WORKFLOW.offered(request.user, programme),
        "may_present": own and programme.state in CONTENT_OPEN,
        "may_add": own and programme.state in ACTIONS_ADDABLE,
        "breadcrumb": crumbs_of(programme),
    }
    return render(request, "governance/programmes/programme.html", context)


def new_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The form that opens the programme of a year, with last year's actions to copy."""
    centre = own_centre_or_404(request, slug)
    latest = Programme.objects.filter(centre=centre).order_by("-year").first()
    year = latest.year + 1 if latest else timezone.localdate().year + 1
    actions = programmes.actions_to_copy(latest)
    form = NewProgrammeForm(request.POST or None, actions=actions, year=year)

    def act(data: dict[str, Any]) -> Programme:
        opened = programmes.open_programme(centre, actor=request.user, **data)
        messages.success(request, f"Le programme {opened.year} est ouvert : c’est un brouillon.")
        return opened

    page = FormPage(
        title=f"{centre.usual_name} : ouvrir un programme",
        creates=True,
        crumbs=[PROGRAMMES],
        template="governance/programmes/new.html",
        context={"centre": centre, "latest": latest},
    )
    return form_page(request, form, act, page)


def present(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The introduction and the priorities of a draft."""
    programme = own_programme_or_404(request, slug, year)
    priorities = priority_formset(programme, request.POST or None)
    initial = {"introduction": programme.introduction}
    form = PresentForm(request.POST or None, initial=initial, priorities=priorities)
    page = FormPage(
        title="Présentation et priorités",
        crumbs=crumbs_of(programme, ("", ""))[:-1],
        done="La présentation et les priorités sont enregistrées.",
        to=programme,
        stored=lambda: programmes.stored_presentation(programme.pk),
        compare=_presentation_differences,
        template="governance/programmes/present.html",
        context={"programme": programme, "priorities": priorities},
    )

    def act(data: dict[str, Any]) -> Programme:
        return programmes.present(programme, actor=request.user, priorities=priority_inputs(priorities), **data)

    return form_page(request, form, act, page)


def _presentation_differences(form: PresentForm, stored: Mapping[str, Any]) -> list[Difference]:
    """The introduction, then the priorities together, one a line."""
    texts, refused = stored["texts"], [priority.text.strip() for priority in priority_inputs(form.priorities)]
    more = Difference(label="Priorités", stored="\n".join(texts) or "rien", typed="\n".join(refused) or "rien")
    return [*differences(form, stored), *([] if texts == refused else [more])]


def validate(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Record the validation by the decision body: which one, and when."""
    programme = own_programme_or_404(request, slug, year)
    if programme.state != ProgrammeState.SUBMITTED:
        crumbs = crumbs_of(programme, ("", ""))[:-1]
        return already_done_step(request, PROGRAMME_WORKFLOW, programme, "validate", crumbs=crumbs)
    page = FormPage(
        title="Enregistrer la validation",
        crumbs=crumbs_of(programme, ("", ""))[:-1],
        done=f"La validation du programme {year} est enregistrée.",
        template="governance/programmes/validate.html",
        context={"programme": programme, "readiness": readiness_of(contents_of(programme))},
    )
    form = ValidateForm(request.POST or None, programme=programme)
    return form_page(request, form, lambda data: programmes.validate(programme, actor=request.user, **data), page)


def move(request: HttpRequest, slug: str, year: int, step: str) -> HttpResponse:
    """Make a transition of the programme: page that says its consequences, then the act."""
    programme = own_programme_or_404(request, slug, year)
    if step == "validate":
        raise Http404  # its own page asks which body, and when
    transition = PROGRAMME_WORKFLOW.offers(request.user, programme, step)
    if transition is None:
        crumbs = crumbs_of(programme, ("", ""))[:-1]
        return already_done_step(request, PROGRAMME_WORKFLOW, programme, step, crumbs=crumbs)
    form = ReasonForm(request.POST or None) if transition.needs_comment else None
    if request.method == "POST" and (form is None or form.is_valid()):
        comment = form.cleaned_data["reason"] if form else ""
        move = partial(PROGRAMME_WORKFLOW.move, programme, step, actor=request.user, comment=comment)
        return act_or_message(request, move, done=DONE[step], to=programme)
    crumbs = crumbs_of(programme, (transition.label, ""))
    asks_more = step in ("submit", "finish")
    context = {
        "programme": programme,
        "transition": transition,
        "form": form,
        "readiness": readiness_of(contents_of(programme)) if asks_more else None,
        "breadcrumb": crumbs,
    }
    return render(request, "governance/programmes/move.html", context)
