"""The official list of districts: brought in whole, compared with what the centres declare, refused whole."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centres.districts.official_list import COLUMNS, DEGREES, read_list
from centres.districts.services import compare, uncovered
from centres.enums import Vintage
from centres.models import Commune, DistrictCount, Perimeter, PriorityDistrict
from documents.spreadsheets.read import FlatTable
from documents.spreadsheets.unreadable import UnreadableError
from tests.documents.spreadsheets.ods import ods
from tests.factories import CentreFactory, CommuneFactory, DepartmentFactory

TITLES = ";".join((*COLUMNS, *DEGREES))
BREST = "QN02901M;Pontanézen;29019;Brest;48.41;-4.48"
TWO_TOWNS = (
    "QN02902N;Kerourien;29019;Brest;48.41;-4.48\n"
    "QN02902N;Kerourien;29075;Guipavas;48.43321;-4.39987"
)  # fmt: skip


@pytest.fixture
def finistere(ici):
    """The département of the centre « Ici », which declares 40 districts."""
    return ici.perimeters.get().department


@pytest.fixture
def bring(tmp_path, finistere):
    """Run the command on these lines; answers what it says."""

    def brought(*lines, vintage=2024, titles=TITLES, name="liste.csv"):
        file, output = tmp_path / name, StringIO()
        file.write_text("\n".join([titles, *lines]) + "\n", encoding="utf-8")
        call_command("import_districts", file, vintage=vintage, stdout=output, stderr=output)
        return output.getvalue().splitlines()

    return brought


@pytest.fixture
def refused(tmp_path, finistere):
    """Run the command on a faulty list; answers its sentences, the last one being the command's own."""

    def said(*lines, titles=TITLES, vintage=2024):
        file, output = tmp_path / "liste.csv", StringIO()
        file.write_text("\n".join([titles, *lines]) + "\n", encoding="utf-8")
        with pytest.raises(CommandError) as refusal:
            call_command("import_districts", file, vintage=vintage, stdout=output, stderr=output)
        return [*output.getvalue().splitlines(), str(refusal.value)]

    return said


def content():
    return (
        list(Commune.objects.order_by("code").values_list("code", "name", "department__code", "latitude", "longitude")),
        list(PriorityDistrict.objects.order_by("code").values_list("vintage", "code", "name", "communes__code")),
    )


def test_a_list_brings_its_communes_and_its_districts(bring):
    assert bring(BREST, TWO_TOWNS) == [
        "3\u00a0lignes lues.",
        "2\u00a0quartiers dans 2\u00a0communes\u00a0: liste importée.",
        "Nombres déclarés\u00a0: 0 sur 1\u00a0centre concordent avec la liste.",
        "  Ici\u00a0: 40 déclarés, 2 dans la liste.",
    ]
    assert content() == (
        [
            ("29019", "Brest", "29", Decimal("48.41000"), Decimal("-4.48000")),
            ("29075", "Guipavas", "29", Decimal("48.43321"), Decimal("-4.39987")),
        ],
        [
            (2024, "QN02901M", "Pontanézen", "29019"),
            (2024, "QN02902N", "Kerourien", "29019"),
            (2024, "QN02902N", "Kerourien", "29075"),
        ],
    )


def test_a_list_brought_twice_changes_nothing(bring):
    bring(BREST, TWO_TOWNS)
    before = content()
    bring(BREST, TWO_TOWNS)
    assert content() == before


def test_a_newer_list_mends_names_and_communes_and_leaves_the_others(bring):
    bring(BREST, TWO_TOWNS)
    said = bring("QN02902N;Kerourien et Bergot;29075;Guipavas;48,5;-4,3")
    assert "1\u00a0quartier déjà connu ne figure pas dans ce fichier\u00a0: rien n’en est retiré." in said
    assert content()[1] == [
        (2024, "QN02901M", "Pontanézen", "29019"),
        (2024, "QN02902N", "Kerourien et Bergot", "29075"),
    ]
    assert Commune.objects.get(code="29075").latitude == Decimal("48.50000")


def test_two_lists_live_side_by_side(bring):
    bring("QP029001;Pontanézen;29019;Brest;;", vintage=2015)
    bring(BREST)
    assert sorted(PriorityDistrict.objects.values_list("vintage", "code")) == [(2015, "QP029001"), (2024, "QN02901M")]


def test_a_cell_with_several_names_renames_no_commune(bring, finistere):
    CommuneFactory(code="29019", name="Brest", department=finistere)
    said = bring(
        'QN02902N;Kerourien;29019;"Brest; Guipavas";48.41;-4.48', 'QN02902N;Kerourien;29075;"Brest; Guipavas";48.4;-4.3'
    )
    assert "1\u00a0commune y porte plusieurs noms (lib_com)\u00a0: à corriger dans l’administration." in said
    assert list(Commune.objects.order_by("code").values_list("name", flat=True)) == ["Brest", "Brest; Guipavas"]
    assert Commune.objects.get(code="29019").latitude == Decimal("48.41000")


def test_overseas_and_corsican_codes_find_their_department(bring):
    DepartmentFactory(code="974")
    DepartmentFactory(code="2A")
    bring("QN97401C;Le Port;97407;Le Port;;", "QN02A01M;Les Salines;2A004;Ajaccio;;")
    assert sorted(Commune.objects.values_list("code", "department__code")) == [("2A004", "2A"), ("97407", "974")]


def q(text):
    return f"«\u00a0{text}\u00a0»"


NOT_A_CODE = (
    "n’est pas un code de la liste 2024\u202f; il s’écrit QN, le département sur trois caractères, deux chiffres, puis "
    "M, I, N ou C."
)
NO_ANGLE = "n’est pas un angle en degrés, entre"
NOT_A_COMMUNE = "n’est pas un code Insee\u202f; il compte cinq caractères."


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        ("QP029001;x;29019;Brest;;", "code_qp", f"{q('QP029001')} {NOT_A_CODE}"),
        (";x;29019;Brest;;", "code_qp", f"{q('')} {NOT_A_CODE}"),
        ("QN02901M;x;290;Brest;;", "insee_com", f"{q('290')} {NOT_A_COMMUNE}"),
        ("QN02901M;x;99001;Brest;;", "insee_com", f"{q('99001')} ne relève d’aucun département du référentiel."),
        ("QN02901M;x;29019;;;", "lib_com", "la case est vide\u202f; remplissez-la."),
        (f"QN02901M;{'x' * 161};29019;Brest;;", "lib_qp", "le nom dépasse 160 caractères\u202f; abrégez-le."),
        ("QN02901M;x;29019;Brest;nord;", "latitude_commune", f"{q('nord')} {NO_ANGLE} −90 et 90."),
        ("QN02901M;x;29019;Brest;;181", "longitude_commune", f"{q('181')} {NO_ANGLE} −180 et 180."),
    ],
)  # fmt: skip
def test_a_faulty_line_is_told_with_its_line_and_its_column(refused, line, column, told):
    assert refused(BREST, line) == [
        f"Ligne 3, colonne {q(column)}\u00a0: {told}",
        "Rien n’a été importé\u00a0: 1\u00a0erreur dans le fichier.",
    ]
    assert content() == ([], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (BREST, "le même quartier et la même commune"),
        ("QN02901M;Bellevue;29075;Guipavas;;", "deux noms pour le même quartier"),
        ("QN02903N;Bellevue;29019;Quimper;48.41;-4.48", "deux noms ou deux lieux pour la même commune"),
        ("QN02903N;Bellevue;29019;Brest;48.42;-4.48", "deux noms ou deux lieux pour la même commune"),
    ],
)
def test_lines_that_contradict_each_other_are_refused(refused, line, told):
    assert refused(BREST, line)[0] == f"Lignes 2 et 3\u00a0: elles donnent {told}."
    assert content() == ([], [])


def test_every_fault_is_told_at_once(refused):
    said = refused(";x;29019;;;", "QN02901M;x;29019;Brest;x;y")
    assert [sentence.split("\u00a0»\u00a0:")[0] for sentence in said[:-1]] == [
        f"Ligne {line}, colonne «\u00a0{column}"
        for line, column in ((2, "code_qp"), (2, "lib_com"), (3, "latitude_commune"), (3, "longitude_commune"))
    ]
    assert said[-1] == "Rien n’a été importé\u00a0: 4\u00a0erreurs dans le fichier."


def test_only_the_first_faults_are_listed(refused):
    assert len(refused(*[f"QN{n};x;29019;Brest;;" for n in range(60)])) == 51


def test_a_missing_column_is_named(refused):
    assert refused("QN02901M;x", titles="code_qp;lib_qp")[:2] == [
        f"Il manque la colonne {q(column)}\u00a0: il faut code_qp, lib_qp, insee_com et lib_com."
        for column in ("insee_com", "lib_com")
    ]


def test_a_file_that_is_not_there_is_said_so(finistere):
    with pytest.raises(CommandError, match=f"^Le fichier {q('/nulle/part')} est introuvable"):
        call_command("import_districts", "/nulle/part", vintage=2024)


def test_a_base_without_its_reference_data_is_told_which_command_comes_first(db, tmp_path):
    file, output = tmp_path / "liste.csv", StringIO()
    file.write_text("\n".join([TITLES, BREST, TWO_TOWNS]), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        call_command("import_districts", file, vintage=2024, stdout=output, stderr=output)
    assert output.getvalue() == ""
    assert str(refusal.value) == (
        "Rien n’a été importé\u00a0: cette base ne connaît encore aucun département. Lancez d’abord "
        "«\u00a0python manage.py load_reference\u00a0», puis la même commande."
    )


def test_a_file_that_is_not_a_table_is_said_so(refused):
    assert refused("a;b;c;d;e;f;g") == [
        "Ligne 2\u00a0: elle a plus de cases que de titres de colonnes.",
        "Rien n’a été importé\u00a0: 1\u00a0erreur dans le fichier.",
    ]


CELL = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.floats(), st.sampled_from(["QN02901M", "29019", "Brest"])
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=6, max_size=6), min_size=1, max_size=4))
def test_whatever_the_cells_a_list_is_read_or_refused_in_sentences(rows):
    try:
        lines = read_list(FlatTable([*COLUMNS, *DEGREES], rows, list(range(2, len(rows) + 2))), Vintage.V2024, ["29"])
    except UnreadableError as refusal:
        faults = refusal.sentences
    else:
        faults = []
        assert {line.department for line in lines} == {"29"}
    assert {sentence.startswith(("Ligne ", "Lignes ")) and sentence.endswith(".") for sentence in faults} <= {True}


def test_the_comparison_reads_the_perimeter_of_the_time(bring, ici, finistere):
    morbihan = DepartmentFactory(code="56")
    DistrictCount.objects.update(count=1, valid_to=dt.date(2020, 12, 31))
    Perimeter.objects.update(valid_to=dt.date(2020, 12, 31))
    Perimeter.objects.create(centre=ici, department=morbihan, valid_from=dt.date(2021, 1, 1))
    bring(BREST, "QN05601M;x;56121;Lorient;;")
    assert [(row.declared, row.listed) for row in compare(Vintage.V2024)] == [(1, 1)]
    assert uncovered(Vintage.V2024) == {"29": 1}


@pytest.mark.parametrize("centres", [1, 3])
def test_the_comparison_costs_the_same_for_one_centre_and_for_three(db, django_assert_num_queries, centres):
    CentreFactory.create_batch(centres)
    with django_assert_num_queries(3):
        compare(Vintage.V2024)


# The list as it is published, and as people spoil it ----------------------------------------------------------------

NOT_IN_FRANCE = "ne situent pas la commune en France\u202f; relisez l’ordre de la latitude et de la longitude."
TRIALS = Path(__file__).with_name("trials")
BOURG = ("01053", "Commune A", "01", Decimal("46.20000"), Decimal("5.20000"))


@pytest.fixture
def given(finistere):
    """Run the command on a file of `trials/`; answers what it says, its refusal included."""
    DepartmentFactory(code="01")

    def run(name):
        output = StringIO()
        with suppress(CommandError):
            call_command("import_districts", TRIALS / f"qpv_{name}.csv", vintage=2024, stdout=output, stderr=output)
        return output.getvalue().splitlines()

    return run


@pytest.mark.parametrize(
    ("name", "communes"),
    [
        ("colonnes_de_la_liste_officielle", [("01053", "Commune A", "01", None, None)]),
        ("code_insee_en_formule_de_tableur", [BOURG]),
        ("zero_initial_perdu", [BOURG]),
        (
            "deux_communes_dans_une_case",
            [("01004", "Commune B", "01", None, None), ("01053", "Commune A", "01", None, None)],
        ),
    ],
)
def test_the_list_is_read_as_it_is_published(given, name, communes):
    said = given(name)
    assert said[1].endswith("liste importée.")
    assert content()[0] == communes
    assert {(code, label) for _, code, label, _ in content()[1]} == {("QN00199M", "Quartier d’Essai")}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "latitude_longitude_interverties",
            f"Ligne 2, colonne {q('latitude_commune')}\u00a0: {q('5,2 et 46,2')} {NOT_IN_FRANCE}",
        ),
        (
            "mac_roman",
            "Ligne 2\u00a0: les accents sont ceux d’un ancien Macintosh\u202f; enregistrez le fichier en CSV UTF-8.",
        ),
    ],
)
def test_a_list_that_would_be_stored_false_is_refused(given, name, told):
    assert given(name) == [told]
    assert content() == ([], [])


@pytest.mark.parametrize(
    ("commune", "latitude", "longitude"),
    [
        ("29019", "48.41", "-4.48"),
        ("97407", "-20.93", "55.29"),
        ("97209", "14.61", "-61.07"),
        ("2A004", "41.92", "8.73"),
    ],
)
def test_a_commune_overseas_is_in_france(bring, commune, latitude, longitude):
    for code in {"974", "972", "2A"}:
        DepartmentFactory(code=code)
    assert bring(f"QN02901M;x;{commune};x;{latitude};{longitude}")[1].endswith("liste importée.")


def test_a_list_without_positions_takes_none_away(bring):
    bring(BREST)
    bring("QN02901M;Pontanézen;29019;Brest", titles=";".join(COLUMNS))
    assert Commune.objects.get(code="29019").latitude == Decimal("48.41000")


def test_a_list_comes_in_from_a_workbook_too(finistere, tmp_path):
    file, output = tmp_path / "liste.ods", StringIO()
    file.write_bytes(ods({"QP2024": [[*COLUMNS], ["QN02901M", "Pontanézen", 29019, "Brest"]]}))
    call_command("import_districts", file, vintage=2024, stdout=output, stderr=output)
    assert content()[1] == [(2024, "QN02901M", "Pontanézen", "29019")]
