"""The national programme: orientations, three worksites at most, two per centre at least."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from centres.enums import LegalForm
from governance.enums import BodyKind
from governance.models import Contribution, Orientation, Worksite
from governance.national import services as programme
from governance.national.queries import national_year
from tests.factories import CentreFactory
from tests.governance.bodies.factories import ContributionFactory, MeetingFactory, NationalBodyFactory, WorksiteFactory

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "other_director", "nobody")
THREE = (
    "Le programme national 2025 compte déjà trois chantiers, le plus que le cadre permet (R-111)\u00a0: "
    "modifiez l’un d’eux."
)


def open_one(cast, title="Un chantier", year=2025):
    return programme.open_worksite(year, actor=cast.national, title=title)


class TestWorksites:
    def test_the_fourth_is_refused_in_one_sentence(self, cast):
        """R-111: three a year at most."""
        assert [open_one(cast, title).rank for title in ("Un", "Deux", "Trois")] == [1, 2, 3]
        with pytest.raises(RefusedError) as refusal:
            open_one(cast, "Quatre")
        assert str(refusal.value) == THREE
        assert open_one(cast, "Un autre", year=2026).rank == 1

    def test_the_database_itself_refuses_a_fourth(self, db):
        """R-111."""
        with pytest.raises(IntegrityError), transaction.atomic():
            WorksiteFactory(rank=4)
        WorksiteFactory(rank=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            WorksiteFactory(rank=1)

    @pytest.mark.parametrize("role", [role for role in ROLES if role not in ("admin", "national")])
    def test_national_staff_alone_keep_the_programme(self, cast, role):
        actor, worksite = getattr(cast, role), WorksiteFactory()
        meeting = MeetingFactory(body=NationalBodyFactory(), on=dt.date(2024, 12, 10))
        for act in (
            lambda: programme.open_worksite(2026, actor=actor, title="Un"),
            lambda: programme.change_worksite(worksite, actor=actor, title="Autre"),
            lambda: programme.validate_worksite(worksite, meeting, actor=actor),
            lambda: programme.save_orientation(Orientation(year=2025), actor=actor, title="Une"),
        ):
            with pytest.raises(PermissionDenied):
                act()
        worksite.refresh_from_db()
        assert (worksite.validated_at, Worksite.objects.count(), Orientation.objects.count()) == (None, 1, 0)

    @pytest.mark.parametrize(
        ("kind", "on", "held", "refusal"),
        [
            (BodyKind.TECHNICAL, (2024, 12, 10), True, ""),
            (BodyKind.TECHNICAL, (2024, 9, 10), True, "Une séance suit encore celle du 10 septembre 2024"),
            (BodyKind.TECHNICAL, (2025, 3, 10), True, "Un chantier de 2025 se valide au comité technique de 2024"),
            (BodyKind.CHARTER, (2024, 12, 20), True, "Un chantier de 2025 se valide au comité technique de 2024"),
            (BodyKind.TECHNICAL, (2024, 12, 30), False, "La séance du 30 décembre 2024 ne s’est pas encore tenue."),
        ],
    )
    def test_a_worksite_is_validated_at_the_last_technical_committee_of_the_year_before(
        self, cast, kind, on, held, refusal
    ):
        """R-110."""
        committee, worksite = NationalBodyFactory(), WorksiteFactory()
        MeetingFactory(body=committee, on=dt.date(2024, 12, 9))
        body = committee if kind == BodyKind.TECHNICAL else NationalBodyFactory(kind=kind)
        meeting = MeetingFactory(body=body, on=dt.date(*on), is_held=held)
        if refusal:
            with pytest.raises(RefusedError, match=f"^{refusal}"):
                programme.validate_worksite(worksite, meeting, actor=cast.national)
        else:
            programme.validate_worksite(worksite, meeting, actor=cast.national)
        worksite.refresh_from_db()
        assert worksite.validated_at == (None if refusal else meeting)


class TestContributions:
    @pytest.mark.parametrize(("role", "may"), [(role, role in ("admin", "national", "director")) for role in ROLES])
    def test_a_centre_says_what_it_brings(self, cast, ici, role, may):
        """R-112: the team of the centre; national staff and administrators may say it for it."""
        values = {"actor": getattr(cast, role), "text": "Une fiche.", "delivered_on": None}
        if may:
            programme.contribute(WorksiteFactory(), ici, **values)
        else:
            with pytest.raises(PermissionDenied):
                programme.contribute(WorksiteFactory(), ici, **values)
        assert Contribution.objects.count() == int(may)

    def test_saying_it_again_changes_it(self, cast, ici):
        worksite = WorksiteFactory()
        for text, day in (("Une fiche.", None), ("Deux fiches.", dt.date(2025, 9, 1))):
            programme.contribute(worksite, ici, actor=cast.director, text=text, delivered_on=day)
        assert Contribution.objects.values_list("text", "delivered_on").get() == ("Deux fiches.", dt.date(2025, 9, 1))

    def test_a_closed_worksite_takes_no_new_contribution_but_lets_finish(self, cast, ici, ailleurs):
        worksite = WorksiteFactory(is_open=False)
        begun = ContributionFactory(worksite=worksite, centre=ici)
        with pytest.raises(RefusedError, match="Ce chantier n’est pas ouvert à contribution"):
            programme.contribute(worksite, ailleurs, actor=cast.national, text="Trop tard.", delivered_on=None)
        day = dt.date(2025, 9, 1)
        programme.contribute(worksite, ici, actor=cast.director, text="Finie.", delivered_on=day)
        begun.refresh_from_db()
        assert begun.delivered_on == day

    def test_a_contribution_is_withdrawn_while_nothing_was_handed_over(self, cast, ici):
        given = ContributionFactory(centre=ici, delivered_on=dt.date(2025, 9, 1))
        with pytest.raises(RefusedError, match=r"a été remise le 1er septembre 2025\.$"):
            programme.withdraw(given, actor=cast.director)
        with pytest.raises(PermissionDenied):
            programme.withdraw(given, actor=cast.other_director)
        given.delivered_on = None
        programme.withdraw(given, actor=cast.director)
        assert (Contribution.objects.count(), Act.objects.get().verb) == (0, "contribution : retirer")


class TestTheGrid:
    def rows(self, user, year=2025):
        return {row.centre.slug: row for row in national_year(year, user).rows}

    def test_it_counts_the_open_worksites_of_each_centre(self, cast, ici, ailleurs):
        """R-112: two at least."""
        sites = [WorksiteFactory(rank=rank, is_open=rank < 3) for rank in (1, 2, 3)]
        for site in sites:
            ContributionFactory(worksite=site, centre=ici)
        ContributionFactory(worksite=sites[2], centre=ailleurs)
        rows = self.rows(cast.national)
        assert {slug: (row.count, row.missing) for slug, row in rows.items()} == {"ici": (2, 0), "ailleurs": (0, 2)}

    @pytest.mark.parametrize(("opened", "least"), [(0, 0), (1, 1), (2, 2), (3, 2)])
    def test_with_fewer_open_worksites_all_are_expected(self, cast, ici, opened, least):
        """R-112."""
        for rank in range(1, opened + 1):
            WorksiteFactory(rank=rank)
        assert national_year(2025, cast.national).least == least

    @pytest.mark.parametrize(
        ("role", "seen"),
        [
            ("national", {"ici": True, "ailleurs": True}),
            ("director", {"ici": True}),
            ("regional", {"ici": False}),
            ("partner", {"ici": False}),
            ("nobody", {}),
        ],
    )
    def test_each_sees_its_perimeter_and_writes_its_own(self, cast, ici, ailleurs, role, seen):
        ContributionFactory(worksite=WorksiteFactory(), centre=ailleurs)
        grid = national_year(2025, getattr(cast, role))
        assert {row.centre.slug: row.may_write for row in grid.rows} == seen
        assert [site.contributors for site in grid.worksites] == [1]

    def test_a_centre_to_come_is_not_expected(self, cast, ici):
        """R-45."""
        CentreFactory(slug="projet", legal_form=LegalForm.PLANNED)
        assert set(self.rows(cast.national)) == {"ailleurs", "ici"}


class TestPages:
    def test_national_staff_set_the_year(self, cast, sign_in):
        """R-106, R-110, R-111."""
        client = sign_in(cast.national)
        meeting = MeetingFactory(body=NationalBodyFactory(), on=dt.date(2024, 12, 10))
        client.post("/programme-national/2025/orientations/nouvelle/", {"title": "Droit commun"})
        orientation = Orientation.objects.get()
        client.post(f"/programme-national/orientations/{orientation.pk}/modifier/", {"title": "Le droit commun"})
        for title in ("Un", "Deux", "Trois"):
            client.post("/programme-national/2025/chantiers/nouveau/", {"title": title, "is_open": "on"})
        refused = client.post("/programme-national/2025/chantiers/nouveau/", {"title": "Quatre"})
        assert refused.context["form"].non_field_errors() == [THREE]
        first = Worksite.objects.get(rank=1)
        client.post(f"/programme-national/chantiers/{first.pk}/valider/", {"meeting": meeting.pk})
        client.post(f"/programme-national/chantiers/{first.pk}/modifier/", {"title": "Premier"})
        first.refresh_from_db()
        assert (first.title, first.is_open, first.validated_at) == ("Premier", False, meeting)
        assert Orientation.objects.get().title == "Le droit commun"

    def test_a_director_contributes_then_withdraws(self, cast, sign_in, ici):
        worksite = WorksiteFactory()
        address = f"/programme-national/chantiers/{worksite.pk}/contributions/ici/"
        client = sign_in(cast.director)
        client.post(address, {"text": "Une fiche."})
        assert Contribution.objects.get().centre == ici
        client.post(address, {"withdraw": "1", "sure": "1"})
        assert Contribution.objects.count() == 0

    def test_withdrawing_what_was_handed_over_is_told(self, cast, sign_in, ici):
        given = ContributionFactory(centre=ici, delivered_on=dt.date(2025, 9, 1))
        address = f"/programme-national/chantiers/{given.worksite.pk}/contributions/ici/"
        answer = sign_in(cast.director).post(address, {"withdraw": "1", "sure": "1"}, follow=True)
        assert [str(one) for one in answer.context["messages"]] == [
            "Cette contribution a été remise le 1er septembre 2025."
        ]

    def test_the_index_leads_to_the_current_year(self, cast, sign_in):
        answer = sign_in(cast.partner).get("/programme-national/")
        assert answer.headers["Location"] == f"/programme-national/{localdate().year}/"

    @pytest.mark.parametrize("year", [2016, 2101])
    def test_a_year_out_of_the_framework_does_not_exist(self, cast, sign_in, year):
        client = sign_in(cast.national)
        for address in (f"/programme-national/{year}/", f"/programme-national/{year}/chantiers/nouveau/"):
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_grid_costs_the_same_whatever_the_network(self, cast, sign_in, django_assert_num_queries, size):
        for rank in range(1, size + 1):
            ContributionFactory(worksite=WorksiteFactory(rank=rank), centre=CentreFactory())
        client = sign_in(cast.national)
        with django_assert_num_queries(6):
            assert client.get("/programme-national/2025/").status_code == 200


def test_a_worksite_changed_from_an_older_reading_keeps_its_validation(cast):
    worksite, meeting = WorksiteFactory(), MeetingFactory()
    read_before = Worksite.objects.get(pk=worksite.pk)
    Worksite.objects.filter(pk=worksite.pk).update(validated_at=meeting)

    programme.change_worksite(read_before, actor=cast.national, title="Titre corrigé")

    stored = Worksite.objects.get(pk=worksite.pk)
    assert (stored.title, stored.validated_at) == ("Titre corrigé", meeting)
