"""`manage.py print_opinions`: every opinion of a year in a folder, whatever happens to one of them."""

import io

import pytest
from django.core.management import CommandError, call_command

from documents.models import PublishedDocument
from evaluation.models import Opinion
from evaluation.opinions.printing.batch import imprints_of_year
from evaluation.opinions.printing.publish import editions_of, render
from evaluation.opinions.printing.tasks import print_opinion
from tests.documents.published.publishing import unguarded
from tests.documents.published.test_register import spoil
from tests.evaluation.opinions.print_content import communicated, content, replied
from tests.factories import CentreFactory
from tests.text import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_ADDRESS = "https://crpv.exemple.gouv.fr"


def run(folder, *options, year=2025):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("print_opinions", "--year", str(year), "--out", str(folder), *options, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines(), err.getvalue().splitlines()
    return 0, out.getvalue().splitlines(), err.getvalue().splitlines()


def opinions(count):
    return [communicated(CentreFactory(slug=f"centre-{n}")) for n in range(1, count + 1)]


def outcomes(lines):
    return [line.split("\u00a0: ", 1)[1] for line in lines[:-1]]


def test_each_opinion_is_printed_published_and_written(tmp_path):
    opinions(2)
    code, out, err = run(tmp_path / "new" / "folder")
    assert (code, outcomes(out), err) == (0, ["imprimé"] * 2, [])
    kept = {one.reference: bytes(one.content) for one in PublishedDocument.objects.all()}
    written = {path.stem: path.read_bytes() for path in (tmp_path / "new" / "folder").iterdir()}
    assert kept == written
    assert set(kept) == {"AVIS-2025-centre-1-1", "AVIS-2025-centre-2-1"}
    assert "documents en" in words(out[-1])


def test_a_worker_prints_the_same_bytes_as_this_process(tmp_path):
    (opinion,) = opinions(1)
    run(tmp_path)
    (edition,) = editions_of(opinion)
    assert (tmp_path / "AVIS-2025-centre-1-1.pdf").read_bytes() == render(edition)


def test_one_that_fails_among_five_is_told_and_stops_nobody(tmp_path):
    five = opinions(5)
    bad = content("centre-3")
    del bad["sections"][0]["html"]
    unguarded(Opinion).filter(pk=five[2].pk).update(frozen=bad)
    code, out, err = run(tmp_path, "--jobs", "2")
    assert code == 1
    assert sorted(outcomes(out)) == ["imprimé"] * 4 + ["échec"]
    assert err == ["AVIS-2025-centre-3-1 : KeyError\u00a0: 'html'"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"AVIS-2025-centre-{n}-1.pdf" for n in (1, 2, 4, 5)]


def test_what_is_there_and_intact_is_left_alone(tmp_path):
    opinions(1)
    run(tmp_path)
    place = tmp_path / "AVIS-2025-centre-1-1.pdf"
    before = place.stat().st_mtime_ns
    assert outcomes(run(tmp_path)[1]) == ["déjà là, intact"]
    assert place.stat().st_mtime_ns == before


def test_a_spoiled_copy_is_replaced_by_the_bytes_that_were_published(tmp_path):
    opinions(1)
    run(tmp_path)
    place = tmp_path / "AVIS-2025-centre-1-1.pdf"
    place.write_bytes(b"abime")
    assert outcomes(run(tmp_path)[1]) == ["déjà publié, copié"]
    assert place.read_bytes() == bytes(PublishedDocument.objects.get().content)


def test_bytes_altered_in_the_database_are_refused(tmp_path):
    opinions(1)
    run(tmp_path)
    (tmp_path / "AVIS-2025-centre-1-1.pdf").unlink()
    spoil(PublishedDocument.objects.get(), b"autre")
    code, _, err = run(tmp_path)
    assert (code, len(err), list(tmp_path.iterdir())) == (1, 1, [])
    assert "AVIS-2025-centre-1-1 : 5 octets gardés au lieu de" in err[0]


def test_the_published_versions_can_be_printed_again_and_compared(tmp_path):
    first, second = opinions(2)
    run(tmp_path)
    assert outcomes(run(tmp_path, "--check")[1]) == ["identique au publié"] * 2
    unguarded(Opinion).filter(pk=second.pk).update(frozen=content("centre-2", service={}))
    code, _, err = run(tmp_path, "--check")
    assert (code, err) == (1, ["AVIS-2025-centre-2-1 : imprimé de nouveau, il diffère du publié."])
    assert first.reference in {one.reference for one in PublishedDocument.objects.all()}


def test_the_version_in_force_is_printed_and_its_reply_with_it(ici, cast):
    first = communicated(ici)
    communicated(ici, version=2, previous=first, correction_reason="Un chiffre faux.")
    other = replied(communicated(CentreFactory(slug="voisin")), cast.director)
    communicated(CentreFactory(slug="ancien"), year=2024, told=content("ancien", reference="AVIS-2024-ancien-1"))
    assert [imprint.reference for _, imprint in imprints_of_year(2025)] == [
        "AVIS-2025-ici-2",
        "AVIS-2025-voisin-1",
        "AVIS-2025-voisin-1-R",
    ]
    assert other.reference == "AVIS-2025-voisin-1"


@pytest.mark.parametrize("count", [1, 3])
def test_the_names_cost_one_query(count, django_assert_num_queries):
    opinions(count)
    with django_assert_num_queries(1):
        assert len(imprints_of_year(2025)) == count


def test_a_year_without_opinions_says_so(tmp_path):
    assert run(tmp_path, year=1999) == (0, ["Aucun avis communiqué pour 1999 : rien à imprimer."], [])


def test_a_folder_that_cannot_be_opened_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match="ne peut pas être ouvert"):
        run(tmp_path / "file" / "folder")


@pytest.mark.parametrize("jobs", ["0", "deux", "999"])
def test_a_number_of_processes_must_be_one(tmp_path, jobs):
    with pytest.raises(CommandError, match="écrivez un nombre de processus"):
        run(tmp_path, "--jobs", jobs)


# The queue --------------------------------------------------------------------------------------------------------


def test_the_job_prints_once_what_is_not_yet(ici, cast):
    opinion = communicated(ici)
    assert print_opinion.enqueue(opinion.pk).return_value == ["AVIS-2025-ici-1"]
    first = PublishedDocument.objects.get()
    replied(opinion, cast.director)
    assert print_opinion.enqueue(opinion.pk).return_value == ["AVIS-2025-ici-1", "AVIS-2025-ici-1-R"]
    assert print_opinion.enqueue(opinion.pk).return_value == ["AVIS-2025-ici-1", "AVIS-2025-ici-1-R"]
    assert bytes(PublishedDocument.objects.get(pk=first.pk).content) == bytes(first.content)
    assert PublishedDocument.objects.count() == 2
