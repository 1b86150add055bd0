"""`manage.py funding_table` as a script calls it: no database behind it, nothing written when it refuses."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.text import words

PROJECT = Path(__file__).resolve().parents[3]
HEADER = "centre;zone;qpv;km\n"
NETWORK = f"{HEADER}Martinique;outre-mer;7;21\nHauts-de-France;Métropole;199;52,0\nDense;metropole;63;18\n"
COLUMNS = (
    "centre;zone;qpv;indice_qpv;km;indice_km;indice;etp_supplementaires;etp;part_fixe;part_variable;budget_socle;"
    "plancher_etat;alertes"
)


@pytest.fixture
def call(tmp_path):
    """The command in its own process, its database out of reach."""
    environment = os.environ | {"DATABASE_URL": "postgres://personne:rien@127.0.0.1:1/nulle_part"}

    def called(*options, given=None, **changed):
        return subprocess.run(
            [sys.executable, str(PROJECT / "manage.py"), "funding_table", *options],
            input=given,
            cwd=tmp_path,
            env=environment | changed,
            capture_output=True,
            check=False,
        )

    return called


@pytest.fixture
def network(tmp_path):
    path = tmp_path / "reseau.csv"
    path.write_text(NETWORK, encoding="utf-8-sig")
    return path


def refused(answer):
    """The sentences of a refusal, once sure that nothing was written."""
    assert (answer.returncode, answer.stdout) == (2, b"")
    return words(answer.stderr.decode()).splitlines()


def test_a_file_gives_its_table_on_the_standard_output_without_a_database(call, network):
    answer = call("--input", str(network), "--bounds", "2017")
    assert (answer.returncode, answer.stderr) == (0, b"")
    rows = answer.stdout.decode().splitlines()
    assert rows[:3] == [
        COLUMNS,
        "Martinique;outre-mer;7;0.0000;21;0.2069;0.1;0;3;247000;0;247000;123500;",
        "Hauts-de-France;metropole;199;10.0000;52;2.3448;7.7;3;7;288000;216000;504000;252000;",
    ]
    assert rows[3].startswith(
        "Dense;metropole;63;2.9167;18;0.0000;2.0;0;4;288000;0;288000;144000;Avec l’indice non arrondi"
    )
    assert len(rows) == 4


def test_it_needs_no_secret_since_it_serves_no_page(call, network):
    answer = call("--input", str(network), SECRET_KEY="", ALLOWED_HOSTS="")
    assert (answer.returncode, answer.stderr, len(answer.stdout.splitlines())) == (0, b"", 4)


def test_bounds_come_from_the_file_unless_told_otherwise_and_the_entry_may_be_piped(call, network):
    piped = call("--input", "-", given=NETWORK.encode())
    assert (piped.returncode, piped.stderr) == (0, b"")
    assert piped.stdout.decode().splitlines()[2] == (
        "Hauts-de-France;metropole;199;10.0000;52;10.0000;10.0;3;7;288000;216000;504000;252000;"
    )
    told = call("--input", str(network), "--parameters", "2017", "--bounds", "network", "--format", "csv")
    assert told.stdout == piped.stdout


def test_json_is_for_programs(call, network):
    rows = json.loads(call("--input", str(network), "--bounds", "2017", "--format", "json").stdout)
    assert [(row["centre"], row["indice"], row["plancher_etat"]) for row in rows] == [
        ("Martinique", 0.1, 123_500),
        ("Hauts-de-France", 7.7, 252_000),
        ("Dense", 2.0, 144_000),
    ]


def test_the_table_may_go_to_a_file(call, network, tmp_path):
    answer = call("--input", str(network), "--output", "tableau.csv")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, b"", b"")
    assert (tmp_path / "tableau.csv").read_bytes() == call("--input", str(network)).stdout


def test_every_faulty_line_is_said_and_no_file_is_written(call, tmp_path):
    text = f"{HEADER}A;metropole;douze;4\nB;metropole;1;2\nC;lune;1;\n"
    answer = call("--input", "-", "--output", "tableau.csv", given=text.encode())
    assert refused(answer) == [
        "Ligne 2, colonne « qpv » : « douze » n’est pas un nombre : écrivez des chiffres, par exemple 1 234.",
        (
            "Ligne 4, colonne « zone » : « lune » n’est pas une zone ; écrivez « metropole » ou « outre-mer » ; "
            "colonne « km » : la case est vide et un blanc n’est pas un zéro ; écrivez par exemple 41,5."
        ),
    ]
    assert not (tmp_path / "tableau.csv").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Option « --input » : donnez le fichier à lire, ou « - » pour l’entrée standard."),
        (["--input", "absent.csv"], "Le fichier « absent.csv » ne peut pas être lu : ce chemin n’existe pas."),
        (["--input", "."], "Le fichier « . » ne peut pas être lu : c’est un dossier."),
        (
            ["--input", "reseau.csv", "--parameters", "1999"],
            "Option « --parameters » : « 1999 » est inconnu ; écrivez 2017.",
        ),
        (
            ["--input", "reseau.csv", "--bounds", "lune"],
            "Option « --bounds » : « lune » est inconnu ; écrivez network ou 2017.",
        ),
        (
            ["--input", "reseau.csv", "--format", "pdf"],
            "Option « --format » : « pdf » est inconnu ; écrivez csv ou json ou xlsx.",
        ),
        (
            ["--input", "reseau.csv", "--output", "absent/tableau.csv"],
            "Le fichier « absent/tableau.csv » ne peut pas être écrit : ce chemin n’existe pas.",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(call, network, options, sentence):
    assert refused(call(*options)) == [sentence]


def test_the_help_says_what_the_table_is_made_of(call):
    help_text = " ".join(words(call("--help").stdout.decode()).split())
    assert "Calcule le tableau de financement d’un fichier « centre;zone;qpv;km »" in help_text


def test_the_table_may_be_asked_from_python(network):
    out = io.StringIO()
    call_command("funding_table", input=str(network), bounds="2017", stdout=out)
    assert out.getvalue().splitlines()[1].startswith("Martinique;outre-mer;7;0.0000;21;0.2069;0.1;")


def test_a_workbook_is_not_shown_on_a_screen(network):
    errors = io.StringIO()
    with pytest.raises(SystemExit) as refusal:
        call_command("funding_table", input=str(network), format="xlsx", stdout=io.StringIO(), stderr=errors)
    assert (refusal.value.code, words(errors.getvalue())) == (
        2,
        "Un classeur ne s’affiche pas à l’écran : donnez « --output fichier.xlsx ».\n",
    )
