"""Services sold to a client: the regime is computed, each rule refuses in its own words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from governance.enums import BodyKind, College, ProgrammeState
from governance.models import Action, Body, Seat, Service
from governance.programmes.actions.services import save_action
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from governance.programmes.paid_services.services import ServiceInput, remove_service, save_service
from tests.governance.programmes.factories import YEAR, a_programme, an_action
from tests.text import words

MEMBER = ServiceInput(
    client="Une métropole", ordered_on=dt.date(YEAR, 2, 3), fits_purpose=True,
    price=Decimal(900), paid_by_client=Decimal(500), real_cost=Decimal(1_000),
)  # fmt: skip
STRANGER = replace(MEMBER, client="Un aménageur", paid_by_client=Decimal(900))


@pytest.fixture
def action(cast, ici):
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    Seat.objects.create(
        body=ici.bodies.get(), college=College.COMMUNES, organisation="Une Metropole", valid_from=dt.date(YEAR, 1, 1)
    )
    return an_action(
        programme, cast.director, mission="C5", format="accompagnement_site", decided_by=ici.bodies.get(),
        decided_on=dt.date(YEAR, 1, 5), funded_by="prestations", reason="Commande.",
    )  # fmt: skip


@pytest.mark.parametrize(("ahead", "is_refused"), [(0, False), (1, True)])
@pytest.mark.parametrize("door", ["action", "service"])
def test_r03_no_decision_nor_order_is_dated_after_today(cast, action, door, ahead, is_refused):
    on = localdate() + dt.timedelta(ahead)

    def act():
        if door == "service":
            return save_service(action, replace(MEMBER, ordered_on=on), actor=cast.director).ordered_on
        action.decided_on = on
        return save_action(action, actor=cast.director, reason="Décision.").decided_on

    if is_refused:
        with pytest.raises(RefusedError) as refused:
            act()
        assert words(str(refused.value)).endswith("qui n’est pas encore passé.")
    else:
        assert act() == on


@pytest.mark.parametrize(
    ("wanted", "regime", "destination"),
    [(MEMBER, "in_house", "complementaire"), (STRANGER, "concurrentielle", "concurrentiel")],
)
def test_r68_r71_the_regime_follows_from_membership_and_the_action_is_classified_again(
    action, cast, wanted, regime, destination
):
    """R-66, R-68, R-71, R-73: in-house for a member; competitive otherwise, and its money apart."""
    service = save_service(action, wanted, actor=cast.director)
    action.refresh_from_db()
    assert (service.regime, action.destination) == (regime, destination)


def test_r37_a_site_support_without_its_regime_lacks_something(action, cast):
    """R-37: C5 needs a legal regime, which the service gives."""
    service = save_service(action, STRANGER, actor=cast.director)
    action.refresh_from_db()
    assert [one["rule"] for one in action.reasons] == ["R-37", "R-71"]
    remove_service(action, actor=cast.director)
    action.refresh_from_db()
    assert (action.destination, Service.objects.filter(pk=service.pk).exists()) == ("complementaire", False)


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        (replace(MEMBER, fits_purpose=False), "R-67"),
        (replace(STRANGER, fits_purpose=False), "R-67"),
        (replace(MEMBER, real_cost=None), "R-69"),
        (replace(MEMBER, real_cost=Decimal("899.99")), "R-69"),
        (replace(MEMBER, is_subcontracted=True), "R-70"),
        (replace(STRANGER, is_subcontracted=True), "R-70"),
        (replace(STRANGER, paid_by_client=Decimal("899.99")), "R-71"),
    ],
)
def test_r67_r69_r70_r71_what_the_rules_forbid_is_refused_whole(action, cast, wanted, rule):
    with pytest.raises(RefusedError, match=rule):
        save_service(action, wanted, actor=cast.director)
    assert not Service.objects.exists()


def test_r70_a_subcontracted_service_cites_its_competition_file(action, cast):
    wanted = replace(MEMBER, is_subcontracted=True, competition_file="Consultation n° 3")
    assert save_service(action, wanted, actor=cast.director).competition_file == "Consultation n° 3"


@pytest.mark.parametrize(
    "false", [{"fits_purpose": False}, {"price": 1_001}, {"is_subcontracted": True}, {"regime": "concurrentielle"}]
)
def test_the_database_itself_refuses_a_service_against_the_rules(action, cast, false):
    save_service(action, MEMBER, actor=cast.director)
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.update(**false)


@pytest.mark.parametrize(
    ("ordered_on", "seat", "regime", "told"),
    [
        ((2, 3), {}, "in_house", f"Siège « Conseil d’administration » depuis le 1er janvier {YEAR}."),
        ((1, 1), {}, "in_house", f"Siège « Conseil d’administration » depuis le 1er janvier {YEAR}."),
        ((2, 3), {"valid_to": dt.date(YEAR, 2, 3)}, "in_house",
         f"Siège « Conseil d’administration » depuis le 1er janvier {YEAR} jusqu’au 3 février {YEAR}."),
        ((2, 3), {"valid_to": dt.date(YEAR, 2, 2)}, "concurrentielle",
         "Son siège aux instances du centre ne couvre pas cette date."),
        ((2, 3), {"valid_from": dt.date(YEAR, 2, 4)}, "concurrentielle",
         "Son siège aux instances du centre ne couvre pas cette date."),
        ((2, 3), {"organisation": "Une autre métropole"}, "concurrentielle",
         "Aucun siège à ce nom parmi les membres du centre à cette date."),
        ((2, 3), {"body": None}, "concurrentielle", "Aucun siège n’est décrit aux instances du centre."),
    ],
)  # fmt: skip
def test_r68_membership_is_read_from_the_seats_on_the_day_of_the_order(
    action, cast, ici, ordered_on, seat, regime, told
):
    """R-68: names are compared without accents; a seat on the committee of funders makes no member."""
    funders = Body.objects.create(centre=ici, kind=BodyKind.FUNDERS, name="Comité des financeurs")
    Seat.objects.update(**({"body": funders} if seat == {"body": None} else seat))
    wanted = replace(MEMBER, ordered_on=dt.date(YEAR, *ordered_on), paid_by_client=MEMBER.price)
    service = save_service(action, wanted, actor=cast.director)
    assert (service.regime, words(service.membership_told)) == (regime, told)


@pytest.mark.parametrize(
    ("wanted", "claim", "regime"),
    [(STRANGER, "membre", "in_house"), (replace(MEMBER, paid_by_client=MEMBER.price), "non_membre", "concurrentielle")],
)
def test_r68_what_is_asserted_against_the_seats_is_justified(action, cast, wanted, claim, regime):
    asserted = replace(wanted, membership_claim=claim, membership_reason=" ")
    with pytest.raises(RefusedError, match="R-68"):
        save_service(action, asserted, actor=cast.director)
    service = save_service(action, replace(asserted, membership_reason="Bulletin du 5 mars"), actor=cast.director)
    assert (service.regime, words(service.membership_told)) == (regime, "Affirmé par le centre : Bulletin du 5 mars")
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.update(membership_reason="")


def test_only_the_team_sells(action, cast):
    with pytest.raises(PermissionDenied):
        save_service(action, MEMBER, actor=cast.regional)


class TestPage:
    DATA = {"client": "Un aménageur", "ordered_on": f"{YEAR}-02-03", "fits_purpose": "on", "price": "1 200,50",
            "paid_by_client": "1200,5", "real_cost": ""}  # fmt: skip

    def test_the_regime_is_told_and_a_blank_cost_stays_unknown(self, action, cast, sign_in):
        client = sign_in(cast.director)
        address = f"/programmes/ici/{YEAR}/actions/{action.pk}/"
        response = client.post(f"{address}prestation/", self.DATA, follow=True)
        service = Service.objects.get()
        assert (service.price, service.real_cost, service.regime) == (Decimal("1200.50"), None, "concurrentielle")
        judgement = response.context["judgement"]
        assert (judgement.reason.rule, [one.rule for one in judgement.warnings]) == ("R-71", ["R-71"])

    def test_seats_corrected_later_are_told_on_the_page(self, action, cast, sign_in):
        save_service(action, MEMBER, actor=cast.director)
        address = f"/programmes/ici/{YEAR}/actions/{action.pk}/"
        assert sign_in(cast.director).get(address).context["membership"].is_member is True
        Seat.objects.update(valid_from=dt.date(YEAR, 12, 1))
        response = sign_in(cast.director).get(address)
        assert response.context["membership"].is_member is False
        assert "Les sièges du centre ont changé depuis" in response.content.decode()

    def test_the_form_proposes_the_members(self, action, cast, sign_in):
        response = sign_in(cast.director).get(f"/programmes/ici/{YEAR}/actions/{action.pk}/prestation/")
        assert response.context["members"] == ["Une Metropole"]

    def test_a_refusal_is_told_on_the_form(self, action, cast, sign_in):
        address = f"/programmes/ici/{YEAR}/actions/{action.pk}/prestation/"
        data = {name: value for name, value in self.DATA.items() if name != "fits_purpose"}
        response = sign_in(cast.director).post(address, data)
        (refusal,) = response.context["form"].non_field_errors()
        assert "(R-67)" in refusal

    def test_a_service_is_taken_away(self, action, cast, sign_in):
        save_service(action, STRANGER, actor=cast.director)
        sign_in(cast.director).post(
            f"/programmes/ici/{YEAR}/actions/{action.pk}/prestation/", {"remove": "oui", "sure": "1"}
        )
        assert not Service.objects.exists()


def test_an_action_written_from_an_older_reading_keeps_the_state_reached_meanwhile(action, cast):
    """A file of actions is read, then written line by line: what was carried out in between stays so."""
    read_before = Action.objects.select_related("programme__centre").get(pk=action.pk)
    ACTION_WORKFLOW.move(action, "do", actor=cast.director)

    read_before.title = "Nouvel intitulé"
    save_action(read_before, actor=cast.director, reason="Titre corrigé.")

    stored = Action.objects.get(pk=action.pk)
    assert (stored.title, stored.state) == ("Nouvel intitulé", "done")
