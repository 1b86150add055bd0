"""Files that wait between their preview and their confirmation."""

import os
import time

import pytest
from django.core import signing

from accounts.acts.spreadsheet_import import EXPIRED, SALT, WaitingFiles, kind_of
from accounts.acts.workflow import RefusedError
from documents.spreadsheets.unreadable import UnreadableError


@pytest.fixture
def waiting(tmp_path):
    return WaitingFiles(tmp_path)


def names(waiting):
    return sorted(path.name for path in waiting.folder.iterdir())


@pytest.mark.parametrize(("name", "kind"), [("Budget.XLSX", "xlsx"), ("a.tar.gz", "gz"), ("budget", ""), (".csv", "")])
def test_the_kind_of_a_file_is_its_extension(name, kind):
    assert kind_of(name) == kind


def take(waiting, sealed, purpose="budget/1/7"):
    with waiting.claimed(sealed, purpose) as (data, kind):
        return data, kind


def test_a_file_is_taken_once_for_the_purpose_it_was_sent_for(waiting):
    sealed = waiting.sealed(b"a;b", "csv", "budget/1/7")
    assert (take(waiting, sealed), names(waiting)) == ((b"a;b", "csv"), [])
    with pytest.raises(UnreadableError):
        take(waiting, sealed)


def test_a_file_being_written_is_taken_by_nobody_else(waiting):
    sealed = waiting.sealed(b"a;b", "csv", "budget/1/7")
    with waiting.claimed(sealed, "budget/1/7"), pytest.raises(UnreadableError):
        take(waiting, sealed)


def test_a_file_whose_writing_failed_waits_again(waiting):
    sealed = waiting.sealed(b"a;b", "csv", "budget/1/7")
    before = names(waiting)
    with pytest.raises(RefusedError), waiting.claimed(sealed, "budget/1/7"):
        raise RefusedError
    assert (names(waiting), take(waiting, sealed)) == (before, (b"a;b", "csv"))


@pytest.mark.parametrize(
    "forge",
    [
        lambda sealed: "/etc/passwd",
        lambda sealed: "",
        lambda sealed: sealed[:-1],
        lambda sealed: signing.dumps({"name": "passwd", "kind": "csv", "for": "budget/1/7"}, salt="autre"),
        lambda sealed: signing.dumps({"name": "passwd", "kind": "csv", "for": "budget/1/7"}, salt=SALT),
    ],
)
def test_nothing_else_is_opened(waiting, forge):
    sealed = waiting.sealed(b"a;b", "csv", "budget/1/7")
    with pytest.raises(UnreadableError) as refusal:
        take(waiting, forge(sealed))
    assert str(refusal.value) == EXPIRED


@pytest.mark.parametrize("purpose", ["budget/1/8", "budget/2/7", ""])
def test_nobody_else_nor_another_page_opens_it(waiting, purpose):
    sealed = waiting.sealed(b"a;b", "csv", "budget/1/7")
    with pytest.raises(UnreadableError):
        take(waiting, sealed, purpose)


def test_a_text_signed_more_than_an_hour_ago_opens_nothing(tmp_path):
    sealed = WaitingFiles(tmp_path).sealed(b"a;b", "csv", "budget/1/7")
    with pytest.raises(UnreadableError):
        take(WaitingFiles(tmp_path, seconds=-1), sealed)


def test_files_that_nobody_confirmed_are_deleted_at_the_next_one(waiting):
    old, other = waiting.folder / f"{waiting.prefix}x", waiting.folder / "autre"
    for file in (old, other):
        file.write_text("x")
        os.utime(file, (time.time() - 7200,) * 2)
    name = waiting.add(b"")
    assert names(waiting) == sorted(["autre", name])
