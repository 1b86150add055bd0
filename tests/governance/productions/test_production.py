"""Productions: who records and reads them, what files they carry, how the library is searched and taken away."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from documents.downloads import MEDIA_TYPES
from governance.models import Production
from governance.productions import services
from governance.productions.lists import LibraryForm, library_of
from governance.productions.services import Upload, may_write, may_write_some, save_production
from tests.factories import CentreFactory, MandateFactory
from tests.governance.bodies.factories import ActionFactory, ProductionFactory, ProgrammeFactory, WorksiteFactory

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "other_director", "nobody")
PDF = b"%PDF-1.7 ..."
DATA = {"title": "Une fiche", "kind": "note", "theme": "sante"}
VALUES = {**DATA, "link": "https://exemple.invalid/fiche"}


def archive(*names, mimetype=""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive_file:
        if mimetype:
            archive_file.writestr("mimetype", mimetype)
        for name in names:
            archive_file.writestr(name, "x")
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
ODT = archive("content.xml", mimetype=MEDIA_TYPES["odt"])


def name_or_refusal(content):
    try:
        return services.stored_name("a", content)
    except RefusedError as refusal:
        return str(refusal)


def record(actor, centres, **values):
    return save_production(Production(), actor=actor, centres=centres, **(VALUES | values))


def record_jointly(cast, ici, ailleurs, **values):
    """A production of both, which the second confirmed."""
    production = record(cast.director, [ici, ailleurs], **values)
    services.answer_co_signature(production.co_signatures.get(), is_confirmed=True, actor=cast.other_director)
    return Production.objects.get(pk=production.pk)


class TestWho:
    @pytest.mark.parametrize("role", ROLES)
    def test_the_team_of_a_centre_records_for_it(self, cast, ici, role):
        """R-30."""
        actor = getattr(cast, role)
        if role in ("admin", "director"):
            assert record(actor, [ici]).pk
        else:
            with pytest.raises((RefusedError, PermissionDenied)):
                record(actor, [ici])
        assert Production.objects.count() == int(role in ("admin", "director"))
        assert may_write_some(actor) is (role in ("admin", "director", "other_director"))

    def test_a_joint_production_is_one_and_each_of_its_centres_may_mend_it(self, cast, ici, ailleurs):
        """R-32: counted once."""
        production = record_jointly(cast, ici, ailleurs)
        assert Production.objects.visible_to(cast.national).count() == 1
        assert [may_write(getattr(cast, role), production) for role in ("director", "other_director", "national")] == [
            True, True, False,
        ]  # fmt: skip
        save_production(production, actor=cast.other_director, centres=[ici, ailleurs], title="Mieux dite")
        assert list(Production.objects.values_list("title", flat=True)) == ["Mieux dite"]

    @pytest.mark.parametrize("centres", [[], ["ailleurs"]])
    def test_one_s_own_centre_is_always_among_the_authors(self, cast, ici, ailleurs, centres):
        with pytest.raises(RefusedError, match="cochez le vôtre"):
            record(cast.director, [ailleurs] if centres else [])

    def test_a_centre_never_removes_another_from_the_authors(self, cast, ici, ailleurs):
        """R-32."""
        production = record_jointly(cast, ici, ailleurs)
        with pytest.raises(RefusedError, match="ne retire que lui-même"):
            save_production(production, actor=cast.other_director, centres=[ailleurs])
        save_production(production, actor=cast.admin, centres=[ici])
        assert list(production.centres.all()) == [ici]

    def test_a_stranger_to_the_production_is_refused_even_with_their_own_centre(self, cast, ici, ailleurs):
        production = record(cast.director, [ici])
        with pytest.raises(PermissionDenied):
            save_production(production, actor=cast.other_director, centres=[ailleurs])

    @pytest.mark.parametrize(
        ("role", "sees_draft"), [(role, role in ("admin", "national", "regional", "director")) for role in ROLES]
    )
    def test_published_ones_are_read_by_the_network_and_drafts_by_those_who_read_drafts(
        self, cast, ici, role, sees_draft
    ):
        """R-25, R-30: put at everyone's disposal; drafts as in the visibility table."""
        public, draft = ProductionFactory(made_by=[ici]), ProductionFactory(made_by=[ici], published_on=None)
        seen = set(Production.objects.visible_to(getattr(cast, role)))
        assert seen == ({public, draft} if sees_draft else {public})

    def test_the_journal_says_whether_it_is_published(self, cast, ici):
        production = record(cast.director, [ici])
        save_production(production, actor=cast.director, centres=[ici], published_on=dt.date(2025, 5, 1))
        assert [(act.verb, act.facts) for act in Act.objects.order_by("pk")] == [
            ("production : enregistrer", {"publiee": False}),
            ("production : modifier", {"publiee": True}),
        ]


class TestPublishing:
    def test_what_is_published_can_be_read(self, cast, ici):
        """R-30: communicable."""
        with pytest.raises(RefusedError, match="donnez son adresse, ou joignez son fichier"):
            record(cast.director, [ici], link="", published_on=dt.date(2025, 5, 1))
        upload = Upload("fiche.pdf", PDF)
        assert record(cast.director, [ici], link="", published_on=dt.date(2025, 5, 1), upload=upload).pk

    def test_it_is_not_published_in_advance(self, cast, ici):
        with pytest.raises(RefusedError, match="La date de publication est à venir"):
            record(cast.director, [ici], published_on=localdate() + dt.timedelta(days=1))

    def test_removing_the_file_of_a_published_production_is_refused(self, cast, ici):
        production = record(
            cast.director, [ici], link="", published_on=dt.date(2025, 5, 1), upload=Upload("f.pdf", PDF)
        )
        with pytest.raises(RefusedError):
            save_production(production, actor=cast.director, centres=[ici], drops_file=True)
        production.refresh_from_db()
        assert (production.file_name, bytes(production.file_content)) == ("f.pdf", PDF)

    def test_it_may_come_from_an_action_and_answer_a_national_order(self, cast, ici):
        """R-25, R-31."""
        action, worksite = ActionFactory(programme=ProgrammeFactory(centre=ici)), WorksiteFactory()
        production = record(cast.director, [ici], action=action, worksite=worksite)
        assert (list(production.actions.all()), list(worksite.productions.all())) == ([action], [production])


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "content", "stored"),
        [
            ("fiche.pdf", PDF, "fiche.pdf"),
            ("C:\\docs\\Fiche n° 1.doc", PDF, "Fiche n° 1.pdf"),
            ("../../etc/passwd", PDF, "passwd.pdf"),
            ('a"b\r\nX: y.png', b"\x89PNG\r\n\x1a\n...", "abX: y.png"),
            ("photo.jpeg", b"\xff\xd8\xff...", "photo.jpg"),
            ("texte.docx", DOCX, "texte.docx"),
            ("texte", ODT, "texte.odt"),
            ("x" * 300 + ".pdf", PDF, "x" * 155 + ".pdf"),
            ("...", PDF, "production.pdf"),
        ],
    )
    def test_a_file_is_named_after_its_content(self, name, content, stored):
        assert services.stored_name(name, content) == stored

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"<html><script>", services.UNKNOWN),
            (b"", services.UNKNOWN),
            (b"MZ\x90", services.UNKNOWN),
            (b"PK\x03\x04 not an archive", services.UNKNOWN),
            (archive("xl/workbook.xml"), services.UNKNOWN),
            (archive("content.xml", mimetype="application/zip"), services.UNKNOWN),
            (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), services.WITH_MACROS),
            (archive("Basic/script.xml", mimetype=MEDIA_TYPES["odt"]), services.WITH_MACROS),
            (PDF + b"x" * services.LARGEST, services.TOO_LARGE),
        ],
        ids=["html", "empty", "exe", "broken", "xlsx", "other", "macros", "odt macros", "large"],
    )
    def test_anything_else_is_refused_in_one_sentence(self, content, refusal):
        with pytest.raises(RefusedError) as said:
            services.stored_name("fiche.pdf", content)
        assert str(said.value) == refusal

    @given(st.binary(max_size=400), st.booleans())
    def test_no_content_does_more_than_a_refusal(self, content, is_archive):
        answer = name_or_refusal(b"PK\x03\x04" + content if is_archive else content)
        assert answer in {services.UNKNOWN, services.WITH_MACROS} | {
            f"a.{kind}" for kind in ("pdf", "png", "jpg", "docx", "odt")
        }

    def test_the_bytes_come_back_as_something_to_keep(self, cast, sign_in, ici):
        production = record(cast.director, [ici], upload=Upload("Fiche été.pdf", PDF), published_on=dt.date(2025, 5, 1))
        answer = sign_in(cast.nobody).get(f"/productions/{production.pk}/fichier/")
        assert (answer.content, answer.headers["Content-Type"]) == (PDF, "application/pdf")
        assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Fiche%20%C3%A9t%C3%A9.pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_a_production_without_file_gives_none(self, cast, sign_in, ici):
        production = ProductionFactory(made_by=[ici])
        assert sign_in(cast.director).get(f"/productions/{production.pk}/fichier/").status_code == 404


class TestTheLibrary:
    @pytest.fixture
    def shelf(self, cast, ici, ailleurs):
        """Three productions, one of them joint."""
        record_jointly(
            cast, ici, ailleurs, title="Écoles ouvertes", kind="outil", published_on=dt.date(2025, 3, 1),
            in_national_format=True,
        )  # fmt: skip
        record(cast.director, [ici], title="Santé", theme="sante", published_on=dt.date(2024, 3, 1))
        record(cast.director, [ici], title="Habitat", theme="habitat", summary="Rénover l’îlot",
               published_on=dt.date(2024, 1, 1))  # fmt: skip

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, ["Écoles ouvertes", "Santé", "Habitat"]),
            ({"recherche": "ECOLES"}, ["Écoles ouvertes"]),
            ({"recherche": "îlot renover"}, ["Habitat"]),
            ({"recherche": "ilot absent"}, []),
            ({"recherche": "%"}, []),
            ({"recherche": "ailleurs"}, ["Écoles ouvertes"]),
            ({"type": "outil"}, ["Écoles ouvertes"]),
            ({"theme": "habitat"}, ["Habitat"]),
            ({"centre": "ailleurs"}, ["Écoles ouvertes"]),
            ({"centre": "ici"}, ["Écoles ouvertes", "Santé", "Habitat"]),
            ({"annee": "2024"}, ["Santé", "Habitat"]),
            ({"format": "oui"}, ["Écoles ouvertes"]),
            ({"type": "<script>", "annee": "abc", "centre": "nulle-part"}, ["Écoles ouvertes", "Santé", "Habitat"]),
        ],
    )
    def test_it_is_searched_without_accents_and_filtered(self, shelf, cast, asked, found):
        """R-30, R-113: national format."""
        form = LibraryForm(asked)
        assert [one.title for one in library_of(cast.partner, form.filters)] == found

    def test_a_production_found_again_after_a_change(self, shelf, cast, ici):
        production = Production.objects.get(title="Santé")
        save_production(production, actor=cast.director, centres=[ici], title="Prévention")
        words = {"santé": 2, "prevention": 1}  # the theme of both says « santé »
        assert {word: library_of(cast.nobody, {"recherche": word}).count() for word in words} == words

    def test_it_is_taken_away_each_production_once(self, shelf, cast, sign_in):
        """R-32."""
        client = sign_in(cast.national)
        lines = client.get("/productions.csv").content.decode("utf-8-sig").splitlines()
        assert [line.split(";")[0] for line in lines] == ["Titre", "Écoles ouvertes", "Santé", "Habitat"]
        assert lines[1].split(";")[3] in ("Ailleurs, Ici", "Ici, Ailleurs")
        book = load_workbook(io.BytesIO(client.get("/productions.xlsx?annee=2024").content))
        titles = [row[0] for row in book["Productions"].iter_rows(values_only=True)]
        assert titles[-2:] == ["Santé", "Habitat"]

    def test_no_text_becomes_a_formula(self, cast, sign_in, ici):
        record(cast.director, [ici], title="=1+1", summary="@a", published_on=dt.date(2025, 3, 1))
        line = sign_in(cast.national).get("/productions.csv").content.decode("utf-8-sig").splitlines()[1]
        assert (line.split(";")[0], line.split(";")[-1]) == ("'=1+1", "'@a")

    @pytest.mark.parametrize("size", [1, 3])
    def test_pages_cost_the_same_whatever_the_library(self, cast, sign_in, ici, django_assert_num_queries, size):
        for _ in range(size):
            production = ProductionFactory(made_by=[ici, CentreFactory()])
        client = sign_in(cast.director)
        for address, price in {
            "/productions/": 6, "/productions.csv": 5, f"/productions/{production.pk}/": 5, "/productions/nouvelle/": 4,
        }.items():  # fmt: skip
            with django_assert_num_queries(price):
                assert client.get(address).status_code == 200


class TestPages:
    def test_a_director_records_and_publishes_with_a_file(self, cast, sign_in, ici):
        """R-113, R-123, R-124."""
        client = sign_in(cast.director)
        boxes = {"agreed_in_advance": "on", "in_national_format": "on", "shared_on_common_tool": "on"}
        data = DATA | boxes | {"centres": [ici.pk], "published_on": "2025-05-01"}
        client.post("/productions/nouvelle/", data | {"file": SimpleUploadedFile("fiche.bin", PDF)})
        production = Production.objects.get()
        assert production.file_name == "fiche.pdf"
        assert [getattr(production, box) for box in boxes] == [True, True, True]
        client.post(f"/productions/{production.pk}/modifier/", DATA | {"title": "Autre", "centres": [ici.pk]})
        production.refresh_from_db()
        assert (production.title, production.published_on, bytes(production.file_content)) == ("Autre", None, PDF)

    def test_the_form_begins_with_one_s_centre_and_the_action_it_comes_from(self, cast, sign_in, ici):
        """R-25."""
        action = ActionFactory(programme=ProgrammeFactory(centre=ici), theme="habitat")
        client = sign_in(cast.director)
        page = client.get(f"/productions/nouvelle/?action={action.pk}")
        assert page.context["form"].initial == {"theme": "habitat", "centres": [ici.pk]}
        client.post(f"/productions/nouvelle/?action={action.pk}", VALUES | {"centres": [ici.pk]})
        assert list(Production.objects.get().actions.all()) == [action]

    @pytest.mark.parametrize("asked", ["0", "abc", "9" * 40])
    def test_a_foreign_action_is_ignored(self, cast, sign_in, ici, ailleurs, asked):
        ActionFactory(programme=ProgrammeFactory(centre=ailleurs))
        page = sign_in(cast.director).get(f"/productions/nouvelle/?action={asked}")
        assert page.context["form"].initial == {"centres": [ici.pk]}

    def test_a_refused_file_is_told_and_nothing_is_kept(self, cast, sign_in, ici):
        data = DATA | {"centres": [ici.pk], "file": SimpleUploadedFile("fiche.pdf", b"<html>")}
        answer = sign_in(cast.director).post("/productions/nouvelle/", data)
        assert answer.context["form"].non_field_errors() == [services.UNKNOWN]
        assert Production.objects.count() == 0

    def test_a_dangerous_address_is_refused(self, cast, sign_in, ici):
        answer = sign_in(cast.director).post(
            "/productions/nouvelle/", DATA | {"link": "javascript:alert(1)", "centres": [ici.pk]}
        )
        assert list(answer.context["form"].errors) == ["link"]

    def test_a_draft_is_absent_for_those_who_may_not_read_it(self, cast, sign_in, ici):
        draft = ProductionFactory(made_by=[ici], published_on=None)
        assert [
            sign_in(getattr(cast, role)).get(f"/productions/{draft.pk}/").status_code
            for role in ("director", "regional", "partner", "other_director")
        ] == [200, 200, 404, 404]

    def test_two_centres_of_one_person_are_both_proposed(self, cast, sign_in, ici):
        second = CentreFactory()
        MandateFactory(user=cast.director, role="director", centre=second)
        page = sign_in(cast.director).get("/productions/nouvelle/")
        assert page.context["form"].initial == {"centres": sorted([ici.pk, second.pk])}
