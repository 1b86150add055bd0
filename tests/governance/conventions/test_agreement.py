"""The agreement of a centre on its final review: given by it, or recorded with its paper, seen and contested (R-82)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import form_token
from accounts.acts.workflow import RefusedError
from documents.published.write_once import PublishedError
from governance.conventions import reviews
from governance.conventions.obligations import of_conventions
from governance.conventions.workflow import CONVENTION_WORKFLOW
from governance.enums import AgreementKind, ConventionState, ReviewState
from governance.models import AgreementStep, Convention, ConventionDocument, FinalReview
from tests.governance.conventions.factories import ConventionFactory, FinalReviewFactory
from tests.obligations import owed
from tests.text import words

S = ConventionState
ROLES = (
    "admin", "national", "regional", "departmental", "director", "partner", "nobody", "other_regional",
    "other_director",
)  # fmt: skip
PDF = b"%PDF-1.7 accord"
PARTS = {"conformity": "a", "framework": "b", "impact": "c", "follow_up": "d"}


@pytest.fixture
def review(ici):
    convention = ConventionFactory(centre=ici, years_ago=3, state=S.EXPIRED)
    return FinalReviewFactory(convention=convention, agreed_by_centre_on=None)


def recorded(review, cast):
    return reviews.record_agreement(
        review, on=timezone.localdate(), name="Accord signé.pdf", content=PDF, actor=cast.regional
    )


def titles(user):
    """What awaits `user` about an agreement."""
    found = [words(item.title) for item in owed(user, timezone.localdate(), of_conventions)]
    return [title for title in found if "accord" in title or "demande" in title]


def url(review, *parts):
    convention = review.convention
    return "/".join(["/conventions", convention.centre.slug, str(convention.pk), "bilan-final", *parts, ""])


def text_of(response):
    return " ".join(words(response.content.decode()).split())


@pytest.mark.parametrize("role", ROLES)
def test_only_the_centre_agrees_or_objects(review, cast, role):
    """No region and no administrator speaks for it."""
    actor = getattr(cast, role)
    if role == "director":
        assert reviews.agree(review, on=timezone.localdate(), actor=actor).agreement == AgreementKind.GIVEN
        assert reviews.object_to(review, text="Trop court.", actor=actor).agreed_by_centre_on is None
    else:
        for act in (
            lambda: reviews.agree(review, on=timezone.localdate(), actor=actor),
            lambda: reviews.object_to(review, text="Trop court.", actor=actor),
        ):
            with pytest.raises(PermissionDenied):
                act()
        assert AgreementStep.objects.count() == 0


@pytest.mark.parametrize("role", ROLES)
def test_only_the_lead_region_records_a_paper(review, cast, role):
    options = {"on": timezone.localdate(), "name": "accord.pdf", "content": PDF, "actor": getattr(cast, role)}
    if role in {"admin", "regional"}:
        assert reviews.record_agreement(review, **options).agreement == AgreementKind.RECORDED
    else:
        with pytest.raises(PermissionDenied):
            reviews.record_agreement(review, **options)
        assert ConventionDocument.objects.count() == 0


@pytest.mark.parametrize(("name", "content"), [("accord.pdf", b""), ("accord.pdf", b"<html>")])
def test_no_agreement_is_recorded_without_its_paper(review, cast, name, content):
    with pytest.raises(RefusedError, match="ni un PDF"):
        reviews.record_agreement(review, on=timezone.localdate(), name=name, content=content, actor=cast.regional)
    assert FinalReview.objects.get().agreed_by_centre_on is None


def test_the_base_refuses_an_agreement_without_paper_date_or_reason(review, cast):
    step = {"review": review, "on": timezone.localdate(), "at": timezone.now(), "by": cast.regional}
    for kind in (AgreementKind.RECORDED, AgreementKind.CHANGES, AgreementKind.CONTESTED):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementStep.objects.create(kind=kind, **step)
    for kind in (AgreementKind.RECORDED, AgreementKind.GIVEN):
        with pytest.raises(IntegrityError), transaction.atomic():
            FinalReview.objects.update(agreement=kind)
    given = AgreementStep.objects.create(kind=AgreementKind.GIVEN, **step)
    given.text = "Autre."
    with pytest.raises(PublishedError):
        given.save()


def test_the_region_records_by_its_page_with_a_file_only(review, cast, sign_in):
    client = sign_in(cast.regional)
    client.post(url(review, "accord", "papier"), {"on": timezone.localdate().isoformat()})
    assert FinalReview.objects.get().agreed_by_centre_on is None
    assert client.post(url(review, "accord"), {"on": timezone.localdate().isoformat()}).status_code == 404
    sent = {"on": timezone.localdate().isoformat(), "paper": SimpleUploadedFile("Accord signé.pdf", PDF)}
    assert client.post(url(review, "accord", "papier"), sent).status_code == 302
    paper = ConventionDocument.objects.get()
    assert (paper.kind, bytes(paper.content), paper.added_by) == ("agreed", PDF, cast.regional)


@pytest.mark.parametrize("role", ["director", "regional", "departmental", "partner"])
def test_all_read_who_recorded_what_and_take_the_paper(review, cast, sign_in, role):
    recorded(review, cast)
    page = text_of(sign_in(getattr(cast, role)).get(url(review)))
    assert f"d’après un papier signé, enregistré par {cast.regional.get_full_name()} le" in page
    paper = ConventionDocument.objects.get()
    address = f"{review.convention.get_absolute_url()}pieces/{paper.pk}/"
    assert address in page
    assert sign_in(getattr(cast, role)).get(address).content == PDF
    assert ("Contester l’accord enregistré" in page) == (role == "director")


def test_the_centre_is_told_and_its_answer_ends_the_duty(review, cast):
    assert titles(cast.director) == ["Ici : accord à donner sur le bilan final"]
    recorded(review, cast)
    assert titles(cast.director) == ["Ici : accord enregistré en votre nom sur le bilan final"]
    reviews.agree(review, on=timezone.localdate(), actor=cast.director)
    assert titles(cast.director) == []


def test_a_contest_reopens_the_duty_and_is_shown_to_the_region(review, cast, sign_in):
    recorded(review, cast)
    reviews.object_to(review, text="Je n’ai pas signé.", actor=cast.director)
    assert titles(cast.director) == ["Ici : accord à donner sur le bilan final"]
    assert titles(cast.regional) == ["Ici : le centre conteste l’accord enregistré sur le bilan final"]
    assert "Je n’ai pas signé." in text_of(sign_in(cast.regional).get(url(review)))
    with pytest.raises(RefusedError, match="pas donné son accord"):
        reviews.validate_final_review(review, on=timezone.localdate(), actor=cast.regional)
    reviews.agree(review, on=timezone.localdate(), actor=cast.director)
    assert (titles(cast.director), titles(cast.regional)) == ([], [])


def test_changes_are_asked_then_answered(review, cast, sign_in):
    sign_in(cast.director).post(url(review, "modifications"), {"text": "Ajoutez la formation."})
    assert titles(cast.regional) == ["Ici : le centre demande des modifications du bilan final"]
    reviews.write_final_review(review.convention, PARTS, actor=cast.regional)
    assert titles(cast.regional) == []
    assert titles(cast.director) == ["Ici : accord à donner sur le bilan final"]
    kinds = list(AgreementStep.objects.values_list("kind", flat=True))
    assert kinds == [AgreementKind.CHANGES, AgreementKind.REWRITTEN]


def test_an_objection_says_something(review, cast, sign_in):
    with pytest.raises(RefusedError, match="Dites ce que"):
        reviews.object_to(review, text=" ", actor=cast.director)
    assert sign_in(cast.director).post(url(review, "modifications"), {"text": " "}).context["form"].errors


def test_a_contest_reopens_what_was_validated_on_a_paper(review, cast):
    recorded(review, cast)
    reviews.validate_final_review(review, on=timezone.localdate(), actor=cast.regional)
    assert titles(cast.director) == ["Ici : accord enregistré en votre nom sur le bilan final"]
    reviews.object_to(review, text="Jamais vu.", actor=cast.director)
    assert FinalReview.objects.values_list("state", "validated_on", "agreement").get() == (
        ReviewState.DRAFT, None, AgreementKind.CONTESTED,
    )  # fmt: skip
    assert Convention.objects.get().state == S.EXPIRED


def test_once_renewed_a_contest_is_only_written_down(review, cast, sign_in):
    recorded(review, cast)
    reviews.validate_final_review(review, on=timezone.localdate(), actor=cast.regional)
    convention = Convention.objects.get()
    CONVENTION_WORKFLOW.move(convention, "close", actor=cast.regional, comment="Fusion.")
    reviews.object_to(review, text="Jamais vu.", actor=cast.director)
    assert Convention.objects.get().state == S.NOT_RENEWED
    assert "Jamais vu." in text_of(sign_in(cast.regional).get(url(review)))


def test_confirming_after_the_validation_keeps_the_day_of_the_paper(review, cast):
    recorded(review, cast)
    reviews.validate_final_review(review, on=timezone.localdate(), actor=cast.regional)
    confirmed = reviews.agree(review, on=timezone.localdate(), actor=cast.director)
    assert (confirmed.agreement, confirmed.state) == (AgreementKind.GIVEN, ReviewState.VALIDATED)
    assert titles(cast.director) == []
    with pytest.raises(RefusedError, match="validé, avec l’accord"):
        reviews.object_to(review, text="Trop tard.", actor=cast.director)


def test_the_centre_agrees_on_the_text_that_it_read(review, cast, sign_in):
    before = form_token(reviews.stored_final_review(review.convention))
    reviews.write_final_review(review.convention, PARTS, actor=cast.regional)
    page = sign_in(cast.director).post(url(review, "accord"), {"seen": before})
    assert page.context["form"].non_field_errors()
    assert FinalReview.objects.get().agreed_by_centre_on is None


def test_an_agreement_older_than_the_steps_says_so_and_is_contestable(review, cast, sign_in):
    FinalReview.objects.update(agreed_by_centre_on=timezone.localdate())
    page = text_of(sign_in(cast.director).get(url(review)))
    assert "saisi avant que l’outil garde qui l’a donné" in page
    assert reviews.object_to(review, text="Non.", actor=cast.director).agreement == AgreementKind.CONTESTED


@pytest.mark.parametrize("size", [0, 4])
def test_the_page_costs_the_same_whatever_was_said(review, cast, sign_in, django_assert_num_queries, size):
    for _ in range(size):
        reviews.object_to(review, text="Encore.", actor=cast.director)
    client = sign_in(cast.director)
    with django_assert_num_queries(7):
        client.get(url(review))
