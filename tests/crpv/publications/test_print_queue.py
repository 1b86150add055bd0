"""The printed edition comes after the act, by the worker: once, kept, journalled; the page says so until then."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import TestCase
from django_tasks_db.models import DBTaskResult

from accounts.journal import faults
from accounts.models import Act
from crpv.publications import services
from crpv.publications import tasks as print_tasks
from crpv.publications.exports.printing import national_print
from crpv.publications.tasks import print_edition, print_publication, store_print
from documents.models import PublishedDocument

PDF = "/tableau-de-bord/2024.pdf"
REFERENCE = "TDB-2024-national-1"


@pytest.fixture(autouse=True)
def queue(settings):
    """The queue of the real site, in the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def asked(frozen, cast):
    """2024 published by its act, its print asked for; the references of what is asked."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return services.publish(frozen, is_public=True, actor=cast.national)


def waiting(path="print_publication"):
    """What the queue holds of one kind, the first asked first: what the task is given, and the task."""
    found = DBTaskResult.objects.filter(task_path=f"crpv.publications.tasks.{path}").order_by("enqueued_at")
    return [(*one.args_kwargs["args"], one.task) for one in found]


def test_publishing_prints_nothing_and_asks_once_the_act_is_kept(frozen, cast):
    with TestCase.captureOnCommitCallbacks(execute=True):
        one = services.publish(frozen, is_public=True, actor=cast.national)
        assert DBTaskResult.objects.count() == 0
    assert PublishedDocument.objects.count() == 0
    assert [pk for pk, _ in waiting()] == [one.pk]
    editions = one.editions.order_by("region__name").values_list("pk", flat=True)
    assert [pk for pk, _ in waiting("print_edition")] == list(editions)
    assert DBTaskResult.objects.count() == 3


def test_the_regions_of_a_year_long_past_are_printed_when_somebody_asks(frozen, cast):
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.publish(frozen, is_public=True, actor=cast.national, prints_regions=False)
    assert (len(waiting()), waiting("print_edition")) == (1, [])


def test_until_then_the_page_and_the_address_of_the_paper_say_so(asked, client):
    assert "impression en cours" in client.get("/tableau-de-bord/2024/").content.decode()
    assert "en cours d’impression" in client.get("/tableau-de-bord/2024/versions/").content.decode()
    answer = client.get(PDF)
    assert (answer.status_code, answer["Retry-After"]) == (404, "60")
    assert "Impression en cours" in answer.content.decode()


def test_the_worker_prints_it_once_whatever_the_number_of_asks(asked, client, cast):
    """The task that waits in the base, as the worker takes it, then the same asked again."""
    ((pk, task),) = waiting()
    task.call(pk)
    kept = PublishedDocument.objects.get()
    assert print_publication.call(asked.pk) == kept.reference == REFERENCE

    answer = client.get(PDF)
    assert (answer.status_code, answer.content) == (200, bytes(kept.content))
    assert "impression en cours" not in client.get("/tableau-de-bord/2024/").content.decode()
    act = Act.objects.get(verb="publication : garder l’édition imprimée")
    assert (act.actor, act.facts) == (
        cast.national, {"reference": REFERENCE, "sha256": kept.sha256},
    )  # fmt: skip
    assert list(faults()) == []


def test_of_two_workers_at_the_same_time_the_second_finds_the_work_of_the_first(asked):
    paper = national_print(asked)
    first = store_print(paper)
    assert print_tasks._register_print(paper, b"%PDF- another print") == first
    assert Act.objects.filter(verb="publication : garder l’édition imprimée").count() == 1


def test_the_command_finishes_a_print_that_waits(asked, tmp_path, capsys):
    call_command("print_dashboard", "--year", "2024", "--out", str(tmp_path / "t.pdf"))
    assert (tmp_path / "t.pdf").read_bytes() == bytes(PublishedDocument.objects.get().content)
    assert f"édition publiée {REFERENCE}" in capsys.readouterr().out


class TestRegion:
    """The edition of a region is printed and kept like the national one, for those who read it."""

    @pytest.fixture
    def place(self, ici):
        return f"/tableau-de-bord/2024/regions/{ici.lead_regions.get().region.code}.pdf"

    @pytest.fixture
    def edition(self, asked, ici):
        return asked.editions.get(region=ici.lead_regions.get().region)

    def test_until_it_is_printed_its_address_says_so_and_prints_nothing(self, asked, place, sign_in, cast):
        client = sign_in(cast.director)
        answer = client.get(place)
        assert (answer.status_code, answer["Retry-After"]) == (404, "60")
        assert "Impression en cours" in answer.content.decode()
        assert "(impression en cours)" in client.get("/tableau-de-bord/2024/").content.decode()
        assert PublishedDocument.objects.count() == 0

    def test_the_worker_prints_it_once_and_anyone_verifies_it(self, edition, place, sign_in, cast, client):
        assert print_edition.call(edition.pk) == print_edition.call(edition.pk) == edition.reference
        kept = PublishedDocument.objects.get()
        assert (kept.title, kept.context_seal) == (
            f"Tableau de bord 2024, édition régionale\u00a0: {edition.region}", edition.seal,
        )  # fmt: skip
        director = sign_in(cast.director)
        answer = director.get(place)
        assert (answer.status_code, answer.content) == (200, bytes(kept.content))
        assert "(impression en cours)" not in director.get("/tableau-de-bord/2024/").content.decode()
        told = client.get("/verifier/", {"reference": edition.reference}).content.decode()
        assert [said in told for said in (kept.title, kept.sha256, kept.context_seal)] == [True] * 3
        assert list(faults()) == []

    def test_one_that_was_never_asked_for_is_asked_by_whoever_waits(self, published, ici, place, sign_in, cast):
        """Those published before editions were kept."""
        client = sign_in(cast.director)
        assert waiting("print_edition") == []
        assert client.post(place).headers["Location"] == place
        edition = published.editions.get(region=ici.lead_regions.get().region)
        assert [pk for pk, _ in waiting("print_edition")] == [edition.pk]

    def test_those_who_do_not_read_it_ask_nothing(self, published, place, sign_in, cast):
        assert [sign_in(cast.other_regional).get(place).status_code] == [404]
        assert sign_in(cast.other_regional).post(place).status_code == 404
        assert DBTaskResult.objects.count() == 0

    def test_the_command_writes_what_is_kept_and_names_a_region_without_edition(self, edition, tmp_path, capsys):
        words = ["print_dashboard", "--year", "2024", "--out", str(tmp_path / "r.pdf"), "--region"]
        call_command(*words, edition.region.code)
        assert (tmp_path / "r.pdf").read_bytes() == bytes(PublishedDocument.objects.get().content)
        assert f"édition publiée {edition.reference}" in capsys.readouterr().out
        with pytest.raises(CommandError, match="Aucune édition 2024"):
            call_command(*words, "00")
