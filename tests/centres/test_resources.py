"""The registry's tables come back in: whole or not at all, each fault with its line and its column."""

import datetime as dt
from decimal import Decimal

import pytest
import tablib
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import Act
from centres.models import Centre, DistrictCount, Identity, LeadRegion, MedianDistance, Perimeter
from centres.reference.load import load_reference
from centres.resources import CentreResource, DistrictCountResource, MedianDistanceResource
from centres.services import CHANGED
from documents.spreadsheets.import_formats import FORMATS, SafeCsv
from tests.factories import CentreFactory, CommuneFactory, DepartmentFactory, MandateFactory

TABLES = (CentreResource, DistrictCountResource, MedianDistanceResource)
MODELS = (Centre, Identity, LeadRegion, Perimeter, DistrictCount, MedianDistance)


def bring(resource, text, **options):
    """Import a table written as CSV; answers the sentences and the totals."""
    result = resource().import_data(SafeCsv().create_dataset(text.encode()), **options)
    return resource().sentences(result), {kind: count for kind, count in result.totals.items() if count}


def everything():
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in MODELS}


@pytest.fixture
def keeper(db):
    return MandateFactory(role=Role.NATIONAL).user


# Out and back -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("resource", TABLES)
def test_what_is_exported_comes_back_unchanged(db, resource, kind):
    load_reference()
    before = everything()
    exported = resource().export()
    result = resource().import_data(kind().create_dataset(kind().export_data(exported)))
    assert (resource().sentences(result), result.totals["skip"]) == ([], len(exported))
    assert everything() == before


@pytest.mark.parametrize("kind", FORMATS)
def test_a_centre_whose_facts_start_later_does_not_block_the_others(ici, kind, keeper):
    later = CentreFactory(slug="plus-tard")
    for facts in (later.identities, later.perimeters, later.lead_regions):
        facts.update(valid_from=timezone.localdate() + dt.timedelta(days=30))
    exported = CentreResource().export()
    result = CentreResource().import_data(kind().create_dataset(kind().export_data(exported)))
    assert (CentreResource().sentences(result), result.totals["skip"]) == ([], 2)
    sentences, _ = bring(CentreResource, "identifiant;nom_usuel;nom\nplus-tard;Autrement;\n", user=keeper)
    assert sentences == [at(2, "nom", "la case est vide\u202f; remplissez-la.")]


@pytest.mark.parametrize("resource", TABLES)
def test_an_export_costs_the_same_for_one_centre_and_for_three(db, resource, django_assert_max_num_queries):
    CentreFactory()
    with django_assert_max_num_queries(5):
        assert len(resource().export()) == 1
    CentreFactory.create_batch(2)
    with django_assert_max_num_queries(5):
        assert len(resource().export()) == 3


# In: centres --------------------------------------------------------------------------------------------------------

NEW_CENTRE = (
    "identifiant;nom usuel;nom;Zone;Échelon;forme;siege;departements;region_chef_de_file;insulaire;finance_par_l_etat;"
    "a_confirmer;depuis_le;source\n"
)


def test_a_new_centre_arrives_with_its_dated_facts(db, keeper):
    department = DepartmentFactory(code="2A")
    CommuneFactory(code="2A004", name="Ajaccio")
    line = "corse;Corse;Centre de Corse;metropole;regional;gip;2A004;2A;{};oui;oui;non;01/02/2026;Décision"
    assert bring(CentreResource, NEW_CENTRE + line.format(department.region.code), user=keeper) == ([], {"new": 1})
    centre = Centre.objects.get(slug="corse")
    assert centre.identities.values_list("name", "legal_form", "seat__name", "valid_from", "source").get() == (
        "Centre de Corse", "gip", "Ajaccio", dt.date(2026, 2, 1), "Décision",
    )  # fmt: skip
    assert centre.perimeters.values_list("department__code", "valid_from").get() == ("2A", dt.date(2026, 2, 1))
    assert centre.lead_regions.get().region == department.region
    assert list(Act.objects.values_list("actor", "verb", "object_label")) == [(keeper.pk, CHANGED, "Corse")]


def test_a_change_of_name_closes_the_old_one(ici):
    assert bring(CentreResource, "identifiant;nom;depuis_le\nici;Là;2026-01-01\n") == ([], {"update": 1})
    assert list(ici.identities.order_by("valid_from").values_list("name", "valid_to")) == [
        ("Ici", dt.date(2025, 12, 31)),
        ("Là", None),
    ]


def test_columns_that_are_not_sent_do_not_change(ici):
    before = {name: rows for name, rows in everything().items() if name != "Centre"}
    assert bring(CentreResource, "identifiant;note\nici;Une note\n") == ([], {"update": 1})
    assert {name: rows for name, rows in everything().items() if name != "Centre"} == before
    assert Centre.objects.get(slug="ici").note == "Une note"


def test_a_dry_run_writes_nothing_and_tells_nobody(ici, keeper):
    before = everything()
    assert bring(CentreResource, "identifiant;note\nici;Une note\n", dry_run=True, user=keeper) == ([], {"update": 1})
    assert (everything(), Act.objects.count()) == (before, 0)


def at(line, column, told):
    return f"Ligne {line}, colonne «\u00a0{column}\u00a0»\u00a0: {told}"


def q(text):
    return f"«\u00a0{text}\u00a0»"


BLANK = "la case est vide\u202f; remplissez-la."
DATE_WANTED = (
    "donnez la date d’effet\u202f: cette ligne change le nom, la forme, la structure porteuse, le siège, les "
    "départements ou la région chef de file."
)
TOO_EARLY = (
    f"la ligne en cours ({q('Ici')}) commence le 1er janvier 2015\u202f; donnez une date d’effet qui ne la précède "
    "pas, ou corrigez l’histoire dans la fiche du centre."
)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            "identifiant;zone\nici;lune\n",
            at(2, "zone", f"{q('lune')} n’est pas une zone\u202f; écrivez {q('metropole')} ou {q('outre-mer')}."),
        ),
        ("identifiant;nom\nici;Là\n", at(2, "depuis_le", DATE_WANTED)),
        ("identifiant;nom;depuis_le\nici;Là;2014-01-01\n", at(2, "depuis_le", TOO_EARLY)),
        ("identifiant;departements\nici;\n", at(2, "departements", BLANK)),
        ("identifiant;site\nici;pas une adresse\n", at(2, "site", "saisissez une URL valide.")),
        (
            "identifiant;nom_usuel\nici;Ailleurs\n",
            at(2, "nom_usuel", "un objet Centre avec ce champ Nom d’usage existe déjà."),
        ),
        ("nom\nIci\n", f"Il manque la colonne {q('identifiant')}\u00a0: ajoutez-la."),
        (
            "identifiant;Échelon;echelon\nici;a;b\n",
            f"La colonne {q('Échelon')} figure deux fois\u00a0: retirez l’une des deux.",
        ),
        (
            "identifiant;note\nici;a\nICI;b\n",
            f"Lignes 2 et 3\u00a0: elles décrivent la même chose (identifiant {q('ICI')}).",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_column(ici, ailleurs, table, sentence):
    before = everything()
    assert bring(CentreResource, table)[0] == [sentence]
    assert everything() == before


def test_an_unknown_column_is_refused_with_the_known_ones(ici):
    (sentence,), _ = bring(CentreResource, "identifiant;couleur\nici;bleu\n")
    assert sentence.startswith(
        "La colonne «\u00a0couleur\u00a0» n’est pas connue\u00a0: retirez-la. Les colonnes possibles sont "
    )
    assert sentence.endswith("a_confirmer, depuis_le et source.")


def test_every_fault_of_every_line_is_told_at_once(ici, ailleurs):
    sentences, _ = bring(CentreResource, "identifiant;zone;insulaire\nici;lune;peut-être\nailleurs;metropole;2\n")
    assert [sentence.split("\u00a0»\u00a0:")[0] for sentence in sentences] == [
        "Ligne 2, colonne «\u00a0zone", "Ligne 2, colonne «\u00a0insulaire", "Ligne 3, colonne «\u00a0insulaire",
    ]  # fmt: skip


def test_one_faulty_line_keeps_all_the_others_out(ici, ailleurs, keeper):
    before = everything()
    table = "identifiant;note\nici;Une note\nailleurs;Une autre\nnulle-part;Et une\n"
    assert len(bring(CentreResource, table, user=keeper)[0]) > 0
    assert (everything(), Act.objects.count()) == (before, 0)


# In: dated figures --------------------------------------------------------------------------------------------------

COUNTS = "centre;liste;quartiers;depuis_le;jusqu_au;source;a_confirmer\n"


def test_a_new_count_follows_the_one_that_the_line_before_closes(ici, keeper):
    lines = "ici;2024;40;2015-01-01;2025-12-31;essai;non\nici;2024;42;2026-01-01;;Liste;oui\n"
    assert bring(DistrictCountResource, COUNTS + lines, user=keeper) == ([], {"new": 1, "update": 1})
    assert list(ici.district_counts.values_list("count", "valid_to", "to_confirm")) == [
        (42, None, True),
        (40, dt.date(2025, 12, 31), False),
    ]
    assert Act.objects.filter(verb=CHANGED, object_id=str(ici.pk)).count() == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "ici;2024;42;2014-01-01;2015-01-01;Liste;non",
            at(2, "depuis_le", "une autre ligne couvre déjà une partie de cette période : fermez-la d’abord."),
        ),
        ("ici;2024;;2015-01-01;;Liste;non", at(2, "quartiers", BLANK)),
        (
            "ici;2024;42;2015-01-01;2014-01-01;Liste;non",
            at(2, "jusqu_au", "la fin précède le début : corrigez l’une des deux dates."),
        ),
        (
            "inconnu;2024;42;2015-01-01;;Liste;non",
            at(2, "centre", f"{q('inconnu')} n’est pas l’identifiant d’un centre\u202f; écrivez {q('ici')}."),
        ),
        (
            "ici;2023;42;2015-01-01;;Liste;non",
            at(2, "liste", f"{q('2023')} n’est pas une liste officielle\u202f; écrivez {q('2015')} ou {q('2024')}."),
        ),
    ],
)
def test_a_wrong_count_is_refused(ici, line, sentence):
    before = everything()
    assert bring(DistrictCountResource, COUNTS + line)[0] == [sentence]
    assert everything() == before


def test_a_decimal_comma_is_understood(ici):
    table = "centre;km;methode;depuis_le;source;a_confirmer\nici;1 234,5;route;2015-01-01;Mesure;non\n"
    assert bring(MedianDistanceResource, table) == ([], {"update": 1})
    assert ici.median_distances.get().km == Decimal("1234.5")


CELLS = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["ici", "2024", "non", "route", ""]),
)


@pytest.mark.parametrize(
    ("resource", "titles"),
    [
        (CentreResource, "identifiant zone nom forme departements depuis_le ferme_le"),
        (DistrictCountResource, "centre liste quartiers depuis_le jusqu_au source a_confirmer"),
        (MedianDistanceResource, "centre km methode depuis_le jusqu_au source a_confirmer"),
    ],
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_cells_nothing_is_half_written(ici, resource, titles, data):
    titles = titles.split()
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(titles), max_size=len(titles)), min_size=1, max_size=3))
    dataset = tablib.Dataset(headers=titles)
    for row in rows:
        dataset.append([cell.strip() or None for cell in row])
    before = everything()
    result = resource().import_data(dataset)
    sentences = resource().sentences(result)
    if sentences:
        assert everything() == before
        assert {sentence.startswith(("Ligne", "Lignes")) and sentence.endswith(".") for sentence in sentences} == {True}
        assert "signalez-le" not in " ".join(sentences)
