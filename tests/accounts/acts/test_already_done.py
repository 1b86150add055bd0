"""The back button, an old tab, a bookmark: what is done is told, with who did it and when; nothing typed is lost."""

import datetime as dt

import pytest
from django.utils.timezone import localdate, localtime

from accounts.models import Act
from documents.french import date_and_time
from governance.cartography import services as mapping
from governance.conventions.contract import signing
from governance.enums import AmendmentState, ConventionState, ProgrammeState, Stage
from governance.models import BudgetLine, Programme
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from tests.governance.conventions.factories import (
    THIS_YEAR,
    AmendmentFactory,
    CartographyFactory,
    ConventionFactory,
    adopt,
    publish_referential,
)
from tests.governance.programmes.factories import YEAR, a_programme
from tests.text import words

HERE = f"/programmes/ici/{YEAR}/"


def sentences(response):
    return " ".join(words(response).split())


def done_by(person):
    """« fait le … par … », as the last act of the journal has it."""
    return sentences(f"fait le {date_and_time(localtime(Act.objects.latest('pk').at))} par {person.get_full_name()}.")


class TestConventions:
    @pytest.fixture(autouse=True)
    def amounts(self, ici):
        adopt(ici, THIS_YEAR, THIS_YEAR + 1)
        publish_referential()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_convention_already_signed(self, cast, ici, sign_in, method):
        one = ConventionFactory(centre=ici, state=ConventionState.DRAFT)
        signing.sign_without_printing(one, on=localdate(), actor=cast.regional)
        address = f"/conventions/ici/{one.pk}/signer/"
        response = getattr(sign_in(cast.admin), method)(address)
        assert response.status_code == 409
        assert "C’est déjà fait" in sentences(response)
        assert done_by(cast.regional) in sentences(response)
        assert f'href="/conventions/ici/{one.pk}/"' in sentences(response)
        assert sign_in(cast.director).get(address).status_code == 404
        assert sign_in(cast.other_regional).get(address).status_code == 404

    def test_an_amendment_already_signed(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici)
        signing.sign_amendment_without_printing(AmendmentFactory(convention=one), on=localdate(), actor=cast.regional)
        told = sentences(sign_in(cast.regional).get(f"/conventions/ici/{one.pk}/avenants/2/signer/"))
        assert f"« Signer l’avenant » : {sentences('fait le')}" in told

    def test_an_amendment_signed_before_the_tool_is_nobody_s_act_here(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici)
        AmendmentFactory(convention=one, state=AmendmentState.SIGNED, signed_on=localdate(), is_recorded=True)
        told = sentences(sign_in(cast.regional).get(f"/conventions/ici/{one.pk}/avenants/2/signer/"))
        assert "Cette page n’est pas ouverte en ce moment" in told
        assert "État actuel : signé." in told

    @pytest.mark.parametrize("page", ["modifier", "abandonner"])
    def test_a_draft_signed_meanwhile_is_told(self, cast, ici, sign_in, page):
        one = ConventionFactory(centre=ici)
        response = sign_in(cast.regional).get(f"/conventions/ici/{one.pk}/{page}/")
        assert response.status_code == 409
        assert "État actuel : signée." in sentences(response)

    def test_what_was_typed_in_a_draft_signed_meanwhile_stays_on_the_form(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici)
        data = {"starts_on": one.starts_on.isoformat(), "purpose": "Un long texte"}
        response = sign_in(cast.regional).post(f"/conventions/ici/{one.pk}/modifier/", data)
        assert response.context["form"]["purpose"].value() == "Un long texte"
        assert "La convention est signée" in sentences(response)

    def test_a_cartography_already_validated(self, cast, ici, sign_in):
        one = CartographyFactory(centre=ici, state="ongoing", dated=None)
        mapping.validate_cartography(one, dated=dt.date(2026, 1, 5), actor=cast.regional)
        told = sentences(sign_in(cast.regional).get(f"/conventions/ici/cartographies/{one.pk}/valider/"))
        assert done_by(cast.regional) in told


class TestProgrammes:
    @pytest.fixture
    def submitted(self, cast, ici):
        return a_programme(ici, cast.director, ProgrammeState.SUBMITTED)

    def test_a_programme_already_submitted(self, cast, submitted, sign_in):
        response = sign_in(cast.director).post(f"{HERE}etapes/submit/")
        assert response.status_code == 409
        assert done_by(cast.director) in sentences(response)
        assert sign_in(cast.regional).get(f"{HERE}etapes/submit/").status_code == 404

    def test_a_step_that_is_not_open_yet(self, cast, submitted, sign_in):
        told = sentences(sign_in(cast.director).get(f"{HERE}etapes/start/"))
        assert "« Commencer l’année » ne se fait pas dans l’état présent." in told

    @pytest.mark.parametrize("step", ["unknown", "validate"])
    def test_what_is_no_step_is_absent(self, cast, submitted, sign_in, step):
        assert sign_in(cast.director).get(f"{HERE}etapes/{step}/").status_code == 404

    def test_a_programme_already_validated(self, cast, ici, sign_in):
        a_programme(ici, cast.director, ProgrammeState.VALIDATED)
        assert done_by(cast.director) in sentences(sign_in(cast.director).get(f"{HERE}valider/"))

    def test_the_reason_typed_is_given_back(self, cast, ici, sign_in):
        a_programme(ici, cast.director)
        response = sign_in(cast.director).post(f"{HERE}etapes/send_back/", {"reason": "Plus d’élus."})
        assert "Ce que vous aviez écrit" in sentences(response)
        assert "Plus d’élus." in sentences(response)

    def test_an_action_already_done(self, cast, ici, sign_in):
        action = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY).actions.first()
        ACTION_WORKFLOW.move(action, "do", actor=cast.director)
        told = sentences(sign_in(cast.director).get(f"{HERE}actions/{action.pk}/etapes/do/"))
        assert done_by(cast.director) in told

    def test_an_action_of_a_submitted_programme(self, cast, submitted, sign_in):
        action, client = submitted.actions.first(), sign_in(cast.director)
        pages = [f"actions/{action.pk}/modifier/", f"actions/{action.pk}/retirer/", "actions/nouvelle/"]
        assert [client.get(HERE + page).status_code for page in pages] == [409, 409, 409]
        data = {"title": "Un long titre", "mission": "M1", "format": "reseau", "theme": "sante"}
        response = client.post(f"{HERE}{pages[0]}", data)
        assert response.context["form"]["title"].value() == "Un long titre"
        assert "Le programme est soumis à l’instance" in sentences(response)

    def test_a_budget_whose_stage_is_closed_keeps_what_was_typed(self, cast, submitted, sign_in):
        client, address = sign_in(cast.director), f"{HERE}budget/previsionnel/"
        assert client.get(address).status_code == 409
        data = {
            "produits-TOTAL_FORMS": 1, "produits-INITIAL_FORMS": 0, "charges-TOTAL_FORMS": 0,
            "charges-INITIAL_FORMS": 0, "produits-0-post": "region", "produits-0-socle": "123456",
        }  # fmt: skip
        response = client.post(address, data)
        assert "Le budget prévisionnel ne change que dans un brouillon" in sentences(response)
        assert 'value="123456"' in sentences(response)
        assert BudgetLine.objects.filter(stage=Stage.PLANNED, amount=123456).count() == 0
        assert Programme.objects.get().state == ProgrammeState.SUBMITTED
