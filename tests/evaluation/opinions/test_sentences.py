# ruff: noqa: E501 - a sentence is read whole
"""The sentences proposed for an opinion: their French, literally; their numbers, all in their sources."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.law.sentences.build import (
    WORDS,
    change,
    conformity,
    gap,
    late,
    level,
    of_figure,
    place_of,
    propose,
    quartile_position,
    threshold,
    words_of,
)
from evaluation.law.sentences.types import Answers, Figure, Peers, Sending
from tests.text import words

D = Decimal
COUNT, PERCENT, AMOUNT, YES = "entier", "pourcentage", "montant", "oui_non"


def figure(code, value, previous=None, kind=COUNT, label="Libellé", **rest):
    return Figure(
        code=code, label=label, section=code[:2], kind=kind, year=2025, value=None if value is None else D(str(value)),
        previous=None if previous is None else D(str(previous)), **rest,
    )  # fmt: skip


LEVELS = [
    (figure("M1-01", 42, 38), "Le centre déclare 42 demi-journées d’animation de réseau en 2025, contre 38 en 2024 (+4, soit +10,5 %)."),
    (figure("M1-01", 1, 38), "Le centre déclare 1 demi-journée d’animation de réseau en 2025, contre 38 en 2024 (−37, soit −97,4 %)."),
    (figure("M1-01", "1.5", 1), "Le centre déclare 1,5 demi-journée d’animation de réseau en 2025, contre 1 en 2024 (+0,5)."),
    (figure("M1-01", 2, 0), "Le centre déclare 2 demi-journées d’animation de réseau en 2025, contre 0 en 2024 (+2)."),
    (figure("M1-01", 0, 3), "Le centre ne déclare aucune demi-journée d’animation de réseau en 2025, contre 3 en 2024 (−3)."),
    (figure("M1-02", 0, 0), "Le centre ne déclare aucun réseau animé en 2025, comme en 2024."),
    (figure("M1-02", 3, 3), "Le centre déclare 3 réseaux animés en 2025, comme en 2024."),
    (figure("M1-04", 1260, 1562), "Le centre déclare 1 260 participations aux actions de réseau en 2025, contre 1 562 en 2024 (−302, soit −19,3 %)."),
    (figure("M2-02", 1), "Le centre déclare 1 cycle de qualification en 2025 ; sans valeur vérifiée pour 2024, son évolution n’est pas mesurée."),
    (figure("M2-03", 12, 16), "Le centre déclare 12 sessions de formation du socle en 2025, contre 16 en 2024 (−4, soit −25 %)."),
    (figure("M3-01", 24, 25), "Le centre déclare 24 productions publiées en 2025, contre 25 en 2024 (−1, soit −4 %)."),
    (figure("M3-02", 1, 2), "Le centre déclare 1 fiche d’expérience au format commun en 2025, contre 2 en 2024 (−1)."),
    (figure("M3-04", 0, 1), "Le centre ne déclare aucune production collective en 2025, contre 1 en 2024 (−1)."),
    (figure("M3-05", 9, 5), "Le centre déclare 9 lettres d’information diffusées en 2025, contre 5 en 2024 (+4)."),
    (figure("M3-06", 3100, 2976), "Le centre déclare 3 100 abonnés à la lettre d’information en 2025, contre 2 976 en 2024 (+124, soit +4,2 %)."),
    (figure("M3-05", 0, 40), "Le centre ne déclare aucune lettre d’information diffusée en 2025, contre 40 en 2024 (−40)."),
    (figure("M3-06", 0), "Le centre ne déclare aucun abonné à la lettre d’information en 2025 ; sans valeur vérifiée pour 2024, son évolution n’est pas mesurée."),
    (figure("QP-12", 0, 1), "Le centre ne déclare aucune action dédiée aux élus en 2025, contre 1 en 2024 (−1)."),
    (figure("QN-02", 2, 3), "Le centre déclare 2 chantiers nationaux investis en 2025, contre 3 en 2024 (−1)."),
    (figure("HC-01", 1, 1), "Le centre déclare 1 mission complémentaire active en 2025, comme en 2024."),
    (figure("M1-03", "33.3", 100, PERCENT), "La part des réseaux ouverts au droit commun est de 33,3 % en 2025, contre 100 % en 2024 (−66,7 points)."),
    (figure("AC-02", 14, "15.9", PERCENT), "La part de l’activité socle tenue à distance est de 14 % en 2025, contre 15,9 % en 2024 (−1,9 point)."),
    (figure("AC-02", 0, 0, PERCENT), "La part de l’activité socle tenue à distance est de 0 % en 2025, comme en 2024."),
    (figure("MO-02", 790000, 782500, AMOUNT), "Le budget total réalisé est de 790 000 € en 2025, contre 782 500 € en 2024 (+7 500 €, soit +1 %)."),
    (figure("MO-02", 790000, 790001, AMOUNT), "Le budget total réalisé est de 790 000 € en 2025, contre 790 001 € en 2024 (−1 €)."),
    (figure("MO-01", "7.5", 8), "L’effectif de la structure en équivalent temps plein est de 7,5 en 2025, contre 8 en 2024 (−0,5)."),
    (figure("QE-02", "1.6", "2.8"), "Le nombre de jours de formation par salarié est de 1,6 en 2025, contre 2,8 en 2024 (−1,2)."),
    (figure("BR-01", 4, 2, label="Ateliers bretons"), "L’indicateur « Ateliers bretons » est de 4 en 2025, contre 2 en 2024 (+2)."),
    (figure("QC-01", 1, 1, YES), "Le centre assure une veille active en 2025, comme en 2024."),
    (figure("QC-01", 0, 1, YES), "Le centre n’assure pas de veille active en 2025, à la différence de 2024."),
    (figure("QC-02", 1, kind=YES), "Le centre a livré une production formalisée convenue à l’avance en 2025."),
    (figure("QC-02", 0, 0, YES), "Le centre n’a pas livré de production formalisée convenue à l’avance en 2025, comme en 2024."),
    (figure("BR-02", 1, 1, YES, "Charte signée"), "Le centre répond oui à l’indicateur « Charte signée » en 2025, comme en 2024."),
]  # fmt: skip


@pytest.mark.parametrize(("told", "sentence"), LEVELS)
def test_a_level_and_its_change_read_well(told, sentence):
    assert words(of_figure(told)[0].text) == sentence


ALIKE = "métropole, de 40 à 79 quartiers prioritaires"
START = "Pour le nombre de demi-journées d’animation de réseau, le centre"
PLACES = [
    (42, (10, 20, 30, 50, 60), 0, 0, "se situe entre la médiane et le dernier quart des 5 autres centres comparables qui ont répondu (métropole, de 40 à 79 quartiers prioritaires) ; leur médiane est de 30."),
    (70, (10, 20, 30, 50, 60), 0, 1, "se situe dans le quart le plus élevé des 5 autres centres comparables qui ont répondu (métropole, de 40 à 79 quartiers prioritaires) ; leur médiane est de 30 ; 1 autre n’a pas de valeur vérifiée."),
    (40, (10, 20, 30, 50, 51, 52), 1, 2, "se situe à la médiane des 6 autres centres comparables qui ont répondu (métropole, de 40 à 79 quartiers prioritaires) ; leur médiane est de 40 ; 2 autres n’ont pas de valeur vérifiée."),
    (42, (10, 20, 30, 50), 0, 3, "n’est pas situé dans le réseau : 4 réponses vérifiées seulement parmi les centres comparables des autres régions (métropole, de 40 à 79 quartiers prioritaires), il en faut 5."),
    (42, (10, 20, 30, 50, 60), 1, 0, "n’est pas situé dans le réseau : 4 réponses vérifiées seulement parmi les centres comparables des autres régions (métropole, de 40 à 79 quartiers prioritaires), il en faut 5."),
    (42, (), 0, 0, "n’est pas situé dans le réseau : 0 réponse vérifiée seulement parmi les centres comparables des autres régions (métropole, de 40 à 79 quartiers prioritaires), il en faut 5."),
]  # fmt: skip


WHERE = [
    (9, "quart le moins élevé", "dans le quart le moins élevé"),
    (10, "entre le premier quart et la médiane", "entre le premier quart et la médiane"),
    (19, "entre le premier quart et la médiane", "entre le premier quart et la médiane"),
    (20, "à la médiane", "à la médiane"),
    (21, "entre la médiane et le dernier quart", "entre la médiane et le dernier quart"),
    (30, "entre la médiane et le dernier quart", "entre la médiane et le dernier quart"),
    (31, "quart le plus élevé", "dans le quart le plus élevé"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "name", "phrase"), WHERE)
def test_a_place_is_a_part_of_the_distribution_never_a_rank(value, name, phrase):
    place = quartile_position(D(value), D(10), D(20), D(30))
    assert (place.value, place.phrase) == (name, phrase)


def test_where_all_centres_say_the_same_each_is_at_the_median():
    assert quartile_position(D(2), D(2), D(2), D(2)) == "à la médiane"


@pytest.mark.parametrize(("value", "others", "near", "silent", "sentence"), PLACES)
def test_a_place_is_given_among_five_comparable_answers_of_other_regions_at_least(
    value, others, near, silent, sentence
):
    peers = Peers(description=ALIKE, values=tuple(map(D, others)), same_region=near, silent=silent)
    assert words(place_of(figure("M1-01", value, peers=peers)).text) == f"{START} {sentence}"


def test_a_centre_of_unknown_size_is_compared_with_nobody_and_it_is_said():
    told = place_of(figure("QP-10", 30, kind=PERCENT, peers=Peers(values=(D(1),) * 9)))
    assert words(told.text) == (
        "Pour la part de participants extérieurs à la politique de la ville, le centre n’est comparé à aucun autre : "
        "sa taille n’est pas connue."
    )


THRESHOLDS = [
    (figure("QP-12", 1, at_least=D(1), rule="R-127"), "Pour le nombre d’actions dédiées aux élus, le seuil d’au moins 1 (R-127) est respecté en 2025."),
    (figure("QN-02", 0, at_least=D(2), rule="R-112"), "Pour le nombre de chantiers nationaux investis, le seuil d’au moins 2 (R-112) n’est pas respecté en 2025 : l’écart est de 2."),
    (figure("MO-04", "46.5", kind=PERCENT, at_least=D(50), rule="R-98"), "Pour la part de l’État dans le budget socle, le seuil d’au moins 50 % (R-98) n’est pas respecté en 2025 : l’écart est de 3,5 points."),
    (figure("HC-03", "21.5", kind=PERCENT, at_most=D(20), rule="R-72"), "Pour la part des prestations à des non-membres dans le budget, le seuil d’au plus 20 % (R-72) n’est pas respecté en 2025 : l’écart est de 1,5 point."),
    (figure("HC-03", 20, kind=PERCENT, at_most=D(20), rule="R-72"), "Pour la part des prestations à des non-membres dans le budget, le seuil d’au plus 20 % (R-72) est respecté en 2025."),
]  # fmt: skip


@pytest.mark.parametrize(("told", "sentence"), THRESHOLDS)
def test_a_threshold_is_met_or_missed_by_so_much(told, sentence):
    """R-72, R-98, R-112, R-127."""
    assert words(threshold(told)[0].text) == sentence


DUE = dt.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (dt.date(2026, 3, 21), "Les indicateurs de 2025 ont été envoyés le 21 mars 2026, dans le délai du 31 mars 2026."),
        (dt.date(2026, 4, 1), "Les indicateurs de 2025 ont été envoyés le 1er avril 2026, 1 jour après le délai du 31 mars 2026."),
        (dt.date(2026, 4, 12), "Les indicateurs de 2025 ont été envoyés le 12 avril 2026, 12 jours après le délai du 31 mars 2026."),
        (None, "Les indicateurs de 2025, attendus le 31 mars 2026, n’ont pas été envoyés."),
    ],
)  # fmt: skip
def test_lateness_is_told_in_days(sent, sentence):
    assert words(late(Sending(year=2025, due_on=DUE, sent_on=sent)).text) == sentence


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (["M3-06"], "1 indicateur n’est pas renseigné pour 2025 : M3-06."),
        (["M1-02", "M3-06"], "2 indicateurs ne sont pas renseignés pour 2025 : M1-02 et M3-06."),
        (["AC-01", "M1-02", "M3-06"], "3 indicateurs ne sont pas renseignés pour 2025 : AC-01, M1-02 et M3-06."),
    ],
)
def test_what_is_missing_is_named(codes, sentence):
    assert words(gap([figure(code, None) for code in codes]).text) == sentence


def test_a_blank_and_a_not_applicable_say_nothing_of_their_own():
    blank, none = figure("M1-01", None, 3), figure("M1-02", None, is_not_applicable=True)
    assert [one.key for one in propose([blank, none])] == ["manques"]
    assert propose([none]) == []


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (Answers(year=2025, satisfied=17, broken=(), unknown=0), "En 2025, sur 17 règles vérifiables du cadre, 17 sont respectées."),
        (Answers(year=2025, satisfied=1, broken=("R-82",), unknown=1), "En 2025, sur 2 règles vérifiables du cadre, 1 est respectée ; R-82 ne l’est pas ; 1 règle reste indéterminée."),
        (Answers(year=2025, satisfied=13, broken=("R-82", "R-85"), unknown=2), "En 2025, sur 15 règles vérifiables du cadre, 13 sont respectées ; R-82 et R-85 ne le sont pas ; 2 règles restent indéterminées."),
    ],
)  # fmt: skip
def test_conformity_counts_and_names(answers, sentence):
    assert words(conformity(answers).text) == sentence


def test_the_same_figures_give_the_same_sentences_in_the_order_of_the_form():
    figures = [figure("M1-01", 42, 38), figure("QC-01", 1, 1, YES)]
    assert propose(figures) == propose(figures)
    assert [one.key for one in propose(figures)] == ["M1-01/niveau", "QC-01/niveau"]
    assert [one.section for one in propose(figures)] == ["mission-1", "production"]


def test_each_indicator_that_is_told_has_its_own_words():
    assert len(WORDS) == 42
    assert words_of("M1-01", "x").none == "aucune demi-journée d’animation de réseau"
    assert [code for code, words in WORDS.items() if re.search(r"\d", words.singular + words.plural)] == []


# Laws ------------------------------------------------------------------------------------------------------------

amounts = st.decimals(min_value=0, max_value=10**6, places=1)
codes = st.sampled_from(sorted(WORDS))
NUMBERS = re.compile(r"(?<![\w,])[−+]?\d+(?:,\d+)?(?:er|e)?(?![\w,])|[A-Z]{1,2}\d?-\d{2,3}")


@st.composite
def all_figures(draw):
    code = draw(codes)
    yes = WORDS[code].manner == "oui"
    kind = YES if yes else draw(st.sampled_from([COUNT, PERCENT, AMOUNT]))
    value = draw(st.sampled_from([D(0), D(1)])) if yes else draw(amounts)
    return figure(
        code, value, draw(st.none() | (st.sampled_from([D(0), D(1)]) if yes else amounts)), kind,
        at_least=draw(st.none() | amounts), rule=draw(st.sampled_from(["", "R-98"])),
        peers=Peers(
            description=draw(st.sampled_from(["", ALIKE])), values=tuple(draw(st.lists(amounts, max_size=9))),
            silent=draw(st.integers(0, 4)),
        ),
    )  # fmt: skip


def numbers_in(text):
    found = NUMBERS.findall(words(text).replace(" ", " ").replace("\u202f", ""))
    plain = (number.lstrip("+−").removesuffix("er").removesuffix("e") for number in found)
    return {re.sub(r"(,\d)0$", r"\1", number) for number in plain}  # « 0,10 € » and « 0,1 » are one number


def squeezed(text):
    """Thousands joined, so that « 1 260 » is one number."""
    return re.sub(r"(?<=\d)\u202f(?=\d)", "", text)


@given(all_figures())
def test_every_number_of_a_sentence_is_in_its_sources(told):
    for sentence in of_figure(told):
        sources = " ".join(f"{s.code} {s.label} {s.year} {squeezed(s.value)} {ALIKE}" for s in sentence.sources)
        assert numbers_in(squeezed(sentence.text)) - numbers_in(sources) == set(), sentence.text


@given(all_figures())
def test_every_sentence_is_clean_french(told):
    for sentence in of_figure(told):
        text = words(sentence.text)
        assert text.endswith(".")
        assert "  " not in text
        assert not re.search(r"\b(?:de|le|la|que|ne) [aeéèêiouy]", text.replace("que un", "")) or "de la" in text
        assert not re.search(r"(?<![\d,])(?:0|1)(?:,\d+)? (?:séances|demi-journées|réseaux|productions|points)\b", text)
        assert not re.search(r"(?<![\d, ])(?:[2-9]|\d\d+) (?:séance|demi-journée|production|point)\b", text)
        assert text[0].isupper() or text[0].isdigit()


@given(all_figures())
def test_no_place_is_told_among_fewer_than_five_answers(told):
    peers = told.peers
    for sentence in of_figure(told):
        if sentence.key.endswith("/place"):
            assert " rang" not in sentence.text
            assert (" se situe " in sentence.text) is (
                bool(peers.description) and len(peers.values) - peers.same_region >= 5
            )


@given(amounts, amounts.filter(bool))
def test_a_change_is_the_difference(value, previous):
    shown = words(change(value, previous, COUNT)).split(",  ")[0].split(" ; ")[0].split(", soit")[0]
    assert D(shown.replace(" ", "").replace(",", ".").replace("−", "-").replace("+", "")) == value - previous


def test_a_level_leans_on_both_years():
    sources = level(figure("M1-01", 42, 38)).sources
    assert [(one.code, one.label, one.year, words(one.value)) for one in sources] == [
        ("M1-01", "Libellé", 2025, "42"),
        ("M1-01", "Libellé", 2024, "38"),
        ("M1-01", "évolution", 2025, "42 − 38 = +4, soit +10,5 %"),
    ]
