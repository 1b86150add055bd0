"""Pages of compliance: the perimeter in one year, and one centre."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy

from documents.forms.filters import YearForm
from documents.forms.sorting import page_of
from governance.compliance.queries import audit_of, audited_centres, may_audit, whole_report
from governance.registers.rules import Outcome

TITLES = {
    Outcome.BROKEN: "Non respectées",
    Outcome.UNKNOWN: "Indéterminées",
    Outcome.SATISFIED: "Respectées",
    Outcome.NOT_APPLICABLE: "Sans objet",
}
COMPLIANCE = ("Conformité", reverse_lazy("governance:compliance"))


def compliance(request: HttpRequest) -> HttpResponse:
    """The findings of one year, for the network and each centre of the perimeter; 404 for who reads none."""
    if not may_audit(request.user):
        raise Http404
    form = YearForm(request.GET)
    audit = audit_of(request.user, form.year)
    context = {
        "form": form,
        "audit": audit,
        "page": page_of(audit.centres, request.GET),
        "breadcrumb": [(COMPLIANCE[0], "")],
    }
    return render(request, "governance/compliance/compliance.html", context)


def compliance_of(request: HttpRequest, slug: str) -> HttpResponse:
    """Every rule about one centre, grouped by outcome: the facts, and a link to correct them."""
    form = YearForm(request.GET)
    centre = get_object_or_404(audited_centres(request.user, form.year), slug=slug)
    findings = whole_report([centre], form.year).centres[0][1]
    context = {
        "form": form,
        "centre": centre,
        "groups": [
            (title, [finding for finding in findings if finding.result.outcome is outcome])
            for outcome, title in TITLES.items()
        ],
        "breadcrumb": [COMPLIANCE, (centre.usual_name, "")],
    }
    return render(request, "governance/compliance/compliance_of.html", context)
