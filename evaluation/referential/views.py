"""Pages of the referential: versions, one version, one indicator, changes."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy

from documents.downloads import attachment_in
from evaluation.models import Indicator, Referential
from evaluation.referential.exports import version_writers
from evaluation.referential.queries import referential_chapters, source_of, threshold_of
from evaluation.referential.services import changes_of, current_draft, editable_regions, may_edit_national

REFERENTIALS = ("Référentiel d’indicateurs", reverse_lazy("evaluation:referentials"))


def version_or_404(request: HttpRequest, pk: int) -> Referential:
    """A version that the reader may open: drafts for national staff only; else 404."""
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
    """Every version, the latest first, with its campaigns."""
    counted = Count("indicators", filter=Q(indicators__region=None), distinct=True)
    visible = Referential.objects.visible_to(request.user).annotate(size=counted).prefetch_related("campaigns")
    page = {
        "versions": visible,
        "latest": next((version for version in visible if not version.is_draft), None),
        "breadcrumb": [(REFERENTIALS[0], "")],
    }
    return render(request, "evaluation/referential/list.html", page)


def version_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, section by section, with its complements and the acts allowed."""
    version = version_or_404(request, pk)
    is_editor = may_edit_national(request.user)
    draft = current_draft() if is_editor and not version.is_draft else None
    page = {
        "version": referential_chapters(version),
        "draft": draft,
        "may_edit": is_editor and version.is_draft,
        "may_copy": is_editor and not version.is_draft and draft is None,
        "may_complement": not version.is_draft and editable_regions(request.user).exists(),
        "breadcrumb": [REFERENTIALS, (f"Version {version.name}", "")],
    }
    return render(request, "evaluation/referential/version.html", page)


def version_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same version as a file: `pdf`, `xlsx` or `csv`."""
    version = version_or_404(request, pk)
    return attachment_in(kind, f"referentiel-indicateurs-{version.pk}", version_writers(referential_chapters(version)))


def version_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """The changes since the previous version, column by column."""
    version = version_or_404(request, pk)
    page = {
        "version": version,
        "changes": changes_of(version),
        "may_publish": may_edit_national(request.user) and version.is_draft,
        "breadcrumb": [REFERENTIALS, crumb(version), ("Ce qui change", "")],
    }
    return render(request, "evaluation/referential/changes.html", page)


def indicator_page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One indicator: its definition, how it is counted, how it is consolidated."""
    indicator = indicator_or_404(request, pk, code)
    version = indicator.referential
    is_own = indicator.region is not None and editable_regions(request.user).filter(pk=indicator.region.pk).exists()
    page = {
        "indicator": indicator,
        "source": source_of(indicator),
        "threshold": threshold_of(indicator),
        "may_edit": is_own or (indicator.region is None and version.is_draft and may_edit_national(request.user)),
        "breadcrumb": [REFERENTIALS, crumb(version), (indicator.code, "")],
    }
    return render(request, "evaluation/referential/indicator.html", page)
