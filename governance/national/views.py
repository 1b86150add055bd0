"""The national programme of a year: orientations, worksites, contributions."""

from __future__ import annotations

from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, act_or_message, form_page
from documents.forms.filters import FIRST_YEAR, LAST_YEAR
from documents.forms.sorting import page_of
from governance.bodies.get_objects import Crumb, centre_or_404, keepers_only
from governance.models import Contribution, Orientation, Worksite
from governance.national import services as programme
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
    shown = national_year(year, request.user)
    context = {
        "shown": shown,
        "page": page_of(shown.rows, request.GET),
        "may_keep": programme.may_keep_national(request.user),
        "breadcrumb": [NATIONAL, (str(year), "")],
    }
    return render(request, "governance/national/year.html", context)


def _crumbs(year: int) -> list[Crumb]:
    return [NATIONAL, (str(year), reverse("governance:national", args=[year]))]


def _keeping(request: HttpRequest, year: int) -> None:
    keepers_only(request)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404


def new_orientation(request: HttpRequest, year: int) -> HttpResponse:
    """Record an orientation of the year (R-106)."""
    _keeping(request, year)
    return form_page(
        request,
        OrientationForm(request.POST or None),
        lambda told: programme.save_orientation(Orientation(year=year), actor=request.user, **told),
        FormPage(
            to=_url(year),
            title=f"Ajouter une orientation nationale {year}",
            done="L’orientation est enregistrée.",
            crumbs=_crumbs(year),
        ),
    )


def edit_orientation(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of an orientation."""
    keepers_only(request)
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
        request, form, lambda told: programme.save_orientation(orientation, actor=request.user, **told), page
    )


def new_worksite(request: HttpRequest, year: int) -> HttpResponse:
    """Open a worksite: three a year at most (R-111)."""
    _keeping(request, year)
    return form_page(
        request,
        WorksiteForm(request.POST or None),
        lambda told: programme.open_worksite(year, actor=request.user, **told),
        FormPage(
            to=_url(year),
            title=f"Ouvrir un chantier national {year}",
            done="Le chantier est ouvert : il attend sa validation par le comité technique.",
            crumbs=_crumbs(year),
        ),
    )


def _url(year: int) -> str:
    return reverse("governance:national", args=[year])


def edit_worksite(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a worksite, or close it to contributions."""
    keepers_only(request)
    worksite = get_object_or_404(Worksite, pk=pk)
    form = WorksiteForm(request.POST or None, initial=model_to_dict(worksite))
    page = FormPage(
        title="Modifier le chantier",
        done="Le chantier est modifié.",
        to=_url(worksite.year),
        crumbs=_crumbs(worksite.year),
        stored=lambda: stored_values(worksite, form.fields),
    )
    return form_page(request, form, lambda told: programme.change_worksite(worksite, actor=request.user, **told), page)


def validate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say at which technical committee a worksite was validated (R-110)."""
    keepers_only(request)
    worksite = get_object_or_404(Worksite, pk=pk)
    return form_page(
        request,
        ValidationForm(request.POST or None, year=worksite.year, initial={"meeting": worksite.validated_at_id}),
        lambda told: programme.validate_worksite(worksite, told["meeting"], actor=request.user),
        FormPage(
            to=_url(worksite.year),
            title="Valider le chantier",
            done="Le chantier est validé.",
            crumbs=_crumbs(worksite.year),
            lead=f"{worksite.title}, dernière séance de {worksite.year - 1} du comité technique (R-110).",
        ),
    )


def contribution(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What one centre brings to a worksite; « retirer » takes it away while nothing was handed over."""
    centre = centre_or_404(request, slug)
    if not programme.may_contribute(request.user, centre):
        raise Http404
    worksite = get_object_or_404(Worksite, pk=pk)
    found = Contribution.objects.filter(worksite=worksite, centre=centre).select_related("centre", "worksite").first()
    if found and "withdraw" in request.POST:
        return act_or_message(
            request, lambda: programme.withdraw(found, actor=request.user), done="La contribution est retirée.",
            to=_url(worksite.year),
        )  # fmt: skip
    form = ContributionForm(request.POST or None, initial=programme.stored_contribution(found))
    page = FormPage(
        title=f"Contribution de {centre.usual_name}",
        done="La contribution est enregistrée.",
        to=_url(worksite.year),
        crumbs=_crumbs(worksite.year),
        lead=worksite.title,
        other=("withdraw", "Retirer la contribution") if found else None,
        stored=lambda: programme.stored_contribution(
            Contribution.objects.filter(worksite=worksite, centre=centre).first()
        ),
    )
    return form_page(
        request, form, lambda told: programme.contribute(worksite, centre, actor=request.user, **told), page
    )
