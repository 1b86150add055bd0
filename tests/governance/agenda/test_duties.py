"""What awaits each role on arriving: conventions, programmes, minutes; each with the page where it is done."""

import datetime as dt

import pytest

from accounts.enums import Role
from centres.models import Perimeter
from centres.models.mandate import active_mandates
from governance.conventions.obligations import of_conventions, of_meetings
from governance.conventions.schedule import alerts_of, with_schedule
from governance.enums import AmendmentState, BodyKind, ConventionState, ProgrammeState
from governance.models import Convention, InterimReview, Meeting
from governance.programmes.obligations import of_programmes, of_the_network
from governance.registers.obligations import items_around
from tests.factories import CentreFactory, DepartmentFactory, MandateFactory
from tests.governance.bodies.factories import BodyFactory, MeetingFactory, WorksiteFactory
from tests.governance.conventions.factories import (
    AmendmentFactory,
    CartographyFactory,
    ConventionFactory,
    FinalReviewFactory,
)
from tests.governance.programmes.factories import ProgrammeFactory
from tests.obligations import awaiting, owed, statuses
from tests.text import words

IN_NOVEMBER, IN_MAY = dt.date(2026, 11, 25), dt.date(2026, 5, 20)
ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "other_regional", "nobody")


def told(source, user, today=IN_NOVEMBER):
    return awaiting(user, today, source)


def a_convention(centre, **more):
    """Begun in 2025, signed with the tool, its second year amended, its first reviewed: nothing awaits in 2026."""
    given = {
        "starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2027, 12, 31), "signed_on": dt.date(2025, 2, 9),
        "cartography": CartographyFactory(centre=centre),
    }  # fmt: skip
    convention = ConventionFactory(centre=centre, **(given | more))
    if convention.state != ConventionState.DRAFT:
        AmendmentFactory(convention=convention, state=AmendmentState.SIGNED, signed_on=dt.date(2026, 3, 1))
        InterimReview.objects.create(convention=convention, year=2025, held_on=dt.date(2025, 12, 5), text="Bien.")
    return convention


class TestConventions:
    def test_r_81_the_review_of_the_year_awaits_from_sixty_days_before(self, cast, ici):
        url = f"/conventions/ici/{a_convention(ici).pk}/"
        awaits = [("2026-12-31", "Ici : bilan intermédiaire 2026 de la convention", url)]
        assert told(of_conventions, cast.regional) == awaits
        assert told(of_conventions, cast.regional, dt.date(2026, 10, 31)) == []

    def test_r_75_r_81_what_is_late_is_told_with_its_day(self, cast, ici):
        convention = a_convention(ici)
        convention.amendments.all().delete()
        convention.interim_reviews.all().delete()
        duties = owed(cast.regional, IN_NOVEMBER, of_conventions)
        assert [(duty.on.isoformat(), words(duty.sentence)) for duty in duties if duty.is_late(IN_NOVEMBER)] == [
            ("2025-12-31", "Attendu depuis le 31 décembre 2025."),
            ("2026-06-30", "Attendu depuis le 30 juin 2026."),
        ]

    @pytest.mark.parametrize(
        ("lacks", "sentence"),
        [
            ({}, "Ses pièces sont réunies : signez-la dès que le montant de l’exercice 2025 est connu (R-75)."),
            ({"cartography": None}, "Rattachez la cartographie stratégique"),
            ({"referential_version": ""}, "Indiquez la version du référentiel d’indicateurs"),
        ],
    )  # fmt: skip
    def test_r_51_r_78_a_draft_awaits_its_signature_and_says_what_it_lacks(self, cast, ici, lacks, sentence):
        a_convention(ici, state=ConventionState.DRAFT, signed_on=None, **lacks)
        (duty,) = owed(cast.regional, IN_NOVEMBER, of_conventions)
        assert words(duty.title) == "Ici : convention pluriannuelle d’objectifs à signer"
        assert words(duty.sentence).startswith(sentence)

    def test_r_82_a_term_that_is_past_is_to_be_told_then_reviewed(self, cast, ici):
        ended = a_convention(ici, starts_on=dt.date(2023, 7, 1), ends_on=dt.date(2026, 6, 30))
        for rank, year in ((3, 2024), (None, 2023)):
            if rank:
                AmendmentFactory(
                    convention=ended, rank=rank, state=AmendmentState.SIGNED, signed_on=dt.date(2025, 3, 1)
                )
            InterimReview.objects.create(convention=ended, year=year, held_on=dt.date(year, 12, 5), text="Bien.")
        url = f"/conventions/ici/{ended.pk}/"
        assert told(of_conventions, cast.regional) == [
            ("2026-06-30", "Ici : terme de la convention pluriannuelle d’objectifs", url),
            ("2026-12-30", "Ici : bilan final de la convention à valider", url),
            ("2026-12-31", "Ici : bilan intermédiaire 2026 de la convention", url),
        ]
        Convention.objects.update(state=ConventionState.EXPIRED)
        assert told(of_conventions, cast.regional) == [
            ("2026-12-30", "Ici : bilan final de la convention à valider", url),
            ("2026-12-31", "Ici : bilan intermédiaire 2026 de la convention", url),
        ]

    def test_r_75_an_expired_convention_owes_its_amendments_no_more(self, cast, ici):
        ended = a_convention(
            ici, state=ConventionState.EXPIRED, starts_on=dt.date(2023, 7, 1), ends_on=dt.date(2026, 6, 30)
        )
        ended.amendments.all().delete()
        titles = [duty[1] for duty in told(of_conventions, cast.regional)]
        assert [title for title in titles if "avenant" in title or "échéance" in title or "préparation" in title] == []

    def test_t_115_the_preparation_is_asked_no_more_once_the_review_is_begun_or_the_term_past(self, cast, ici):
        convention = a_convention(ici, starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2026, 12, 31))
        key = f"convention-{convention.pk}-preparation"
        in_2027 = dt.date(2027, 1, 2)
        days = [statuses(cast.regional, day, of_conventions)[key] for day in (IN_NOVEMBER, in_2027)]
        assert days == ["en retard", "sans objet"]
        FinalReviewFactory(convention=convention, agreed_by_centre_on=None)
        assert statuses(cast.regional, IN_NOVEMBER, of_conventions)[key] == "fait"

    def test_t_109_an_expired_convention_owes_what_its_page_still_accepts(self, cast, ici):
        expired = a_convention(
            ici, starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2023, 12, 31), state=ConventionState.EXPIRED
        )
        expired.amendments.all().delete()
        late = [item.key.split("-", 2)[2] for item in owed(cast.regional, IN_NOVEMBER, of_conventions)]
        assert late == ["bilan-2021", "bilan-2022", "bilan-2023", "bilan-final"]  # neither amendment nor preparation
        alerts = alerts_of(with_schedule(Convention.objects.all()).get(), IN_NOVEMBER)
        assert [alert.code for alert in alerts] == ["final_review", "interim_missing"]
        Convention.objects.update(state=ConventionState.RENEWED)
        assert owed(cast.regional, IN_NOVEMBER, of_conventions) == []

    def test_r_82_the_team_is_asked_for_its_agreement(self, cast, ici):
        convention = a_convention(ici, state=ConventionState.EXPIRED, ends_on=dt.date(2026, 6, 30))
        review = FinalReviewFactory(convention=convention, agreed_by_centre_on=None)
        assert [duty[1] for duty in told(of_conventions, cast.director)] == ["Ici : accord à donner sur le bilan final"]
        type(review).objects.update(agreed_by_centre_on=IN_MAY)
        assert told(of_conventions, cast.director) == []

    @pytest.mark.parametrize("role", [role for role in ROLES if role != "regional"])
    def test_nothing_awaits_the_others(self, cast, ici, role):
        a_convention(ici, state=ConventionState.DRAFT, signed_on=None)
        assert told(of_conventions, getattr(cast, role)) == []

    def test_nothing_awaits_a_region_that_only_reads(self, cast, ici):
        other = DepartmentFactory()
        Perimeter.objects.create(centre=ici, department=other)
        a_convention(ici, state=ConventionState.DRAFT, signed_on=None)
        assert told(of_conventions, MandateFactory(role=Role.REGIONAL, region=other.region).user) == []


class TestProgrammes:
    def test_r_79_a_year_that_nobody_opened_awaits_and_the_next_one_in_the_last_quarter(self, cast, ici):
        url = "/programmes/ici/nouveau/"
        this, after = (("2025-12-31", "Ici : programme 2026 à préparer", url),
                       ("2026-12-31", "Ici : programme 2027 à préparer", url))  # fmt: skip
        assert told(of_programmes, cast.director) == [this, after]
        assert told(of_programmes, cast.director, dt.date(2026, 9, 30)) == [this]

    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            (ProgrammeState.DRAFT, ["Ici : programme 2026 à soumettre"]),
            (ProgrammeState.SUBMITTED, ["Ici : validation du programme 2026 à enregistrer"]),
            (ProgrammeState.VALIDATED, ["Ici : année 2026 à commencer"]),
            (ProgrammeState.UNDER_WAY, []),
            (ProgrammeState.DONE, []),
        ],
    )
    def test_r_79_each_state_awaits_its_next_step(self, cast, ici, state, expected):
        set_state(ProgrammeFactory(centre=ici, year=2026), state)
        assert [duty[1] for duty in told(of_programmes, cast.director, IN_MAY)] == expected

    def test_r_86_the_year_before_awaits_its_closing_and_is_late_after_the_payment(self, cast, ici):
        """T-106: from 1 January, and late after 30 June only."""
        set_state(ProgrammeFactory(centre=ici, year=2025), ProgrammeState.UNDER_WAY)
        set_state(ProgrammeFactory(centre=ici, year=2026), ProgrammeState.UNDER_WAY)
        (duty,) = owed(cast.director, IN_MAY, of_programmes)
        assert (words(duty.title), duty.link.url) == ("Ici : année 2025 à clore", "/programmes/ici/2025/")
        assert words(duty.sentence).endswith("le versement de 2026 attend la justification de 2025 (R-86).")
        days = (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 1))
        assert [duty.status(day).value for day in days] == ["à venir", "à faire", "à faire", "en retard"]

    def test_t_106_the_programme_of_a_year_is_late_on_its_first_day(self, cast, ici):
        set_state(ProgrammeFactory(centre=ici, year=2026), ProgrammeState.UNDER_WAY)
        key, days = f"programme-{ici.pk}-2027-preparer", (dt.date(2026, 12, 31), dt.date(2027, 1, 1))
        assert [statuses(cast.director, day, of_programmes)[key] for day in days] == ["à faire", "en retard"]

    @pytest.mark.parametrize("role", [role for role in ROLES if role != "director"])
    def test_nothing_awaits_the_others(self, cast, role):
        assert told(of_programmes, getattr(cast, role)) == []


def set_state(programme, state):
    body = programme.centre.bodies.filter(kind="ca").first() or programme.centre.bodies.create(
        kind="ca", name="Conseil"
    )
    type(programme).objects.filter(pk=programme.pk).update(
        state=state, decided_by=body, decided_on=dt.date(programme.year - 1, 12, 1)
    )


class TestMinutes:
    @pytest.mark.parametrize(
        ("meeting", "awaits"),
        [
            ({"is_held": True, "minutes": ""}, True),
            ({"is_held": False, "minutes": ""}, True),
            ({"is_held": True, "minutes": "Programme validé."}, False),
            ({"is_held": False, "on": IN_NOVEMBER}, False),
            ({"is_held": False, "on": dt.date(2025, 11, 24)}, False),
        ],
    )
    def test_a_meeting_of_the_year_awaits_its_minutes(self, cast, ici, meeting, awaits):
        ProgrammeFactory(centre=ici, year=2026)
        row = MeetingFactory(body=BodyFactory(centre=ici), **({"on": IN_MAY} | meeting))
        found = [duty for duty in told(of_meetings, cast.director, IN_NOVEMBER) if "compte rendu" in duty[1]]
        expected = [(row.on.isoformat(), "Ici : compte rendu à écrire", f"/instances/reunions/{row.pk}/")]
        assert found == (expected if awaits else [])

    @pytest.mark.parametrize(("role", "awaits"), [(role, role in ("admin", "national")) for role in ROLES])
    def test_those_of_the_network_await_national_staff(self, cast, role, awaits):
        MeetingFactory(body=BodyFactory(centre=None, kind=BodyKind.TECHNICAL), on=IN_MAY, is_held=False, minutes="")
        found = [duty[1] for duty in told(of_meetings, getattr(cast, role)) if "compte rendu" in duty[1]]
        assert found == (["Réseau : compte rendu à écrire"] if awaits else [])
        assert Meeting.objects.count() == 1


class TestTheNetwork:
    """R-110."""

    @pytest.mark.parametrize(
        ("worksites", "expected"),
        [
            ([], ["Réseau : programme national 2027 à proposer"]),
            ([True, False], ["Réseau : programme national 2027 à valider"]),
            ([True, True], []),
        ],
    )
    def test_r_110_next_year_is_proposed_then_validated_in_the_last_quarter(self, cast, worksites, expected):
        committee = MeetingFactory(body=BodyFactory(centre=None, kind=BodyKind.TECHNICAL))
        for rank, is_validated in enumerate(worksites, 1):
            WorksiteFactory(year=2027, rank=rank, validated_at=committee if is_validated else None)
        assert [duty[1] for duty in told(of_the_network, cast.national)] == expected
        assert told(of_the_network, cast.national, dt.date(2026, 9, 30)) == []

    @pytest.mark.parametrize("role", [role for role in ROLES if role not in ("admin", "national")])
    def test_it_awaits_national_staff_alone(self, cast, role):
        assert told(of_the_network, getattr(cast, role)) == []


@pytest.mark.parametrize(("role", "price"), [("regional", 8), ("director", 9), ("national", 9), ("partner", 7)])
@pytest.mark.parametrize("size", [1, 3])
def test_it_costs_the_same_whatever_awaits(cast, ici, role, price, size, django_assert_num_queries):
    region = ici.perimeters.get().department.region
    for _ in range(size):
        centre = CentreFactory(department=DepartmentFactory(region=region))
        for member in (cast.director, cast.partner):
            MandateFactory(user=member, role=Role.DIRECTOR if member == cast.director else Role.PARTNER, centre=centre)
        a_convention(centre)
        MeetingFactory(body=BodyFactory(centre=centre), on=IN_MAY)
    user = getattr(cast, role)
    active_mandates(user)  # read once
    with django_assert_num_queries(price):
        items_around(user, IN_NOVEMBER)
