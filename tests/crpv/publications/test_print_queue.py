"""The printed edition comes after the act, by the worker: once, kept, journalled; the page says so until then."""

import pytest
from django.core.management import call_command
from django.test import TestCase
from django_tasks_db.models import DBTaskResult

from accounts.journal import faults
from accounts.models import Act
from crpv.publications import acts, print_tasks
from crpv.publications.print_tasks import keep_print, print_publication
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
        return acts.publish(frozen, is_public=True, actor=cast.national)


def test_publishing_prints_nothing_and_asks_once_the_act_is_kept(frozen, cast):
    with TestCase.captureOnCommitCallbacks(execute=True):
        one = acts.publish(frozen, is_public=True, actor=cast.national)
        assert DBTaskResult.objects.count() == 0
    assert PublishedDocument.objects.count() == 0
    assert [(task.task_path, task.args_kwargs["args"]) for task in DBTaskResult.objects.all()] == [
        ("crpv.publications.print_tasks.print_publication", [one.pk])
    ]


def test_until_then_the_page_and_the_address_of_the_paper_say_so(asked, client):
    assert "impression en cours" in client.get("/tableau-de-bord/2024/").content.decode()
    assert "en cours d’impression" in client.get("/tableau-de-bord/2024/versions/").content.decode()
    answer = client.get(PDF)
    assert (answer.status_code, answer["Retry-After"]) == (404, "60")
    assert "Impression en cours" in answer.content.decode()


def test_the_worker_prints_it_once_whatever_the_number_of_asks(asked, client, cast):
    """The task that waits in the base, as the worker takes it, then the same asked again."""
    (waiting,) = DBTaskResult.objects.all()
    waiting.task.call(*waiting.args_kwargs["args"])
    kept = PublishedDocument.objects.get()
    assert print_publication.call(asked.pk) == kept.reference == REFERENCE

    answer = client.get(PDF)
    assert (answer.status_code, answer.content) == (200, bytes(kept.content))
    assert "impression en cours" not in client.get("/tableau-de-bord/2024/").content.decode()
    act = Act.objects.get(verb="publication : garder l’édition imprimée")
    assert (act.actor, act.facts) == (cast.national, {"sha256": kept.sha256})
    assert list(faults()) == []


def test_of_two_workers_at_the_same_time_the_second_finds_the_work_of_the_first(asked):
    first = keep_print(asked)
    assert print_tasks._kept(asked, b"%PDF- another print") == first
    assert Act.objects.filter(verb="publication : garder l’édition imprimée").count() == 1


def test_the_command_finishes_a_print_that_waits(asked, tmp_path, capsys):
    call_command("print_dashboard", "--year", "2024", "--out", str(tmp_path / "t.pdf"))
    assert (tmp_path / "t.pdf").read_bytes() == bytes(PublishedDocument.objects.get().content)
    assert f"édition publiée {REFERENCE}" in capsys.readouterr().out
