"""The money in the administration: read by national staff, changed on the site alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Act
from funding.models import Scale

MODELS = ("scale", "round", "allocation", "notification", "payment")
LIVED_ON_THE_SITE = ("round", "allocation", "notification", "payment")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("national", 200), ("regional", 302), ("departmental", 302), ("director", 302), ("partner", 302),
     ("nobody", 302)],
)  # fmt: skip
def test_the_lists_open_to_national_staff_alone(cast, sign_in, model, who, status):
    assert sign_in(getattr(cast, who)).get(reverse(f"admin:funding_{model}_changelist")).status_code == status


@pytest.mark.parametrize("model", LIVED_ON_THE_SITE)
@pytest.mark.parametrize("who", ["admin", "national"])
def test_what_lives_on_the_site_is_not_added_here(draft, cast, sign_in, model, who):
    assert sign_in(getattr(cast, who)).get(reverse(f"admin:funding_{model}_add")).status_code == 403


@pytest.mark.parametrize("who", ["admin", "national"])
@pytest.mark.parametrize("exercise", ["draft", "adopted"])
def test_an_exercise_is_read_and_not_written(request, exercise, cast, sign_in, who):
    exercise, office = request.getfixturevalue(exercise), sign_in(getattr(cast, who))
    line = exercise.allocations.get(centre__slug="ici")
    for row in (exercise, line):
        url = reverse(f"admin:funding_{row._meta.model_name}_change", args=[row.pk])
        assert (office.get(url).status_code, office.post(url, {"qpv": "1", "note": "x"}).status_code) == (200, 403)
        gone = reverse(f"admin:funding_{row._meta.model_name}_delete", args=[row.pk])
        assert office.post(gone, {"post": "yes"}).status_code == 403
    line.refresh_from_db()
    assert line.qpv == 40


def test_a_scale_in_force_no_longer_changes(scale, adopted, cast, sign_in):
    office, url = sign_in(cast.national), reverse("admin:funding_scale_change", args=[scale.pk])
    assert (office.get(url).status_code, office.post(url, {"label": "x"}).status_code) == (200, 403)
    assert Scale.objects.get(pk=scale.pk).label == scale.label


def test_a_scale_that_nobody_followed_changes_in_french_figures(scale, cast, sign_in):
    office, url = sign_in(cast.national), reverse("admin:funding_scale_change", args=[scale.pk])
    page = office.get(url).context
    formsets = [inline.formset for inline in page["inline_admin_formsets"]]
    forms = [page["adminform"].form, *(form for formset in formsets for form in [formset.management_form, *formset])]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    form = {name: value for name, value in values.items() if value is not None and value is not False}
    form |= {"qpv_weight": "0,6", "distance_weight": "0,4", "extra_fte_salary": "61 000"}
    assert office.post(url, form).status_code == 302
    scale.refresh_from_db()
    assert (scale.qpv_weight * 10, scale.extra_fte_salary) == (6, 61_000)
    assert [act.target for act in Act.objects.all()] == [scale]


def test_the_results_and_the_figures_go_out(draft, cast, sign_in):
    office, url = sign_in(cast.national), reverse("admin:funding_allocation_export")
    titles = [
        office.post(url, {"format": "1", "resource": table}).content.decode("utf-8-sig").splitlines()[0]
        for table in ("0", "1")
    ]
    assert [title[:23] for title in titles] == ["exercice;version;centre", "exercice;centre;qpv;lis"]


def test_figures_come_in_from_a_file(draft, cast, sign_in):
    office = sign_in(cast.national)
    file = SimpleUploadedFile("table.csv", b"exercice;centre;qpv;motif\n2025;grand;250;Liste relue\n")
    page = office.post(reverse("admin:funding_allocation_import"), {"file": file})
    office.post(reverse("admin:funding_allocation_process_import"), {"sealed": page.context["sealed"]})
    assert draft.allocations.get(centre__slug="grand").qpv == 250


@pytest.mark.parametrize("model", ["notification", "payment"])
def test_amounts_never_come_in_from_a_file(draft, cast, sign_in, model):
    office = sign_in(cast.admin)
    assert office.get(reverse(f"admin:funding_{model}_import")).status_code == 403
    assert office.get(reverse(f"admin:funding_{model}_export")).status_code == 200
