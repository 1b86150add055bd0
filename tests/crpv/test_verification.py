"""The public page where anyone verifies a document."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from crpv.verification import views
from crpv.verification.views import PER_MINUTE
from tests.documents.published.publishing import SEAL, bytes_of, publish, unguarded
from tests.evaluation.opinions.print_content import communicated

pytestmark = pytest.mark.django_db
ADDRESS = "/verifier/"
ICI = bytes_of("AVIS-2025-ici-1")


def give(client, content, name="document.pdf", **headers):
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content), "reference": ""}, **headers)


def told(response):
    """The title of the answer."""
    body = response.content.decode()
    after = body.partition('<h2 class="fr-alert__title">')[2]
    return " ".join(after.partition("</h2>")[0].split())


AUTHENTIC = "Ce fichier est le document publié"
SUPERSEDED = "Ce fichier est bien un document publié, mais une version plus récente existe"
ALTERED = "Ce fichier n’est pas le document publié"
UNKNOWN = "Ce fichier ne correspond à aucun document publié"
KNOWN = "Cette référence est celle d’un document publié"
KNOWN_BUT = "Cette référence existe, mais une version plus récente a été publiée"
NO_SUCH = "Aucun document publié ne porte cette référence"


@pytest.mark.parametrize(
    ("versions", "content", "answer"),
    [
        ([1], ICI, AUTHENTIC),
        ([1, 2], ICI, SUPERSEDED),
        ([1], ICI + b"\n", ALTERED),
        ([], ICI, UNKNOWN),
    ],
)
def test_a_file_has_its_answer_without_an_account(client, versions, content, answer):
    for version in versions:
        publish(version=version)
    response = give(client, content)
    assert (response.status_code, told(response)) == (200, answer)


@pytest.mark.parametrize(
    ("versions", "reference", "answer"),
    [
        ([1], "AVIS-2025-ici-1", KNOWN),
        ([1, 2], "AVIS-2025-ici-1", KNOWN_BUT),
        ([1], "AVIS-2025-ici-7", NO_SUCH),
    ],
)
def test_the_address_printed_on_a_document_answers(client, versions, reference, answer):
    for version in versions:
        publish(version=version)
    response = client.get(ADDRESS, {"reference": reference})
    assert (response.status_code, told(response)) == (200, answer)


def test_it_names_the_document_and_its_fingerprints_and_quotes_nothing(client):
    document = publish(content=bytes_of("AVIS-2025-ici-1", b"Un texte confidentiel"))
    body = give(client, bytes(document.content)).content.decode()
    for shown in ("AVIS-2025-ici-1", "Avis AVIS-2025-ici-1", "12 mai 2026", document.sha256, SEAL):
        assert shown in body
    assert "confidentiel" not in body


def test_a_later_version_is_named(client):
    publish()
    publish(supplement="R")
    assert "Demandez la version AVIS-2025-ici-1-R, publiée le 12 mai 2026." in give(client, ICI).content.decode()


class TestVersionsNotPrintedYet:
    """The answer comes from what was published, the print of which may come minutes later."""

    def test_a_print_of_before_is_superseded_by_a_version_communicated_since(self, client, ici):
        publish()
        communicated(ici, version=2, previous=communicated(ici), correction_reason="Un chiffre faux.")
        assert told(give(client, ICI)) == SUPERSEDED
        answer = client.get(ADDRESS, {"reference": "AVIS-2025-ici-1"})
        assert told(answer) == KNOWN_BUT
        assert "AVIS-2025-ici-2" in answer.content.decode()

    def test_a_version_without_its_print_is_known(self, client, ici):
        communicated(ici, version=2, previous=communicated(ici), correction_reason="Un chiffre faux.")
        answer = client.get(ADDRESS, {"reference": "AVIS-2025-ici-2"})
        assert (
            told(answer) == "Cette référence est celle d’une version publiée, dont le document n’est pas encore imprimé"
        )
        assert told(client.get(ADDRESS, {"reference": "AVIS-2025-ici-3"})) == NO_SUCH

    def test_a_reply_that_nobody_made_is_not_said_to_be_awaited(self, client, ici):
        communicated(ici)
        assert told(client.get(ADDRESS, {"reference": "AVIS-2025-ici-1-R"})) == NO_SUCH

    def test_the_version_that_is_printed_last_is_the_last(self, client, ici):
        """The negative control."""
        communicated(ici)
        publish()
        assert told(give(client, ICI)) == AUTHENTIC

    def test_an_opinion_in_preparation_is_unknown(self, client, ici):
        opinion = communicated(ici, version=2, previous=communicated(ici), correction_reason="Un chiffre faux.")
        unguarded(type(opinion)).filter(pk=opinion.pk).update(
            state="writing", frozen=None, seal="", communicated_at=None
        )
        assert told(client.get(ADDRESS, {"reference": "AVIS-2025-ici-2"})) == NO_SUCH


def test_an_empty_question_is_explained(client):
    body = client.post(ADDRESS, {"reference": ""}).content.decode()
    assert "Donnez un fichier, ou une référence." in body
    assert 'enctype="multipart/form-data"' in body


def test_what_was_typed_is_shown_and_never_obeyed(client):
    body = client.get(ADDRESS, {"reference": "<script>x</script>"}).content.decode()
    assert "<script>x" not in body
    assert "«\u202f&lt;script&gt;" in body or "« &lt;script&gt;" in body


def test_a_file_too_large_is_refused_before_it_is_read(client):
    response = client.post(ADDRESS, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="99999999")
    assert response.status_code == 413
    assert "dépasse 20" in response.content.decode()


def test_without_the_guard_a_large_file_is_read(client, monkeypatch):
    monkeypatch.setattr(views, "LARGEST", 10**12)
    response = client.post(ADDRESS, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="99999999")
    assert response.status_code == 200


def test_a_hasty_address_is_asked_to_wait_and_the_others_are_not(client):
    publish()
    for _ in range(PER_MINUTE):
        assert client.get(ADDRESS, {"reference": "AVIS-2025-ici-1"}).status_code == 200
    response = client.get(ADDRESS, {"reference": "AVIS-2025-ici-1"})
    assert (response.status_code, told(response)) == (429, "La vérification n’a pas eu lieu")
    assert 0 < int(response["Retry-After"]) <= 60
    cache.clear()  # the count is no process's own: every worker of the site reads the same one
    assert client.get(ADDRESS, {"reference": "AVIS-2025-ici-1"}).status_code == 429
    other = client.get(ADDRESS, {"reference": "AVIS-2025-ici-1"}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


def test_the_page_itself_is_never_refused(client):
    for _ in range(PER_MINUTE + 2):
        assert client.get(ADDRESS).status_code == 200


def test_it_leaves_no_cookie_and_is_not_kept_by_any_cache(client):
    response = give(client, ICI)
    assert response.cookies == {}
    assert "no-store" in response.headers["Cache-Control"]


def test_it_costs_few_queries(client, django_assert_max_num_queries):
    publish()
    publish(version=2)
    with django_assert_max_num_queries(10):  # 4 to answer, 6 to count the question of an address never seen
        give(client, ICI)


def test_every_page_leads_to_it(client):
    assert 'href="/verifier/"' in client.get("/compte/connexion/").content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_else_is_answered(client, method):
    assert getattr(client, method)(ADDRESS).status_code == 405
