"""The register of rules and the register of dates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy

from documents.forms.filters import YearForm
from documents.forms.sorting import page_of
from governance.compliance.queries import audit_of, audited_centres, may_audit, whole_report
from governance.registers.rules import Outcome

COMPLIANCE = ("Conformité", reverse_lazy("governance:compliance"))


def compliance(request: HttpRequest) -> HttpResponse:
    """What the rules say of the network and of each centre of the perimeter, in one year."""
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
    """Every rule about one centre: its answer, the facts, and the page that mends it."""
    form = YearForm(request.GET)
    centre = get_object_or_404(audited_centres(request.user, form.year), slug=slug)
    findings = whole_report([centre], form.year).centres[0][1]
    context = {
        "form": form,
        "centre": centre,
        "groups": [
            (title, [one for one in findings if one.result.outcome is outcome]) for outcome, title in _TITLES.items()
        ],
        "breadcrumb": [COMPLIANCE, (centre.usual_name, "")],
    }
    return render(request, "governance/compliance/compliance_of.html", context)


_TITLES = {
    Outcome.BROKEN: "Non respectées",
    Outcome.UNKNOWN: "Indéterminées",
    Outcome.SATISFIED: "Respectées",
    Outcome.NOT_APPLICABLE: "Sans objet",
}
