"""Documents printed by other processes: the same bytes as here, and each failure for itself."""

from datetime import date
from multiprocessing import active_children

import pytest

from documents.pdf.attachments import csv_attachment
from documents.pdf.page import PrintablePage, print_page
from documents.pdf.print_processes import ProcessLostError, print_in_child, print_in_parallel

FILES = (csv_attachment("a.csv", "a;b", "Les chiffres"),)


def page(name, html="<html lang=fr><title>t</title><body class=record><h1>Été</h1>", dated=date(2026, 6, 12)):
    return PrintablePage(html=html, reference=name, dated=dated, attachments=FILES)


class Faulty:
    """What no process can take: it is refused on its way there."""

    def __reduce__(self):
        raise ValueError("illisible")


class Deadly:
    """What ends, at once, the process that takes it."""

    def __reduce__(self):
        return _end, ()


def _end():
    import os  # noqa: PLC0415

    os._exit(9)


def test_another_process_gives_the_same_bytes():
    assert print_in_child(page("AVIS-2025-a-1")) == print_page(page("AVIS-2025-a-1"))


def test_the_failure_of_one_is_its_own():
    pages = [("a", page("a")), ("b", page("b", html=Faulty())), ("c", page("c"))]
    results = dict(print_in_parallel(pages, 2))
    assert {key: type(result) for key, result in results.items()} == {"a": bytes, "b": ValueError, "c": bytes}


def test_a_process_that_dies_takes_no_other_document_with_it():
    pages = [(n, page(str(n), html=Deadly()) if n == 1 else page(str(n))) for n in range(4)]
    results = dict(print_in_parallel(pages, 2))
    assert {key: type(result) for key, result in results.items()} == {0: bytes, 1: ProcessLostError, 2: bytes, 3: bytes}
    assert str(results[1]) == "le processus d’impression s’est arrêté (code 9)"


def test_a_failure_of_the_press_comes_back_with_its_trace():
    result = dict(print_in_parallel([("a", page("a", html="<img src=file:///etc/hostname>", dated=None))], 1))["a"]
    assert (type(result), "render_archive" in result.__notes__[0]) == (AttributeError, True)


def test_leaving_early_stops_what_is_being_printed():
    printing = print_in_parallel(((n, page(str(n))) for n in range(9)), 2)
    next(printing)
    printing.close()
    for process in active_children():
        process.join(10)
    assert active_children() == []


def test_the_failure_of_a_process_apart_is_told():
    with pytest.raises(ValueError, match="illisible"):
        print_in_child(page("a", html=Faulty()))


def test_pages_are_composed_only_as_they_are_needed():
    composed = []

    def pages():
        for n in range(12):
            composed.append(n)
            yield n, page(str(n))

    next(iter(print_in_parallel(pages(), 1)))
    assert len(composed) <= 3
