"""The published dashboards: pages and files. Open to strangers when national staff chose so."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.enums import NETWORK_ROLES
from centres.models import Region
from centres.models.mandate import holds
from crpv.models import Publication, PublicationFile
from crpv.publications.exports.fingerprints import seals_of
from crpv.publications.exports.formats import STEM, edition_of
from crpv.publications.exports.snapshot import without_names
from crpv.publications.exports.workbook import dashboard_workbook
from crpv.publications.get_objects import DASHBOARDS, Versions, edition_or_404, editions_of, sees_names, versions_or_404
from crpv.publications.queries import years_of
from crpv.publications.tasks import print_edition
from documents.downloads import attachment
from documents.markdown import html_of, safe
from documents.models import PublishedDocument
from documents.published.register import printed_among
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
    versions = _versions_or_sign_in(request, year)
    if versions is None:
        return render(request, "crpv/publications/closed.html", {"year": year}, status=404)
    one = versions.shown
    board = one.dashboard
    editions = editions_of(request.user, one)
    printed = printed_among([one.reference, *(edition.reference for edition in editions)])
    context = {
        "publication": one,
        "board": board if sees_names(request.user) else without_names(board),
        "versions": versions,
        "seals": seals_of([one])[one.pk],
        "perspectives": safe(html_of(one.perspectives)),
        "is_printed": one.reference in printed,
        "editions": [(edition, edition.reference in printed) for edition in editions],
        "is_national": holds(request.user, *NETWORK_ROLES),
        "breadcrumb": [DASHBOARDS, (str(year), "")],
    }
    return render(request, "crpv/publications/published.html", context)


def _versions_or_sign_in(request: HttpRequest, year: int) -> Versions | None:
    """What the reader may open; None for a stranger, who is told to sign in whether the page exists or not."""
    try:
        return versions_or_404(request, year)
    except Http404:
        if request.user.is_authenticated:
            raise
        return None


@login_not_required
@require_safe
def published_file(request: HttpRequest, year: int, ending: str) -> HttpResponse:
    """One of its files, byte for byte as it came out."""
    one = versions_or_404(request, year).shown
    name = f"{STEM}-crpv-{year}-v{one.version}"
    if ending != "pdf":
        kept = get_object_or_404(PublicationFile, publication=one, name=f"{STEM}.{ending}")
        return attachment(bytes(kept.content), f"{name}.{ending}")
    return _paper(one.reference, name) or _being_printed(request, one)


def _paper(reference: str, name: str) -> HttpResponse | None:
    """The bytes that the register keeps under this reference, when they are there."""
    printed = PublishedDocument.objects.filter(reference=reference).first()
    return attachment(bytes(printed.content), f"{name}.pdf") if printed else None


def _being_printed(request: HttpRequest, one: Publication, region: Region | None = None) -> HttpResponse:
    """What is told of a paper that the press has not finished: not here yet, ask again in a minute."""
    context = {
        "publication": one,
        "region": region,
        "breadcrumb": [DASHBOARDS, (str(one.year), one.get_absolute_url()), ("Impression en cours", "")],
    }
    answer = render(request, "crpv/publications/being_printed.html", context, status=404)
    answer.headers["Retry-After"] = "60"
    return answer


@login_not_required
@require_safe
def version_list(request: HttpRequest, year: int) -> HttpResponse:
    """Every version of a year, with what changed and why."""
    found = Publication.objects.visible_to(request.user).out().filter(year=year).light()
    versions = list(found.select_related("published_by"))
    if not versions:
        raise Http404
    prints = dict(PublishedDocument.objects.filter(family=versions[0].family).values_list("version", "sha256"))
    seals = seals_of(versions)
    context = {
        "year": year,
        "versions": [(one, seals[one.pk], prints.get(one.version, "")) for one in versions],
        "breadcrumb": [DASHBOARDS, (str(year), versions[0].get_absolute_url()), ("Versions", "")],
    }
    return render(request, "crpv/publications/versions.html", context)


def regional_file(request: HttpRequest, year: int, code: str, ending: str) -> HttpResponse:
    """The same dashboard for the centres of one region; asking again for a print that is awaited (idempotent)."""
    edition = edition_or_404(request, year, code)
    name = f"{STEM}-crpv-{year}-region-{code}-v{edition.publication.version}"
    if ending == "pdf":
        if request.method == "POST":
            print_edition.enqueue(edition.pk)
            return redirect(request.path)
        return _paper(edition.reference, name) or _being_printed(request, edition.publication, edition.region)
    content = dashboard_workbook(edition.dashboard, edition=edition_of(edition.publication), perspectives="")
    return attachment(content, f"{name}.{ending}")
