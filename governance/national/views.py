"""Pages and forms of the national programme of a year."""

from __future__ import annotations

from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, ask_first, form_page
from documents.forms.filters import FIRST_YEAR, LAST_YEAR
from documents.forms.sorting import page_of
from governance.bodies.get_objects import Crumb, centre_or_404, network_staff_only
from governance.models import Contribution, Orientation, Worksite
from governance.national import services
from governance.national.forms import ContributionForm, OrientationForm, ValidationForm, WorksiteForm
from governance.national.queries import national_year

NATIONAL = ("Programme national", reverse_lazy("governance:national_index"))


def index(request: HttpRequest) -> HttpResponse:
    """The programme of the current year."""
    return redirect("governance:national", localdate().year)


def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """Orientations, worksites, and the grid of who works on what."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    programme = national_year(year, request.user)
    context = {
        "programme": programme,
        "page": page_of(programme.rows, request.GET),
        "may_edit": services.may_edit_national(request.user),
        "breadcrumb": [NATIONAL, (str(year), "")],
    }
    return render(request, "governance/national/year.html", context)


def _crumbs(year: int) -> list[Crumb]:
    return [NATIONAL, (str(year), reverse("governance:national", args=[year]))]


def _check_staff_and_year(request: HttpRequest, year: int) -> None:
    """404 for who is not national staff, or a year that the application does not have."""
    network_staff_only(request)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404


def new_orientation(request: HttpRequest, year: int) -> HttpResponse:
    """Record an orientation of the year (R-106)."""
    _check_staff_and_year(request, year)
    return form_page(
        request,
        OrientationForm(request.POST or None),
        lambda values: services.save_orientation(Orientation(year=year), actor=request.user, **values),
        FormPage(
            to=_url(year),
            title=f"Ajouter une orientation nationale {year}",
            creates=True,
            done="L’orientation est enregistrée.",
            crumbs=_crumbs(year),
        ),
    )


def edit_orientation(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of an orientation."""
    network_staff_only(request)
    orientation = get_object_or_404(Orientation, pk=pk)
    form = OrientationForm(request.POST or None, initial=model_to_dict(orientation))
    page = FormPage(
        title="Modifier l’orientation",
        done="L’orientation est modifiée.",
        to=_url(orientation.year),
        crumbs=_crumbs(orientation.year),
        stored=lambda: stored_values(orientation, form.fields),
    )
    return form_page(
        request, form, lambda values: services.save_orientation(orientation, actor=request.user, **values), page
    )


def new_worksite(request: HttpRequest, year: int) -> HttpResponse:
    """Open a worksite: three a year at most (R-111)."""
    _check_staff_and_year(request, year)
    return form_page(
        request,
        WorksiteForm(request.POST or None),
        lambda values: services.open_worksite(year, actor=request.user, **values),
        FormPage(
            to=_url(year),
            title=f"Ouvrir un chantier national {year}",
            creates=True,
            done="Le chantier est ouvert : il attend sa validation par le comité technique.",
            crumbs=_crumbs(year),
        ),
    )


def _url(year: int) -> str:
    return reverse("governance:national", args=[year])


def edit_worksite(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a worksite, or close it to contributions."""
    network_staff_only(request)
    worksite = get_object_or_404(Worksite, pk=pk)
    form = WorksiteForm(request.POST or None, initial=model_to_dict(worksite))
    page = FormPage(
        title="Modifier le chantier",
        done="Le chantier est modifié.",
        to=_url(worksite.year),
        crumbs=_crumbs(worksite.year),
        stored=lambda: stored_values(worksite, form.fields),
    )
    return form_page(
        request, form, lambda values: services.change_worksite(worksite, actor=request.user, **values), page
    )


def validate(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the meeting of the technical committee that validated a worksite (R-110)."""
    network_staff_only(request)
    worksite = get_object_or_404(Worksite, pk=pk)
    return form_page(
        request,
        ValidationForm(request.POST or None, year=worksite.year, initial={"meeting": worksite.validated_at_id}),
        lambda values: services.validate_worksite(worksite, values["meeting"], actor=request.user),
        FormPage(
            to=_url(worksite.year),
            title="Valider le chantier",
            done="Le chantier est validé.",
            crumbs=_crumbs(worksite.year),
            lead=f"{worksite.title}, dernière séance de {worksite.year - 1} du comité technique (R-110).",
        ),
    )


def contribution(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What one centre brings to a worksite; « Retirer » deletes it while it is not delivered."""
    centre = centre_or_404(request, slug)
    if not services.may_contribute(request.user, centre):
        raise Http404
    worksite = get_object_or_404(Worksite, pk=pk)
    contributions = Contribution.objects.filter(worksite=worksite, centre=centre)
    existing = contributions.select_related("centre", "worksite").first()
    if existing and "withdraw" in request.POST:
        removal = FormPage(
            title="Retirer la contribution",
            lead=f"La contribution de {centre.usual_name} à «\u00a0{worksite.title}\u00a0» disparaît. "
            "Cela ne se défait pas\u00a0: retirée par erreur, elle s’écrit de nouveau.",
            submit="Retirer la contribution",
            is_grave=True,
            crumbs=_crumbs(worksite.year),
            back=request.path,
            to=_url(worksite.year),
            done="La contribution est retirée.",
        )
        return ask_first(request, "withdraw", lambda: services.withdraw(existing, actor=request.user), removal)
    form = ContributionForm(request.POST or None, initial=services.stored_contribution(existing))
    page = FormPage(
        title=f"Contribution de {centre.usual_name}",
        done="La contribution est enregistrée.",
        to=_url(worksite.year),
        crumbs=_crumbs(worksite.year),
        lead=worksite.title,
        other=("withdraw", "Retirer la contribution") if existing else None,
        stored=lambda: services.stored_contribution(contributions.first()),
    )
    return form_page(
        request, form, lambda values: services.contribute(worksite, centre, actor=request.user, **values), page
    )
