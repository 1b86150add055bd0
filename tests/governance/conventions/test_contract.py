"""The text of conventions and amendments: who signs, what is cited, what is merged, what is frozen."""

import datetime as dt
import hashlib
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.timezone import localdate

from accounts.models import Act
from centres.enums import InstitutionFunction, LegalForm
from centres.models import Identity, Institution, Recognition
from documents.models import PublishedDocument
from documents.published.verification import Verdict, verify_bytes
from funding.models import Allocation
from governance.conventions.contract import signing
from governance.conventions.contract.build import (
    amendment_text_of,
    contract_of,
    frozen_text,
    print_contract,
    thawed_text,
)
from governance.conventions.contract.clauses import parties_of
from governance.enums import (
    AmendmentState,
    BodyKind,
    ConventionKind,
    ConventionState,
    Destination,
    Funder,
    ProgrammeState,
    Stage,
)
from governance.models import Body, BudgetLine, Convention, ConventionDocument, Programme
from governance.registers.lent_figures import TO_BE_SET, figures_for
from tests.documents.pdf.reader import open_pdf, texts
from tests.funding.conftest import adopted, draft, network, scale  # noqa: F401 - 2025 is adopted
from tests.governance.conventions.factories import (
    THIS_YEAR,
    AmendmentFactory,
    ConventionFactory,
    adopt,
    publish_referential,
)
from tests.text import words


def article(contract, title):
    """The article whose title begins so, as plain sentences."""
    (found,) = [one for one in contract.articles if one.title.startswith(title)]
    return [words(sentence) for sentence in (*found.paragraphs, *found.items, *found.closing)]


@pytest.fixture
def services(db):
    """The two names of the regional service (R-77)."""
    for name, start, end in (("DRJSCS", 2015, dt.date(2021, 3, 31)), ("DREETS", 2021, None)):
        Institution.objects.create(
            function=InstitutionFunction.REGIONAL,
            acronym=name,
            name=name,
            valid_from=dt.date(start, 1, 1) if end else dt.date(2021, 4, 1),
            valid_to=end,
        )


@pytest.mark.parametrize(("year", "service"), [(2018, "DRJSCS"), (2023, "DREETS")])
def test_the_state_signs_under_the_name_of_that_day(ici, services, year, service):
    """R-77."""
    one = ConventionFactory(centre=ici, starts_on=dt.date(year, 1, 1))
    contract = contract_of(one)
    assert contract.service == service
    assert words(contract.parties[0]) == (
        f"L’État, représenté par le préfet de région ({ici.lead_regions.get().region}), {service}, ci-après « l’État »,"
    )
    assert [body for _, body in contract.signatures] == [service, "Ici"]


def test_signing_writes_the_name_of_the_service(cast, ici, services):
    """R-77."""
    adopt(ici, THIS_YEAR)
    publish_referential()
    one = ConventionFactory(centre=ici, state=ConventionState.DRAFT)
    assert signing.sign_without_printing(one, on=localdate(), actor=cast.regional).authority == "DREETS"


def test_a_cpo_cites_the_circular_that_replaced_the_others(ici):
    """domaine.md §0, contradiction 10: the circular of 29 September 2015, not those of 2000, 2007 and 2010."""
    visas = " ".join(words(visa) for visa in contract_of(ConventionFactory(centre=ici)).visas)
    assert "circulaire du 29 septembre 2015" in visas
    assert [old for old in ("24 décembre 2002", "16 janvier 2007", "18 janvier 2010") if old in visas] == []


@pytest.mark.parametrize(("year", "cited"), [(2021, False), (2022, False), (2023, True)])
def test_the_republican_contract_is_cited_since_it_exists(ici, year, cited):
    visas = contract_of(ConventionFactory(centre=ici, starts_on=dt.date(year, 1, 1))).visas
    assert any("2021-1947" in visa for visa in visas) is cited


def test_a_group_signs_a_protocol_without_the_model_of_associations(ici):
    """R-74."""
    Identity.objects.update(legal_form=LegalForm.GIP)
    contract = contract_of(ConventionFactory(centre=ici, kind=ConventionKind.PROTOCOL))
    assert words(contract.parties[1]).startswith("Le groupement d’intérêt public « Ici », représenté par")
    assert [visa for visa in contract.visas if "associations" in visa] == []


def test_a_founding_convention_speaks_of_no_money(ici):
    """R-76."""
    contract = contract_of(ConventionFactory(centre=ici, kind=ConventionKind.CONSTITUTIVE))
    assert [one.title for one in contract.articles if "Contribution" in one.title] == []
    assert "Sa durée lui est propre ; elle peut être prorogée." in article(contract, "Durée")


def test_the_text_carries_the_cartography_and_the_regional_plan(ici):
    """R-51, R-52, R-61."""
    one = ConventionFactory(centre=ici, in_regional_plan=True, regional_plan="2021-2027")
    told = " ".join(words(sentence) for sentence in contract_of(one).preamble)
    assert "La cartographie stratégique arrêtée le 1er mars 2015" in told
    assert "inscrite au contrat de plan État-région 2021-2027." in told
    assert [line.function for line in contract_of(one).cartography] == ["Formation"]


def test_the_text_names_the_services_that_were_consulted(ici):
    """R-58."""
    one = ConventionFactory(centre=ici, consulted="Préfet délégué, le 3 mai ;\n\nSous-préfète ville, le 4 mai.")
    told = " ".join(words(sentence) for sentence in contract_of(one).preamble)
    assert "Ont été consultés : Préfet délégué, le 3 mai ; Sous-préfète ville, le 4 mai." in told
    assert "consultés" not in " ".join(contract_of(ConventionFactory(centre=ici, kind="protocole")).preamble)


def test_the_text_tells_duration_evaluation_and_renewal(ici):
    """R-75, R-78, R-81, R-82, R-83, R-84, R-85."""
    contract = contract_of(ConventionFactory(centre=ici, starts_on=dt.date(2026, 1, 1)))
    assert article(contract, "Durée") == [
        "La convention prend effet le 1er janvier 2026 et prend fin le 31 décembre 2028.",
        "Elle fixe l’exercice 2026 ; un avenant fixe l’exercice 2027, un autre l’exercice 2028.",
    ]
    assert article(contract, "Évaluation") == [
        "Les indicateurs du référentiel (version : 2017) sont annexés à la convention.",
        "Le représentant local de l’État établit chaque année un bilan intermédiaire.",
        "Un bilan final est établi conjointement au plus tard le 30 juin 2029, six mois après le terme. Il porte sur :",
        "la conformité des résultats à l’objet et aux conditions ;",
        "la conformité aux attentes du cadre de référence ;",
        "la mesure de l’impact ;",
        "les prolongements et suites.",
        "Sa préparation commence au dernier trimestre de la convention.",
        "La conclusion d’une nouvelle convention est subordonnée à ce bilan.",
    ]


def test_the_payment_supposes_the_year_before_but_for_a_new_centre(ici):
    """R-86, R-88."""
    one = ConventionFactory(centre=ici, starts_on=dt.date(2026, 1, 1))
    assert article(contract_of(one), "Versement") == [
        (
            "Le versement intervient, en tout ou partie, à réception de l’acte signé, avant la fin du premier semestre "
            "(30 juin 2026)."
        ),
        "Il suppose la justification des actions de l’exercice 2025.",
    ]
    Recognition.objects.create(centre=ici, valid_from=dt.date(2026, 5, 4))
    assert article(contract_of(one), "Versement")[1] == (
        "Le centre n’a pas d’exercice antérieur : la justification de l’exercice 2025 est sans objet."
    )


def test_an_old_centre_has_an_earlier_year_even_without_an_earlier_convention_here(ici):
    """R-88: what the tool does not keep does not make a centre new."""
    Recognition.objects.create(centre=ici, valid_from=dt.date(2002, 1, 1))
    one = ConventionFactory(centre=ici, kind=ConventionKind.PROTOCOL, starts_on=dt.date(2027, 1, 1))
    assert article(contract_of(one), "Versement")[1] == "Il suppose la justification des actions de l’exercice 2026."


@pytest.mark.parametrize("rank", [0, 2])
def test_no_text_promises_a_payment_before_a_day_already_past(ici, rank):
    """R-86: signed after 30 June, it says so."""
    one = ConventionFactory(
        centre=ici, starts_on=dt.date(2025 if rank else 2026, 1, 1), signed_on=dt.date(2026, 11, 24)
    )
    signed = AmendmentFactory(convention=one, state=AmendmentState.SIGNED, signed_on=dt.date(2026, 11, 24))
    contract = amendment_text_of(signed) if rank else contract_of(one)
    assert article(contract, "Versement")[0] == (
        "Le versement intervient, en tout ou partie, à réception de l’acte signé ; la fin du premier semestre "
        "(30 juin 2026) est passée au jour de la signature."
    )


def test_the_programme_and_its_budget_are_merged(ici):
    """R-79, R-80, R-73, R-87: core and complementary kept apart."""
    one = ConventionFactory(centre=ici, starts_on=dt.date(2026, 1, 1))
    told = article(contract_of(one), "Programme")
    assert told[0].startswith("Le programme d’activités 2026, défini et partagé par les partenaires")
    body = Body.objects.create(centre=ici, kind=BodyKind.BOARD, name="Bureau")
    programme = Programme.objects.create(
        centre=ici, year=2026, state=ProgrammeState.VALIDATED, decided_by=body, decided_on=dt.date(2025, 12, 2)
    )
    for destination, funder, amount in (
        (Destination.CORE, Funder.STATE_147_CORE, "180000.10"),
        (Destination.CORE, Funder.REGION, "90000.20"),
        (Destination.COMPLEMENTARY, Funder.REGION, "20000"),
    ):
        BudgetLine.objects.create(
            programme=programme, stage=Stage.PLANNED, destination=destination, funder=funder, amount=Decimal(amount)
        )
    assert article(contract_of(one), "Programme") == [
        (
            f"Le programme d’activités 2026, validé le 2 décembre 2025 par l’instance « {body} », est annexé à la "
            "convention."
        ),
        "Budget prévisionnel des missions socle : 270 000,30 €.",
        "Budget prévisionnel des missions complémentaires, tenu à part : 20 000 €.",
        "La comptabilité analytique sépare le socle, le complémentaire et les prestations.",
    ]


class TestMergedFigures:
    def test_the_adopted_exercise_gives_its_amounts(self, adopted, ici):  # noqa: F811
        """R-80, R-98."""
        line = Allocation.objects.get(round=adopted, centre=ici)
        figures = figures_for(ici, 2025)
        assert [one.value for one in figures] == [line.fixed_part, line.variable_part, line.budget, line.state_floor]
        assert {(one.reference, one.is_final) for one in figures} == {("exercice 2025 adopté, version 1", True)}

    def test_before_adoption_the_amount_is_to_be_set(self, draft, ici):  # noqa: F811
        figures = figures_for(ici, 2025)
        assert {(one.value, one.text, one.is_final) for one in figures} == {(None, TO_BE_SET, False)}
        one = ConventionFactory(centre=ici, starts_on=dt.date(2025, 1, 1))
        assert article(contract_of(one), "Contribution")[0] == (
            "Contribution de l’État : montant à préciser à l’adoption de l’exercice 2025."
        )

    def test_the_convention_and_its_amendments_merge_each_their_year(self, adopted, ici):  # noqa: F811
        """R-75."""
        one = ConventionFactory(centre=ici, starts_on=dt.date(2024, 1, 1))
        amendment = AmendmentFactory(convention=one)
        merged = {
            text.title: [figure.text for part in text.articles for figure in part.figures]
            for text in (contract_of(one), amendment_text_of(amendment))
        }
        assert {title: len(figures) for title, figures in merged.items()} == {
            "Convention pluriannuelle d’objectifs 2024-2026": 0,
            "Avenant n°\u00a01, exercice 2025": 4,
        }


def test_an_amendment_names_the_act_that_it_amends(ici):
    """R-75."""
    one = ConventionFactory(centre=ici, kind=ConventionKind.PROTOCOL, starts_on=dt.date(2025, 1, 1))
    text = amendment_text_of(AmendmentFactory(convention=one, rank=3, purpose="Journée annuelle\nÉtude"))
    assert (words(text.title), text.subtitle) == ("Avenant n° 2, exercice 2027", "au protocole financier 2025-2027")
    assert words(text.visas[0]) == "le protocole financier signé le 1er janvier 2025 ;"
    assert article(text, "Objet")[1:] == ["Journée annuelle", "Étude"]


def test_parties_stay_known_without_identity(ici):
    Identity.objects.all().delete()
    assert parties_of(ConventionFactory(centre=ici), localdate()).name == "Ici"


class TestFrozenBytes:
    @pytest.fixture(autouse=True)
    def amounts(self, ici):
        adopt(ici, THIS_YEAR, THIS_YEAR + 1)
        publish_referential()

    def test_signing_freezes_the_printed_text(self, cast, ici, services):
        signed = signing.sign(
            ConventionFactory(centre=ici, state=ConventionState.DRAFT), on=localdate(), actor=cast.regional
        )
        paper = ConventionDocument.objects.get()
        content = bytes(paper.content)
        assert (paper.kind, paper.convention, paper.added_by) == ("frozen", signed, cast.regional)
        assert paper.sha256 == hashlib.sha256(content).hexdigest()
        text = "\n".join(texts(open_pdf(content)))
        assert "DREETS" in text
        assert "Projet" not in text

    def test_what_is_frozen_does_not_follow_later_changes(self, cast, ici, sign_in):
        one = signing.sign(
            ConventionFactory(centre=ici, state=ConventionState.DRAFT), on=localdate(), actor=cast.regional
        )
        Convention.objects.update(purpose="Réécrit en douce")
        content = sign_in(cast.director).get(f"/conventions/ici/{one.pk}/texte.pdf").content
        assert hashlib.sha256(content).hexdigest() == ConventionDocument.objects.get().sha256

    def test_an_amendment_is_frozen_too(self, cast, ici):
        amendment = AmendmentFactory(convention=ConventionFactory(centre=ici))
        signing.sign_amendment(amendment, on=localdate(), actor=cast.regional)
        assert ConventionDocument.objects.values_list("amendment", "kind").get() == (amendment.pk, "frozen")

    @pytest.mark.parametrize("kind", ["convention", "avenant"])
    def test_the_signed_text_is_registered_journalled_and_verified(self, cast, ici, kind, client):
        one = ConventionFactory(centre=ici, state=ConventionState.DRAFT if kind == "convention" else "signed")
        if kind == "convention":
            act, reference = (
                signing.sign(one, on=localdate(), actor=cast.regional),
                f"CONV-{one.starts_on.year}-ici-{one.pk}-1",
            )
        else:
            act = signing.sign_amendment(AmendmentFactory(convention=one), on=localdate(), actor=cast.regional)
            reference = f"AVENANT-{act.year}-ici-{one.pk}-1"
        paper, registered = ConventionDocument.objects.get(), PublishedDocument.objects.get()

        assert (registered.reference, registered.kind, registered.title.lower()) == (reference, kind, str(act).lower())
        assert (registered.sha256, bytes(registered.content)) == (paper.sha256, bytes(paper.content))
        told = Act.objects.get(verb=f"{kind}\u00a0: figer le texte")
        assert told.facts == {"reference": reference, "sha256": paper.sha256}
        assert (told.actor, told.object_label) == (cast.regional, str(act))
        assert verify_bytes([bytes(paper.content)]).verdict == Verdict.AUTHENTIC
        page = client.get("/verifier/", {"reference": reference}).content.decode()
        assert (reference in page, paper.sha256 in page, "du contenu figé" in page) == (True, True, False)

    def test_a_draft_says_that_it_is_one(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici, state=ConventionState.DRAFT, cartography=None, referential_version="")
        response = sign_in(cast.director).get(f"/conventions/ici/{one.pk}/texte.pdf")
        assert response.headers["Content-Type"] == "application/pdf"
        assert "Projet" in texts(open_pdf(response.content))[0]


class TestPageOfASignedText:
    """Page and PDF say what was signed, whatever the exercise or the programme become."""

    @pytest.fixture(autouse=True)
    def amounts(self, ici):
        adopt(ici, THIS_YEAR, THIS_YEAR + 1)
        publish_referential()

    @pytest.fixture
    def change_the_data(self, ici):
        """Validate the programmes that the texts speak of."""

        def validate():
            body = Body.objects.create(centre=ici, kind=BodyKind.BOARD, name="Conseil d’administration")
            for year in (THIS_YEAR, THIS_YEAR + 1):
                Programme.objects.create(
                    centre=ici, year=year, state=ProgrammeState.VALIDATED, decided_by=body, decided_on=localdate()
                )

        return validate

    @pytest.fixture(params=["convention", "avenant"])
    def signed(self, request, cast, ici):
        """The address of the text of an act signed in the tool."""
        if request.param == "convention":
            one = ConventionFactory(centre=ici, state=ConventionState.DRAFT)
            signing.sign(one, on=localdate(), actor=cast.regional)
            return f"/conventions/ici/{one.pk}/texte"
        amendment = AmendmentFactory(convention=ConventionFactory(centre=ici))
        signing.sign_amendment(amendment, on=localdate(), actor=cast.regional)
        return f"/conventions/ici/{amendment.convention_id}/avenants/{amendment.rank}/texte"

    def test_what_is_stored_reads_back_as_it_was(self, ici, signed):
        paper = ConventionDocument.objects.get()
        act = paper.amendment or paper.convention
        today = amendment_text_of(paper.amendment) if paper.amendment else contract_of(paper.convention)
        assert thawed_text(paper.text) == today, act
        assert frozen_text(thawed_text(paper.text)) == paper.text

    def test_it_is_shown_as_signed_and_says_what_would_be_written_otherwise(
        self, cast, signed, sign_in, change_the_data
    ):
        client = sign_in(cast.partner)
        before = client.get(f"{signed}/")
        assert before.context["changes"] == ()
        change_the_data()
        after = client.get(f"{signed}/")
        assert after.context["contract"] == before.context["contract"]
        assert [title.split(" ")[0] for title in after.context["changes"]] == ["Programme"]
        assert "Le texte signé fait foi." in words(after.content.decode())
        pdf = b"".join(client.get(f"{signed}.pdf"))
        assert hashlib.sha256(pdf).hexdigest() == ConventionDocument.objects.get().sha256

    def test_a_text_frozen_before_its_column_leaves_its_pdf_alone_on_the_page(self, cast, signed, sign_in):
        with connection.cursor() as cursor:  # as an older version left it: the ORM refuses to touch a frozen row
            cursor.execute("UPDATE governance_conventiondocument SET text = NULL")
        page = words(sign_in(cast.partner).get(f"{signed}/").content.decode())
        assert "est gardé en PDF, tel qu’il a été signé" in page
        assert f"{signed}.pdf" in page
        assert "Article 1" not in page

    def test_a_draft_is_written_from_the_data_of_today(self, cast, ici, sign_in, change_the_data):
        """The negative control: it does follow."""
        one = ConventionFactory(centre=ici, state=ConventionState.DRAFT)
        client = sign_in(cast.director)
        before = client.get(f"/conventions/ici/{one.pk}/texte/").context["contract"]
        change_the_data()
        assert client.get(f"/conventions/ici/{one.pk}/texte/").context["contract"] != before


def test_an_act_signed_before_the_tool_has_no_text_of_ours(cast, ici, sign_in):
    """Nobody reads a contract that nobody signed."""
    one = ConventionFactory(centre=ici, is_recorded=True, cartography=None)
    client = sign_in(cast.director)
    page = words(client.get(f"/conventions/ici/{one.pk}/texte/").content.decode())
    assert "son texte n’y est pas, la copie signée fait foi" in page
    assert "Article 1" not in page
    assert client.get(f"/conventions/ici/{one.pk}/texte.pdf").status_code == 404


@pytest.mark.parametrize("length", [0, 6, 12, 18, 24, 30])
def test_on_paper_no_page_opens_on_a_reference_and_the_signatures_are_never_alone(ici, length):
    """Whatever the length of the object: a reference stays with its article, the signatures with the last one."""
    purpose = "\n".join(["Animer le réseau régional des acteurs de la politique de la ville."] * (length + 1))
    one = ConventionFactory(centre=ici, starts_on=dt.date(2026, 1, 1), purpose=purpose)
    pages = [text.strip() for text in texts(open_pdf(print_contract(contract_of(one))))]
    assert [page[:20] for page in pages if page.startswith("Cadre de référence")] == []
    (signed,) = [page for page in pages if "Fait en deux exemplaires" in page]
    assert "Article 9" in signed
