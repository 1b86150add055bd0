"""Whether a file is the one that was published: every answer, whatever the file."""

import pytest

from documents.published.verification import Verdict, read_file, verify_bytes, verify_reference
from tests.documents.published.publishing import bytes_of, publish

pytestmark = pytest.mark.django_db
ICI = bytes_of("AVIS-2025-ici-1")


def told(answer):
    return (
        answer.verdict,
        answer.document and answer.document.reference,
        answer.later and answer.later.reference,
    )


@pytest.mark.parametrize(
    ("also", "content", "expected"),
    [
        ({}, ICI, (Verdict.AUTHENTIC, "AVIS-2025-ici-1", None)),
        ({"version": 2}, ICI, (Verdict.SUPERSEDED, "AVIS-2025-ici-1", "AVIS-2025-ici-2")),
        ({"supplement": "R"}, ICI, (Verdict.SUPERSEDED, "AVIS-2025-ici-1", "AVIS-2025-ici-1-R")),
        ({"family": "AVIS-2025-ailleurs"}, ICI, (Verdict.AUTHENTIC, "AVIS-2025-ici-1", None)),
        ({}, ICI + b" ", (Verdict.ALTERED, "AVIS-2025-ici-1", None)),
        ({}, ICI[:-1], (Verdict.ALTERED, "AVIS-2025-ici-1", None)),
        ({"version": 2}, ICI + b" ", (Verdict.ALTERED, "AVIS-2025-ici-1", "AVIS-2025-ici-2")),
        ({}, bytes_of("AVIS-2025-inconnu-1"), (Verdict.UNKNOWN, None, None)),
        ({}, b"", (Verdict.UNKNOWN, None, None)),
        ({}, b"%PDF-1.7 un autre fichier", (Verdict.UNKNOWN, None, None)),
        ({}, b"<dc:identifier></dc:identifier>" * 3, (Verdict.UNKNOWN, None, None)),
        ({}, b"<dc:identifier>' OR 1=1 --</dc:identifier>", (Verdict.UNKNOWN, None, None)),
    ],
)
def test_each_file_has_its_answer(also, content, expected):
    publish()
    if also:
        publish(**also)
    assert told(verify_bytes([content])) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("AVIS-2025-ici-1", (Verdict.REFERENCE_ONLY, "AVIS-2025-ici-1", "AVIS-2025-ici-2")),
        (" AVIS-2025-ici-2 \n", (Verdict.REFERENCE_ONLY, "AVIS-2025-ici-2", None)),
        ("AVIS-2025-ici-3", (Verdict.UNKNOWN, None, None)),
        ("avis-2025-ici-1", (Verdict.UNKNOWN, None, None)),
        ("AVIS%", (Verdict.UNKNOWN, None, None)),
        ("\x00", (Verdict.UNKNOWN, None, None)),
        ("A" * 5000, (Verdict.UNKNOWN, None, None)),
    ],
)
def test_each_reference_has_its_answer(asked, expected):
    publish()
    publish(version=2)
    assert told(verify_reference(asked)) == expected


@pytest.mark.parametrize("cut", range(1, len(ICI)))
def test_a_reference_cut_between_two_pieces_is_found(cut):
    whole = read_file([ICI])
    assert read_file([ICI[:cut], ICI[cut:]]) == whole
    assert whole[1] == "AVIS-2025-ici-1"


def test_the_last_reference_of_a_file_is_its_own():
    assert read_file([bytes_of("AVIS-2025-a-1") + bytes_of("AVIS-2025-b-1")])[1] == "AVIS-2025-b-1"


def test_a_large_file_is_read_in_little_memory():
    pieces = (b"x" * 65536 for _ in range(320))
    assert read_file(pieces)[1] == ""


def test_few_questions_are_asked_of_the_database(django_assert_max_num_queries):
    publish()
    publish(version=2)
    with django_assert_max_num_queries(3):
        verify_bytes([ICI + b" "])
