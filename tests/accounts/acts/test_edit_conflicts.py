"""Two people on the same page: the second one is shown both texts, nothing is lost, and saving again is a choice."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from governance.enums import ConventionState, ReviewState
from governance.models import Action, Amendment, Cartography, CartographyLine, Convention, FinalReview, InterimReview
from governance.models.programme import Priority, Programme
from tests.governance.conventions.factories import (
    THIS_YEAR,
    CartographyFactory,
    ConventionFactory,
    FinalReviewFactory,
)
from tests.governance.programmes.factories import YEAR, a_programme
from tests.text import words

CHANGED = "Cette page a été enregistrée entre-temps, par une autre personne ou depuis une autre fenêtre"


def seen_by(response):
    return response.context["seen"]


def told(response):
    return [(one.label, one.stored, one.typed) for one in response.context["differences"]]


def two_tabs(client, address, first, second):
    """Open the page twice, save one after the other; the answer to the second, then to the second saved again."""
    seen = seen_by(client.get(address))
    assert client.post(address, {**first, "seen": seen}).status_code == 302
    refused = client.post(address, {**second, "seen": seen})
    assert CHANGED in words(refused.content.decode())
    again = client.post(address, {**second, "seen": seen_by(refused)})
    assert again.status_code == 302
    return refused


class TestConventions:
    def test_a_draft(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici, state=ConventionState.DRAFT, purpose="Avant", consulted="")
        address = f"/conventions/ici/{one.pk}/modifier/"
        common = {"starts_on": one.starts_on.isoformat(), "cartography": one.cartography_id}
        common |= {"has_republican_contract": "on", "ends_on": one.ends_on.isoformat()}
        seen = seen_by(sign_in(cast.regional).get(address))
        sign_in(cast.admin).post(address, {**common, "purpose": "Le mien", "seen": seen})
        refused = sign_in(cast.regional).post(address, {**common, "purpose": "Le vôtre", "seen": seen})
        assert told(refused) == [("Objet", "Le mien", "Le vôtre")]
        assert Convention.objects.get().purpose == "Le mien"
        assert refused.context["form"]["purpose"].value() == "Le vôtre"
        sign_in(cast.regional).post(address, {**common, "purpose": "Le vôtre", "seen": seen_by(refused)})
        assert Convention.objects.get().purpose == "Le vôtre"

    def test_the_same_page_saved_twice_alike_is_no_quarrel(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici)
        address, client = f"/conventions/ici/{one.pk}/avenants/2/", sign_in(cast.regional)
        seen = seen_by(client.get(address))
        client.post(address, {"purpose": "Étude", "seen": seen})
        seen = seen_by(client.get(address))
        assert [client.post(address, {"purpose": "Étude", "seen": seen}).status_code for _ in range(2)] == [302, 302]

    def test_an_amendment(self, cast, ici, sign_in):
        one = ConventionFactory(centre=ici)
        address = f"/conventions/ici/{one.pk}/avenants/2/"
        refused = two_tabs(sign_in(cast.regional), address, {"purpose": "Étude"}, {"purpose": "Journée"})
        assert told(refused) == [("Objet particulier de l’avenant", "Étude", "Journée")]
        assert Amendment.objects.get().purpose == "Journée"

    def test_an_interim_review_that_nobody_had_begun(self, cast, ici, sign_in):
        """R-81."""
        one = ConventionFactory(centre=ici)
        address, day = f"/conventions/ici/{one.pk}/bilans/{THIS_YEAR}/", localdate().isoformat()
        first, second = {"held_on": day, "text": "Bien."}, {"held_on": day, "text": "Très bien."}
        assert told(two_tabs(sign_in(cast.regional), address, first, second)) == [
            ("Bilan de l’exercice", "Bien.", "Très bien.")
        ]
        assert InterimReview.objects.get().text == "Très bien."

    def test_a_final_review(self, cast, ici, sign_in):
        """R-84."""
        one = ConventionFactory(centre=ici, state=ConventionState.EXPIRED, years_ago=3)
        FinalReviewFactory(convention=one, state=ReviewState.DRAFT)
        parts = {"conformity": "Objet tenu", "framework": "Missions tenues", "impact": "Réseau actif"}
        address = f"/conventions/ici/{one.pk}/bilan-final/ecrire/"
        first, second = {**parts, "follow_up": "Suite"}, {**parts, "follow_up": "Fin"}
        assert told(two_tabs(sign_in(cast.regional), address, first, second)) == [
            ("4. Prolongements et suites", "Suite", "Fin")
        ]
        assert FinalReview.objects.get().follow_up == "Fin"

    def test_a_cartography_and_its_lines(self, cast, ici, sign_in):
        """R-52, R-53: the region and the centre write it together."""
        one = CartographyFactory(centre=ici, state="ongoing", dated=None)
        line = CartographyLine.objects.get()
        here, client = f"/conventions/ici/cartographies/{one.pk}/", sign_in(cast.regional)
        common = {"led_by": "SGAR", "contributors": "Le centre"}
        first, second = {**common, "summary": "Dense"}, {**common, "summary": "Rare"}
        assert told(two_tabs(client, f"{here}modifier/", first, second)) == [("Synthèse", "Dense", "Rare")]
        common = {"function": "Formation", "centre_role": "Former les équipes"}
        first, second = {**common, "finding": "lacune"}, {**common, "finding": "redondance"}
        refused = two_tabs(client, f"{here}lignes/{line.pk}/", {**first, "structures": "CNFPT"}, second)
        assert told(refused) == [("Structures présentes", "CNFPT", "rien"), ("Constat", "Lacune", "Redondance")]
        assert Cartography.objects.get().summary == "Rare"


class TestProgrammes:
    @pytest.fixture
    def action(self, cast, ici):
        return a_programme(ici, cast.director).actions.get(mission="M3")

    def test_an_action(self, cast, action, sign_in):
        address = f"/programmes/ici/{YEAR}/actions/{action.pk}/modifier/"
        common = {"title": "Veille", "mission": "M3", "format": "veille", "targets_districts": "on"}
        common |= {"all_contracts": "on", "theme": "gouvernance"}
        first = {**common, "publics": ["elus"], "decided_on": "2025-02-01"}
        second = {**common, "publics": ["associations"], "decided_on": "2025-02-01"}
        refused = two_tabs(sign_in(cast.director), address, first, second)
        assert told(refused) == [("Publics visés", "élus", "associations")]
        assert Action.objects.get(pk=action.pk).publics == ["associations"]

    def test_the_presentation_and_the_priorities(self, cast, action, sign_in):
        """R-20."""
        address = f"/programmes/ici/{YEAR}/presenter/"
        formset = {"priorites-TOTAL_FORMS": 1, "priorites-INITIAL_FORMS": 0}
        first = {**formset, "introduction": "Une année", "priorites-0-text": "Emploi"}
        second = {**formset, "introduction": "Une année", "priorites-0-text": "Santé"}
        assert told(two_tabs(sign_in(cast.director), address, first, second)) == [("Priorités", "Emploi", "Santé")]
        assert list(Priority.objects.values_list("text", flat=True)) == ["Santé"]
        assert Programme.objects.get().introduction == "Une année"


def test_a_day_is_told_in_french(cast, ici, sign_in):
    one = ConventionFactory(centre=ici)
    address = f"/conventions/ici/{one.pk}/bilans/{THIS_YEAR}/"
    first, second = ({"held_on": dt.date(THIS_YEAR, 1, day).isoformat(), "text": "Bien."} for day in (5, 6))
    assert told(two_tabs(sign_in(cast.regional), address, first, second)) == [
        ("Bilan fait le", f"5 janvier {THIS_YEAR}", f"6 janvier {THIS_YEAR}")
    ]
