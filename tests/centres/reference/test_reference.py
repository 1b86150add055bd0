"""The reference data against the figures of the law they were typed from (§3.3, §3.4)."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, Q

from accounts.enums import Role
from centres.enums import DistanceMethod, LegalForm, Vintage
from centres.models import (
    Centre,
    Commune,
    Department,
    DistrictCount,
    Identity,
    Institution,
    LeadRegion,
    MedianDistance,
    Perimeter,
    Recognition,
    Region,
)
from centres.reference.load import load_reference
from centres.services import record_change
from tests.factories import MandateFactory

TODAY = dt.date(2026, 1, 1)
STORY = (Identity, Perimeter, LeadRegion, Recognition, DistrictCount, MedianDistance, Institution)

# §3.4, quarters of the 2024 list by région (overseas: 2025).
QPV_2024 = {
    "Auvergne-Rhône-Alpes": 145,
    "Bourgogne-Franche-Comté": 62,
    "Centre-Val de Loire": 57,
    "Grand Est": 123,
    "Hauts-de-France": 204,
    "Île-de-France": 298,
    "Normandie": 63,
    "Nouvelle-Aquitaine": 83,
    "Occitanie": 108,
    "Pays de la Loire": 79,  # with Bretagne: RésO Villes covers both (31 + 48)
    "Provence-Alpes-Côte d’Azur": 135,
    "Guadeloupe": 21,
    "Martinique": 9,
    "Guyane": 29,
    "La Réunion": 57,
    "Mayotte": 17,
}

# Every fact of §3.1 to §3.4 whose status is « à confirmer »: table, centre, value, first day.
TO_CONFIRM = {
    "form or seat": {
        "irev", "labo-cites", "pqn-a", "cite-ressources", "villes-au-carre", "normanvilles", "pole-ressources",
        "ressources-urbaines", "ville-caraibe", "guyane", "mayotte", "la-reunion", "guadeloupe-saint-martin",
    },
    "perimeter": {
        ("normanvilles", "14"), ("normanvilles", "27"), ("normanvilles", "50"), ("normanvilles", "61"),
        ("normanvilles", "76"), ("pole-ressources", "78"), ("pole-ressources", "92"), ("ressources-urbaines", "77"),
        ("ressources-urbaines", "94"), ("guadeloupe-saint-martin", "971"), ("guadeloupe-saint-martin", "978"),
    },
    "districts": {
        ("reso-villes", 78), ("ressources-et-territoires", 46), ("villes-et-territoires-occitanie", 59),
        ("villes-au-carre", 53), ("normanvilles", 61), ("pole-ressources", 41), ("paris", 20),
        ("pole-ressources", 83), ("ressources-urbaines", 119), ("guadeloupe-saint-martin", 21),
    },
}  # fmt: skip


@pytest.fixture
def network(db):
    load_reference()


def everything():
    """The whole content of the tables, keys of the database apart."""
    content = {}
    for model in (Region, Department, Commune, Centre, *STORY):
        fields = [field.name for field in model._meta.fields if field.name != "id"]
        content[model.__name__] = sorted(map(str, model.objects.values_list(*fields)))
    return content


def test_the_territory_is_complete(network):
    assert Region.objects.count() == 19
    assert Department.objects.count() == 102
    assert Department.objects.filter(region__zone="metropole").count() == 96


def test_the_twenty_centres_have_a_name_a_perimeter_and_a_lead_region(network):
    assert Centre.objects.count() == 20
    for model in (Identity, Perimeter, LeadRegion):
        assert set(model.objects.on(TODAY).values_list("centre__slug", flat=True)) == set(
            Centre.objects.values_list("slug", flat=True)
        )


def test_loading_twice_changes_nothing(network):
    before, keys = everything(), [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in STORY]
    load_reference()
    assert everything() == before
    assert [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in STORY] == keys


def test_an_older_version_of_the_tables_is_replaced(network):
    before = everything()
    DistrictCount.objects.filter(centre__slug="irev").update(count=1)
    Perimeter.objects.filter(department__code="59").delete()
    Centre.objects.filter(slug="irev").update(usual_name="Ancien nom")
    load_reference()
    assert everything() == before


def test_what_the_national_staff_changed_is_left_alone(network):
    irev, keeper = Centre.objects.get(slug="irev"), MandateFactory(role=Role.NATIONAL).user
    irev.district_counts.on(TODAY).update(count=205, to_confirm=False)
    record_change(keeper, irev, "Nombre de quartiers corrigé")
    loaded = load_reference()
    assert irev.district_counts.on(TODAY).get().count == 205
    assert (loaded.centres, loaded.edited) == (19, ("irev",))


def test_institutions_changed_by_hand_are_left_alone(network):
    anct = Institution.objects.get(acronym="ANCT")
    Institution.objects.filter(pk=anct.pk).update(name="Agence")
    record_change(MandateFactory(role=Role.NATIONAL).user, anct, "Nom corrigé")
    load_reference()
    assert Institution.objects.get(pk=anct.pk).name == "Agence"


def test_a_commune_placed_by_an_official_list_keeps_its_place(network):
    Commune.objects.filter(code="59350").update(latitude=Decimal("50.63173"))
    load_reference()
    assert Commune.objects.get(code="59350").latitude == Decimal("50.63173")


def test_the_command_says_what_it_left_alone(network):
    irev = Centre.objects.get(slug="irev")
    record_change(MandateFactory(role=Role.NATIONAL).user, irev, "Essai")
    output = StringIO()
    call_command("load_reference", stdout=output)
    assert output.getvalue().splitlines() == [
        "19 centres chargés.",
        "« irev » a été modifié par l’administration nationale : laissé tel quel.",
    ]


@pytest.mark.parametrize("model", STORY)
def test_every_dated_fact_is_valid_and_says_where_it_comes_from(network, model):
    for fact in model.objects.all():
        fact.full_clean()
        assert fact.source != ""


def test_the_districts_of_2024_add_up_region_by_region(network):
    counts = DistrictCount.objects.on(TODAY).filter(vintage=Vintage.V2024)
    totals = {}
    for count in counts.select_related("centre"):
        region = count.centre.lead_regions.on(TODAY).get().region.name
        totals[region] = totals.get(region, 0) + count.count
    assert totals == QPV_2024


def test_a_department_has_one_centre_at_most_and_corsica_none(network):
    covered = Department.objects.annotate(
        centres=Count("perimeters", filter=Q(perimeters__valid_from__lte=TODAY, perimeters__valid_to__isnull=True))
    )
    assert list(covered.filter(centres__gt=1)) == []
    assert list(covered.filter(centres=0).order_by("code").values_list("code", flat=True)) == ["2A", "2B"]


def test_no_department_ever_had_two_centres(network):
    rows = list(Perimeter.objects.values_list("department__code", "valid_from", "valid_to", "centre__slug"))
    for code, start, end, slug in rows:
        others = [row for row in rows if row[0] == code and row[3] != slug]
        assert [o for o in others if o[1] <= (end or dt.date.max) and start <= (o[2] or dt.date.max)] == []


@pytest.mark.parametrize(
    ("day", "slug", "departments"),
    [
        (dt.date(2016, 12, 31), "villes-au-carre", "16 17 18 28 36 37 41 45 79 86"),
        (dt.date(2017, 1, 1), "villes-au-carre", "18 28 36 37 41 45"),
        (dt.date(2016, 12, 31), "pqn-a", "24 33 40 47 64"),
        (dt.date(2017, 1, 1), "pqn-a", "16 17 19 23 24 33 40 47 64 79 86 87"),
        (dt.date(2015, 12, 31), "oriv", "67 68"),
        (dt.date(2016, 1, 1), "oriv", "08 10 51 52 54 55 57 67 68 88"),
        (dt.date(2016, 12, 31), "irev", "59 62"),
        (TODAY, "irev", "02 59 60 62 80"),
    ],
)
def test_perimeters_follow_their_story(network, day, slug, departments):
    codes = Perimeter.objects.on(day).filter(centre__slug=slug).values_list("department__code", flat=True)
    assert sorted(codes) == departments.split()


@pytest.mark.parametrize(
    ("day", "slug", "name"),
    [
        (dt.date(2016, 12, 31), "labo-cites", "CR-DSU Rhône-Alpes"),
        (dt.date(2017, 1, 1), "labo-cites", "Labo Cités"),
        (dt.date(2017, 12, 31), "villes-et-territoires-occitanie", "Villes et Territoires Languedoc-Roussillon"),
        (dt.date(2018, 1, 1), "villes-et-territoires-occitanie", "Villes et Territoires Occitanie"),
        (dt.date(2024, 12, 31), "mayotte", "Centre de ressources et d’observation de Mayotte (CDR)"),
        (dt.date(2025, 1, 1), "mayotte", "CRPV-CS Maoré Ouvoimoja"),
    ],
)
def test_names_follow_their_story(network, day, slug, name):
    assert Identity.objects.on(day).get(centre__slug=slug).name == name


def test_in_2024_the_mainland_and_the_overseas_lists_coexist(network):
    vintages = DistrictCount.objects.on(dt.date(2024, 7, 1)).values_list("centre__zone", "vintage")
    assert set(vintages) == {("metropole", 2024), ("outre-mer", 2015)}


def test_paris_has_no_structure_no_money_and_no_distance(network):
    paris = Centre.objects.get(slug="paris")
    assert paris.is_state_funded is False
    assert paris.identities.get().legal_form == LegalForm.NONE
    assert paris.median_distances.exists() is False
    assert list(Centre.objects.filter(is_state_funded=False)) == [paris]


def test_normanvilles_is_carried_by_a_larger_structure(network):
    assert Identity.objects.on(TODAY).get(centre__slug="normanvilles").carrier == "ORS-CREAI Normandie"


def test_reso_villes_is_led_by_pays_de_la_loire_alone(network):
    assert LeadRegion.objects.get(centre__slug="reso-villes").region.name == "Pays de la Loire"


def test_the_overseas_distances_are_those_of_the_2017_annex(network):
    published = MedianDistance.objects.filter(centre__zone="outre-mer")
    assert {m.centre.slug: (m.km, m.method, m.to_confirm) for m in published} == {
        "ville-caraibe": (21, DistanceMethod.STRAIGHT_LINE, False),
        "guadeloupe-saint-martin": (41, DistanceMethod.STRAIGHT_LINE, False),
        "guyane": (20, DistanceMethod.ROAD, False),
        "mayotte": (25, DistanceMethod.STRAIGHT_LINE, False),
        "la-reunion": (43, DistanceMethod.STRAIGHT_LINE, False),
    }


def test_every_mainland_distance_is_an_estimate_to_confirm(network):
    mainland = MedianDistance.objects.filter(centre__zone="metropole")
    assert set(mainland.values_list("method", "to_confirm")) == {(DistanceMethod.ESTIMATE, True)}
    assert mainland.count() == 14


def test_every_uncertain_fact_carries_the_mark(network):
    assert {
        "form or seat": set(Identity.objects.filter(to_confirm=True).values_list("centre__slug", flat=True)),
        "perimeter": set(Perimeter.objects.filter(to_confirm=True).values_list("centre__slug", "department__code")),
        "districts": set(DistrictCount.objects.filter(to_confirm=True).values_list("centre__slug", "count")),
    } == TO_CONFIRM


@pytest.mark.parametrize(
    ("day", "acronyms"),
    [
        (dt.date(2018, 1, 1), {"CGET", "DRJSCS", "DJSCS", "DDCS(PP)"}),
        (dt.date(2021, 3, 31), {"ANCT", "DRJSCS", "DJSCS", "DDCS(PP)"}),
        (dt.date(2023, 1, 1), {"ANCT", "DREETS", "DRIEETS", "DEETS", "Services de l’État", "DDETS(PP)"}),
    ],
)
def test_institutions_bear_the_name_of_their_time(network, day, acronyms):
    assert set(Institution.objects.on(day).values_list("acronym", flat=True)) == acronyms
