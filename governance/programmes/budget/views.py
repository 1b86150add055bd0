"""Pages of a programme's budget: its comparison, and the form of one stage."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.acts.already_done import already_done
from accounts.acts.drafts import acknowledge
from accounts.acts.edit_conflicts import ConflictError, Difference, form_token
from accounts.acts.workflow import RefusedError
from centres.models.centre import directs
from governance.enums import Destination, Stage
from governance.programmes.budget.comparison import comparison_of
from governance.programmes.budget.forms import BudgetForms
from governance.programmes.budget.queries import budget_amounts, budget_of, values_of
from governance.programmes.budget.services import may_write, save_budget
from governance.programmes.get_objects import crumbs_of, own_programme_or_404, programme_or_404

SLUGS = {"previsionnel": Stage.PLANNED, "realise": Stage.ACTUAL}


def budget_page(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The budget, planned then actual, last year beside, what does not balance, the 20 % ceiling."""
    programme = programme_or_404(request, slug, year)
    own = directs(request.user, programme.centre)
    context = {
        "programme": programme,
        "comparison": comparison_of(programme, request.user),
        "destinations": Destination.labels,
        "open_stages": [(key, stage.label) for key, stage in SLUGS.items() if own and may_write(programme, stage)],
        "breadcrumb": crumbs_of(programme, ("Budget", "")),
    }
    return render(request, "governance/programmes/budget/budget.html", context)


def edit_budget(request: HttpRequest, slug: str, year: int, stage: str) -> HttpResponse:
    """Type one stage of the budget as a table."""
    programme = own_programme_or_404(request, slug, year)
    if stage not in SLUGS:
        raise Http404
    if not may_write(programme, SLUGS[stage]) and request.method != "POST":  # what was typed must come back in the form
        act, back = f"Saisir le budget {SLUGS[stage].label}", reverse("governance:budget", args=[slug, year])
        return already_done(request, programme, act, verb="", back=back, crumbs=crumbs_of(programme, (act, ""))[:-1])
    budget = budget_of(budget_amounts([programme.pk]), SLUGS[stage])
    tables = BudgetForms(budget, request.POST or None)
    refused, token, lines = "", request.POST.get("seen") or form_token(budget.values), []
    if request.method == "POST" and tables.is_valid():
        try:
            save_budget(programme, SLUGS[stage], tables.rows, actor=request.user, token=request.POST.get("seen", ""))
        except ConflictError as conflict:
            refused, token = str(conflict), form_token(conflict.stored)
            lines = _differences(conflict.stored, values_of(tables.rows))
        except RefusedError as refusal:
            refused = str(refusal)
        else:
            acknowledge(request)
            messages.success(request, f"Le budget {SLUGS[stage].label} est enregistré.")
            return redirect("governance:budget", slug, year)
    context = {
        "programme": programme,
        "stage": SLUGS[stage],
        "tables": tables,
        "seen": token,
        "differences": lines,
        "refused": refused,
        "destinations": Destination.labels,
        "breadcrumb": crumbs_of(programme, (f"Budget {SLUGS[stage].label}", "")),
    }
    return render(request, "governance/programmes/budget/edit.html", context)


def _differences(stored: Mapping[str, str], refused: Mapping[str, str]) -> list[Difference]:
    """The lines that are not the same in both, in the order of the stored budget."""
    names = [*stored, *(name for name in refused if name not in stored)]
    pairs = [(name, stored.get(name, "rien"), refused.get(name, "rien")) for name in names]
    return [Difference(label=name, stored=now, typed=typed) for name, now, typed in pairs if now != typed]
