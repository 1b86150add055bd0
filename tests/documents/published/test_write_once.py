"""Rows written once: every model that says so keeps it at each way in, and every model with a fingerprint says so."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from crpv.enums import PublicationState
from crpv.models import Publication, PublicationFile, RegionalEdition
from documents.models import PublishedDocument
from documents.published.write_once import (
    ALWAYS,
    PublishedError,
    WriteOnce,
    WriteOnceQuerySet,
    faults,
    fingerprint,
    json_fingerprint,
    write_once_models,
)
from evaluation.enums import OpinionState
from evaluation.models import Collection, Contribution, ContributionVersion, Opinion, Reply, Submission
from funding.enums import RoundState
from funding.formula.parameters import PARAMETERS
from funding.models import Allocation, Round, RoundDocument
from funding.rounds.calculation import store_scale
from governance.models import AgreementStep, ConventionDocument
from tests.documents.published.publishing import publish, unguarded
from tests.evaluation.referential.factories import CampaignFactory
from tests.factories import CentreFactory, DepartmentFactory, RegionFactory, UserFactory
from tests.governance.conventions.factories import ConventionFactory, FinalReviewFactory

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
BYTES = b"%PDF-1.7 frozen"
HELD = {"content": BYTES, "sha256": fingerprint(BYTES)}
FROZEN = {"frozen": {"total": "1"}, "seal": json_fingerprint({"total": "1"})}
TEXT = '{"total":"1"}'
SEALED = {"content": TEXT, "seal": fingerprint(TEXT.encode())}


def opinion(state=OpinionState.COMMUNICATED):
    dates = {"communicated_at": NOW, "reply_due_on": NOW.date()}
    frozen = {} if state == OpinionState.WRITING else FROZEN | dates
    return Opinion.objects.create(
        centre=CentreFactory(), year=2025, state=state, reference="AVIS-2025-ici-1", opened_at=NOW, **frozen
    )


def publication(state=PublicationState.PUBLISHED):
    out = {"published_at": NOW, "perspectives": "Suite."} if state == PublicationState.PUBLISHED else {}
    frozen = {} if state == PublicationState.PREPARED else SEALED | {"frozen_at": NOW}
    return Publication.objects.create(year=2025, state=state, prepared_at=NOW, **frozen | out)


def exercise(state=RoundState.ADOPTED):
    adopted = FROZEN | {"adopted_at": NOW} if state == RoundState.ADOPTED else {}
    scale = store_scale(PARAMETERS["2017"], first_year=2017)
    return Round.objects.create(year=2026, state=state, scale=scale, prepared_at=NOW, **adopted)


def allocation(state=RoundState.ADOPTED):
    line = Allocation.objects.create(round=exercise(RoundState.OPEN), centre=CentreFactory(), name="Ici")
    if state == RoundState.ADOPTED:
        unguarded(Round).update(state=state, adopted_at=NOW, **FROZEN)
    return Allocation.objects.get(pk=line.pk)


def edition(state=PublicationState.PUBLISHED):
    return RegionalEdition.objects.create(publication=publication(state), region=RegionFactory(), **SEALED)


def submission():
    collection = Collection.objects.create(campaign=CampaignFactory(), centre=CentreFactory())
    return Submission.objects.create(collection=collection, rank=1, at=NOW, by=UserFactory(), frozen={"M1-01": "1"})


FROZEN_ROWS = {
    PublishedDocument: publish,
    Publication: publication,
    RegionalEdition: edition,
    PublicationFile: lambda: PublicationFile.objects.create(
        publication=publication(), name="chiffres.csv", media_type="text/csv", size=len(BYTES), **HELD
    ),
    Round: exercise,
    Allocation: allocation,
    RoundDocument: lambda: RoundDocument.objects.create(round=exercise(), printed_at=NOW, **HELD),
    ConventionDocument: lambda: ConventionDocument.objects.create(
        convention=ConventionFactory(), kind="frozen", name="convention.pdf", added_at=NOW, **HELD
    ),
    Opinion: opinion,
    Reply: lambda: Reply.objects.create(opinion=opinion(), text="Merci.", at=NOW, by=UserFactory(), **HELD),
    Submission: submission,
    AgreementStep: lambda: AgreementStep.objects.create(
        review=FinalReviewFactory(), kind="given", on=NOW.date(), at=NOW, by=UserFactory()
    ),
    ContributionVersion: lambda: ContributionVersion.objects.create(
        contribution=Contribution.objects.create(opinion=opinion(), department=DepartmentFactory()),
        rank=1,
        kind="recorded",
        on=NOW.date(),
        authority="La sous-préfète",
        text="Présent.",
        file_name="a.pdf",
        at=NOW,
        by=UserFactory(),
        **HELD,
    ),
}
NOT_YET_FROZEN = {
    Publication: lambda: publication(PublicationState.PREPARED),
    RegionalEdition: lambda: edition(PublicationState.FROZEN),
    Round: lambda: exercise(RoundState.OPEN),
    Allocation: lambda: allocation(RoundState.OPEN),
    Opinion: lambda: opinion(OpinionState.WRITING),
}
CHANGED = {  # one field of each, and another value
    PublishedDocument: {"title": "x"}, Publication: {"perspectives": "x"}, RegionalEdition: {"content": "{}"},
    PublicationFile: {"name": "x"}, Round: {"note": "x"}, Allocation: {"input_reason": "x"},
    RoundDocument: {"content": b"x"}, ConventionDocument: {"name": "x"}, Opinion: {"reference": "x"},
    Reply: {"text": "x"}, Submission: {"frozen": {}}, AgreementStep: {"text": "x"}, ContributionVersion: {"text": "x"},
}  # fmt: skip


def changed(row):
    for name, value in CHANGED[type(row)].items():
        setattr(row, name, value)
    return row


def again(row):
    """Another object in memory that would be written over the same row."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return changed(type(row)(**values))


WAYS = {
    "save": lambda one: changed(one).save(),
    "save a field": lambda one: changed(one).save(update_fields=list(CHANGED[type(one)])),
    "save over": lambda one: again(one).save(),
    "delete": lambda one: one.delete(),
    "update": lambda one: type(one).objects.filter(pk=one.pk).update(**CHANGED[type(one)]),
    "delete together": lambda one: type(one).objects.all().delete(),
    "update together": lambda one: type(one).objects.bulk_update([changed(one)], list(CHANGED[type(one)])),
    "write over": lambda one: type(one).objects.bulk_create(
        [again(one)], update_conflicts=True, unique_fields=["pk"], update_fields=list(CHANGED[type(one)])
    ),
}


def stored(row):
    values = dict(unguarded(type(row)).filter(pk=row.pk).values().get())
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


def test_every_model_written_once_is_tried_here_and_read_through_the_guard():
    assert set(FROZEN_ROWS) == set(CHANGED) == set(write_once_models())
    assert {model for model in write_once_models() if model.frozen_when != ALWAYS} == set(NOT_YET_FROZEN)
    for model in write_once_models():
        assert isinstance(model._default_manager.all(), WriteOnceQuerySet), model


@pytest.mark.django_db
@pytest.mark.parametrize("model", FROZEN_ROWS, ids=lambda model: model.__name__)
def test_a_frozen_row_neither_changes_nor_disappears(model):
    row = FROZEN_ROWS[model]()
    before = stored(row)
    for way, act in WAYS.items():
        again_read = model.objects.get(pk=row.pk)
        with pytest.raises(PublishedError, match=model.refusal[:20]), transaction.atomic():
            act(again_read)
        assert stored(row) == before, way


@pytest.mark.django_db
@pytest.mark.parametrize("model", FROZEN_ROWS, ids=lambda model: model.__name__)
def test_without_the_guard_it_would_change(model):
    row = FROZEN_ROWS[model]()
    models.Model.save(changed(model.objects.get(pk=row.pk)))

    assert {name: stored(row)[name] for name in CHANGED[model]} == CHANGED[model]
    assert unguarded(model).filter(pk=row.pk).update(**CHANGED[model]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("model", NOT_YET_FROZEN, ids=lambda model: model.__name__)
def test_before_it_is_frozen_it_changes_and_disappears(model):
    row = NOT_YET_FROZEN[model]()
    for way in ("save", "save a field", "save over", "update", "update together"):
        WAYS[way](model.objects.get(pk=row.pk))
        assert {name: stored(row)[name] for name in CHANGED[model]} == CHANGED[model], way
    model.objects.all().delete()
    assert not model.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "open_state", "next_state"),
    [
        (opinion, OpinionState.WRITING, OpinionState.REPLIED),
        (publication, PublicationState.FROZEN, PublicationState.PASSED_ON),
        (exercise, RoundState.OPEN, RoundState.REPLACED),
    ],
)
def test_its_state_goes_on_but_never_back_to_what_may_change(make, open_state, next_state):
    row = make()
    row.state = next_state
    with pytest.raises(PublishedError):  # a whole save might write more than it shows
        row.save()
    row.save(update_fields=["state"])
    assert stored(row)["state"] == next_state

    row.state = open_state
    with pytest.raises((PublishedError, IntegrityError)), transaction.atomic():  # for an opinion, the database is first
        row.save(update_fields=["state"])
    with pytest.raises(PublishedError):
        type(row).objects.update(state=open_state)
    assert stored(row)["state"] == next_state


# What is kept of a content and of its fingerprint -------------------------------------------------------------------

OTHER_CONTENT = "le contenu figé n’est plus celui de son empreinte."
OTHER_BYTES = "les octets gardés ne sont plus ceux qui ont été publiés."
ALTERED = {
    PublishedDocument: ({"content": b"x"}, "1 octets gardés au lieu de 62."),
    Publication: ({"content": "{}"}, OTHER_BYTES),
    RegionalEdition: ({"content": "{}"}, OTHER_BYTES),
    PublicationFile: ({"content": b"x"}, OTHER_BYTES),
    Round: ({"frozen": {"total": "2"}}, OTHER_CONTENT),
    RoundDocument: ({"content": b"x"}, OTHER_BYTES),
    ConventionDocument: ({"content": b"x"}, OTHER_BYTES),
    Opinion: ({"frozen": {"total": "2"}}, OTHER_CONTENT),
    Reply: ({"content": b"x"}, OTHER_BYTES),
    ContributionVersion: ({"content": b"x"}, OTHER_BYTES),
}
COMPUTED_AGAIN = {
    "evaluation.YearSummary": "figures that rebuild_summaries computes again at any time",
    "governance.Production": "a file that its authors replace",
}


def bears_a_fingerprint(model):
    names = {field.name for field in model._meta.concrete_fields}
    has_bytes = any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)
    return has_bytes or "sha256" in names or ("seal" in names and bool(names & {"content", "frozen"}))


def test_a_model_that_keeps_bytes_or_a_fingerprint_is_written_once():
    found = {model for model in apps.get_models() if bears_a_fingerprint(model)}
    loose = {model._meta.label for model in found if not issubclass(model, WriteOnce)}

    assert loose == set(COMPUTED_AGAIN)
    assert set(ALTERED) == {model for model in write_once_models() if model.fingerprints}
    for model in found & set(write_once_models()):
        assert set(model.fingerprints) == {"sha256", "seal"} & {field.name for field in model._meta.concrete_fields}


@pytest.mark.django_db
@pytest.mark.parametrize("model", ALTERED, ids=lambda model: model.__name__)
def test_a_content_that_is_no_longer_that_of_its_fingerprint_is_found(model):
    row = FROZEN_ROWS[model]()
    assert list(faults()) == []

    other, sentence = ALTERED[model]
    unguarded(model).filter(pk=row.pk).update(**other)

    expected = [f"{model.objects.get(pk=row.pk)}\u00a0: {sentence}"]
    assert (list(faults(model)), list(faults())) == (expected, expected)
