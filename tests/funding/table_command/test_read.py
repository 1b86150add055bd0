"""The file of a network: what is read, and what is said of each line that cannot be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.spreadsheets.unreadable import UnreadableError
from funding.formula.allocate import CentreInput, Zone
from funding.table_command.read import read_centres
from tests.text import words

HEADER = "centre;zone;qpv;km\n"


def read(text):
    return read_centres(text.encode())


def faults(text):
    """The sentences of a refusal, their no-break spaces made plain for reading."""
    with pytest.raises(UnreadableError) as refusal:
        read_centres(text if isinstance(text, bytes) else text.encode())
    assert str(refusal.value) == "\n".join(refusal.value.sentences)
    return [words(sentence) for sentence in refusal.value.sentences]


def test_centres_are_read_in_the_order_of_the_file():
    assert read(f"{HEADER}IREV;metropole;199;52\nVille Caraïbe;outre-mer;7;21,5\n") == (
        CentreInput(key="irev", name="IREV", zone=Zone.MAINLAND, qpv=199, km=Decimal(52)),
        CentreInput(key="ville caraïbe", name="Ville Caraïbe", zone=Zone.OVERSEAS, qpv=7, km=Decimal("21.5")),
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffcentre;zone;qpv;km\nIREV;metropole;199;52.5\n",
        "km;qpv;zone;centre\n52,5;199;metropole;IREV\n",
        "note; Centre ;ZONE;QPV;Km\nbon;IREV;Métropole;199;52,5",
        "\n;;;\ncentre;zone;qpv;km\r\n\r\n ; ; ; \r\nIREV; METROPOLE ; 199 ; 52,50 \r\n",
        'centre;zone;qpv;km\n"IREV";"metropole";"199";"52,5"\n',
        "centre;zone;qpv;km;\n  IREV ;metro-pole;199;52.5;\n",
        "centre;zone;qpv;km\rIREV;metropole;199;52.5\r",
    ],
)
def test_the_same_network_may_be_written_in_several_ways(text):
    assert read(text) == (CentreInput(key="irev", name="IREV", zone=Zone.MAINLAND, qpv=199, km=Decimal("52.5")),)


@pytest.mark.parametrize("zone", ["outre-mer", "Outre-Mer", "OUTRE MER", "outremer", " outre\u2011mer ", "outre–mer"])
def test_overseas_may_be_written_in_several_ways(zone):
    assert [one.zone for one in read(f"{HEADER}A;{zone};1;2\n")] == [Zone.OVERSEAS]


@pytest.mark.parametrize(
    ("qpv", "km", "read_qpv", "read_km"),
    [
        ("0", "0", 0, "0"),
        ("007", "007,50", 7, "7.5"),
        ("10 000", "20 000,0", 10_000, "20000"),
        ("1\u202f234", "1\u00a0234.5", 1_234, "1234.5"),
        ("12", "0," + "0" * 19 + "1", 12, "1E-20"),
    ],
)
def test_numbers_may_be_written_as_people_do(qpv, km, read_qpv, read_km):
    assert [(one.qpv, one.km) for one in read(f"{HEADER}A;metropole;{qpv};{km}\n")] == [(read_qpv, Decimal(read_km))]


TOO_LARGE_KM = "est trop grand ; écrivez une distance de 0 à 20 000 km"


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("qpv", "douze", "« douze » n’est pas un nombre : écrivez des chiffres, par exemple 1 234"),
        ("qpv", "12,5", "« 12,5 » n’est pas un nombre entier : écrivez-le sans virgule"),
        ("qpv", "1 2", "« 1 2 » n’est pas un nombre : écrivez des chiffres, par exemple 1 234"),
        ("qpv", "١٢", "« ١٢ » n’est pas un nombre : écrivez des chiffres, par exemple 1 234"),
        ("qpv", "", "la case est vide et un blanc n’est pas un zéro ; écrivez par exemple 12"),
        ("qpv", "  ", "la case est vide et un blanc n’est pas un zéro ; écrivez par exemple 12"),
        ("qpv", "-3", "« -3 » est négatif ; écrivez un nombre de 0 à 10 000"),
        ("qpv", "−3", "« −3 » est négatif ; écrivez un nombre de 0 à 10 000"),
        ("qpv", "10001", "« 10001 » est trop grand ; écrivez un nombre de 0 à 10 000"),
        ("qpv", "9" * 5000, f"« {'9' * 40}… » n’est pas un nombre : écrivez des chiffres, par exemple 1 234"),
        ("km", "loin", "« loin » n’est pas un nombre : écrivez des chiffres, par exemple 1 234,5"),
        ("km", "1e3", "« 1e3 » n’est pas un nombre : écrivez des chiffres, par exemple 1 234,5"),
        ("km", "NaN", "« NaN » n’est pas un nombre : écrivez des chiffres, par exemple 1 234,5"),
        ("km", "inf", "« inf » n’est pas un nombre : écrivez des chiffres, par exemple 1 234,5"),
        ("km", "1_0", "« 1_0 » n’est pas un nombre : écrivez des chiffres, par exemple 1 234,5"),
        ("km", "", "la case est vide et un blanc n’est pas un zéro ; écrivez par exemple 41,5"),
        ("km", "-0,5", "« -0,5 » est négatif ; écrivez une distance de 0 à 20 000 km"),
        ("km", "-0", "« -0 » est négatif ; écrivez une distance de 0 à 20 000 km"),
        ("km", "20000,1", f"« 20000,1 » {TOO_LARGE_KM}"),
        ("km", "0," + "0" * 20 + "1", f"« 0,{'0' * 20}1 » a trop de décimales : gardez-en 20 au plus"),
        ("zone", "lune", "« lune » n’est pas une zone ; écrivez « metropole » ou « outre-mer »"),
        ("zone", "", "la case est vide ; écrivez « metropole » ou « outre-mer »"),
        ("centre", "", "la case est vide ; écrivez le nom du centre"),
        ("centre", "Centre\x1b[2J", "« Centre\ufffd[2J » contient un caractère invisible ; retapez le nom"),
        ("centre", "A" * 201, f"« {'A' * 40}… » dépasse 200 caractères ; écrivez un nom plus court"),
    ],
)
def test_a_cell_that_cannot_be_read_is_said_with_its_line_and_column(column, cell, fault):
    row = {"centre": "A", "zone": "metropole", "qpv": "12", "km": "41,5"} | {column: cell}
    assert faults(f"{HEADER}B;metropole;1;2\n{';'.join(row.values())}\n") == [
        f"Ligne 3, colonne « {column} » : {fault}."
    ]


def test_a_faulty_line_makes_one_sentence_and_every_faulty_line_is_said():
    assert faults(f"{HEADER}A;lune;douze;4\nB;metropole;3;4\n\nC;metropole;;loin\n") == [
        (
            "Ligne 2, colonne « zone » : « lune » n’est pas une zone ; écrivez « metropole » ou « outre-mer » ; "
            "colonne « qpv » : « douze » n’est pas un nombre : écrivez des chiffres, par exemple 1 234."
        ),
        (
            "Ligne 5, colonne « qpv » : la case est vide et un blanc n’est pas un zéro ; écrivez par exemple 12 ; "
            "colonne « km » : « loin » n’est pas un nombre : écrivez des chiffres, par exemple 1 234,5."
        ),
    ]


def test_a_refusal_carries_french_spaces():
    with pytest.raises(UnreadableError) as refusal:
        read(f"{HEADER}A;metropole;douze;4\n")
    assert refusal.value.sentences == (
        (
            "Ligne 2, colonne «\u00a0qpv\u00a0»\u00a0: «\u00a0douze\u00a0» n’est pas un nombre\u00a0: "
            "écrivez des chiffres, par exemple 1\u202f234."
        ),
    )


def test_a_centre_given_twice_is_said_with_its_first_line():
    assert faults(f"{HEADER}IREV;metropole;1;2\nB;metropole;1;2\n irev ;outre-mer;3;4\n") == [
        "Ligne 4, colonne « centre » : « irev » est déjà donné à la ligne 2."
    ]


def test_a_line_too_short_misses_its_last_cells_and_one_too_long_says_what_is_too_many():
    assert faults(f"{HEADER}A;metropole;3\nB;metropole;3;4;5;\nC;metropole;3;4;;\n") == [
        "Ligne 2, colonne « km » : la case est vide et un blanc n’est pas un zéro ; écrivez par exemple 41,5.",
        "Ligne 3, après la dernière colonne : « 5 » est de trop.",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Le fichier est vide : sa première ligne doit être « centre;zone;qpv;km »."),
        ("\n ;; \n", "Le fichier est vide : sa première ligne doit être « centre;zone;qpv;km »."),
        (HEADER, "Le fichier ne contient aucun centre : ajoutez-en sous la ligne 1."),
        (
            "centre;zone;nombre\nA;metropole;3\n",
            "Ligne 1 : colonne manquante, « qpv », « km » ; la première ligne doit être « centre;zone;qpv;km ».",
        ),
        (
            "\ncentre,zone,qpv,km\nA,metropole,3,4\n",
            (
                "Ligne 2 : colonne manquante, « centre », « zone », « qpv », « km » ; la première ligne doit être "
                "« centre;zone;qpv;km »."
            ),
        ),
        ("centre;zone;qpv;km;QPV\nA;metropole;3;4;5\n", "Ligne 1, colonne « qpv » : elle est donnée deux fois."),
        (
            HEADER.encode("utf-16"),
            "Ce fichier n’est pas un texte : enregistrez le tableau en CSV, encodage UTF-8.",
        ),
        (
            f'{HEADER}A;metropole;3;4\n"B;metropole;3;4\n',
            "Ligne 3 : guillemets mal fermés ou case trop longue ; la suite n’a pas été lue.",
        ),
        (
            f'"{HEADER}',
            "Ligne 1 : guillemets mal fermés ou case trop longue ; la suite n’a pas été lue.",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(text, sentence):
    assert faults(text) == [sentence]


def test_lines_are_numbered_as_an_editor_shows_them_even_after_a_cell_on_two_lines():
    assert faults(f'{HEADER}"Ville\nCaraïbe";outre-mer;7;21\nB;metropole;x;4\n"C') == [
        "Ligne 4, colonne « qpv » : « x » n’est pas un nombre : écrivez des chiffres, par exemple 1 234.",
        "Ligne 5 : guillemets mal fermés ou case trop longue ; la suite n’a pas été lue.",
    ]


def test_spaces_inside_a_name_are_made_single():
    assert [one.name for one in read(f'{HEADER}"Ville \n  Caraïbe";outre-mer;7;21\n')] == ["Ville Caraïbe"]


cells = st.text(st.sampled_from("0123456789,.;-+= \n\r\"'éA\x00\u202f\ufeff"), max_size=8)


def outcome(data):
    """What became of a file: its centres and the sentences of its refusal, one of the two empty."""
    try:
        return read_centres(data), ()
    except UnreadableError as refusal:
        return (), refusal.sentences


@given(st.lists(st.lists(cells, max_size=6), max_size=6), st.booleans())
def test_any_file_is_either_read_or_refused_with_sentences(rows, headed):
    text = (HEADER if headed else "") + "\n".join(";".join(row) for row in rows)
    centres, sentences = outcome(text.encode())
    assert bool(centres) != bool(sentences)
    assert [sentence for sentence in sentences if not sentence.endswith(".") or "\n" in sentence] == []


@given(st.binary(max_size=60))
def test_any_bytes_are_either_read_or_refused(data):
    with pytest.raises(UnreadableError):
        read_centres(data)


def test_an_older_excel_and_both_apostrophes_are_read():
    assert [one.name for one in read_centres(f"{HEADER}Écho;metropole;3;4\n".encode("cp1252"))] == ["Écho"]
    twins = faults(f"{HEADER}Val d’Oise;metropole;3;4\nVal d'Oise;metropole;3;4\n")
    assert [fault.rpartition(" : ")[2] for fault in twins] == ["« Val d'Oise » est déjà donné à la ligne 2."]
