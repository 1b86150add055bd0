"""The pages of conventions: who opens them, what they say, in how many queries, what they give away."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from centres.enums import LegalForm
from centres.models import Identity
from governance.conventions.lists import EXPORT_COLUMNS
from governance.enums import (
    AmendmentState,
    CartographyState,
    ConventionKind,
    ConventionState,
    Finding,
    ReviewState,
)
from governance.models import (
    Amendment,
    Cartography,
    CartographyLine,
    Convention,
    ConventionDocument,
    FinalReview,
    InterimReview,
)
from tests.factories import CentreFactory
from tests.governance.conventions.factories import (
    THIS_YEAR,
    AmendmentFactory,
    CartographyFactory,
    ConventionFactory,
    FinalReviewFactory,
    adopt,
    publish_referential,
)
from tests.text import words

S = ConventionState
QUERIES = 7


def url(convention, *parts):
    return "/".join(["/conventions", convention.centre.slug, str(convention.pk), *map(str, parts), ""])


def text_of(response):
    return " ".join(words(response.content.decode()).split())


class TestTheList:
    @pytest.mark.parametrize(
        ("role", "seen"),
        [
            ("admin", ["Ailleurs", "Ici"]),
            ("national", ["Ailleurs", "Ici"]),
            ("regional", ["Ici"]),
            ("departmental", ["Ici"]),
            ("director", ["Ici"]),
            ("partner", ["Ici"]),
            ("other_director", ["Ailleurs"]),
            ("nobody", []),
        ],
    )
    def test_everyone_sees_the_conventions_of_their_centres(self, cast, ici, ailleurs, sign_in, role, seen):
        """§1.10: a convention is read by its centre, its governance, the State; not by other centres."""
        for centre in (ici, ailleurs):
            ConventionFactory(centre=centre)
        page = sign_in(getattr(cast, role)).get("/conventions/").context["page"]
        assert [row.convention.centre.usual_name for row in page] == seen

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize(
        ("address", "queries"),
        [("/conventions/", 6), ("/conventions/conventions.csv", 5), ("/conventions/conventions.xlsx", 5)],
    )
    def test_it_costs_the_same_whatever_the_network(
        self, cast, sign_in, django_assert_num_queries, size, address, queries
    ):
        for number in range(size):
            one = ConventionFactory(centre=CentreFactory(usual_name=f"Centre {number}"))
            AmendmentFactory(convention=one)
            FinalReviewFactory(convention=one)
        client = sign_in(cast.national)
        with django_assert_num_queries(queries):
            client.get(address)

    def test_it_is_narrowed_and_sorted(self, cast, ici, ailleurs, sign_in):
        ConventionFactory(centre=ici, years_ago=1)
        ConventionFactory(centre=ailleurs, state=S.REVIEWED, years_ago=3)
        client = sign_in(cast.national)

        def names(query):
            page = client.get(f"/conventions/?{query}").context["page"]
            return [row.convention.centre.usual_name for row in page]

        assert names("tri=debut") == ["Ailleurs", "Ici"]
        assert names("tri=debut&sens=desc") == ["Ici", "Ailleurs"]
        assert names("tri=echeance") == ["Ici", "Ailleurs"]
        assert names("centre=ICÎ") == ["Ici"]
        assert names(f"etat={S.REVIEWED}") == ["Ailleurs"]
        assert names("nature=protocole") == []
        assert names("alertes=oui") == ["Ici"]
        assert names("etat=lune&tri=lune&page=abc") == ["Ailleurs", "Ici"]

    def test_the_files_carry_the_same_rows(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici, purpose="=1+1")
        AmendmentFactory(convention=one, state=AmendmentState.SIGNED, signed_on=localdate())
        client = sign_in(cast.director)
        page_text = client.get("/conventions/conventions.csv").content.decode("utf-8-sig")
        header, row = csv.reader(io.StringIO(page_text), delimiter=";")
        assert header == [column.title for column in EXPORT_COLUMNS]
        assert dict(zip(header, row, strict=True))["Avenant de la 2e année, signé le"] == localdate().isoformat()
        book = openpyxl.load_workbook(io.BytesIO(client.get("/conventions/conventions.xlsx").content))
        assert [cell.value for cell in book.active[2]][:3] == ["Ici", "convention pluriannuelle d’objectifs", "signée"]

    def test_centres_that_nothing_binds_are_listed(self, cast, ici, ailleurs, sign_in):
        ConventionFactory(centre=ici)
        ConventionFactory(centre=ailleurs, state=S.DRAFT)
        assert sign_in(cast.national).get("/conventions/").context["unbound"] == [ailleurs]


class TestTheFile:
    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_whatever_its_past(self, cast, ici, sign_in, django_assert_num_queries, size):
        one = ConventionFactory(centre=ici, years_ago=2, state=S.AMENDED_3)
        for rank in (2, 3)[: size - 1]:
            AmendmentFactory(convention=one, rank=rank, state=AmendmentState.SIGNED, signed_on=localdate())
        for year in range(THIS_YEAR - 2, THIS_YEAR - 2 + size):
            InterimReview.objects.create(convention=one, year=year, held_on=localdate(), text="Bien.")
        for number in range(size):
            ConventionDocument.objects.create(
                convention=one, kind="copy", name=f"{number}.pdf", content=b"%PDF-", sha256="0", added_at=TODAY_AT,
                added_by=cast.director,
            )  # fmt: skip
        client = sign_in(cast.director)
        with django_assert_num_queries(QUERIES):
            assert client.get(url(one)).status_code == 200

    def test_it_says_what_is_missing_before_signature(self, cast, ici, sign_in):
        """R-51, R-78."""
        one = ConventionFactory(centre=ici, state=S.DRAFT, cartography=None, referential_version="")
        page_text = text_of(sign_in(cast.partner).get(url(one)))
        assert "Rattachez la cartographie stratégique : aucune convention ne se signe sans elle (R-51)." in page_text
        assert "Indiquez la version du référentiel d’indicateurs annexée à la convention (R-78)." in page_text

    @pytest.mark.parametrize(
        ("role", "buttons"), [("regional", True), ("admin", True), ("director", False), ("national", False)]
    )
    def test_only_the_lead_region_is_offered_the_signature(self, cast, ici, sign_in, role, buttons):
        one = ConventionFactory(centre=ici, state=S.DRAFT)
        assert (url(one, "signer") in text_of(sign_in(getattr(cast, role)).get(url(one)))) is buttons

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_page_of_a_centre_costs_the_same_whatever_its_past(
        self, cast, ici, sign_in, django_assert_num_queries, size
    ):
        for number in range(size):
            ConventionFactory(centre=ici, state=S.RENEWED, years_ago=3 * number + 3)
        client = sign_in(cast.regional)
        with django_assert_num_queries(QUERIES):
            client.get("/conventions/ici/")

    @pytest.mark.parametrize("size", [1, 3])
    def test_a_cartography_costs_the_same_whatever_its_lines(self, cast, ici, sign_in, django_assert_num_queries, size):
        one = CartographyFactory(centre=ici, state=CartographyState.ONGOING, dated=None)
        for _ in range(size - 1):
            one.lines.create(function="Ressources", finding=Finding.GAP)
        client = sign_in(cast.regional)
        with django_assert_num_queries(5):
            client.get(f"/conventions/ici/cartographies/{one.pk}/")

    def test_a_convention_is_found_under_its_own_centre_only(self, cast, ici, ailleurs, sign_in):
        one = ConventionFactory(centre=ici)
        assert sign_in(cast.national).get(f"/conventions/ailleurs/{one.pk}/").status_code == 404


TODAY_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class TestTheCentre:
    def test_its_legal_form_says_what_may_be_prepared(self, cast, ici, sign_in):
        """R-74."""
        Identity.objects.update(legal_form=LegalForm.GIP)
        page_text = text_of(sign_in(cast.regional).get("/conventions/ici/"))
        offered = [kind for kind in ConventionKind.values if f"/conventions/ici/preparer/{kind}/" in page_text]
        assert offered == ["protocole", "constitutive"]

    def test_paris_is_told_why_it_has_none(self, cast, ici, sign_in):
        """R-56."""
        Identity.objects.update(legal_form=LegalForm.NONE)
        page_text = text_of(sign_in(cast.regional).get("/conventions/ici/"))
        assert "aucune convention ne le lie (R-56)." in page_text
        assert "/preparer/" not in page_text

    def test_a_live_convention_explains_why_none_is_prepared(self, cast, ici, sign_in):
        """R-85."""
        ConventionFactory(centre=ici)
        page_text = text_of(sign_in(cast.regional).get("/conventions/ici/"))
        assert "une nouvelle convention en dépend (R-85)" in page_text
        assert "/preparer/" not in page_text


def post(sign_in, user, address, **data):
    return sign_in(user).post(address, data)


class TestTheActs:
    """Each act of the life, by its page."""

    @pytest.fixture(autouse=True)
    def amounts(self, ici):
        """The exercises are adopted and the list of indicators published (R-75, R-78)."""
        adopt(ici, *range(2026, THIS_YEAR + 2))
        publish_referential()

    def test_the_list_of_indicators_is_chosen_among_those_published(self, cast, ici, sign_in):
        """R-78."""
        one = ConventionFactory(centre=ici, state=S.DRAFT)
        form = sign_in(cast.regional).get(url(one, "modifier")).context["form"]
        assert form.fields["referential_version"].choices == [("", "Aucune pour l’instant"), ("2017", "2017")]
        data = {"starts_on": "2026-01-01", "referential_version": "abc"}
        response = post(sign_in, cast.regional, url(one, "modifier"), **data)
        assert list(response.context["form"].errors) == ["referential_version"]

    def test_the_page_of_the_signature_says_that_nobody_was_consulted(self, cast, ici, sign_in):
        """R-58."""
        one = ConventionFactory(centre=ici, state=S.DRAFT)
        assert "Les services de l’État consultés ne sont pas renseignés" in text_of(
            sign_in(cast.regional).get(url(one, "signer"))
        )

    def test_an_amendment_without_its_amount_says_so_and_offers_no_signature(self, cast, ici, sign_in):
        """R-75."""
        one = ConventionFactory(centre=ici, starts_on=dt.date(THIS_YEAR + 1, 1, 1), signed_on=localdate())
        AmendmentFactory(convention=one)
        sentence = f"Le montant de l’exercice {THIS_YEAR + 2}, que cet acte fixe, n’est pas connu"
        client = sign_in(cast.regional)
        page = text_of(client.get(url(one)))
        assert sentence in page
        assert url(one, "avenants", 2, "signer") not in page
        assert sentence in text_of(client.get(url(one, "avenants", 2, "signer")))

    def test_a_convention_from_its_cartography_to_its_signature(self, cast, ici, sign_in):
        """R-51, R-52, R-53, R-74, R-75, R-78."""
        agent, day = sign_in(cast.regional), "2026-01-15"
        agent.post("/conventions/ici/cartographies/nouvelle/", {"led_by": "SGAR", "contributors": "Le centre"})
        cartography = Cartography.objects.get()
        here = f"/conventions/ici/cartographies/{cartography.pk}/"
        line = {"function": "Formation", "finding": Finding.GAP, "centre_role": "Former"}
        sign_in(cast.director).post(f"{here}lignes/nouvelle/", line)
        agent.post(f"{here}valider/", {"on": day})
        agent.post(
            "/conventions/ici/preparer/cpo/",
            {
                "starts_on": "2026-01-01",
                "purpose": "Animer",
                "cartography": cartography.pk,
                "referential_version": "2017",
                "has_republican_contract": "on",
            },
        )
        one = Convention.objects.get()
        assert agent.post(url(one, "signer"), {"on": day}).headers["Location"] == url(one)
        assert Convention.objects.values_list("state", "ends_on").get() == (S.SIGNED, dt.date(2028, 12, 31))
        assert ConventionDocument.objects.get().kind == "frozen"

    def test_a_refusal_stays_on_the_form(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici, state=S.DRAFT, referential_version="")
        response = post(sign_in, cast.regional, url(one, "signer"), on=localdate().isoformat())
        assert [words(error) for error in response.context["form"].non_field_errors()] == [
            "Indiquez la version du référentiel d’indicateurs annexée à la convention (R-78)."
        ]
        assert Convention.objects.get().state == S.DRAFT

    def test_a_day_that_does_not_exist_is_said(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici, state=S.DRAFT)
        response = post(sign_in, cast.regional, url(one, "signer"), on="2026-02-30")
        assert words(response.context["form"].errors["on"][0]) == (
            "Cette date n’existe pas : écrivez-la ainsi, 2026-01-31."
        )

    def test_a_forged_field_changes_nothing(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici, state=S.DRAFT)
        forged = {"starts_on": "2026-01-01", "state": S.RENEWED, "is_recorded": "on", "signed_on": "2020-01-01"}
        post(sign_in, cast.regional, url(one, "modifier"), **forged)
        assert Convention.objects.values_list("state", "is_recorded", "signed_on").get() == (S.DRAFT, False, None)

    def test_the_cartography_of_another_centre_cannot_be_chosen(self, cast, ici, ailleurs, sign_in):
        one, foreign = ConventionFactory(centre=ici, state=S.DRAFT), CartographyFactory(centre=ailleurs)
        data = {"starts_on": "2026-01-01", "cartography": foreign.pk}
        assert "cartography" in post(sign_in, cast.regional, url(one, "modifier"), **data).context["form"].errors

    def test_a_founding_convention_asks_for_its_term(self, cast, ici, sign_in):
        """R-76."""
        Identity.objects.update(legal_form=LegalForm.GIP)
        response = post(sign_in, cast.regional, "/conventions/ici/preparer/constitutive/", starts_on="2026-01-01")
        assert "ends_on" in response.context["form"].errors

    def test_a_draft_is_abandoned(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici, state=S.DRAFT)
        assert post(sign_in, cast.regional, url(one, "abandonner")).headers["Location"] == "/conventions/ici/"
        assert Convention.objects.count() == 0

    def test_a_convention_born_before_the_tool_is_recorded(self, cast, ici, sign_in):
        data = {"kind": "cpo", "state": S.AMENDED_2, "signed_on": "2025-03-01", "starts_on": "2025-01-01"}
        post(sign_in, cast.regional, "/conventions/ici/enregistrer/", ends_on="2028-06-30", **data)
        assert Convention.objects.values_list("is_recorded", "state").get() == (True, S.AMENDED_2)

    def test_an_amendment_is_prepared_and_signed(self, cast, ici, sign_in):
        """R-75."""
        one = ConventionFactory(centre=ici)
        post(sign_in, cast.regional, url(one, "avenants", 2))
        post(sign_in, cast.regional, url(one, "avenants", 2, "signer"), on=localdate().isoformat())
        assert Convention.objects.get().state == S.AMENDED_2
        assert sign_in(cast.partner).get(url(one, "avenants", 2, "texte")).status_code == 200

    def test_an_amendment_is_recorded(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici)
        post(sign_in, cast.regional, url(one, "avenants", 2, "enregistrer"), signed_on=localdate().isoformat())
        assert Amendment.objects.values_list("is_recorded", "state").get() == (True, AmendmentState.SIGNED)

    @pytest.mark.parametrize("rank", [0, 1, 4])
    def test_no_other_year_has_an_amendment(self, cast, ici, sign_in, rank):
        """R-75."""
        assert post(sign_in, cast.regional, url(ConventionFactory(centre=ici), "avenants", rank)).status_code == 404

    def test_the_term_the_review_and_the_renewal(self, cast, ici, sign_in):
        """R-81, R-82, R-84, R-85."""
        one = ConventionFactory(centre=ici, years_ago=3, state=S.AMENDED_3)
        held = {"held_on": f"{THIS_YEAR - 1}-12-01", "text": "Bien."}
        post(sign_in, cast.regional, url(one, "bilans", THIS_YEAR - 1), **held)
        post(sign_in, cast.regional, url(one, "echeance"))
        parts = {"conformity": "a", "framework": "b", "impact": "c", "follow_up": "d"}
        post(sign_in, cast.regional, url(one, "bilan-final", "ecrire"), **parts)
        post(sign_in, cast.director, url(one, "bilan-final", "accord"), on=localdate().isoformat())
        post(sign_in, cast.regional, url(one, "bilan-final", "valider"), on=localdate().isoformat())
        assert Convention.objects.get().state == S.REVIEWED
        post(sign_in, cast.regional, "/conventions/ici/preparer/cpo/", starts_on=f"{THIS_YEAR}-01-01")
        assert Convention.objects.get(state=S.DRAFT).follows == one

    def test_a_reviewed_convention_is_closed_with_its_reason(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici, years_ago=3, state=S.REVIEWED)
        assert post(sign_in, cast.regional, url(one, "ne-pas-renouveler")).context["form"].errors
        post(sign_in, cast.regional, url(one, "ne-pas-renouveler"), reason="Fusion.")
        assert Convention.objects.get().state == S.NOT_RENEWED

    def test_a_founding_convention_is_extended(self, cast, ici, sign_in):
        """R-76."""
        one = ConventionFactory(centre=ici, kind=ConventionKind.CONSTITUTIVE)
        data = {"until": f"{THIS_YEAR + 5}-12-31", "decided_on": localdate().isoformat()}
        post(sign_in, cast.regional, url(one, "proroger"), **data)
        assert one.extensions.get().until.year == THIS_YEAR + 5

    def test_a_line_is_mended_and_removed(self, cast, ici, sign_in):
        """R-52, R-53."""
        one = CartographyFactory(centre=ici, state=CartographyState.ONGOING, dated=None)
        here = f"/conventions/ici/cartographies/{one.pk}/"
        line = CartographyLine.objects.get()
        data = {"function": "Observation", "finding": Finding.GAP}
        post(sign_in, cast.director, f"{here}lignes/{line.pk}/", **data)
        assert CartographyLine.objects.get().function == "Observation"
        post(sign_in, cast.director, f"{here}lignes/{line.pk}/retirer/")
        assert CartographyLine.objects.count() == 0
        post(sign_in, cast.regional, f"{here}modifier/", led_by="SGAR")
        assert Cartography.objects.get().led_by == "SGAR"

    def test_a_line_of_another_cartography_is_absent(self, cast, ici, ailleurs, sign_in):
        mine = CartographyFactory(centre=ici, state=CartographyState.ONGOING, dated=None)
        foreign = CartographyFactory(centre=ailleurs, state=CartographyState.ONGOING, dated=None)
        here = f"/conventions/ici/cartographies/{mine.pk}/lignes/{foreign.lines.get().pk}/"
        assert sign_in(cast.director).get(here).status_code == 404
        assert post(sign_in, cast.director, f"{here}retirer/").status_code == 404


class TestReviewsRead:
    def test_the_centre_reads_the_interim_review_and_cannot_write_it(self, cast, ici, sign_in):
        """R-81."""
        one = ConventionFactory(centre=ici)
        assert sign_in(cast.director).get(url(one, "bilans", THIS_YEAR)).status_code == 404
        InterimReview.objects.create(convention=one, year=THIS_YEAR, held_on=localdate(), text="Élus rares.")
        assert "Élus rares." in text_of(sign_in(cast.director).get(url(one, "bilans", THIS_YEAR)))
        data = {"held_on": localdate().isoformat(), "text": "Parfait."}
        post(sign_in, cast.director, url(one, "bilans", THIS_YEAR), **data)
        assert InterimReview.objects.get().text == "Élus rares."

    def test_a_late_final_review_says_so(self, cast, ici, sign_in):
        """R-82: recorded, not prevented."""
        one = ConventionFactory(centre=ici, state=S.REVIEWED, starts_on=dt.date(2020, 1, 1))
        FinalReviewFactory(convention=one, state=ReviewState.VALIDATED, validated_on=dt.date(2023, 9, 1))
        assert "validé en retard" in text_of(sign_in(cast.director).get(url(one, "bilan-final")))

    def test_before_it_is_begun_the_page_says_what_to_do(self, cast, ici, sign_in):
        """R-84."""
        one = ConventionFactory(centre=ici, state=S.EXPIRED, years_ago=3)
        assert FinalReview.objects.count() == 0
        page_text = text_of(sign_in(cast.partner).get(url(one, "bilan-final")))
        assert "Le bilan final n’est pas commencé : écrivez ses quatre parties (R-84)." in page_text


class TestPapers:
    def sent(self, sign_in, user, one, content=b"%PDF-1.7 copie", name="Copie signée.pdf"):
        address = url(one, "pieces", "deposer")
        return sign_in(user).post(address, {"copy": SimpleUploadedFile(name, content)})

    @pytest.mark.parametrize("role", ["director", "regional"])
    def test_either_party_attaches_a_copy_that_the_others_take_away(self, cast, ici, sign_in, role):
        one = ConventionFactory(centre=ici)
        self.sent(sign_in, getattr(cast, role), one)
        paper = ConventionDocument.objects.get()
        response = sign_in(cast.partner).get(url(one, "pieces", paper.pk))
        assert response.content == b"%PDF-1.7 copie"
        assert {name: response.headers[name] for name in ("Content-Type", "Content-Disposition")} == {
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="copie-signee.pdf"',
        }
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("role", ["partner", "departmental", "national", "other_director", "nobody"])
    def test_nobody_else_attaches_anything(self, cast, ici, sign_in, role):
        one = ConventionFactory(centre=ici)
        assert self.sent(sign_in, getattr(cast, role), one).status_code == 404
        assert ConventionDocument.objects.count() == 0

    def test_a_page_is_refused_as_a_copy(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici)
        response = self.sent(sign_in, cast.director, one, b"<html>", "copie.pdf")
        assert words(response.context["form"].non_field_errors()[0]).startswith("Le fichier n’est ni un PDF")

    def test_the_form_is_calm_before_anything_is_sent(self, cast, ici, sign_in):
        form = sign_in(cast.director).get(url(ConventionFactory(centre=ici), "pieces", "deposer")).context["form"]
        assert form.is_bound is False

    def test_a_number_that_no_database_reads_is_absent(self, cast, ici, sign_in):
        address = f"/conventions/ici/{'9' * 20}/pieces/1/"
        assert sign_in(cast.director).get(address).status_code == 404

    def test_a_paper_of_another_convention_is_absent(self, cast, ici, ailleurs, sign_in):
        mine, foreign = ConventionFactory(centre=ici), ConventionFactory(centre=ailleurs)
        self.sent(sign_in, cast.other_director, foreign)
        paper = ConventionDocument.objects.get()
        assert sign_in(cast.director).get(url(mine, "pieces", paper.pk)).status_code == 404
        assert sign_in(cast.director).get(url(foreign, "pieces", paper.pk)).status_code == 404
