"""Small true worlds for the tests."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.enums import Role
from accounts.models import User
from centres.enums import DistanceMethod, LegalForm, Vintage, Zone
from centres.models import (
    Centre,
    Commune,
    Department,
    DistrictCount,
    Identity,
    LeadRegion,
    Mandate,
    MedianDistance,
    Perimeter,
    Region,
)

LONG_AGO = dt.date(2015, 1, 1)
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def short_code(n):
    """The nth code of three signs, in order: a long run makes thousands of territories."""
    return "".join(SIGNS[n // 36**place % 36] for place in (2, 1, 0))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = factory.Sequence(lambda n: f"Nom{n}")
    email = factory.Sequence(lambda n: f"personne{n}@exemple.invalid")
    password = factory.django.Password("mot de passe des essais")


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region

    code = factory.Sequence(short_code)
    name = factory.Sequence(lambda n: f"Région {n}")
    zone = Zone.MAINLAND


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department

    code = factory.Sequence(short_code)
    name = factory.Sequence(lambda n: f"Département {n}")
    region = factory.SubFactory(RegionFactory)


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune

    code = factory.Sequence(lambda n: f"{n:05}")
    name = factory.Sequence(lambda n: f"Commune {n}")
    department = factory.SubFactory(DepartmentFactory)


class CentreFactory(DjangoModelFactory):
    """A centre with its identity, one département, its lead region, its districts and its median distance."""

    class Meta:
        model = Centre
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"centre-{n}")
    usual_name = factory.Sequence(lambda n: f"Centre {n}")
    zone = Zone.MAINLAND

    @classmethod
    def _create(cls, model_class, *args, department=None, qpv=40, km=Decimal("60.0"), legal_form=None, **kwargs):
        centre = super()._create(model_class, *args, **kwargs)
        department = department or DepartmentFactory()
        Identity.objects.create(
            centre=centre, name=centre.usual_name, legal_form=legal_form or LegalForm.ASSOCIATION, valid_from=LONG_AGO
        )
        Perimeter.objects.create(centre=centre, department=department, valid_from=LONG_AGO)
        LeadRegion.objects.create(centre=centre, region=department.region, valid_from=LONG_AGO)
        if qpv is not None:
            DistrictCount.objects.create(
                centre=centre, vintage=Vintage.V2024, count=qpv, valid_from=LONG_AGO, source="essai"
            )
        if km is not None:
            MedianDistance.objects.create(
                centre=centre, km=km, method=DistanceMethod.ROAD, valid_from=LONG_AGO, source="essai"
            )
        return centre


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    user = factory.SubFactory(UserFactory)
    role = Role.NATIONAL
    valid_from = LONG_AGO
