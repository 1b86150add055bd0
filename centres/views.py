"""Pages of the registry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils import timezone

from centres.centre_detail.queries import dossier_of
from centres.centre_list.lists import COLUMNS, CentreFilterForm, RegistryDayForm, centre_export
from centres.centre_list.queries import rows_of, with_perimeters
from centres.models import Centre
from documents.forms.sorting import Order, page_of

CENTRES = ("Centres", reverse_lazy("centres:list"))


def centre_list(request: HttpRequest) -> HttpResponse:
    """The centres that the reader may open, sorted and filtered."""
    selection = CentreFilterForm(request.GET)
    criteria = selection.criteria
    order = Order.from_query(COLUMNS, request.GET)
    rows = order.of(rows_of(request.user, criteria))
    page = page_of(rows, request.GET)
    context = {
        "selection": selection,
        "day": criteria.day,
        "is_today": criteria.day == timezone.localdate(),
        "page": page,
        "rows": with_perimeters(page, criteria.day),
        "headings": order.headings(COLUMNS, request.GET),
        "query": request.GET.urlencode(),
        "breadcrumb": [(CENTRES[0], "")],
    }
    return render(request, "centres/centre_list/list.html", context)


def centre_list_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as a file, without pages: `csv` or `xlsx`."""
    criteria = CentreFilterForm(request.GET).criteria
    rows = Order.from_query(COLUMNS, request.GET).of(rows_of(request.user, criteria))
    rows = with_perimeters(rows, criteria.day)
    return centre_export(criteria.day).response(rows, kind, f"centres-{criteria.day.isoformat()}")


def centre_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The file of one centre on the day `?au=2018-01-01`, today by default."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), slug=slug)
    day_form = RegistryDayForm(request.GET)
    dossier = dossier_of(centre, day_form.day, request.user)
    context = {
        "centre": centre,
        "dossier": dossier,
        "story": dossier.story,
        "day_form": day_form,
        "is_today": dossier.story.day == timezone.localdate(),
        "is_future": dossier.story.day > timezone.localdate(),
        "may_edit": request.user.has_perm("centres.change_centre"),
        "breadcrumb": [CENTRES, (centre.usual_name, "")],
    }
    return render(request, "centres/centre_detail/centre.html", context)
