"""Pages and files of the published dashboards; without sign-in when they are public."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.enums import NETWORK_ROLES
from centres.models import Region
from centres.models.mandate import holds
from crpv.models import Publication, PublicationFile
from crpv.publications.exports.fingerprints import fingerprints_of
from crpv.publications.exports.formats import STEM, edition_of
from crpv.publications.exports.snapshot import without_names
from crpv.publications.exports.workbook import dashboard_workbook
from crpv.publications.get_objects import DASHBOARDS, edition_or_404, editions_of, sees_names, versions_or_404
from crpv.publications.queries import years_of
from crpv.publications.tasks import print_edition
from documents.downloads import attachment
from documents.markdown import html_of, safe
from documents.models import PublishedDocument
from documents.published.register import registered_references
from governance.law.legal_calendar import DASHBOARD_DUE


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every year: published, being prepared (for national staff), or to come."""
    context = {
        "years": years_of(request.user),
        "due": DASHBOARD_DUE,
        "is_national": holds(request.user, *NETWORK_ROLES),
        "breadcrumb": [(DASHBOARDS[0], "")],
    }
    return render(request, "crpv/publications/index.html", context)


@login_not_required
@require_safe
def published(request: HttpRequest, year: int) -> HttpResponse:
    """The dashboard of a year, as it was published."""
    try:
        versions = versions_or_404(request, year)
    except Http404:
        if request.user.is_authenticated:
            raise
        # An anonymous reader is asked to sign in, whether the page exists or not.
        return render(request, "crpv/publications/closed.html", {"year": year}, status=404)
    publication = versions.selected
    board = publication.dashboard
    editions = editions_of(request.user, publication)
    printed = registered_references([publication.reference, *(edition.reference for edition in editions)])
    context = {
        "publication": publication,
        "board": board if sees_names(request.user) else without_names(board),
        "versions": versions,
        "fingerprints": fingerprints_of([publication])[publication.pk],
        "perspectives": safe(html_of(publication.perspectives)),
        "is_printed": publication.reference in printed,
        "editions": [(edition, edition.reference in printed) for edition in editions],
        "is_national": holds(request.user, *NETWORK_ROLES),
        "breadcrumb": [DASHBOARDS, (str(year), "")],
    }
    return render(request, "crpv/publications/published.html", context)


@login_not_required
@require_safe
def published_file(request: HttpRequest, year: int, ending: str) -> HttpResponse:
    """One of its files, byte for byte as it came out."""
    publication = versions_or_404(request, year).selected
    name = f"{STEM}-crpv-{year}-v{publication.version}"
    if ending != "pdf":
        file = get_object_or_404(PublicationFile, publication=publication, name=f"{STEM}.{ending}")
        return attachment(bytes(file.content), f"{name}.{ending}")
    return _print_response(publication.reference, name) or _print_pending(request, publication)


def _print_response(reference: str, name: str) -> HttpResponse | None:
    """The stored print of this reference; None when there is none yet."""
    printed = PublishedDocument.objects.filter(reference=reference).first()
    return attachment(bytes(printed.content), f"{name}.pdf") if printed else None


def _print_pending(request: HttpRequest, publication: Publication, region: Region | None = None) -> HttpResponse:
    """404 page of an edition that is not printed yet: try again in a minute."""
    context = {
        "publication": publication,
        "region": region,
        "breadcrumb": [
            DASHBOARDS,
            (str(publication.year), publication.get_absolute_url()),
            ("Impression en cours", ""),
        ],
    }
    answer = render(request, "crpv/publications/being_printed.html", context, status=404)
    answer.headers["Retry-After"] = "60"
    return answer


@login_not_required
@require_safe
def version_list(request: HttpRequest, year: int) -> HttpResponse:
    """Every version of a year, with what changed and why."""
    publications = Publication.objects.visible_to(request.user).out().filter(year=year).light()
    versions = list(publications.select_related("published_by"))
    if not versions:
        raise Http404
    prints = dict(PublishedDocument.objects.filter(family=versions[0].family).values_list("version", "sha256"))
    fingerprints = fingerprints_of(versions)
    context = {
        "year": year,
        "versions": [(version, fingerprints[version.pk], prints.get(version.version, "")) for version in versions],
        "breadcrumb": [DASHBOARDS, (str(year), versions[0].get_absolute_url()), ("Versions", "")],
    }
    return render(request, "crpv/publications/versions.html", context)


def regional_file(request: HttpRequest, year: int, code: str, ending: str) -> HttpResponse:
    """A file of the edition of one region; a POST queues its print again (idempotent)."""
    edition = edition_or_404(request, year, code)
    name = f"{STEM}-crpv-{year}-region-{code}-v{edition.publication.version}"
    if ending == "pdf":
        if request.method == "POST":
            print_edition.enqueue(edition.pk)
            return redirect(request.path)
        return _print_response(edition.reference, name) or _print_pending(request, edition.publication, edition.region)
    content = dashboard_workbook(edition.dashboard, edition=edition_of(edition.publication), perspectives="")
    return attachment(content, f"{name}.{ending}")
