"""The documents published of an opinion: which there are, which are awaited, and their bytes."""

import pytest
from django.test import TestCase

from documents.models import PublishedDocument
from evaluation.opinions.editing import save_text
from evaluation.opinions.printing.publish import prints_of
from evaluation.opinions.printing.tasks import print_later, print_opinion
from evaluation.opinions.services import open_opinion
from tests.documents.pdf.reader import open_pdf, texts
from tests.documents.published.publishing import bytes_of, publish, unguarded
from tests.evaluation.opinions.print_content import communicated, replied
from tests.text import words

pytestmark = pytest.mark.django_db
PAGE = "/avis/2025/ici/documents/"
FILE = "/avis/2025/ici/documents/AVIS-2025-ici-1.pdf"


@pytest.fixture
def asked(monkeypatch):
    """The prints that were asked for, none of them done: as when the worker is stopped."""
    keys = []
    monkeypatch.setattr(type(print_opinion), "enqueue", lambda task, pk: keys.append(pk))
    return keys


def page(client):
    return " ".join(client.get(PAGE).content.decode().split())


def test_while_it_is_awaited_the_page_says_so_and_offers_to_ask_again(ici, cast, sign_in, asked):
    opinion = communicated(ici)
    client = sign_in(cast.director)
    assert "Impression en cours" in page(client)
    assert client.get(FILE).status_code == 404
    assert client.get("/avis/2025/ici.pdf").headers["Location"] == PAGE
    assert client.post(PAGE).headers["Location"] == PAGE
    assert asked == [opinion.pk]


def test_once_printed_it_is_offered_with_its_fingerprint_and_asked_no_more(ici, cast, sign_in, asked):
    communicated(ici)
    document = publish()
    client = sign_in(cast.director)
    body = page(client)
    assert document.sha256 in body
    assert f'href="{FILE}"' in body
    assert "Impression en cours" not in body
    client.post(PAGE)
    assert asked == []


def test_the_bytes_taken_are_those_that_were_published(ici, cast, sign_in):
    communicated(ici)
    publish()
    response = sign_in(cast.partner).get(FILE)
    assert response.content == bytes_of("AVIS-2025-ici-1")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="AVIS-2025-ici-1.pdf"'


def test_the_short_address_leads_to_the_last_print(ici, cast, sign_in):
    replied(communicated(ici), cast.director)
    publish()
    publish(supplement="R")
    response = sign_in(cast.national).get("/avis/2025/ici.pdf")
    assert response.headers["Location"] == "/avis/2025/ici/documents/AVIS-2025-ici-1-R.pdf"


def test_every_version_is_listed_the_oldest_first(ici, cast):
    first = communicated(ici)
    second = communicated(ici, version=2, previous=first, correction_reason="Un chiffre faux.")
    publish()
    told = [(one.reference, one.is_ready, one.has_reply) for one in prints_of([first, second])]
    assert told == [("AVIS-2025-ici-1", True, False), ("AVIS-2025-ici-2", False, False)]


def test_a_print_of_another_opinion_is_never_reached_through_this_one(ici, ailleurs, cast, sign_in):
    communicated(ici)
    communicated(ailleurs)
    publish("AVIS-2025-ailleurs")
    client = sign_in(cast.director)
    assert client.get("/avis/2025/ici/documents/AVIS-2025-ailleurs-1.pdf").status_code == 404
    assert client.get("/avis/2025/ailleurs/documents/AVIS-2025-ailleurs-1.pdf").status_code == 404


def test_an_opinion_in_preparation_has_no_print(ici, cast, sign_in):
    opinion = communicated(ici)
    unguarded(type(opinion)).filter(pk=opinion.pk).update(state="writing", frozen=None, seal="", communicated_at=None)
    assert sign_in(cast.regional).get(PAGE).status_code == 404


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_costs_the_same_whatever_the_versions(ici, cast, sign_in, versions, django_assert_num_queries):
    previous = None
    for version in range(1, versions + 1):
        reason = {"previous": previous, "correction_reason": "Un chiffre."} if previous else {}
        previous = communicated(ici, version=version, **reason)
        publish(version=version)
    client = sign_in(cast.director)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 4


def test_the_print_is_asked_only_once_the_change_is_kept(ici, asked):
    opinion = communicated(ici)
    with TestCase.captureOnCommitCallbacks() as waiting:
        print_later(opinion)
        assert asked == []
    assert len(waiting) == 1
    waiting[0]()
    assert asked == [opinion.pk]


def test_no_file_is_kept_by_reading(ici, cast, sign_in):
    communicated(ici)
    sign_in(cast.director).get(PAGE)
    assert PublishedDocument.objects.count() == 0


def test_an_opinion_in_preparation_is_read_on_paper_before_it_is_sealed(ici, cast, sign_in):
    opinion = open_opinion(ici, 2025, actor=cast.regional)
    save_text(opinion, "ensemble", "Un texte à relire.", base_version=0, actor=cast.regional)
    response = sign_in(cast.departmental).get("/avis/2025/ici/projet.pdf")
    text = words(" ".join(" ".join(texts(open_pdf(response.content))).split()))
    assert response.headers["Content-Disposition"] == f'attachment; filename="projet-{opinion.reference}.pdf"'
    assert "Un texte à relire." in text
    assert "document de travail des services de l’État, ni signé, ni communiqué au centre" in text
    assert "Vérifier ce document" not in text
    assert PublishedDocument.objects.count() == 0
    assert sign_in(cast.director).get("/avis/2025/ici/projet.pdf").status_code == 404


def test_once_communicated_there_is_no_draft_to_print(ici, cast, sign_in):
    communicated(ici)
    assert sign_in(cast.regional).get("/avis/2025/ici/projet.pdf").status_code == 404
