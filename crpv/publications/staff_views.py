"""Pages of national staff (prepare, write, freeze, publish, correct) and of the regions (day of transmission)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, act_or_message, form_page
from crpv.models import Publication
from crpv.publications import services
from crpv.publications.exports.snapshot import national_dashboard
from crpv.publications.forms import DashboardYearForm, PassOnForm, PerspectivesForm, PublishForm
from crpv.publications.get_objects import DASHBOARDS, in_force_or_404, national_only, open_or_404, own_region_or_404
from crpv.publications.queries import year_to_prepare
from crpv.publications.transmissions import region_lines, regions_of
from crpv.publications.workflow import PUBLICATION_WORKFLOW
from documents import french
from documents.forms.dsfr import ReasonForm
from documents.markdown import html_of, safe

Crumbs = list[tuple[str, object]]


def _crumbs(publication: Publication) -> Crumbs:
    address = reverse("publications:preparation", args=[publication.year])
    return [DASHBOARDS, (f"Préparer {publication.year}", address)]


def prepare(request: HttpRequest) -> HttpResponse:
    """Open the dashboard of a year."""
    national_only(request)

    def act(data: dict) -> str:
        publication = services.prepare(data["year"], actor=request.user)
        return reverse("publications:preparation", args=[publication.year])

    form = DashboardYearForm(request.POST or None, initial={"year": year_to_prepare(localdate())})
    return form_page(request, form, act, FormPage(
        title="Préparer un tableau de bord", creates=True, submit="Préparer", done="La préparation est ouverte.",
        crumbs=[DASHBOARDS],
    ))  # fmt: skip


def preparation(request: HttpRequest, year: int) -> HttpResponse:
    """A dashboard before its publication: figures, perspectives, and the next acts."""
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

    def act(data: dict) -> str:
        services.write(publication, actor=request.user, **data)
        return reverse("publications:preparation", args=[year])

    form = PerspectivesForm(request.POST or None, initial={"perspectives": publication.perspectives})
    return form_page(request, form, act, FormPage(
        title=f"Perspectives {year + 1}", stored=lambda: stored_values(publication, ["perspectives"]),
        done="Les perspectives sont enregistrées.", crumbs=_crumbs(publication),
        lead="Ce que l’année suivante prépare\u00a0; elles paraissent avec les chiffres.",
    ))  # fmt: skip


def freeze(request: HttpRequest, year: int) -> HttpResponse:
    """Freeze the figures, by POST only; otherwise a message says their state."""
    national_only(request)
    publication = Publication.objects.visible_to(request.user).being_prepared().filter(year=year).first()
    if publication is None:
        published = in_force_or_404(request, year)
        messages.info(request, f"C’est déjà fait\u00a0: le {published} est publié, ses chiffres sont gelés.")
        return redirect(published)
    if request.method != "POST":
        sentence = "Les chiffres sont déjà gelés." if publication.content else "Gelez les chiffres ici, par le bouton."
        messages.info(request, sentence)
        return redirect("publications:preparation", year)
    return act_or_message(
        request, lambda: services.freeze(publication, actor=request.user),
        done="Les chiffres sont gelés\u00a0: relisez-les, puis publiez.",
        to=reverse("publications:preparation", args=[year]),
    )  # fmt: skip


def unfreeze(request: HttpRequest, year: int) -> HttpResponse:
    """Discard the frozen figures, with a reason."""
    publication = open_or_404(request, year)

    def act(data: dict) -> str:
        services.unfreeze(publication, reason=data["reason"], actor=request.user)
        return reverse("publications:preparation", args=[year])

    return form_page(request, _reason_form(request), act, FormPage(
        title="Dégeler les chiffres", submit="Dégeler",
        done="Les chiffres sont dégelés\u00a0: ils suivent de nouveau la collecte.", crumbs=_crumbs(publication),
        lead="Les chiffres gelés sont abandonnés. Le motif reste au journal.",
    ))  # fmt: skip


def publish(request: HttpRequest, year: int) -> HttpResponse:
    """Publish: choose the readers, then store every data file and queue the prints."""
    publication = open_or_404(request, year)
    form = PublishForm(request.POST or None)

    def act(data: dict) -> str:
        services.publish(publication, is_public=form.is_public, actor=request.user)
        return reverse("publications:published", args=[year])

    lead = (
        "Les chiffres gelés et les perspectives paraissent tels quels, avec un PDF, un classeur et des fichiers de "
        "données gardés pour toujours. Une erreur se corrige ensuite par une nouvelle version\u202f; l’ancienne reste "
        "lisible."
    )
    if publication.version == 1 and localdate() > publication.due_on:
        lead += f" L’échéance du {french.date(publication.due_on)} est passée\u00a0: le retard sera noté (R-140)."
    return form_page(request, form, act, FormPage(
        title=f"Publier le {publication}", submit="Publier", crumbs=_crumbs(publication), lead=lead,
        done=f"Le {publication} est publié\u202f; son PDF s’imprime.",
    ))  # fmt: skip


def abandon(request: HttpRequest, year: int) -> HttpResponse:
    """Delete a version that is not published: a page that explains it, then the act."""
    publication = open_or_404(request, year)
    if request.method != "POST":
        context = {"publication": publication, "breadcrumb": [*_crumbs(publication), ("Abandonner", "")]}
        return render(request, "crpv/publications/abandon.html", context)
    return act_or_message(
        request, lambda: services.abandon(publication, actor=request.user), to="publications:index",
        done=f"La préparation du {publication} est abandonnée.",
    )  # fmt: skip


def correct(request: HttpRequest, year: int) -> HttpResponse:
    """Open a correction of the version in force, with its reason."""
    national_only(request)
    publication = in_force_or_404(request, year)

    def act(data: dict) -> str:
        services.open_correction(publication, reason=data["reason"], actor=request.user)
        return reverse("publications:preparation", args=[year])

    return form_page(request, _reason_form(request), act, FormPage(
        title=f"Corriger le {publication}", creates=True, submit="Ouvrir la correction",
        done="La correction est ouverte\u00a0: la version publiée reste en vigueur.",
        crumbs=[DASHBOARDS, (str(year), publication.get_absolute_url())],
        lead="Le motif est publié avec la nouvelle version. "
            "L’ancienne reste lisible, et dit qu’elle est remplacée.",
    ))  # fmt: skip


def transmissions(request: HttpRequest, year: int) -> HttpResponse:
    """Which regions transmitted the figures, and when (R-141)."""
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
    """Record the day on which one's region transmitted the figures (R-141)."""
    region, publication = own_region_or_404(request, code), in_force_or_404(request, year)
    form = PassOnForm(request.POST or None, initial={"on": localdate()})

    def act(data: dict) -> str:
        services.pass_on(publication, region, on=data["on"], note=data["note"], actor=request.user)
        return reverse("publications:transmissions", args=[year])

    address = reverse("publications:transmissions", args=[year])
    return form_page(request, form, act, FormPage(
        title=f"Transmission en {region}", done="La date est enregistrée.",
        crumbs=[DASHBOARDS, (str(year), publication.get_absolute_url()), ("Transmission", address)],
        lead="L’État régional transmet les éléments consolidés à tous les partenaires des instances (R-141).",
    ))  # fmt: skip


def _reason_form(request: HttpRequest) -> ReasonForm:
    return ReasonForm(request.POST or None, help_text="Gardé avec la version.")
