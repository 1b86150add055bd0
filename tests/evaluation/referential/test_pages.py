"""The pages of the referential: what each person reads, writes and takes away."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from evaluation.models import Indicator, Referential
from evaluation.referential.exports import COLUMNS
from evaluation.referential.load import load_referential
from evaluation.referential.services import new_version, save_indicator
from tests.evaluation.referential.factories import IndicatorFactory, ReferentialFactory
from tests.text import words

HOME = "/indicateurs/referentiel/"
TYPED = {
    "code": "AC-07", "rank": "", "section": "AC", "label": "Nouveau", "definition": "Nouveau.", "perimeter": "",
    "kind": "entier", "unit": "", "numerator": "", "denominator": "", "breakdown": "", "aggregation": "somme",
    "derivation": "", "rule": "", "standing": "PROP", "at_least": "1,5", "at_most": "",
}  # fmt: skip


@pytest.fixture
def source(db):
    return load_referential()


@pytest.fixture
def draft(source, cast):
    return new_version(source, "2027", actor=cast.national)


def page(client, address):
    return words(client.get(address).content.decode())


def test_everyone_reads_the_version_in_force(source, cast, sign_in):
    shown = page(sign_in(cast.partner), f"{HOME}{source.pk}/")
    assert "44 indicateurs, dont 36 comptés par l’application et 5 critiques" in shown
    assert "Publiée le 10 décembre 2019." in shown
    assert "Préparer une nouvelle version" not in shown


def test_a_version_in_preparation_is_for_national_staff(draft, cast, sign_in):
    assert "en préparation" in page(sign_in(cast.national), HOME)
    assert "en préparation" not in page(sign_in(cast.regional), HOME)
    assert sign_in(cast.regional).get(f"{HOME}{draft.pk}/").status_code == 404


NEW, OPEN = "Préparer une nouvelle version", "Ouvrir la version en préparation (2027)"


def test_a_version_in_preparation_is_opened_rather_than_another_prepared(source, cast, sign_in):
    client, there = sign_in(cast.national), f"{HOME}{source.pk}/"
    before = page(client, there)
    draft = new_version(source, "2027", actor=cast.national)
    after = page(client, there)
    assert [(NEW in shown, OPEN in shown) for shown in (before, after)] == [(True, False), (False, True)]
    assert f'href="{HOME}{draft.pk}/">{OPEN}' in after
    assert [NEW in page(client, f"{HOME}{draft.pk}/"), OPEN in page(client, f"{HOME}{draft.pk}/")] == [False, False]
    response = client.get(f"{there}nouvelle-version/", follow=True)
    assert response.redirect_chain == [(f"{HOME}{draft.pk}/", 302)]
    assert "La version 2027 est déjà en préparation : la voici." in words(response.content.decode())


def test_a_second_version_prepared_meanwhile_is_refused_on_the_form(draft, source, cast, sign_in):
    response = sign_in(cast.national).post(f"{HOME}{source.pk}/nouvelle-version/", {"name": "2028"})
    assert "La version 2027 est déjà en préparation" in words(response.content.decode())
    assert not Referential.objects.filter(name="2028").exists()


@pytest.mark.parametrize("role", ["regional", "director", "partner"])
def test_nobody_else_learns_that_a_version_is_in_preparation(draft, source, cast, sign_in, role):
    client = sign_in(getattr(cast, role))
    assert "2027" not in page(client, f"{HOME}{source.pk}/")
    assert client.get(f"{HOME}{source.pk}/nouvelle-version/").status_code == 404


def test_an_indicator_tells_its_definition_its_formula_and_its_threshold(source, cast, sign_in):
    shown = page(sign_in(cast.director), f"{HOME}{source.pk}/HC-03/")
    assert "Produits des prestations à des non-membres ÷ Budget annuel de la structure" in shown
    assert "Conforme jusqu’à 20 %" in shown
    assert "Maximum, et nombre de dépassements" in shown


def test_from_a_copy_to_its_publication(source, cast, sign_in):
    client = sign_in(cast.national)
    client.post(f"{HOME}{source.pk}/nouvelle-version/", {"name": "2027"})
    draft = Referential.objects.get(name="2027")
    there = f"{HOME}{draft.pk}/"
    assert client.post(f"{there}ajouter/", TYPED).headers["Location"] == f"{there}AC-07/"
    assert draft.indicators.get(code="AC-07").at_least.normalize() == 1.5
    assert client.post(f"{there}GO-01/retirer/", {}).headers["Location"] == there
    shown = page(client, f"{there}changements/")
    assert "2 indicateurs diffèrent de la version 2020" in shown
    client.post(f"{there}publier/", {"reason": "Un ajout, un retrait."})
    draft.refresh_from_db()
    assert (draft.is_draft, draft.reason) == (False, "Un ajout, un retrait.")


def test_a_refusal_is_told_on_the_form(draft, cast, sign_in):
    response = sign_in(cast.national).post(f"{HOME}{draft.pk}/publier/", {"reason": "Rien."})
    assert "Rien n’a changé depuis la version précédente" in words(response.content.decode())


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "ac7", "Un code s’écrit comme M1-01"),
        ("code", "M1-01", "Ce code est déjà celui d’un indicateur de cette version."),
        ("at_least", "beaucoup", "n’est pas un nombre"),
        ("numerator", "Séances", "Dites le numérateur et le dénominateur, ou aucun des deux."),
        ("label", "", "Ce champ est obligatoire."),
    ],
)
def test_a_mistake_is_said_and_nothing_is_kept(draft, cast, sign_in, field, typed, said):
    response = sign_in(cast.national).post(f"{HOME}{draft.pk}/ajouter/", TYPED | {field: typed})
    assert said in words(response.content.decode())
    assert draft.indicators.count() == 44


def test_a_posted_field_that_the_form_does_not_have_changes_nothing(draft, cast, sign_in):
    sign_in(cast.national).post(f"{HOME}{draft.pk}/ajouter/", TYPED | {"region": "1", "referential": "1", "state": "x"})
    added = draft.indicators.get(code="AC-07")
    assert (added.region, added.referential_id) == (None, draft.pk)


def test_r_133_a_region_adds_its_complement(source, cast, sign_in, ici):
    region = ici.perimeters.get().department.region
    typed = {"region": region.pk, "section": "QP", "label": "Ruralité", "definition": "Séances.", "kind": "entier"}
    response = sign_in(cast.regional).post(f"{HOME}{source.pk}/complements/ajouter/", typed)
    added = Indicator.objects.get(label="Ruralité")
    assert response.headers["Location"] == f"{HOME}{source.pk}/{added.code}/"
    assert "Compléments régionaux" in page(sign_in(cast.partner), f"{HOME}{source.pk}/")


def test_r_133_a_complement_of_another_region_cannot_be_forged(source, cast, sign_in, ailleurs):
    region = ailleurs.perimeters.get().department.region
    typed = {"region": region.pk, "section": "QP", "label": "Ruralité", "definition": "Séances.", "kind": "entier"}
    assert sign_in(cast.regional).post(f"{HOME}{source.pk}/complements/ajouter/", typed).status_code == 200
    assert not Indicator.objects.filter(label="Ruralité").exists()


def test_the_list_is_taken_away_as_a_workbook(source, cast, sign_in):
    response = sign_in(cast.partner).get(f"{HOME}{source.pk}.xlsx")
    sheet = load_workbook(BytesIO(response.content))["Indicateurs"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(index for index, row in enumerate(rows) if row[0] == "Code")
    assert rows[header][: len(COLUMNS)] == [column.title for column in COLUMNS]
    assert [row[0] for row in rows[header + 1 :] if row[0]][:2] == ["M1-01", "M1-02"]
    assert response.headers["Content-Disposition"].endswith(f'referentiel-indicateurs-{source.pk}.xlsx"')


def test_the_list_is_taken_away_as_csv(source, cast, sign_in):
    text = sign_in(cast.partner).get(f"{HOME}{source.pk}.csv").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Code;Rubrique;Libellé;Définition")
    assert len([line for line in text.splitlines() if line.startswith(("M", "AC", "Q", "HC", "GO"))]) == 44


def test_the_referential_is_printed_the_same_twice(source, cast, sign_in):
    client = sign_in(cast.partner)
    first, second = (client.get(f"{HOME}{source.pk}.pdf").content for _ in range(2))
    assert first.startswith(b"%PDF")
    assert first == second


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_another_kind_of_file_does_not_exist(source, cast, sign_in, kind):
    assert sign_in(cast.partner).get(f"{HOME}{source.pk}.{kind}").status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_pages_cost_the_same_whatever_the_list(cast, sign_in, django_assert_num_queries, size):
    version = ReferentialFactory(name="v0")
    for rank in range(size):
        IndicatorFactory(referential=version, code=f"M1-0{rank}")
        ReferentialFactory(name=f"v{rank + 1}")
    client = sign_in(cast.national)
    for address, queries in ((HOME, 4), (f"{HOME}{version.pk}/", 5), (f"{HOME}{version.pk}.csv", 4)):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_the_text_of_an_indicator_is_never_a_formula(draft, cast, sign_in):
    save_indicator(draft.indicators.get(code="M1-01"), actor=cast.national, label="=1+1")
    response = sign_in(cast.national).get(f"{HOME}{draft.pk}.xlsx")
    sheet = load_workbook(BytesIO(response.content))["Indicateurs"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"} == {"s"}
