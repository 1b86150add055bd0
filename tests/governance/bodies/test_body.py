"""Bodies and seats: who keeps them, what the law refuses, what their pages cost."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from centres.enums import LegalForm
from centres.models import Identity
from governance.bodies.queries import body_sentence, national_lines, without_funders
from governance.bodies.services import STATE_ON_THE_BOARD, may_write_body, save_body, save_seat
from governance.enums import LOCAL_BODIES, BodyKind, College
from governance.models import Body, Seat
from tests.factories import CentreFactory
from tests.governance.bodies.factories import BodyFactory, MeetingFactory, NationalBodyFactory, SeatFactory

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "other_director", "other_regional",
         "nobody")  # fmt: skip
KEEPERS = {"admin", "national"}
OF_ICI = {"admin", "regional", "director"}
SEAT = {"college": "bloc_communal", "organisation": "Ville", "valid_from": "2024-01-01"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_keeps_its_own_bodies_and_no_other(cast, ici, role):
    """R-54: local bodies belong to a centre; R-57: the lead region acts there for the State."""
    person = getattr(cast, role)
    assert may_write_body(person, BodyFactory(centre=ici)) is (role in OF_ICI)
    assert may_write_body(person, NationalBodyFactory()) is (role in KEEPERS)


@pytest.mark.parametrize("role", ROLES)
def test_local_bodies_are_seen_within_the_perimeter_and_national_ones_by_all(cast, ici, role):
    local, national = BodyFactory(centre=ici), NationalBodyFactory()
    seen = set(Body.objects.visible_to(getattr(cast, role)))
    here = role not in ("other_director", "other_regional", "nobody")
    assert seen == ({local, national} if here else {national})


def test_whoever_may_only_read_is_refused(cast, ici):
    body = BodyFactory(centre=ici, name="Conseil")
    with pytest.raises(PermissionDenied):
        save_body(body, actor=cast.partner, name="Autre nom")
    with pytest.raises(PermissionDenied):
        save_seat(Seat(body=body), actor=cast.other_director, college=College.COMMUNES, organisation="Ville")
    assert (Body.objects.get().name, Seat.objects.count()) == ("Conseil", 0)


def test_acts_on_bodies_are_in_the_journal(cast, ici):
    body = save_body(Body(centre=ici), actor=cast.director, kind=BodyKind.BOARD, name="Conseil")
    save_body(body, actor=cast.director, name="Conseil d’administration")
    seat = save_seat(Seat(body=body), actor=cast.director, college=College.COMMUNES, organisation="Ville")
    save_seat(seat, actor=cast.director, valid_to=dt.date(2026, 1, 1))
    assert list(Act.objects.order_by("pk").values_list("verb", flat=True)) == [
        "instance : ouvrir", "instance : modifier", "siège : attribuer", "siège : modifier",
    ]  # fmt: skip


FORMS = {LegalForm.ASSOCIATION: True, LegalForm.GIP: False}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", sorted(LOCAL_BODIES))
def test_the_state_is_refused_on_the_board_of_an_association_alone(cast, form, kind):
    """R-63: the State may sit on a GIP's board, and on an association's committee of funders (R-65)."""
    body = BodyFactory(centre=CentreFactory(legal_form=form), kind=kind)
    values = {"college": College.STATE, "organisation": "Préfecture de région"}
    if FORMS[form] and kind == BodyKind.BOARD:
        with pytest.raises(RefusedError, match=re.escape(STATE_ON_THE_BOARD)):
            save_seat(Seat(body=body), actor=cast.admin, **values)
        assert Seat.objects.count() == 0
    else:
        assert save_seat(Seat(body=body), actor=cast.admin, **values).pk


@pytest.mark.parametrize(
    ("organisation", "is_state"),
    [
        ("Préfecture de région", True),
        ("Sous-préfecture de Brest", True),
        ("Préfet délégué à l’égalité des chances", True),
        ("DREETS Bretagne", True),
        ("Direction régionale (DRJSCS)", True),
        ("Ministère de la Ville", True),
        ("Rectorat de Rennes", True),
        ("L’État", True),
        ("ANCT", True),
        ("Ville de Brest", False),
        ("Conseil départemental du Finistère", False),
        ("Caisse des dépôts", False),
        ("Université de Nantes", False),
        ("Établissement public foncier", False),
    ],
)
@pytest.mark.parametrize("college", [College.QUALIFIED, College.COMMUNES])
def test_the_state_is_told_by_its_name_whatever_its_college(cast, ici, organisation, is_state, college):
    """R-63: « Personnalités qualifiées » hides no prefecture."""
    board = BodyFactory(centre=ici, kind=BodyKind.BOARD)
    values = {"college": college, "organisation": organisation}
    if is_state:
        with pytest.raises(RefusedError, match=re.escape(STATE_ON_THE_BOARD)):
            save_seat(Seat(body=board), actor=cast.director, **values)
    else:
        assert save_seat(Seat(body=board), actor=cast.director, **values).pk


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ((2020, 1, 1), None, True),
        ((2015, 1, 1), (2019, 12, 31), False),
        ((2015, 1, 1), (2020, 1, 1), True),
    ],
)
def test_r_63_looks_at_the_form_that_the_centre_had_while_the_seat_was_held(cast, start, end, refused):
    centre = CentreFactory(legal_form=LegalForm.GIP)
    Identity.objects.filter(centre=centre).update(valid_to=dt.date(2019, 12, 31))
    Identity.objects.create(
        centre=centre, name="Devenue", legal_form=LegalForm.ASSOCIATION, valid_from=dt.date(2020, 1, 1)
    )
    seat = Seat(body=BodyFactory(centre=centre), valid_from=dt.date(*start), valid_to=dt.date(*end) if end else None)
    values = {"college": College.STATE, "organisation": "Préfecture"}
    if refused:
        with pytest.raises(RefusedError):
            save_seat(seat, actor=cast.admin, **values)
    else:
        assert save_seat(seat, actor=cast.admin, **values).pk


def test_a_committee_where_the_state_sits_never_becomes_the_board(cast, ici):
    """R-63."""
    body = BodyFactory(centre=ici, kind=BodyKind.FUNDERS)
    SeatFactory(body=body, college=College.STATE)
    with pytest.raises(RefusedError):
        save_body(body, actor=cast.director, kind=BodyKind.BOARD)
    body.refresh_from_db()
    assert body.kind == BodyKind.FUNDERS


def test_a_seat_whose_end_precedes_its_start_is_refused(cast):
    with pytest.raises(ValidationError, match="La fin précède le début"):
        save_seat(
            Seat(body=NationalBodyFactory()), actor=cast.admin, college=College.STATE, organisation="ANCT",
            valid_from=dt.date(2026, 1, 2), valid_to=dt.date(2026, 1, 1),
        )  # fmt: skip


def test_a_national_body_exists_once(cast):
    NationalBodyFactory()
    with pytest.raises(ValidationError, match="Cette instance nationale existe déjà"):
        save_body(Body(), actor=cast.national, kind=BodyKind.TECHNICAL, name="Un autre")


def test_associations_without_a_committee_of_funders_are_named(cast, ici):
    """R-65; where no body is described, nothing can be said."""
    assert without_funders(cast.national) == []
    BodyFactory(centre=ici)
    BodyFactory(centre=CentreFactory(legal_form=LegalForm.GIP))
    assert without_funders(cast.national) == [ici]
    BodyFactory(centre=ici, kind=BodyKind.FUNDERS)
    assert without_funders(cast.national) == []


@pytest.mark.parametrize(
    ("kind", "decides", "sentence"),
    [
        (BodyKind.BOARD, True, "Conseil d’administration, Ici\u202f; valide le programme annuel."),
        (BodyKind.DEPARTMENTAL, False, "Instance départementale (Finistère), Ici."),
    ],
)
def test_a_body_is_presented_in_one_sentence(ici, kind, decides, sentence):
    """R-54, R-79."""
    department = ici.perimeters.get().department if kind == BodyKind.DEPARTMENTAL else None
    body = BodyFactory(centre=ici, kind=kind, decides_programme=decides, department=department)
    assert body_sentence(body) == sentence
    assert body_sentence(NationalBodyFactory()) == "Instance nationale."


class TestTheNationalYear:
    def line(self, kind, *, today=dt.date(2025, 11, 30), year=2025):
        return next(one for one in national_lines(year, today=today) if one.kind == kind)

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            (BodyKind.CHARTER, "1 au moins"),
            (BodyKind.TECHNICAL, "3 au moins, 4 visées"),
            (BodyKind.ANNUAL_DAY, "1 au moins"),
            (BodyKind.ANRU, "1 au moins"),
            (BodyKind.OVERSEAS, "sans minimum"),
            (BodyKind.PRESIDENTS, "sans minimum"),
        ],
    )
    def test_each_body_owes_what_the_framework_says(self, db, kind, expected):
        """R-107, R-108, R-114, R-116; R-46, R-105: no minimum."""
        assert self.line(kind).expected == expected

    def test_meetings_are_counted_in_their_year(self, db):
        body = NationalBodyFactory()
        MeetingFactory(body=body)
        MeetingFactory(body=body, on=dt.date(2024, 6, 24))
        MeetingFactory(body=body, on=dt.date(2025, 12, 9), is_held=False)
        MeetingFactory(body=body, on=dt.date(2025, 2, 9), is_held=False)
        MeetingFactory(body=body, on=dt.date(2026, 1, 9), is_held=False)
        line = self.line(BodyKind.TECHNICAL)
        assert (line.meeting_count, line.planned, line.next_on) == (1, 1, dt.date(2025, 12, 9))

    @pytest.mark.parametrize(
        ("today", "planned", "alert"),
        [
            ((2025, 11, 30), 0, ""),
            ((2025, 12, 1), 0, "L’année s’achève\u00a0: 1\u00a0réunion manque, sans date prévue (R-107)."),
            ((2025, 12, 1), 1, ""),
            ((2026, 1, 1), 0, "2025 s’est achevée sans le minimum\u00a0: 1\u00a0réunion manque (R-107)."),
        ],
    )
    def test_an_alert_comes_with_december(self, db, today, planned, alert):
        """R-107: nothing is said while the year can still bring the meeting."""
        body = NationalBodyFactory(kind=BodyKind.CHARTER)
        MeetingFactory.create_batch(planned, body=body, on=dt.date(2025, 12, 15), is_held=False)
        assert self.line(BodyKind.CHARTER, today=dt.date(*today)).alert == alert

    def test_a_body_without_minimum_never_alerts(self, db):
        assert self.line(BodyKind.OVERSEAS, today=dt.date(2026, 1, 1)).alert == ""


class TestPages:
    def test_a_director_opens_a_body_and_seats_the_funders(self, cast, sign_in, ici):
        """R-62: colleges, organisations, people, elected or not."""
        client = sign_in(cast.director)
        page = client.get("/instances/centres/ici/nouvelle/?nature=financeurs")
        assert page.context["form"].initial == {"kind": "financeurs", "name": "Comité des financeurs"}
        answer = client.post("/instances/centres/ici/nouvelle/", {"kind": "financeurs", "name": "Comité"})
        body = Body.objects.get()
        assert (answer.headers["Location"], body.centre) == (body.get_absolute_url(), ici)
        client.post(f"{body.get_absolute_url()}sieges/nouveau/", SEAT | {"is_elected": "on", "person": "Adjointe"})
        seat = Seat.objects.get()
        assert (seat.college, seat.organisation, seat.person, seat.is_elected, seat.is_voting) == (
            "bloc_communal", "Ville", "Adjointe", True, False,
        )  # fmt: skip
        client.post(f"/instances/sieges/{seat.pk}/modifier/", SEAT | {"valid_to": "2024-12-31"})
        assert [one.organisation for one in client.get(body.get_absolute_url()).context["former"]] == ["Ville"]

    def test_the_refusal_of_the_state_is_told_on_the_form(self, cast, sign_in, ici):
        """R-63."""
        body = BodyFactory(centre=ici)
        answer = sign_in(cast.director).post(
            f"/instances/{body.pk}/sieges/nouveau/", SEAT | {"college": "etat", "organisation": "Préfecture"}
        )
        assert answer.context["form"].non_field_errors() == [STATE_ON_THE_BOARD]

    @pytest.mark.parametrize(
        ("kind", "department", "errors"),
        [
            ("departementale", "", {"department": ["Dites de quel département est cette instance."]}),
            ("departementale", "29", {}),
            ("ca", "29", {}),
        ],
    )
    def test_a_departmental_body_says_its_departement(self, cast, sign_in, ici, kind, department, errors):
        """R-54."""
        pk = ici.perimeters.get().department.pk if department else ""
        data = {"kind": kind, "name": "Instance", "department": pk}
        answer = sign_in(cast.director).post("/instances/centres/ici/nouvelle/", data)
        if errors:
            assert answer.context["form"].errors == errors
        else:
            assert bool(Body.objects.get().department) is (kind == "departementale")

    def test_national_staff_open_what_is_not_open_yet(self, cast, sign_in):
        client = sign_in(cast.national)
        client.post("/instances/nouvelle/", {"kind": "anru", "name": "ANRU"})
        body = Body.objects.get()
        assert (body.kind, body.centre) == ("anru", None)
        assert "anru" not in dict(client.get("/instances/nouvelle/").context["form"].fields["kind"].choices)
        client.post(f"/instances/{body.pk}/modifier/", {"name": "Rencontre avec l’ANRU", "kind": "charte"})
        body.refresh_from_db()
        assert (body.name, body.kind) == ("Rencontre avec l’ANRU", "anru")

    @pytest.mark.parametrize("size", [1, 3])
    def test_pages_cost_the_same_whatever_the_network(self, cast, sign_in, ici, django_assert_num_queries, size):
        technical = NationalBodyFactory()
        for _ in range(size):
            centre = CentreFactory()
            for body in (BodyFactory(centre=ici), BodyFactory(centre=centre), technical):
                SeatFactory(body=body)
                MeetingFactory(body=body)
        client = sign_in(cast.national)
        prices = {"/instances/": 6, "/instances/centres/ici/": 6, f"/instances/{technical.pk}/": 7}
        for address, price in prices.items():
            with django_assert_num_queries(price):
                assert client.get(address).status_code == 200

    def test_the_page_of_a_centre_asks_for_the_missing_committee(self, cast, sign_in, ici):
        """R-65."""
        BodyFactory(centre=ici)
        client = sign_in(cast.director)
        assert client.get("/instances/centres/ici/").context["lacks_funders"] is True
        BodyFactory(centre=ici, kind=BodyKind.FUNDERS)
        assert client.get("/instances/centres/ici/").context["lacks_funders"] is False
