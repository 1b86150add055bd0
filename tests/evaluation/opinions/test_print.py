"""An opinion on paper: everything that was frozen, in its order, accessible, and the same bytes every time."""

import json
import re
from functools import cache

import pytest

from documents.french import NBSP
from documents.published.verification import read_file
from documents.published.write_once import json_fingerprint
from evaluation.enums import SectionKey
from evaluation.models import Opinion
from evaluation.opinions.printing.context import figures_csv
from evaluation.opinions.printing.publish import editions_of, render
from evaluation.opinions.printing.view import (
    PrintedItem,
    comparison_table,
    contents_of,
    print_view,
    printed_chart,
    printed_items,
)
from tests.documents.pdf.reader import elements, open_pdf, texts
from tests.evaluation.opinions.print_content import (
    ADDRESS,
    REPLY,
    chart,
    communicated,
    content,
    edition,
    replied,
    section,
)


@cache
def printed(**more):
    return render(edition(**more))


@cache
def printed_with_reply():
    return render(edition(supplement="R", reply=REPLY))


def words(data):
    return " ".join("\n".join(texts(open_pdf(data))).split())


# What is printed ---------------------------------------------------------------------------------------------------


def test_every_part_that_says_something_is_printed_in_its_order():
    text, last = words(printed()), 0
    for key in SectionKey:
        found = text.find(" ".join(key.label.split()), last)
        assert found >= last, key
        last = found


def test_an_empty_part_is_left_out():
    empty = section(SectionKey.M3)
    told = content(sections=[section(SectionKey.GENERAL, "Un mot."), empty])
    assert [part.title for part in print_view(told).parts] == [SectionKey.GENERAL.label]


def test_the_cover_names_the_centre_the_service_the_dates_and_the_proof():
    cover = " ".join(texts(open_pdf(printed()))[0].split())
    for shown in (
        "Centre Ici : avis sur l’année 2025", "Direction régionale, Bretagne", "AVIS-2025-ici-1", "12 mai 2026",
        "Finistère (29)", ADDRESS + "AVIS-2025-ici-1", json_fingerprint(content()),
    ):  # fmt: skip
        assert shown in cover.replace(NBSP, " ")


def test_figures_findings_and_consultations_are_annexed():
    text = words(printed())
    for shown in (
        "M2-01", "non respecté (R-15)", "non renseigné", "sans objet", "quart le plus élevé (6 centres)",
        "Bilan attendu.",
    ):  # fmt: skip
        assert shown in text.replace(NBSP, " ")
    assert "la sous-préfète 2 avril 2026 sans réponse" in text
    assert "Trois missions." not in text


def test_what_was_frozen_with_a_rank_still_prints_it():
    """What was communicated before places were told keeps its words."""
    frozen = content()
    for line in frozen["figures"]:
        line["rank"] = 2 if line.pop("place") else None
    told = print_view(frozen)
    assert [line["placed"].replace(NBSP, " ") for _, lines in told.groups for line in lines] == [
        "rang 2 (6 centres)", "", "rang 2 (6 centres)", "rang 2 (6 centres)",
    ]  # fmt: skip
    assert "M1-01;" in figures_csv("chiffres.csv", frozen).content.decode()


def test_a_correction_says_what_it_corrects_and_why():
    told = content(version=2, correction={"reason": "Un chiffre faux.", "previous_reference": "AVIS-2025-ici-1"})
    text = words(render(edition(told)))
    assert "Cette version corrige AVIS-2025-ici-1. Motif : Un chiffre faux." in text.replace(NBSP, " ")
    assert "AVIS-2025-ici-2 · version 2" in text.replace(NBSP, " ")


def test_the_reply_is_printed_with_the_opinion_as_another_document():
    text = words(printed_with_reply())
    assert "Avis évaluatif et réponse du centre" in text
    assert "Reçue le 29 mai 2026." in text
    assert "prend acte" in text
    assert "reponse.pdf" in text
    assert "AVIS-2025-ici-1-R" in text
    assert "Réponse du centre" not in words(printed())


def test_a_late_reply_says_so():
    assert "après le délai" in words(render(edition(supplement="R", reply=REPLY | {"is_late": True})))


def test_the_contents_list_what_is_printed_and_nothing_else():
    bare = content(figures=[], charts=[], findings=[], consultations=[], sections=[])
    assert contents_of(print_view(bare)) == []
    assert [title for _, title in print_view(content(sections=[]), REPLY).contents] == [
        "Réponse du centre",
        "Services consultés",
        "Annexe 1. Le centre parmi les centres comparables",
        "Annexe 2. Les chiffres de l’année 2025",
        "Annexe 3. Les règles du cadre",
    ]


def test_an_opinion_almost_without_content_is_printed_too():
    bare = content(figures=[], charts=[], findings=[], consultations=[], sections=[], service={})
    assert "Services de l’État en région" in words(render(edition(bare)))


def test_the_lists_say_each_line_its_mark_and_its_remark():
    told = {one["key"]: one for one in content()["sections"]}
    assert printed_items(told[SectionKey.FOLLOW_UPS]) == (
        PrintedItem(text="Écrire le plan.", mark="suivie en partie", remark="À financer."),
    )
    assert printed_items(told[SectionKey.RECOMMENDATIONS]) == (PrintedItem(text="Réunir les élus."),)
    assert printed_items(told[SectionKey.COMMITMENTS]) == (
        PrintedItem(text="Se former (R-121)", mark="respecté", remark="2 jours. Vu."),
        PrintedItem(text="Veiller (R-122)", mark="non apprécié"),
    )


# Charts -----------------------------------------------------------------------------------------------------------


def test_a_chart_is_drawn_over_its_longest_bar_and_told_in_words():
    drawn = printed_chart(chart(values=(50, 100, 0, 25, 75)))
    assert [bar.width for bar in drawn.bars[:2]] == ["123.5", "247.0"]
    assert [bar.text for bar in drawn.bars] == ["50", "100", "0 à 75"]
    assert f"Ce centre en 2025{NBSP}: 50" in drawn.description


def test_the_comparable_centres_are_one_bar_from_quarter_to_quarter_marked_at_the_median():
    bar = printed_chart(chart(values=(50, 100, 20, 40, 60))).bars[-1]
    assert (bar.label, bar.x, bar.width, bar.marks) == ("Comparables", "49.4", "98.8", ("97.8",))


def test_a_centre_compared_with_nobody_has_its_own_bars_only():
    alone = chart()
    alone["rows"] = alone["rows"][:2]
    assert [bar.text for bar in printed_chart(alone).bars] == ["70", "71"]


def test_a_chart_of_nothing_is_flat_and_a_negative_bar_has_no_width():
    assert [bar.width for bar in printed_chart(chart(values=(0, 0, 0, 0, 0))).bars] == ["0.0", "0.0", "1.0"]
    assert printed_chart(chart(values=(-5, 10, 1, 1, 1))).bars[0].width == "0.0"


def test_the_table_beside_the_charts_leaves_a_missing_figure_empty():
    whole, partial = chart("M1-01"), chart("M1-02")
    del partial["rows"][1]
    table = comparison_table({"charts": [whole, partial]})
    assert [row.texts for row in table.rows] == [("70", "71", "54", "56", "57"), ("70", "", "54", "56", "57")]


# Structure --------------------------------------------------------------------------------------------------------


def test_each_chart_has_its_words_and_its_table():
    document = open_pdf(printed())
    told = [str(one.Alt) for one in elements(document, "/Figure")]
    assert len(told) == 4
    assert all(f"Indicateur {code}" in " ".join(told) for code in ("M1-01", "M2-01", "AC-01"))
    assert len(elements(document, "/Table")) >= 4


def test_each_header_cell_has_its_scope():
    document = open_pdf(printed())
    assert {str(cell.A.Scope) for cell in elements(document, "/TH")} == {"/Row", "/Column"}


def test_titles_never_skip_a_level():
    document = open_pdf(printed())
    order = [kind for kind in ("/H1", "/H2", "/H3", "/H4") if elements(document, kind)]
    assert order == ["/H1", "/H2"]


def test_bookmarks_and_contents_agree():
    document = open_pdf(printed())
    with document.open_outline() as outline:
        titles = [one.title for one in outline.root[0].children]
    assert titles == [title for _, title in print_view(content()).contents]


# Attachments ------------------------------------------------------------------------------------------------------


def attached(data):
    document = open_pdf(data)
    return {name: document.attachments[name].get_file().read_bytes() for name in document.attachments}


def test_the_frozen_content_travels_inside_and_gives_the_printed_fingerprint():
    kept = json.loads(attached(printed())["avis-2025-ici-1-contenu.json"])
    assert kept == content()
    assert json_fingerprint(kept) in words(printed())


def test_the_figures_travel_inside_as_a_table():
    lines = attached(printed())["avis-2025-ici-1-chiffres.csv"].decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Code;Rubrique;Indicateur;Année;Valeur;")
    assert lines[1] == (
        "M1-01;Mission 1\u00a0: animation des réseaux d’acteurs;Indicateur M1-01;2025;70;71;entier;non;56;"
        "quart le plus élevé;6;;R-15;"
    )
    assert lines[2].split(";")[4:6] == ["", ""]


def test_a_hostile_label_never_becomes_a_formula():
    told = content()
    told["figures"][0]["label"] = "=HYPERLINK(1)"
    assert ";'=HYPERLINK(1);" in attached(render(edition(told)))["avis-2025-ici-1-chiffres.csv"].decode()


# The same bytes ---------------------------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes():
    first = printed()
    printed_with_reply()
    assert render(edition()) == first


def test_the_order_of_the_keys_does_not_matter():
    told = content()
    assert render(edition(dict(reversed(told.items())))) == printed()


@pytest.mark.django_db
def test_what_the_database_gives_back_is_printed_with_the_same_bytes(ici, settings):
    settings.SITE_ADDRESS = "https://crpv.exemple.gouv.fr"
    communicated(ici)
    (kept,) = editions_of(Opinion.objects.get())
    assert render(kept) == printed()


def test_the_reference_can_be_read_without_opening_the_file():
    assert read_file([printed()])[1] == "AVIS-2025-ici-1"
    assert read_file([printed_with_reply()])[1] == "AVIS-2025-ici-1-R"


# Editions ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_draft_is_never_printed(ici):
    opinion = communicated(ici)
    opinion.state = "writing"
    assert editions_of(opinion) == []


@pytest.mark.django_db
def test_the_reply_makes_a_second_edition_and_leaves_the_first_as_it_was(ici, cast):
    opinion = communicated(ici)
    (before,) = editions_of(opinion)
    first, second = editions_of(replied(opinion, cast.director))
    assert first == before
    assert (second.reference, second.title) == (
        "AVIS-2025-ici-1-R",
        "Avis évaluatif 2025 : Centre Ici, et réponse du centre",
    )
    assert second.content["opinion_seal"] == opinion.seal
    assert second.seal != first.seal
    assert re.fullmatch("[0-9a-f]{64}", second.seal)
