"""Who answers a consultation: each département, or the region with its paper; and for which version (R-58)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from evaluation.enums import ContributionKind, OpinionState, SectionKey
from evaluation.models import Contribution, ContributionVersion, Opinion
from evaluation.opinions import services as acts
from evaluation.opinions.editing import contest_contribution, contribute, record_contribution, save_text
from evaluation.opinions.obligations import of_opinions
from evaluation.opinions.printing.context import print_context
from evaluation.opinions.printing.publish import compose_edition, editions_of
from evaluation.opinions.queries import missing_items
from tests.evaluation.opinions.factories import YEAR, communicated_on, opinion_in
from tests.obligations import owed
from tests.text import words

S = OpinionState
ROLES = (
    "admin", "national", "regional", "departmental", "director", "partner", "nobody", "other_regional",
    "other_director",
)  # fmt: skip
PDF = b"%PDF-1.7 courrier"
HERE = f"/avis/{YEAR}/ici/"
TYPED = {"authority": "la sous-préfète", "text": "Peu présent."}


@pytest.fixture
def row(cast, ici):
    return opinion_in(S.CONSULTED, ici, cast).contributions.get()


def recorded(row, actor, **more):
    letter = {"on": localdate() - dt.timedelta(3), "name": "Courrier.pdf", "content": PDF} | TYPED | more
    return record_contribution(row, actor=actor, **letter)


def text_of(response):
    return " ".join(words(response.content.decode()).split())


def printed(opinion):
    return " ".join(words(compose_edition(editions_of(opinion)[0]).html).split())


def duties(user):
    return [words(item.sentence) for item in owed(user, localdate(), of_opinions)]


class TestAuthors:
    @pytest.mark.parametrize("role", ROLES)
    def test_only_the_departement_writes_its_contribution(self, row, cast, role):
        """Neither the lead region nor an administrator answers for it."""
        if role == "departmental":
            assert contribute(row, actor=cast.departmental, **TYPED).answered_by == cast.departmental
        else:
            with pytest.raises(PermissionDenied):
                contribute(row, actor=getattr(cast, role), **TYPED)
            assert Contribution.objects.get().text == ""

    @pytest.mark.parametrize("role", ["regional", "admin"])
    def test_the_region_cannot_change_what_a_departement_wrote(self, row, cast, sign_in, role):
        contribute(row, actor=cast.departmental, **TYPED)
        client = sign_in(getattr(cast, role))
        typed = {"authority": "x", "text": "Très présent."}
        assert client.post(f"{HERE}consultation/29/", typed).status_code == 404
        sent = typed | {"on": localdate().isoformat(), "paper": SimpleUploadedFile("c.pdf", PDF)}
        page = client.post(f"{HERE}consultation/29/courrier/", sent)
        assert "lui seul la modifie" in text_of(page)
        assert Contribution.objects.values_list("text", "answered_by").get() == ("Peu présent.", cast.departmental.pk)

    @pytest.mark.parametrize("role", ROLES)
    def test_only_the_lead_region_records_what_came_by_post(self, row, cast, role):
        if role in {"admin", "regional"}:
            assert recorded(row, getattr(cast, role)).recorded_on == localdate() - dt.timedelta(3)
        else:
            with pytest.raises(PermissionDenied):
                recorded(row, getattr(cast, role))
            assert ContributionVersion.objects.count() == 0

    @pytest.mark.parametrize("role", ROLES)
    def test_only_the_departement_contests(self, row, cast, role):
        row = recorded(row, cast.regional)
        if role == "departmental":
            assert contest_contribution(row, text="Pas de nous.", actor=cast.departmental).contested_at is not None
        else:
            with pytest.raises(PermissionDenied):
                contest_contribution(row, text="Pas de nous.", actor=getattr(cast, role))


class TestPapers:
    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"content": b""}, "ni un PDF"),
            ({"content": b"<html>"}, "ni un PDF"),
            ({"text": " "}, "Écrivez la contribution"),
            ({"on": 1}, "dans l’avenir"),
        ],
    )
    def test_nothing_is_recorded_without_paper_text_or_day(self, row, cast, more, sentence):
        if "on" in more:
            more = {"on": localdate() + dt.timedelta(more["on"])}
        with pytest.raises(RefusedError, match=sentence):
            recorded(row, cast.regional, **more)
        assert Contribution.objects.get().answered_at is None

    def test_the_base_refuses_a_recorded_contribution_without_its_paper(self, row, cast):
        row = recorded(row, cast.regional)
        (version,) = row.versions.all()
        values = {"contribution": row, "on": localdate(), "text": "x", "at": version.at, "by": cast.regional}
        for rank, kind in enumerate((ContributionKind.RECORDED, ContributionKind.CONTESTED), start=7):
            more = {} if kind == ContributionKind.RECORDED else {"content": PDF, "sha256": "0" * 64}
            with pytest.raises(IntegrityError), transaction.atomic():
                ContributionVersion.objects.create(rank=rank, kind=kind, **values, **more)
        with pytest.raises(IntegrityError), transaction.atomic():
            Contribution.objects.update(recorded_on=None, contested_at=version.at)

    def test_all_the_agents_read_who_recorded_it_and_take_the_paper(self, row, cast, sign_in):
        recorded(row, cast.regional)
        page = text_of(sign_in(cast.departmental).get(f"{HERE}consultation/"))
        assert f"enregistrée par {cast.regional.get_full_name()} le" in page
        assert "Remplacer par notre contribution" in page
        address = f"{HERE}consultation/29/papiers/{ContributionVersion.objects.get().pk}/"
        assert address in page
        assert sign_in(cast.departmental).get(address).content == PDF
        assert sign_in(cast.director).get(address).status_code == 404

    def test_the_departement_is_told_then_replaces_it(self, row, cast, sign_in):
        recorded(row, cast.regional)
        assert [sentence for sentence in duties(cast.departmental) if "reçue de votre département" in sentence]
        sign_in(cast.departmental).post(f"{HERE}consultation/29/", {"authority": "la préfète", "text": "Actif."})
        assert duties(cast.departmental) == []
        kinds = list(ContributionVersion.objects.values_list("kind", "text"))
        assert kinds == [(ContributionKind.RECORDED, "Peu présent."), (ContributionKind.GIVEN, "Actif.")]
        assert Contribution.objects.values_list("text", "recorded_on").get() == ("Actif.", None)

    def test_a_contest_is_shown_to_the_region_and_in_the_opinion(self, row, cast, sign_in):
        recorded(row, cast.regional)
        sign_in(cast.departmental).post(f"{HERE}consultation/29/contester/", {"text": "Pas de nous."})
        assert [sentence for sentence in duties(cast.regional) if "Un département conteste" in sentence]
        assert "Pas de nous." in text_of(sign_in(cast.regional).get(f"{HERE}consultation/"))
        opinion = Opinion.objects.get()
        assert [item for item in missing_items(opinion) if words(item).startswith("La contribution enregistrée est")]
        told = printed(acts.communicate(opinion, actor=cast.regional))
        assert f"enregistrée par {cast.regional.get_full_name()}, contestée par le département" in told

    def test_what_was_not_recorded_is_not_contested(self, row, cast):
        contribute(row, actor=cast.departmental, **TYPED)
        with pytest.raises(RefusedError, match="pas été enregistrée par la région"):
            contest_contribution(row, text="Pas de nous.", actor=cast.departmental)

    def test_the_print_of_what_the_departement_wrote_says_nothing_more(self, row, cast):
        contribute(row, actor=cast.departmental, **TYPED)
        told = printed(acts.communicate(Opinion.objects.get(), actor=cast.regional))
        assert "enregistrée par" not in told


@pytest.mark.parametrize("size", [1, 5])
def test_the_page_costs_the_same_whatever_was_written(row, cast, sign_in, django_assert_num_queries, size):
    for _ in range(size):
        recorded(row, cast.regional)
    client = sign_in(cast.departmental)
    with django_assert_num_queries(5):
        client.get(f"{HERE}consultation/")


class TestCorrections:
    @pytest.fixture
    def communicated(self, row, cast):
        contribute(row, actor=cast.departmental, **TYPED)
        return communicated_on(Opinion.objects.get(), cast.regional, localdate() - dt.timedelta(days=10))

    def test_old_answers_stay_with_their_version(self, communicated, cast, sign_in):
        new = acts.correct(communicated, reason="Un chiffre faux.", actor=cast.regional)
        acts.consult(new, actor=cast.regional)
        assert list(new.contributions.values_list("text", "answered_at", "asked_on")) == [("", None, localdate())]
        assert communicated.contributions.get().text == "Peu présent."
        (sentence,) = duties(cast.departmental)
        assert sentence == (
            "L’avis est corrigé : votre département est consulté sur la version 2. Ce qu’il a répondu reste attaché à "
            "la version précédente."
        )
        page = text_of(sign_in(cast.departmental).get(f"{HERE}consultation/"))
        assert page.index("Pas encore de contribution.") < page.index("sur la version 1") < page.index("Peu présent.")
        assert print_context(new)["consultations"][0]["answered_on"] is None

    def test_a_correction_of_typography_asks_no_new_consultation(self, communicated, cast, sign_in):
        typed = {"reason": "Une coquille.", "is_typographic": "on"}
        sign_in(cast.regional).post(f"{HERE}etapes/corriger/", typed)
        new = Opinion.objects.get(version=2)
        save_text(new, SectionKey.GENERAL, "Texte de la rubrique ensemble !", base_version=1, actor=cast.regional)
        with pytest.raises(RefusedError, match="se limite à la typographie"):
            acts.refresh(new, actor=cast.regional)
        assert duties(cast.departmental) == []
        new = acts.communicate(new, actor=cast.regional)
        (consulted,) = new.frozen["consultations"]
        assert (consulted["version"], consulted["authority"]) == (1, "la sous-préfète")
        assert "sur la version 1" in printed(new)
        assert "sur la version 1" in text_of(sign_in(cast.director).get(HERE))

    def test_any_other_correction_is_consulted(self, communicated, cast):
        """The negative control."""
        new = acts.correct(communicated, reason="Un chiffre faux.", actor=cast.regional)
        with pytest.raises(RefusedError, match="en consultation"):
            acts.communicate(new, actor=cast.regional)

    def test_a_figure_that_changes_is_no_typography(self, communicated, cast):
        new = acts.correct(communicated, reason="Une coquille.", actor=cast.regional, is_typographic=True)
        save_text(new, SectionKey.GENERAL, "Il fait 12 séances.", base_version=1, actor=cast.regional)
        with pytest.raises(RefusedError, match="un chiffre ou une appréciation change"):
            acts.communicate(new, actor=cast.regional)
        acts.consult(new, actor=cast.regional)
        new = acts.communicate(new, actor=cast.regional)
        assert (new.is_typographic, new.state) == (False, S.COMMUNICATED)

    def test_a_first_version_is_no_correction_of_typography(self, row):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.update(is_typographic=True)
