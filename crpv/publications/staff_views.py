"""The workshop of national staff: prepare, write, freeze, publish, correct. And the regions' dates."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, act_or_message, form_page
from crpv.models import Publication
from crpv.publications import services as acts
from crpv.publications.exports.snapshot import national_dashboard
from crpv.publications.forms import PassOnForm, PerspectivesForm, PublishForm, YearForm
from crpv.publications.get_objects import DASHBOARDS, in_force_or_404, national_only, open_or_404, own_region_or_404
from crpv.publications.queries import year_to_prepare
from crpv.publications.transmissions import region_lines, regions_of
from crpv.publications.workflow import PUBLICATION_WORKFLOW
from documents import french
from documents.forms.dsfr import ReasonForm
from documents.markdown import html_of, safe

Crumbs = list[tuple[str, object]]


def _crumbs(publication: Publication) -> Crumbs:
    here = reverse("publications:preparation", args=[publication.year])
    return [DASHBOARDS, (f"Préparer {publication.year}", here)]


def prepare(request: HttpRequest) -> HttpResponse:
    """Open the dashboard of a year."""
    national_only(request)

    def act(told: dict) -> str:
        one = acts.prepare(told["year"], actor=request.user)
        return reverse("publications:preparation", args=[one.year])

    form = YearForm(request.POST or None, initial={"year": year_to_prepare(localdate())})
    return form_page(
        request,
        form,
        act,
        FormPage(
            title="Préparer un tableau de bord",
            submit="Préparer",
            done="La préparation est ouverte.",
            crumbs=[DASHBOARDS],
        ),
    )


def preparation(request: HttpRequest, year: int) -> HttpResponse:
    """Where a dashboard stands before it comes out: figures, perspectives, and the next act."""
    publication = open_or_404(request, year)
    board = publication.dashboard if publication.content else national_dashboard(year)
    context = {
        "publication": publication,
        "board": board,
        "perspectives": safe(html_of(publication.perspectives)),
        "transitions": {step.name for step in PUBLICATION_WORKFLOW.offered(request.user, publication)},
        "is_overdue": publication.version == 1 and localdate() > publication.due_on,
        "breadcrumb": [*_crumbs(publication)[:1], (f"Préparer {year}", "")],
    }
    return render(request, "crpv/publications/preparation.html", context)


def perspectives(request: HttpRequest, year: int) -> HttpResponse:
    """Write the perspectives of the year to come."""
    publication = open_or_404(request, year)

    def act(told: dict) -> str:
        acts.write(publication, actor=request.user, **told)
        return reverse("publications:preparation", args=[year])

    form = PerspectivesForm(request.POST or None, initial={"perspectives": publication.perspectives})
    return form_page(
        request,
        form,
        act,
        FormPage(
            title=f"Perspectives {year + 1}",
            stored=lambda: stored_values(publication, ["perspectives"]),
            done="Les perspectives sont enregistrées.",
            crumbs=_crumbs(publication),
            lead="Ce que l’année suivante prépare\u00a0; elles paraissent avec les chiffres.",
        ),
    )


def freeze(request: HttpRequest, year: int) -> HttpResponse:
    """Freeze the figures, by POST only; an old tab is told where they stand."""
    national_only(request)
    publication = Publication.objects.visible_to(request.user).being_prepared().filter(year=year).first()
    if publication is None:
        published = in_force_or_404(request, year)
        messages.info(request, f"C’est déjà fait\u00a0: le {published} est publié, ses chiffres sont gelés.")
        return redirect(published)
    if request.method != "POST":
        told = "Les chiffres sont déjà gelés." if publication.content else "Gelez les chiffres ici, par le bouton."
        messages.info(request, told)
        return redirect("publications:preparation", year)
    return _done(
        request, year, "Les chiffres sont gelés\u00a0: relisez-les, puis publiez.",
        lambda: acts.freeze(publication, actor=request.user),
    )  # fmt: skip


def _done(request: HttpRequest, year: int, said: str, act: Callable[[], object]) -> HttpResponse:
    return act_or_message(request, act, done=said, to=reverse("publications:preparation", args=[year]))


def unfreeze(request: HttpRequest, year: int) -> HttpResponse:
    """Give the frozen figures up, with a reason."""
    publication = open_or_404(request, year)

    def act(told: dict) -> str:
        acts.unfreeze(publication, reason=told["reason"], actor=request.user)
        return reverse("publications:preparation", args=[year])

    return form_page(
        request,
        _reason_form(request),
        act,
        FormPage(
            title="Dégeler les chiffres",
            submit="Dégeler",
            done="Les chiffres sont dégelés\u00a0: ils suivent de nouveau la collecte.",
            crumbs=_crumbs(publication),
            lead="Les chiffres gelés sont abandonnés. Le motif reste au journal.",
        ),
    )


def publish(request: HttpRequest, year: int) -> HttpResponse:
    """Publish: to whom, then the act, which keeps every data file and asks for the print."""
    publication = open_or_404(request, year)
    form = PublishForm(request.POST or None)

    def act(told: dict) -> str:
        acts.publish(publication, is_public=form.is_public, actor=request.user)
        return reverse("publications:published", args=[year])

    lead = (
        "Les chiffres gelés et les perspectives paraissent tels quels, avec un PDF, un classeur et des fichiers de "
        "données gardés pour toujours. Une erreur se corrige ensuite par une nouvelle version\u202f; l’ancienne reste "
        "lisible."
    )
    if publication.version == 1 and localdate() > publication.due_on:
        lead += f" L’échéance du {french.date(publication.due_on)} est passée\u00a0: le retard sera noté (R-140)."
    return form_page(
        request,
        form,
        act,
        FormPage(
            title=f"Publier le {publication}",
            submit="Publier",
            crumbs=_crumbs(publication),
            lead=lead,
            done=f"Le {publication} est publié\u202f; son PDF s’imprime.",
        ),
    )


def abandon(request: HttpRequest, year: int) -> HttpResponse:
    """Give up a version that is not published: a page that says what it means, then the act."""
    publication = open_or_404(request, year)
    if request.method != "POST":
        context = {"publication": publication, "breadcrumb": [*_crumbs(publication), ("Abandonner", "")]}
        return render(request, "crpv/publications/abandon.html", context)
    return act_or_message(
        request, lambda: acts.abandon(publication, actor=request.user), to="publications:index",
        done=f"La préparation du {publication} est abandonnée.",
    )  # fmt: skip


def correct(request: HttpRequest, year: int) -> HttpResponse:
    """Open a correction of the version in force, with its reason."""
    national_only(request)
    publication = in_force_or_404(request, year)

    def act(told: dict) -> str:
        acts.open_correction(publication, reason=told["reason"], actor=request.user)
        return reverse("publications:preparation", args=[year])

    return form_page(
        request,
        _reason_form(request),
        act,
        FormPage(
            title=f"Corriger le {publication}",
            submit="Ouvrir la correction",
            done="La correction est ouverte\u00a0: la version publiée reste en vigueur.",
            crumbs=[DASHBOARDS, (str(year), publication.get_absolute_url())],
            lead="Le motif est publié avec la nouvelle version. "
            "L’ancienne reste lisible, et dit qu’elle est remplacée.",
        ),
    )


def transmissions(request: HttpRequest, year: int) -> HttpResponse:
    """Which regions passed the figures on, and when (R-141)."""
    publication = in_force_or_404(request, year)
    lines = region_lines(publication)
    context = {
        "publication": publication,
        "lines": lines,
        "done": sum(line.is_done for line in lines),
        "mine": regions_of(request.user),
        "breadcrumb": [DASHBOARDS, (str(year), publication.get_absolute_url()), ("Transmission", "")],
    }
    return render(request, "crpv/publications/transmissions.html", context)


def pass_on(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Record the day on which one's region passed the figures on (R-141)."""
    region, publication = own_region_or_404(request, code), in_force_or_404(request, year)
    form = PassOnForm(request.POST or None, initial={"on": localdate()})

    def act(told: dict) -> str:
        acts.pass_on(publication, region, on=told["on"], note=told["note"], actor=request.user)
        return reverse("publications:transmissions", args=[year])

    here = reverse("publications:transmissions", args=[year])
    return form_page(
        request,
        form,
        act,
        FormPage(
            title=f"Transmission en {region}",
            done="La date est enregistrée.",
            crumbs=[DASHBOARDS, (str(year), publication.get_absolute_url()), ("Transmission", here)],
            lead="L’État régional transmet les éléments consolidés à tous les partenaires des instances (R-141).",
        ),
    )


def _reason_form(request: HttpRequest) -> ReasonForm:
    return ReasonForm(request.POST or None, help_text="Gardé avec la version.")
