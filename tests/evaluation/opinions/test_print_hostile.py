"""Whatever the texts of an opinion contain, its print opens our static files and nothing else."""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice

import pytest
from weasyprint.urls import URLFetcher, URLFetchingError

from documents.pdf import archive
from documents.pdf import weasyprint_renderer as press
from evaluation.opinions.printing.publish import render
from tests.documents.pdf.reader import open_pdf, texts
from tests.documents.pdf.test_hostile import PAYLOADS, trap  # noqa: F401 - a folder of secrets, and who goes there
from tests.evaluation.opinions.print_content import ITEMS, REPLY, content, edition

PLACES = 40  # free texts of the content below, at least
# Printing takes seconds: every payload goes through every turn of the texts only when LONG_TESTS=1 is asked.
TURNS = range(0, len(PAYLOADS), 1 if os.environ.get("LONG_TESTS") else 8)


def poisoned(payloads: Iterator[str]):
    """The content and its reply, a payload in every free text: names, sentences, texts, lines, figures, findings."""

    def walk(value, key=""):
        if isinstance(value, dict):
            return {name: walk(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [walk(one, key) for one in value]
        return next(payloads) if isinstance(value, str) and key in FREE else value

    return walk(small()), walk(REPLY)


def small():
    """One of each thing that is printed: as many doors, in less time."""
    told = content()
    kept = [one for one in told["sections"] if one["key"] in ("suites", "ensemble", "engagements")]
    return told | {"sections": kept} | {name: told[name][:1] for name in ("figures", "charts", "findings")}


FREE = {
    "title", "name", "usual_name", "legal_form", "carrier", "seat", "departments", "region", "acronym", "comparable",
    "paragraphs", "html", "text", "word", "statement", "evidence", "codes", "label", "shown", "last_shown", "code",
    "median_shown", "rule", "facts", "department", "authority", "file_name", "reference_", "sha256", "section",
}  # fmt: skip


def at(trap, payload):  # noqa: F811
    folder, _, listener = trap
    address = f"{folder}/secret"
    return payload.format(
        file=f"file://{address}", shout=f"FILE://{address}", folder=f"file://{folder}", path=address,
        http=f"http://127.0.0.1:{listener.port}", net=f"//127.0.0.1:{listener.port}", port=listener.port,
    )  # fmt: skip


def visits(trap, payloads):  # noqa: F811
    """What was opened or called while the opinion was printed, its texts poisoned one after the other."""
    _, watch, listener = trap
    told, reply = poisoned(cycle([at(trap, one) for one in payloads]))
    watch.seen, watch.on, listener.knocks = [], True, 0
    with suppress(URLFetchingError):
        render(edition(told, "R", reply))
    watch.on = False
    return [*watch.seen, *["knock"] * listener.knocks]


def test_every_free_text_is_poisoned():
    told, reply = poisoned(cycle(["POISON"]))
    assert str(told).count("POISON") + str(reply).count("POISON") >= PLACES
    assert ITEMS  # the samples themselves are left alone
    assert "POISON" not in str(content())


@pytest.mark.parametrize("turn", TURNS)
def test_nothing_is_opened_outside_our_static_files(trap, turn):  # noqa: F811
    """Each print holds every payload, each time in other texts."""
    assert visits(trap, [*PAYLOADS[turn:], *PAYLOADS[:turn]]) == []


def test_there_are_enough_payloads():
    assert len(PAYLOADS) >= 30


def test_what_was_typed_in_a_sentence_is_shown_and_never_obeyed():
    told = content()
    told["sections"][0]["paragraphs"] = ['<img src="file:///etc/passwd"> &amp; <b>gras</b>']
    assert '<img src="file:///etc/passwd"> &amp; <b>gras</b>' in " ".join(
        " ".join(texts(open_pdf(render(edition(told))))).split()
    )


def test_a_stored_text_that_was_touched_is_sanitised_again():
    told = content()
    told["sections"][0]["html"] = '<p onclick="x()">Un</p><script>x()</script><style>p{}</style><img src=x alt="y">'
    text = " ".join(texts(open_pdf(render(edition(told)))))
    assert "Un" in text.split()
    assert "x()" not in text


def test_the_trap_sees_what_would_go_out_without_our_fetcher_and_our_sanitiser(trap, monkeypatch):  # noqa: F811
    stock = lambda: URLFetcher(timeout=1)  # noqa: E731
    monkeypatch.setattr(archive, "StaticFetcher", stock)
    monkeypatch.setattr(press, "StaticFetcher", stock)
    monkeypatch.setattr("evaluation.opinions.printing.view.safe", lambda html: _trusted(html))
    archive.record_sheet()
    caught = islice((payload for payload in PAYLOADS[:12] if visits(trap, [payload])), 6)
    assert len(list(caught)) == 6


def _trusted(html):
    from django.utils.safestring import SafeString  # noqa: PLC0415

    return SafeString(html)
