"""The 409 page of an act that is not possible now: who did it and when (journal), and the reason just typed.

The caller has checked that the person may do the act; others get a 404.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.acts.workflow import Workflow
from accounts.models import Act


def already_done(
    request: HttpRequest, target: Model, act: str, *, verb: str, back: str, crumbs: Sequence[tuple[str, Any]]
) -> HttpResponse:
    """« C’est déjà fait » when the journal has `verb` of `target`, otherwise that it is not possible now (1 query)."""
    kind = ContentType.objects.get_for_model(target)
    acts = Act.objects.filter(content_type=kind, object_id=str(target.pk), verb=verb)
    context = {
        "act": act,
        "last": acts.select_related("actor").order_by("-pk").first(),
        "target": target,
        "back": back,
        "reason": request.POST.get("reason", "").strip(),
        "breadcrumb": [*crumbs, (act, "")],
    }
    return render(request, "accounts/acts/already_done.html", context, status=409)


def already_done_step(
    request: HttpRequest,
    workflow: Workflow,
    target: Any,
    name: str,
    *,
    crumbs: Sequence[tuple[str, Any]],
    back: str = "",
) -> HttpResponse:
    """The same for the transition of that name, from whatever state; 404 when the workflow has none."""
    step = next((step for step in workflow.transitions.values() if step.name == name), None)
    if step is None:
        raise Http404
    where = back or target.get_absolute_url()
    return already_done(request, target, step.label, verb=workflow.verb(step), back=where, crumbs=crumbs)
