"""R-140, R-141: what each role may do at each stage, what is refused, and what is kept."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.journal import faults
from accounts.models import Act
from crpv.enums import PublicationState
from crpv.models import Publication, PublicationFile, RegionalEdition
from crpv.publications import services
from crpv.publications.workflow import PUBLICATION_WORKFLOW
from documents.published.write_once import PublishedError
from tests.crpv.publications.making import FILES, PERSPECTIVES, correct, publish, states

S = PublicationState
PARIS = ZoneInfo("Europe/Paris")
NATIONAL = {"admin", "national"}
ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "nobody")

# What each state opens, and to whom; nothing else is open to anybody.
OPEN = {
    S.PREPARED: {"freeze": NATIONAL},
    S.FROZEN: {"unfreeze": NATIONAL, "publish": NATIONAL},
    S.PUBLISHED: {"pass_on": NATIONAL | {"regional"}, "replace": NATIONAL},
    S.PASSED_ON: {"replace": NATIONAL},
    S.REPLACED: {},
}


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_may_do_at_each_stage(cast, state, role):
    offered = {
        step.name for step in PUBLICATION_WORKFLOW.offered(getattr(cast, role), Publication(year=2024, state=state))
    }

    assert offered == {name for name, roles in OPEN[S(state)].items() if role in roles}


class TestPreparing:
    def test_a_year_is_prepared_once_it_is_over(self, cast):
        year = localdate().year
        with pytest.raises(RefusedError, match=f"L’année {year} n’est pas finie"):
            services.prepare(year, actor=cast.national)
        services.prepare(year - 1, actor=cast.national)
        with pytest.raises(RefusedError, match="existe déjà"):
            services.prepare(year - 1, actor=cast.national)

    @pytest.mark.parametrize("role", ["regional", "departmental", "director", "partner", "nobody"])
    def test_only_national_staff_prepares(self, cast, role):
        with pytest.raises(PermissionDenied):
            services.prepare(2024, actor=getattr(cast, role))

    @pytest.mark.parametrize("role", ["regional", "departmental", "director", "partner", "nobody"])
    def test_only_national_staff_writes_corrects_and_publishes(self, cast, frozen, role):
        stranger = getattr(cast, role)
        for act in (
            lambda: services.write(frozen, perspectives="…", actor=stranger),
            lambda: services.unfreeze(frozen, reason="…", actor=stranger),
            lambda: services.abandon(frozen, actor=stranger),
            lambda: services.ready_to_publish(frozen, is_public=True, actor=stranger),
            lambda: services.open_correction(frozen, reason="…", actor=stranger),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_a_preparation_given_up_leaves_only_its_trace(self, cast, frozen):
        services.abandon(frozen, actor=cast.national)

        assert (states(), RegionalEdition.objects.count()) == ([], 0)
        assert Act.objects.first().verb == "publication : abandonner"


class TestFreezing:
    def test_a_year_without_campaign_has_nothing_to_freeze(self, cast, ici):
        empty = services.prepare(2022, actor=cast.national)
        with pytest.raises(RefusedError, match="Aucune campagne d’indicateurs 2022"):
            services.freeze(empty, actor=cast.national)

    def test_the_edition_of_each_leading_region_is_frozen_with_it(self, frozen, ici, ailleurs):
        """R-144: the same dashboard, region by region."""
        regions = {centre.lead_regions.get().region for centre in (ici, ailleurs)}
        assert {one.region for one in frozen.editions.all()} == regions
        assert all(one.seal == services.text_fingerprint(one.content) for one in frozen.editions.all())

    def test_frozen_figures_bear_their_print(self, frozen):
        assert frozen.content == frozen.dashboard.to_json()
        assert frozen.seal == services.text_fingerprint(frozen.content)

    def test_unfreezing_needs_a_reason_and_forgets_the_figures(self, cast, frozen):
        with pytest.raises(RefusedError, match="demande un motif"):
            services.unfreeze(frozen, reason=" ", actor=cast.national)
        back = services.unfreeze(frozen, reason="Un centre a envoyé ses chiffres.", actor=cast.national)

        assert (back.state, back.content, back.seal, back.frozen_at, back.editions.count()) == (
            S.PREPARED, "", "", None, 0,
        )  # fmt: skip
        assert Act.objects.first().comment == "Un centre a envoyé ses chiffres."

    def test_what_is_published_is_not_unfrozen(self, cast, published):
        with pytest.raises(RefusedError, match="déjà dans l’état « publié »"):
            services.unfreeze(published, reason="Trop tard.", actor=cast.national)


class TestPublishing:
    def test_without_perspectives_it_is_refused(self, cast, prepared):
        """R-140: the dashboard tells the perspectives of the year to come."""
        frozen = services.freeze(prepared, actor=cast.national)
        with pytest.raises(RefusedError, match="perspectives de l’année 2025"):
            services.ready_to_publish(frozen, is_public=False, actor=cast.national)

    def test_without_frozen_figures_it_is_refused(self, cast, prepared):
        with pytest.raises(RefusedError, match="Gelez d’abord"):
            services.ready_to_publish(prepared, is_public=False, actor=cast.national)

    def test_figures_or_perspectives_that_change_meanwhile_are_not_published(self, cast, frozen):
        ready = services.ready_to_publish(frozen, is_public=False, actor=cast.national)
        services.write(Publication.objects.get(), perspectives="Autre chose.", actor=cast.national)
        with pytest.raises(RefusedError, match="viennent de changer"):
            services.publish_with_files(ready, FILES, actor=cast.national)
        assert states() == [(2024, 1, S.FROZEN)]

    def test_the_journal_says_who_may_read_and_which_bytes_came_out(self, cast, published):
        kept = published.files.get()
        act = Act.objects.get(verb="publication : garder les fichiers")
        assert act.actor == cast.national
        assert act.facts == {
            "seal": published.seal, "is_public": False, "late": True, "files": {kept.name: kept.sha256},
        }  # fmt: skip
        assert list(faults()) == []

    @pytest.mark.parametrize(("day", "late"), [((2025, 6, 30), False), ((2025, 7, 1), True)])
    def test_lateness_is_recorded_and_prevents_nothing(self, cast, campaign, day, late):
        """R-140: at the latest in June of the following year."""
        at = dt.datetime(*day, 12, tzinfo=PARIS)
        assert publish(2024, actor=cast.national, at=at).is_late is late

    def test_nothing_published_changes_any_more(self, published):
        for name, value in (("perspectives", "Autre"), ("content", "{}"), ("is_public", True), ("seal", "0" * 64)):
            altered = Publication.objects.get()
            setattr(altered, name, value)
            with pytest.raises(PublishedError):
                altered.save()
        for act in (
            lambda: Publication.objects.update(content="{}"),
            lambda: Publication.objects.all().delete(),
            lambda: published.delete(),
            lambda: PublicationFile.objects.update(content=b""),
            lambda: PublicationFile.objects.all().delete(),
            lambda: PublicationFile.objects.get().save(),
            lambda: PublicationFile.objects.get().delete(),
        ):
            with pytest.raises(PublishedError), transaction.atomic():
                act()

    def test_the_database_refuses_a_publication_without_perspectives(self, frozen):
        blank = {"perspectives": "", "published_at": timezone.now(), "state": S.PUBLISHED}
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.update(**blank)


class TestCorrecting:
    def test_a_correction_is_a_new_version_and_the_old_one_stays(self, cast, published):
        second = correct(published, actor=cast.national)

        assert states() == [(2024, 1, S.REPLACED), (2024, 2, S.PUBLISHED)]
        assert (second.replaces, second.reason) == (published, "Un centre a corrigé ses chiffres.")
        assert bytes(published.files.get().content) == FILES[0].content

    def test_it_needs_a_reason(self, cast, published):
        with pytest.raises(RefusedError, match="Dites pourquoi"):
            services.open_correction(published, reason=" ", actor=cast.national)

    def test_only_the_version_in_force_is_corrected_and_once_at_a_time(self, cast, published):
        services.open_correction(published, reason="Erreur.", actor=cast.national)
        with pytest.raises(RefusedError, match="déjà en préparation"):
            services.open_correction(published, reason="Erreur.", actor=cast.national)

    def test_a_replaced_version_is_not_corrected(self, cast, published):
        correct(published, actor=cast.national)
        with pytest.raises(RefusedError, match="n’est pas la version en vigueur"):
            services.open_correction(published, reason="Erreur.", actor=cast.national)

    def test_a_version_is_replaced_only_by_its_frozen_correction(self, cast, published):
        with pytest.raises(RefusedError, match="Aucune correction gelée"):
            PUBLICATION_WORKFLOW.move(published, "replace", actor=cast.national)


class TestPassingOn:
    """R-141: each region says when it passed the consolidated figures on to its partners."""

    def test_the_last_region_closes_it(self, cast, published, ici, ailleurs):
        for person, centre, state in (
            (cast.regional, ici, S.PUBLISHED),
            (cast.other_regional, ailleurs, S.PASSED_ON),
        ):
            region = centre.lead_regions.get().region
            services.pass_on(published, region, on=localdate(), note="Par courriel", actor=person)
            assert Publication.objects.get().state == state

    def test_a_second_date_replaces_the_first_and_the_journal_keeps_both(self, cast, campaign, ici):
        at = timezone.now() - dt.timedelta(days=10)
        out, region = publish(actor=cast.national, at=at), ici.lead_regions.get().region
        first, second = localdate() - dt.timedelta(days=3), localdate()
        for day in (first, second):
            services.pass_on(out, region, on=day, note="", actor=cast.regional)

        facts = Act.objects.filter(verb="publication : transmettre").first().facts
        assert out.transmissions.get().on == second
        assert (facts["before"], facts["on"]) == (first.isoformat(), second.isoformat())

    @pytest.mark.parametrize("days", [-1, 1])
    def test_a_day_before_the_publication_or_to_come_is_refused(self, cast, published, ici, days):
        with pytest.raises(RefusedError, match="après la publication"):
            services.pass_on(
                published, ici.lead_regions.get().region, on=localdate() + dt.timedelta(days=days), note="",
                actor=cast.regional,
            )  # fmt: skip

    @pytest.mark.parametrize("role", ["national", "departmental", "director", "partner", "nobody", "other_regional"])
    def test_only_the_region_itself_records_it(self, cast, published, ici, role):
        with pytest.raises(PermissionDenied):
            services.pass_on(
                published, ici.lead_regions.get().region, on=localdate(), note="", actor=getattr(cast, role)
            )

    def test_a_replaced_version_is_not_passed_on(self, cast, published, ici):
        correct(published, actor=cast.national)
        with pytest.raises(RefusedError, match="n’est pas la version en vigueur"):
            services.pass_on(published, ici.lead_regions.get().region, on=localdate(), note="", actor=cast.regional)


def test_who_reads_which_publication(cast, published, client):
    """§1.10: published, it is read by the whole network; public, by everybody; prepared, by national staff."""
    services.open_correction(published, reason="Erreur.", actor=cast.national)
    publish(2023, actor=cast.national, is_public=True)
    anonymous = client.get("/sante/").wsgi_request.user

    def read(user):
        return sorted(Publication.objects.visible_to(user).values_list("year", "version"))

    both = [(2023, 1), (2024, 1)]
    assert read(anonymous) == read(cast.nobody) == [(2023, 1)]
    assert {role: read(getattr(cast, role)) for role in ("regional", "departmental", "director", "partner")} == (
        dict.fromkeys(("regional", "departmental", "director", "partner"), both)
    )
    assert read(cast.national) == read(cast.admin) == [*both, (2024, 2)]
    assert Publication.objects.get(year=2023).perspectives == PERSPECTIVES
