"""The fields of an action: each declared, and none lost when a file of actions goes out and comes back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centres.models import PriorityDistrict
from governance.enums import ActionFormat, Funder, NetworkType, Public, Theme
from governance.models import Action, Body, Cartography, Programme
from governance.programmes.actions.fields import CELL_FIELDS, FIELDS, FORM_SECTIONS, field_values, section_names
from governance.programmes.actions.forms import ActionForm
from governance.programmes.actions.services import stored_action
from governance.programmes.actions.spreadsheet import action_export, exported_rows, read_actions, write_actions
from governance.programmes.queries import action_rows, with_facts
from tests.governance.programmes.factories import YEAR, a_complementary_action, a_programme
from tests.text import words

NAMES = [field.name for field in CELL_FIELDS]


def test_each_editable_field_of_an_action_is_declared_once():
    """A field added to the model must be declared, with its column, its cell, and whether it is copied."""
    fields = (*Action._meta.local_fields, *Action._meta.local_many_to_many)
    editable = [field.name for field in fields if field.editable and not field.primary_key]
    assert sorted(field.name for field in FIELDS) == sorted(editable)


def test_what_is_typed_is_in_the_file_and_what_the_services_write_is_not_read():
    typed = [field.name for field in FIELDS if field.section]
    assert typed == NAMES
    assert {field.name for field in FIELDS if not field.section} == {"programme", "in_programme", "added_because"}


@pytest.mark.django_db
def test_the_form_and_the_edit_conflicts_have_the_same_fields(cast, ici):
    action = a_programme(ici, cast.director).actions.first()
    assert set(stored_action(action.pk)) == set(ActionForm.Meta.fields) == set(section_names(*FORM_SECTIONS))


@pytest.fixture
def places(ici):
    """A centre with all that an action may name: two bodies, two lines of the same name, districts."""
    department = ici.perimeters.get().department
    commune = department.communes.create(code="29019", name="Brest")
    districts = [
        PriorityDistrict.objects.create(code="QP029001", name="Pontanézen ; Bellevue", vintage=2015),
        PriorityDistrict.objects.create(code="QN02901M", name="Pontanézen, le haut", vintage=2024),
    ]
    for district in districts:
        district.communes.add(commune)
    cartography = Cartography.objects.create(centre=ici)
    for _ in range(2):
        cartography.lines.create(function="Formation", finding="lacune")
    cartography.lines.create(function="=Ressources", finding="lacune")
    return department, districts, list(cartography.lines.all())


def round_trip(source, target, kind, actor):
    """Export a programme, take the numbers out, import it in another; the actions of each, field by field."""
    source = with_facts(Programme.objects.filter(pk=source.pk)).get()
    export = action_export(source)
    columns = [column for column in export.columns if column.title != "Numéro"]
    export = type(export)(columns=columns, title=export.title, sheet=export.sheet)
    data = getattr(export, kind)(exported_rows(action_rows(source)))
    intake = read_actions(data, kind, target)
    assert intake.faults == []
    write_actions(intake, actor=actor)
    return [
        [field_values(action, NAMES) for action in programme.actions.order_by("mission", "pk")]
        for programme in (source, target)
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_is_lost_in_a_file(cast, ici, places, kind):
    department, districts, lines = places
    source = a_programme(ici, cast.director)
    other = Body.objects.create(centre=ici, kind="financeurs", name="Comité des financeurs", decides_programme=True)
    full = a_complementary_action(
        source, cast.director, other, description="Un.\r\n\r\nDeux.",
        requested_by="Le préfet", speakers="Une chercheuse",
        learning_goals="Savoir.", network_name="Bourgs", beneficiaries="Équipes", city_contracts="Brest\r\nQuimper",
        is_for_elected=True, is_hierarchical=True, on_underequipped_sites=True, european_fund="FEDER",
        overseas_reason="Outre-mer", justification="=1+1", cartography_line=lines[1], decided_on=dt.date(2024, 12, 1),
    )  # fmt: skip
    Body.objects.create(centre=ici, kind="departementale", name=other.name)
    full.departments.add(department)
    full.districts.set(districts)
    Action.objects.filter(pk=full.pk).update(answered=12, satisfied=0)
    before, after = round_trip(source, Programme.objects.create(centre=ici, year=YEAR + 1), kind, cast.director)
    for values, _ in before:
        values |= {name: value.replace("\r\n", "\n") for name, value in values.items() if isinstance(value, str)}
    assert after == before


TEXTS = st.text("aé=+-@;,\"' \n1", max_size=12).map(lambda text: text.strip(" \n'"))
VALUES = st.fixed_dictionaries(
    {
        "title": TEXTS.filter(bool),
        "format": st.sampled_from([ActionFormat.NETWORK, ActionFormat.WORKING_GROUP]).map(str),
        "theme": st.sampled_from(Theme.values),
        "publics": st.lists(st.sampled_from(Public.values), unique=True),
        "network_type": st.sampled_from(["", *NetworkType.values]),
        "funded_by": st.sampled_from(["", *Funder.values]),
        "decided_on": st.none() | st.dates(dt.date(1900, 1, 1), localdate()),
        **dict.fromkeys(("description", "speakers", "city_contracts", "justification", "requested_by"), TEXTS),
        **{name: st.booleans() for name in ("is_for_elected", "on_underequipped_sites")},
    }
)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=VALUES)
def test_whatever_is_typed_comes_back(cast, ici, kind, values):
    Action.objects.all().delete()
    source, _ = Programme.objects.get_or_create(centre=ici, year=YEAR)
    target, _ = Programme.objects.get_or_create(centre=ici, year=YEAR + 1)
    Action.objects.create(
        programme=source, mission="M1", nature="socle", destination="socle", retained_mission="M1", all_contracts=True,
        **values,
    )  # fmt: skip
    before, after = round_trip(source, target, kind, cast.director)
    assert after == before


def test_a_text_that_a_workbook_had_to_cut_is_not_taken_for_the_whole(cast, ici):
    programme = a_programme(ici, cast.director)
    programme.actions.filter(mission="M3").update(description="a" * 40_000)
    rows = exported_rows(action_rows(with_facts(Programme.objects.all()).get()))
    (fault,) = read_actions(action_export(programme).xlsx(rows), "xlsx", programme).faults
    assert words(fault).startswith("Ligne 4, colonne « Description » : le texte est coupé")


def test_the_file_takes_as_many_queries_for_any_number_of_actions(
    cast, ici, places, sign_in, django_assert_num_queries
):  # fmt: skip
    department, districts, lines = places
    programme, client = a_programme(ici, cast.director), sign_in(cast.director)
    for line in lines:
        action = a_complementary_action(programme, cast.director, ici.bodies.get(), cartography_line=line)
        action.departments.add(department)
        action.districts.set(districts)
    for kind in ("csv", "xlsx"):
        with django_assert_num_queries(8):
            client.get(f"/programmes/ici/{YEAR}/actions.{kind}")


class TestRows:
    """What a cell says of another table."""

    def read(self, programme, title, text):
        titles = ["Intitulé", "Mission", "Format", "Thème", "Tous les contrats de ville", title]
        lines = [";".join(titles), f"A;M1;reseau;sante;oui;{text}"]
        return read_actions("\n".join(lines).encode(), "csv", programme)

    @pytest.mark.parametrize(
        ("title", "text", "codes"),
        [
            ("Quartiers", "qn02901m", ["QN02901M"]),
            ("Quartiers", '"QN02901M, QP029001"', ["QP029001", "QN02901M"]),
            ("Départements", "29", ["29"]),
            ("Départements", "FINISTERE", ["29"]),
            ("Départements", "Finistère (29)", ["29"]),
        ],
    )
    def test_a_place_is_read_by_its_code_or_its_name(self, cast, ici, places, title, text, codes):
        intake = self.read(a_programme(ici, cast.director), title, text)
        assert intake.faults == []
        (rows,) = intake.lines[0].sets.values()
        assert sorted(row.code for row in rows) == sorted(codes)

    def test_what_is_read_two_ways_is_refused_with_both(self, cast, ici, places):
        _, _, lines = places
        (fault,) = self.read(a_programme(ici, cast.director), "Constat de la cartographie", "Formation").faults
        assert words(fault) == (
            "Ligne 2, colonne « Constat de la cartographie » : « Formation » en désigne plusieurs ; "
            f"écrivez « Formation (n° {lines[0].pk}) » ou « Formation (n° {lines[1].pk}) »."
        )

    def test_a_place_of_another_territory_is_refused(self, cast, ici, places):
        (fault,) = self.read(a_programme(ici, cast.director), "Départements", "Paris").faults
        assert "« Paris » n’est pas un département du périmètre ; écrivez par exemple" in words(fault)

    def test_a_place_that_the_action_already_names_stays_possible(self, cast, ici, places):
        programme = a_programme(ici, cast.director)
        action = programme.actions.first()
        action.districts.set(places[1])
        action.departments.add(places[0])
        ici.perimeters.update(valid_to=dt.date(2024, 12, 31))
        form = ActionForm(instance=action, programme=programme)
        assert list(form.fields["departments"].queryset) == [places[0]]
        assert list(form.fields["districts"].queryset) == places[1]

    def test_more_satisfied_answers_than_answers_are_refused(self, cast, ici):
        (fault,) = self.read(a_programme(ici, cast.director), "Réponses reçues;Réponses satisfaites", "3;4").faults
        assert words(fault).startswith("Ligne 2, colonne « Réponses satisfaites » : Les réponses satisfaites ne")
