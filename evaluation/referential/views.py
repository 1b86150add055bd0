"""Reading the referential: its versions, one of them, one indicator, what changed."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy

from documents.downloads import attachment_in
from evaluation.models import Indicator, Referential
from evaluation.referential.exports import version_writers
from evaluation.referential.queries import shown, source_of, threshold_of
from evaluation.referential.services import changes_of, kept_regions, may_keep, under_way

REFERENTIALS = ("Référentiel d’indicateurs", reverse_lazy("evaluation:referentials"))


def version_or_404(request: HttpRequest, pk: int) -> Referential:
    """A version that the reader may open; those in preparation exist for national staff only."""
    return get_object_or_404(Referential.objects.visible_to(request.user).select_related("previous"), pk=pk)


def indicator_or_404(request: HttpRequest, pk: int, code: str) -> Indicator:
    """An indicator of a version that the reader may open."""
    return get_object_or_404(
        Indicator.objects.select_related("region"), referential=version_or_404(request, pk), code=code
    )


def crumb(version: Referential) -> tuple[str, str]:
    """The version in a breadcrumb."""
    return (f"Version {version.name}", version.get_absolute_url())


def versions(request: HttpRequest) -> HttpResponse:
    """Every version, the latest first, with the campaigns that keep it."""
    counted = Count("indicators", filter=Q(indicators__region=None), distinct=True)
    found = Referential.objects.visible_to(request.user).annotate(size=counted).prefetch_related("campaigns")
    page = {
        "versions": found,
        "latest": next((one for one in found if not one.is_draft), None),
        "may_keep": may_keep(request.user),
        "breadcrumb": [(REFERENTIALS[0], "")],
    }
    return render(request, "evaluation/referential/list.html", page)


def version_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, section by section, with its complements and what may be done."""
    version = version_or_404(request, pk)
    keeps = may_keep(request.user)
    draft = under_way() if keeps and not version.is_draft else None
    page = {
        "version": shown(version),
        "draft": draft,
        "may_edit": keeps and version.is_draft,
        "may_copy": keeps and not version.is_draft and draft is None,
        "may_complement": not version.is_draft and kept_regions(request.user).exists(),
        "breadcrumb": [REFERENTIALS, (f"Version {version.name}", "")],
    }
    return render(request, "evaluation/referential/version.html", page)


def version_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same version as a file: `pdf`, `xlsx` or `csv`."""
    version = version_or_404(request, pk)
    return attachment_in(kind, f"referentiel-indicateurs-{version.pk}", version_writers(shown(version)))


def version_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What the version changes of the one before, column by column."""
    version = version_or_404(request, pk)
    page = {
        "version": version,
        "changes": changes_of(version),
        "may_publish": may_keep(request.user) and version.is_draft,
        "breadcrumb": [REFERENTIALS, crumb(version), ("Ce qui change", "")],
    }
    return render(request, "evaluation/referential/changes.html", page)


def indicator_page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One indicator: its definition, how it is counted, how it is consolidated."""
    indicator = indicator_or_404(request, pk, code)
    version = indicator.referential
    is_own = indicator.region is not None and kept_regions(request.user).filter(pk=indicator.region.pk).exists()
    page = {
        "indicator": indicator,
        "source": source_of(indicator),
        "threshold": threshold_of(indicator),
        "may_edit": is_own or (indicator.region is None and version.is_draft and may_keep(request.user)),
        "breadcrumb": [REFERENTIALS, crumb(version), (indicator.code, "")],
    }
    return render(request, "evaluation/referential/indicator.html", page)
