"""Files to save: their type, their name, and lists given whole or line by line."""

from io import BytesIO

import pytest
from django.http import Http404
from openpyxl import load_workbook

from documents.downloads import attachment, attachment_in, deposited, media_type, streamed
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = ListExport(columns=(Column("Nom", 0), Column("Total", 1, Kind.INTEGER)), title="La liste", sheet="Liste")
ROWS = [("Ici", 2), ("Là", None)]
LINES = "\ufeffNom;Total\r\nIci;2\r\nLà;\r\n".encode()


def headers_of(response):
    return response.headers["Content-Type"], response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("liste.csv", "text/csv; charset=utf-8"),
        ("liste.xlsx", XLSX),
        ("avis.2024.pdf", "application/pdf"),
        ("programme.exe", "application/octet-stream"),
        ("sans extension", "application/octet-stream"),
    ],
)
def test_the_type_is_that_of_the_extension(name, expected):
    assert media_type(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("avis.pdf", 'attachment; filename="avis.pdf"'),
        ('a"b.pdf', 'attachment; filename="a\\"b.pdf"'),
        ("été.pdf", "attachment; filename*=utf-8''%C3%A9t%C3%A9.pdf"),
    ],
)
def test_a_file_is_saved_under_its_name(name, expected):
    response = attachment(b"%PDF-", name)
    assert (response.content, *headers_of(response)) == (b"%PDF-", "application/pdf", expected)


def test_a_deposited_file_is_of_the_type_of_its_bytes_and_is_not_stored():
    response = deposited(b"\xff\xd8\xff", "copie.pdf", of_type="image/jpeg")
    assert dict(response.items()) == {
        "Content-Type": "image/jpeg",
        "Content-Disposition": 'attachment; filename="copie.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def test_only_the_kind_asked_is_written_and_another_does_not_exist():
    written = []
    writers = {kind: lambda kind=kind: written.append(kind) or kind.encode() for kind in ("csv", "pdf")}
    response = attachment_in("csv", "liste", writers)
    assert (response.content, *headers_of(response)) == (
        b"csv", "text/csv; charset=utf-8", 'attachment; filename="liste.csv"'
    )  # fmt: skip
    with pytest.raises(Http404):
        attachment_in("xlsx", "liste", writers)
    assert written == ["csv"]


def test_a_list_is_given_whole():
    response = LIST.response(ROWS, "csv", "liste")
    assert (response.content, *headers_of(response)) == (
        LINES, "text/csv; charset=utf-8", 'attachment; filename="liste.csv"'
    )  # fmt: skip
    response = LIST.response(ROWS, "xlsx", "liste")
    assert headers_of(response) == (XLSX, 'attachment; filename="liste.xlsx"')
    assert read(response.content) == ("La liste", "Liste", [("Nom", "Total"), *ROWS])


@pytest.mark.django_db  # a response that closes, closes old connections
def test_a_list_is_given_line_by_line():
    response = LIST.streamed_response(iter(ROWS), "csv", "liste")
    assert (b"".join(response), *headers_of(response)) == (
        LINES, "text/csv; charset=utf-8", 'attachment; filename="liste.csv"'
    )  # fmt: skip
    response = LIST.streamed_response(iter(ROWS), "xlsx", "liste")
    assert headers_of(response) == (XLSX, 'attachment; filename="liste.xlsx"')
    assert read(b"".join(response)) == ("La liste", "Liste", [("Nom", "Total"), *ROWS])
    response.close()


@pytest.mark.parametrize("give", [LIST.response, LIST.streamed_response])
def test_a_list_has_no_other_kind(give):
    with pytest.raises(Http404):
        give(ROWS, "pdf", "liste")


@pytest.mark.django_db
def test_an_open_file_is_closed_with_its_answer():
    file = BytesIO(b"PK")
    response = streamed(file, "liste.xlsx")
    assert b"".join(response) == b"PK"
    response.close()
    assert file.closed is True


def read(content):
    book = load_workbook(BytesIO(content))
    return book.properties.title, book.active.title, list(book.active.iter_rows(values_only=True))
