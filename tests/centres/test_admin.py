"""The registry in the administration: who enters, what a change leaves behind, how tables come and go."""

import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.acts.spreadsheet_import import EXPIRED
from accounts.enums import Role
from accounts.journal import faults
from accounts.models import Act
from centres.models import Centre, DistrictCount, Institution, Region
from centres.services import CHANGED
from documents.spreadsheets.import_formats import SafeCsv
from tests.factories import LONG_AGO, DepartmentFactory, MandateFactory

MODELS = (
    "centre", "commune", "department", "distance", "districtcount", "institution", "mandate", "mediandistance",
    "prioritydistrict", "region",
)  # fmt: skip
EXCHANGED = ("centre", "districtcount", "mediandistance")
IMPORT, PROCESS = reverse("admin:centres_centre_import"), reverse("admin:centres_centre_process_import")


@pytest.fixture
def keeper(db):
    return MandateFactory(role=Role.NATIONAL).user


@pytest.fixture
def office(keeper, sign_in):
    return sign_in(keeper)


def a_file(text, name="table.csv"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def preview(office, text, name="table.csv"):
    """Send a table; answers the page with its preview or its faults."""
    return office.post(IMPORT, {"file": a_file(text, name)})


def confirm(office, page, **forged):
    return office.post(PROCESS, {"sealed": page.context["sealed"]} | forged, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


# Who ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("view", ["changelist", "add"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("national", 200), ("regional", 302), ("departmental", 302), ("director", 302), ("partner", 302),
     ("nobody", 302)],
)  # fmt: skip
def test_the_administration_opens_to_national_staff_alone(cast, sign_in, model, view, who, status):
    expected = 403 if (model, who) == ("mandate", "national") else status
    assert sign_in(getattr(cast, who)).get(reverse(f"admin:centres_{model}_{view}")).status_code == expected


@pytest.mark.parametrize("model", EXCHANGED)
@pytest.mark.parametrize("view", ["import", "export", "process_import"])
@pytest.mark.parametrize("who", ["regional", "director", "nobody"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_tables_come_and_go_by_national_staff_alone(cast, sign_in, model, view, who, method):
    url = reverse(f"admin:centres_{model}_{view}")
    assert getattr(sign_in(getattr(cast, who)), method)(url, {"format": "0"}).status_code == 302
    assert LogEntry.objects.count() == 0


# Changing by hand ---------------------------------------------------------------------------------------------------


def form_of(office, centre):
    """The change form of a centre as a office would send it back."""
    page = office.get(reverse("admin:centres_centre_change", args=[centre.pk])).context
    formsets = [inline.formset for inline in page["inline_admin_formsets"]]
    forms = [page["adminform"].form, *(form for formset in formsets for form in [formset.management_form, *formset])]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_a_dated_fact_changed_by_hand_is_told_twice(ici, office, keeper):
    form = form_of(office, ici) | {"median_distances-0-km": "1\u202f234,5"}
    assert office.post(reverse("admin:centres_centre_change", args=[ici.pk]), form).status_code == 302
    assert ici.median_distances.get().km == Decimal("1234.5")
    act = Act.objects.get()
    assert (act.actor, act.verb, act.target) == (keeper, CHANGED, ici)
    assert act.comment == LogEntry.objects.get().get_change_message()
    assert list(faults()) == []


def test_a_form_sent_back_unchanged_leaves_no_act(ici, office):
    assert office.post(reverse("admin:centres_centre_change", args=[ici.pk]), form_of(office, ici)).status_code == 302
    assert Act.objects.count() == 0


def test_two_names_on_one_day_are_refused_in_french(ici, office):
    form = form_of(office, ici) | {
        "identities-TOTAL_FORMS": "2", "identities-1-name": "Là", "identities-1-legal_form": "gip",
        "identities-1-valid_from": "01/01/2020", "identities-1-centre": str(ici.pk),
    }  # fmt: skip
    page = office.post(reverse("admin:centres_centre_change", args=[ici.pk]), form)
    assert page.status_code == 200
    assert "Une autre ligne couvre déjà une partie de cette période : fermez-la d’abord." in page.content.decode()
    assert ici.identities.count() == 1


def test_a_figure_without_its_centre_is_a_fault_of_the_form(office, db):
    form = {"valid_from": "01/01/2020", "count": "3", "vintage": "2024"}
    page = office.post(reverse("admin:centres_districtcount_add"), form)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors == {"centre": ["Ce champ est obligatoire."]}


def test_a_figure_changed_on_its_own_page_is_told_of_its_centre(ici, office):
    count = ici.district_counts.get()
    form = {"centre": ici.pk, "vintage": "2024", "count": "41", "valid_from": "01/01/2015", "source": "Liste"}
    assert office.post(reverse("admin:centres_districtcount_change", args=[count.pk]), form).status_code == 302
    assert [act.target for act in Act.objects.all()] == [ici]


def test_what_is_deleted_is_told(office, db):
    region = Region.objects.create(code="99", name="Nulle part")
    office.post(reverse("admin:centres_region_delete", args=[region.pk]), {"post": "yes"})
    assert list(Act.objects.values_list("object_label", "comment")) == [("Nulle part", "Supprimé\u00a0: Nulle part.")]


def test_an_institution_added_is_told(office, db):
    form = {"function": "national", "acronym": "NOUVEAU", "name": "Nouvelle agence", "valid_from": "01/01/2030"}
    assert office.post(reverse("admin:centres_institution_add"), form).status_code == 302
    assert Act.objects.get().target == Institution.objects.get()


def test_the_address_of_a_centre_never_changes(ici, office):
    form = form_of(office, ici) | {"slug": "autre", "note": "Une note"}
    office.post(reverse("admin:centres_centre_change", args=[ici.pk]), form)
    assert Centre.objects.values_list("slug", "note").get() == ("ici", "Une note")


# Tables out ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", EXCHANGED)
@pytest.mark.parametrize(("choice", "kind"), [("0", "xlsx"), ("1", "csv"), ("2", "json")])
def test_a_table_goes_out_in_every_format(ici, office, model, choice, kind):
    url = reverse(f"admin:centres_{model}_export")
    assert office.get(url).status_code == 200
    response = office.post(url, {"format": choice, "resource": "0"})
    assert re.search(rf'filename="[a-z-]+-{timezone.localdate().isoformat()}\.{kind}"', response["Content-Disposition"])
    assert b"ici" in response.content or kind == "xlsx"


def test_an_export_follows_the_filters_of_the_list(ici, ailleurs, office):
    response = office.post(f"{reverse('admin:centres_centre_export')}?q=Ailleurs", {"format": "1", "resource": "0"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["identifiant", "ailleurs"]


# Tables in ----------------------------------------------------------------------------------------------------------

ONE_CHANGED = "0\u00a0ligne nouvelle, 1\u00a0ligne modifiée et 0\u00a0ligne inchangée"
NOTE = "identifiant;note\nici;Une note\n"


def test_a_table_is_previewed_then_written_then_told(ici, ailleurs, office, keeper):
    page = preview(office, NOTE)
    assert page.context["intake"].summary == ONE_CHANGED
    assert Centre.objects.get(slug="ici").note == ""
    done = confirm(office, page)
    assert told(done) == [f"Import terminé\u00a0: {ONE_CHANGED}."]
    assert Centre.objects.get(slug="ici").note == "Une note"
    assert list(LogEntry.objects.values_list("user", "object_repr", "change_message")) == [
        (keeper.pk, "Ici", "Import d’un fichier.")
    ]
    assert [(act.actor, act.target) for act in Act.objects.all()] == [(keeper, ici)]


def test_the_preview_shows_what_changes_and_nothing_is_inline(ici, office):
    html = preview(office, "identifiant;nom;depuis_le\nici;<b>Là</b>;2026-01-01\n").content.decode()
    assert "<del>Ici</del>" in html
    assert "<ins>&lt;b&gt;Là&lt;/b&gt;</ins>" in html
    assert re.findall(r"<[^>]+\s(?:style|on\w+)=", html) == []


def test_faults_are_listed_and_nothing_can_be_confirmed(ici, office):
    page = preview(office, "identifiant;zone\nici;lune\n")
    (sentence,) = page.context["faults"]
    assert sentence.startswith("Ligne 2, colonne «\u00a0zone\u00a0»\u00a0: «\u00a0lune\u00a0» n’est pas une zone")
    assert page.context["sealed"] == ""


def test_only_the_first_faults_are_listed(ici, office):
    lines = "".join(f"c{number};lune\n" for number in range(40))
    page = preview(office, f"identifiant;zone\n{lines}")
    assert (len(page.context["faults"]), page.context["other_faults"]) == (50, 30)


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("a;b", "table.xlsx", "Ce fichier n’est pas un classeur Excel (.xlsx)\u00a0: enregistrez-le dans ce format."),
        ("identifiant\n;\n", "table.csv", "Le fichier n’a aucune ligne sous les titres des colonnes."),
    ],
)
def test_a_file_that_is_not_a_table_is_refused_as_a_whole(ici, office, text, name, sentence):
    page = preview(office, text, name)
    assert (page.status_code, page.context["faults"], page.context["sealed"]) == (200, [sentence], "")
    assert sentence in page.content.decode()


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("a", "table.pdf", "Ce fichier n’est pas un .xlsx, .ods, .csv ou .json."),
        ("x" * 5_300_000, "table.csv", "Le fichier dépasse 5\u00a0Mo\u00a0: retirez ce qui n’est pas le tableau."),
        ("", "vide.csv", "Le fichier soumis est vide."),
    ],
)
def test_a_file_too_large_or_of_another_kind_is_refused_unread(ici, office, text, name, sentence):
    page = preview(office, text, name)
    assert (page.status_code, page.context["form"].errors) == (200, {"file": [sentence]})


def test_a_workbook_is_read_as_one(ici, office):
    content = io.BytesIO(office.post(reverse("admin:centres_centre_export"), {"format": "0", "resource": "0"}).content)
    page = preview(office, content.getvalue(), "centres.XLSX")
    assert page.context["intake"].summary == "0\u00a0ligne nouvelle, 0\u00a0ligne modifiée et 1\u00a0ligne inchangée"


def test_a_preview_is_confirmed_once(ici, office):
    page = preview(office, NOTE)
    confirm(office, page)
    assert confirm(office, page).context["faults"] == [EXPIRED]


@pytest.mark.parametrize(
    "forged", ["/etc/passwd", signing.dumps("table", salt="autre"), ""], ids=["path", "other salt", "empty"]
)
def test_a_forged_confirmation_reads_no_file(ici, office, forged):
    assert confirm(office, preview(office, NOTE), sealed=forged).context["faults"] == [EXPIRED]
    assert Centre.objects.get().note == ""


def test_a_preview_is_not_confirmed_on_the_page_of_another_table(ici, office):
    page = preview(office, NOTE)
    other = reverse("admin:centres_districtcount_process_import")
    assert office.post(other, {"sealed": page.context["sealed"]}).context["faults"] == [EXPIRED]


def test_what_changed_since_the_preview_is_checked_again(ici, office):
    page = preview(office, "identifiant;nom;depuis_le\nici;Là;2016-01-01\n")
    ici.identities.update(valid_from=dt.date(2020, 1, 1))
    done = confirm(office, page)
    (sentence,) = done.context["faults"]
    assert sentence.startswith("Ligne 2, colonne «\u00a0depuis_le\u00a0»\u00a0: la ligne en cours")
    assert ici.identities.get().name == "Ici"


def test_a_get_writes_nothing(ici, office):
    assert office.get(PROCESS).status_code == 405


@pytest.mark.parametrize("prefix", ["=", "+", "-", "@", "\t=", "＝"])
@pytest.mark.parametrize("field", ["usual_name", "note", "created_on"])
def test_no_text_of_a_centre_leaves_as_a_formula(ici, office, prefix, field):
    Centre.objects.filter(pk=ici.pk).update(**{field: f"{prefix}1+1"})
    content = office.post(reverse("admin:centres_centre_export"), {"format": "1", "resource": "0"}).content
    assert f"'{prefix}1+1".encode() in content or prefix == "\t="
    assert f";{prefix}1+1".encode() not in content
    assert SafeCsv().create_dataset(content).height == 1


def test_the_list_of_counts_costs_the_same_for_one_and_for_three(ici, office, django_assert_num_queries):
    url = reverse("admin:centres_districtcount_changelist")
    office.get(url)
    with django_assert_num_queries(6):
        office.get(url)
    for year in (2000, 2001):
        DistrictCount.objects.create(
            centre=ici, vintage=2015, count=1, valid_from=dt.date(year, 1, 1), valid_to=dt.date(year, 12, 31)
        )
    with django_assert_num_queries(6):
        office.get(url)


def test_a_perimeter_is_listed_by_department(ici, office):
    ici.perimeters.create(department=DepartmentFactory(code="22"), valid_from=LONG_AGO)
    page = office.get(reverse("admin:centres_centre_change", args=[ici.pk]))
    inline = next(one for one in page.context["inline_admin_formsets"] if one.formset.prefix == "perimeters")
    assert [form.instance.department.code for form in inline.formset.forms] == ["22", "29"]


# Mandates -----------------------------------------------------------------------------------------------------------


def test_a_mandate_begins_today_and_says_where_it_holds_in_french(cast, sign_in):
    client = sign_in(cast.admin)
    form = client.get(reverse("admin:centres_mandate_add")).context["adminform"].form
    assert form["valid_from"].value() == localdate()
    assert "Porte sur" in client.get(reverse("admin:centres_mandate_changelist")).content.decode()


@pytest.mark.parametrize(("since", "kept"), [("01/06/2024", 1), ("02/06/2024", 2)])
def test_the_same_mandate_twice_on_one_day_is_refused(cast, sign_in, ici, since, kept):
    person = MandateFactory(role=Role.DIRECTOR, centre=ici, valid_to=dt.date(2024, 6, 1)).user
    told = {"user": person.pk, "role": "director", "centre": ici.pk, "valid_from": since}
    page = sign_in(cast.admin).post(reverse("admin:centres_mandate_add"), told, follow=True).content.decode()
    assert person.mandates.count() == kept
    assert ("Cette personne a déjà ce mandat" in page) == (kept == 1)


def test_nothing_in_the_administration_is_left_in_english(cast, sign_in):
    page = sign_in(cast.admin).get(reverse("admin:index")).content.decode()
    assert "Task" not in page
