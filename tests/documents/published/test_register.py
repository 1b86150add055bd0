"""The register: what is published is kept as it is, for ever, under one name."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models

from documents.models import PublishedDocument
from documents.published.register import Imprint, published_document
from documents.published.write_once import PublishedError, fingerprint
from tests.documents.published.publishing import AT, SEAL, bytes_of, publish

pytestmark = pytest.mark.django_db


def spoil(document, content):
    """What only somebody who holds the database itself could do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE documents_publisheddocument SET content = %s WHERE id = %s", [memoryview(content), document.pk]
        )


@pytest.mark.parametrize(
    ("imprint", "reference"),
    [
        (Imprint(family="AVIS-2025-reso-villes", version=1), "AVIS-2025-reso-villes-1"),
        (Imprint(family="AVIS-2025-reso-villes", version=1, supplement="R"), "AVIS-2025-reso-villes-1-R"),
        (Imprint(family="TDB-2025", version=2), "TDB-2025-2"),
    ],
)
def test_a_name_can_be_read(imprint, reference):
    assert imprint.reference == reference


def test_what_is_published_is_kept_with_its_fingerprints():
    document = PublishedDocument.objects.get(pk=publish().pk)
    content = bytes_of("AVIS-2025-ici-1")
    assert (document.reference, document.family, document.version) == ("AVIS-2025-ici-1", "AVIS-2025-ici", 1)
    assert (bytes(document.content), document.size) == (content, len(content))
    assert (document.sha256, document.context_seal, document.published_at) == (fingerprint(content), SEAL, AT)
    assert str(document) == "AVIS-2025-ici-1"


def test_publishing_the_same_again_changes_nothing():
    assert publish().pk == publish(title="Un autre titre").pk
    assert PublishedDocument.objects.get().title == "Avis AVIS-2025-ici-1"


@pytest.mark.parametrize("change", [{"content": b"autre chose"}, {"context": "b" * 64}])
def test_a_name_never_bears_another_content(change):
    publish()
    with pytest.raises(PublishedError, match="AVIS-2025-ici-1 est déjà publié avec un autre contenu"):
        publish(**change)
    assert bytes(PublishedDocument.objects.get().content) == bytes_of("AVIS-2025-ici-1")


@pytest.mark.parametrize(
    "act",
    [
        lambda one: one.save(),
        lambda one: one.save(update_fields=["title"]),
        lambda one: one.delete(),
        lambda one: PublishedDocument.objects.update(title="x"),
        lambda one: PublishedDocument.objects.filter(pk=one.pk).delete(),
        lambda one: PublishedDocument.objects.bulk_update([one], ["title"]),
        lambda one: PublishedDocument.objects.bulk_create([PublishedDocument(reference="x")]),
        lambda one: PublishedDocument.objects.update_or_create(reference=one.reference, defaults={"title": "x"}),
    ],
)
def test_what_is_published_neither_changes_nor_disappears(act):
    document = publish()
    document.title = "x"
    with pytest.raises(PublishedError):
        act(document)
    assert PublishedDocument.objects.get().title == "Avis AVIS-2025-ici-1"


def test_without_the_guard_it_would_change(monkeypatch):
    document = publish()
    monkeypatch.setattr(PublishedDocument, "save", models.Model.save)
    document.title = "x"
    document.save()
    assert PublishedDocument.objects.get().title == "x"


def test_the_last_of_a_family_comes_after_its_own_supplement():
    first = publish()
    assert first.later() is None
    replied = publish(supplement="R")
    second = publish(version=2)
    publish(family="AVIS-2025-icitte", version=9)
    assert [one.later() for one in (first, replied, second)] == [second, second, None]


def test_lists_never_read_the_bytes(django_assert_num_queries):
    publish()
    with django_assert_num_queries(1) as seen:
        assert published_document("AVIS-2025-ici-1").title == "Avis AVIS-2025-ici-1"
    assert '"content"' not in seen[0]["sql"]


# verify_documents -------------------------------------------------------------------------------------------------


def run():
    out = io.StringIO()
    try:
        call_command("verify_documents", stdout=out)
    except CommandError as end:
        return end.returncode, out.getvalue(), str(end)
    return 0, out.getvalue(), ""


def test_all_is_well():
    publish()
    publish(version=2)
    assert run() == (0, "Contenus figés intacts\u00a0: 2\u00a0lignes.\n", "")


def test_an_altered_document_is_named():
    publish()
    shorter, changed = publish(version=2), publish(version=3)
    spoil(shorter, b"court")
    spoil(changed, bytes_of("AVIS-2025-ici-4"))
    assert run() == (
        1,
        (
            f"AVIS-2025-ici-2\u00a0: 5 octets gardés au lieu de {shorter.size}.\n"
            "AVIS-2025-ici-3\u00a0: les octets gardés ne sont plus ceux qui ont été publiés.\n"
        ),
        "Contenus figés altérés\u00a0: 2 anomalie(s).",
    )
