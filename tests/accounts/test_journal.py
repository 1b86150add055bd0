"""The journal of acts: whatever is done to it afterwards shows, and where."""

import datetime as dt
import io
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.journal import faults, record, recorded_in_bulk
from accounts.models import Act, JournalHead
from tests.factories import UserFactory
from tests.text import words

MISSING_END = "La fin du journal manque ou a été remplacée."


@pytest.fixture
def journal(db):
    """Five acts, by two people."""
    people = UserFactory.create_batch(2)
    return [
        record(people[n % 2], f"acte {n}", people[0], comment="motif", montant="144000.00", rang=n) for n in range(5)
    ]


def altered(act):
    return f"Acte n° {act.pk} : son contenu a été modifié après coup."


def misplaced(act):
    return f"Acte n° {act.pk} : il ne suit pas l’acte qui le précède (un acte a été retiré, ajouté ou déplacé)."


def found():
    """The sentences, their no-break spaces made plain."""
    return [words(sentence) for sentence in faults()]


def test_an_untouched_journal_has_no_fault(journal):
    assert found() == []


def test_acts_recorded_in_bulk_follow_the_others_in_order(journal, django_assert_num_queries):
    with django_assert_num_queries(5), recorded_in_bulk():  # two for the savepoint, one for the head, two to write
        for rank in range(20):
            record(journal[0].actor, f"acte chargé {rank}")
    last = record(journal[0].actor, "acte suivant")

    assert found() == []
    assert list(Act.objects.filter(pk__gt=journal[-1].pk).order_by("pk").values_list("verb", flat=True)) == [
        *(f"acte chargé {rank}" for rank in range(20)),
        last.verb,
    ]


def test_acts_recorded_in_bulk_are_all_given_up_when_the_load_fails(journal):
    with suppress(CommandError), recorded_in_bulk():
        record(journal[0].actor, "acte chargé")
        raise CommandError
    record(journal[0].actor, "acte suivant")

    assert (found(), Act.objects.count()) == ([], 6)


def test_an_empty_journal_has_no_fault(db):
    assert found() == []


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "autre acte"},
        {"comment": ""},
        {"facts": {"montant": "1.00", "rang": 2}},
        {"object_label": "quelqu’un d’autre"},
        {"object_id": "999"},
        {"actor": None},
    ],
)
def test_a_changed_act_is_named(journal, change):
    Act.objects.filter(pk=journal[2].pk).update(**change)
    assert found() == [altered(journal[2])]


def test_a_site_that_changes_its_clock_keeps_its_journal(journal, settings):
    settings.TIME_ZONE = "America/Cayenne"
    assert found() == []


@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
@pytest.mark.parametrize("hour", [0, 1])  # the two moments called « 2 h 30 » the night when the clocks go back
def test_the_moment_of_an_act_comes_back_from_the_database_as_it_was(db, monkeypatch, hour, microsecond):
    moment = dt.datetime(2025, 10, 26, hour, 30, 0, microsecond, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    record(None, "acte de la nuit")
    assert Act.objects.get().at == moment
    assert found() == []


def test_an_act_moved_in_time_is_named(journal):
    Act.objects.filter(pk=journal[2].pk).update(at=journal[0].at)
    assert found() == [altered(journal[2])]


def test_a_removed_act_shows_in_the_one_that_followed(journal):
    Act.objects.filter(pk=journal[2].pk).delete()
    assert found() == [misplaced(journal[3]), MISSING_END]


def test_a_removed_end_shows(journal):
    Act.objects.filter(pk=journal[4].pk).delete()
    assert found() == [MISSING_END]


def test_an_emptied_journal_shows(journal):
    Act.objects.all().delete()
    assert found() == [MISSING_END]


def test_a_journal_whose_head_was_removed_shows(journal):
    JournalHead.objects.all().delete()
    assert found() == [MISSING_END]


def test_an_act_inserted_without_the_key_shows(journal):
    last = journal[4]
    forged = Act.objects.create(verb="acte forgé", previous_seal=last.seal, seal="f" * 64)
    assert found() == [altered(forged), MISSING_END]


def test_two_exchanged_acts_show(journal):
    first, second = journal[1], journal[2]
    fields = ("at", "actor_id", "verb", "object_id", "facts", "previous_seal")
    values = [{name: getattr(act, name) for name in fields} for act in (first, second)]
    seals = first.seal, second.seal
    Act.objects.filter(pk=first.pk).update(seal="a" * 64)
    Act.objects.filter(pk=second.pk).update(**values[0], seal=seals[0])
    Act.objects.filter(pk=first.pk).update(**values[1], seal=seals[1])
    assert found() == [misplaced(first), misplaced(second), misplaced(journal[3])]


def test_another_key_makes_every_act_foreign(journal, settings):
    settings.JOURNAL_KEY = "une autre clef"
    assert found() == [altered(act) for act in journal]


def test_the_command_is_content_with_an_untouched_journal(journal):
    told = io.StringIO()
    call_command("verify_journal", stdout=told)
    assert told.getvalue() == "Journal intact\u00a0: 5 acte(s).\n"


def test_the_command_names_each_fault_and_fails(journal):
    Act.objects.filter(pk=journal[2].pk).update(verb="autre acte")
    told = io.StringIO()
    with pytest.raises(CommandError, match=r"1 anomalie\(s\)") as failure:
        call_command("verify_journal", stdout=told)
    assert failure.value.returncode == 1
    assert words(told.getvalue()) == f"{altered(journal[2])}\n"
