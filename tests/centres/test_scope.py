"""Who sees which centre: the verb every room leans on."""

import datetime as dt

import pytest

from accounts.enums import Role
from centres.models import Centre, LeadRegion, Mandate, Perimeter
from tests.factories import CentreFactory, DepartmentFactory, MandateFactory

HERE, EVERYWHERE, NOWHERE = ["ici"], ["ailleurs", "ici"], []


def slugs_seen_by(user):
    return sorted(Centre.objects.visible_to(user).values_list("slug", flat=True))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("admin", EVERYWHERE),
        ("national", EVERYWHERE),
        ("regional", HERE),
        ("departmental", HERE),
        ("director", HERE),
        ("partner", HERE),
        ("nobody", NOWHERE),
    ],
)
def test_each_role_sees_its_perimeter(cast, who, seen):
    assert slugs_seen_by(getattr(cast, who)) == seen


def test_a_mandate_that_ended_opens_nothing(ici):
    user = MandateFactory(role=Role.DIRECTOR, centre=ici, valid_to=dt.date(2020, 1, 1)).user
    assert slugs_seen_by(user) == NOWHERE


def test_a_mandate_that_has_not_begun_opens_nothing(ici):
    user = MandateFactory(role=Role.DIRECTOR, centre=ici, valid_from=dt.date(2999, 1, 1)).user
    assert slugs_seen_by(user) == NOWHERE


def test_a_department_left_by_the_centre_is_seen_no_more(ici, cast):
    Perimeter.objects.filter(centre=ici).update(valid_to=dt.date(2020, 1, 1))
    assert slugs_seen_by(cast.departmental) == NOWHERE


def test_two_regions_read_a_shared_centre_and_only_the_lead_writes(ici, cast):
    other = DepartmentFactory(code="44")
    Perimeter.objects.create(centre=ici, department=other)
    reader = MandateFactory(role=Role.REGIONAL, region=other.region).user
    assert slugs_seen_by(reader) == HERE
    assert list(Centre.objects.led_by(reader)) == []
    assert list(Centre.objects.led_by(cast.regional)) == [ici]


def test_a_lead_that_ended_writes_no_more(ici, cast):
    LeadRegion.objects.filter(centre=ici).update(valid_to=dt.date(2020, 1, 1))
    assert list(Centre.objects.led_by(cast.regional)) == []


def test_several_mandates_add_up_without_repeating_a_centre(ici, ailleurs, cast):
    Mandate.objects.create(user=cast.director, role=Role.PARTNER, centre=ailleurs)
    Mandate.objects.create(user=cast.director, role=Role.REGIONAL, region=ici.perimeters.get().department.region)
    assert slugs_seen_by(cast.director) == EVERYWHERE


def test_the_subquery_counts_each_centre_once(cast, ici):
    for code in ("22", "35", "56"):
        Perimeter.objects.create(
            centre=ici, department=DepartmentFactory(code=code, region=ici.perimeters.first().department.region)
        )
    CentreFactory()
    assert Centre.objects.visible_to(cast.regional).count() == 1
