"""The life of the referential: a version prepared, edited, published; a region's complements (R-133, R-143)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from evaluation.collection.workflow import create_forms
from evaluation.law.referential_changes import ColumnChange, Sort
from evaluation.models import Indicator, Referential, Value
from evaluation.referential.load import load_referential
from evaluation.referential.services import (
    changes_of,
    discard,
    new_version,
    publish,
    remove_complement,
    remove_indicator,
    save_complement,
    save_indicator,
)
from tests.evaluation.referential.factories import CampaignFactory, a_form

COMPLEMENT = {
    "section": "QP", "label": "Séances hors métropole", "definition": "Séances hors métropole.", "kind": "entier",
}  # fmt: skip


@pytest.fixture
def source(db):
    return load_referential()


@pytest.fixture
def draft(source, cast):
    return new_version(source, "2027", actor=cast.national)


@pytest.fixture
def region(ici):
    return ici.perimeters.get().department.region


def complement(referential, actor, region, **more):
    return save_complement(Indicator(referential=referential), actor=actor, region=region, **(COMPLEMENT | more))


def told(referential):
    return list(referential.indicators.filter(region=None).values_list("code", "label", "derivation", "at_least"))


def test_a_new_version_starts_as_the_one_before(draft, source):
    assert (draft.state, draft.previous, draft.published_on) == ("draft", source, None)
    assert told(draft) == told(source)
    assert changes_of(draft) == []


def test_one_version_is_prepared_at_a_time(draft, source, cast):
    with pytest.raises(RefusedError, match="2027 est déjà en préparation"):
        new_version(source, "2028", actor=cast.national)


def test_a_name_serves_once(source, cast):
    with pytest.raises(ValidationError):
        new_version(source, source.name, actor=cast.national)


def test_what_changes_is_told_column_by_column(draft, cast):
    save_indicator(draft.indicators.get(code="M1-01"), actor=cast.national, unit="jours")
    remove_indicator(draft.indicators.get(code="GO-01"), actor=cast.national)
    added = Indicator(referential=draft, code="AC-07", section="AC")
    save_indicator(
        added, actor=cast.national, label="Nouveau", definition="Nouveau.", kind="entier", aggregation="somme",
        standing="PROP",
    )  # fmt: skip
    found = changes_of(draft)
    assert [(one.code, one.sort) for one in found] == [
        ("M1-01", Sort.CHANGED), ("AC-07", Sort.ADDED), ("GO-01", Sort.REMOVED),
    ]  # fmt: skip
    assert found[0].columns == (ColumnChange("unité", "demi-journées", "jours"),)
    assert ColumnChange("définition", "", "Nouveau.") in found[1].columns


def test_publishing_dates_the_version_and_keeps_its_reason(draft, cast):
    save_indicator(draft.indicators.get(code="M1-01"), actor=cast.national, unit="jours")
    published = publish(draft, "Unité précisée.", actor=cast.national)
    assert (published.state, published.published_on, published.reason) == ("published", localdate(), "Unité précisée.")
    act = Act.objects.order_by("pk").last()
    assert (act.verb, act.comment) == ("référentiel : publier", "Unité précisée.")


def test_a_version_without_change_is_not_published(draft, cast):
    with pytest.raises(RefusedError, match="Rien n’a changé"):
        publish(draft, "Rien.", actor=cast.national)
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_version_is_published_with_its_reason(draft, cast):
    with pytest.raises(RefusedError, match="demande un motif"):
        publish(draft, " ", actor=cast.national)


def test_a_ratio_without_its_terms_is_not_published(draft, cast):
    save_indicator(draft.indicators.get(code="M1-03"), actor=cast.national, numerator="", denominator="")
    with pytest.raises(RefusedError, match="M1-03"):
        publish(draft, "Essai.", actor=cast.national)


def test_percentages_that_would_be_added_up_are_not_published(draft, cast):
    save_indicator(draft.indicators.get(code="M1-03"), actor=cast.national, aggregation="somme")
    with pytest.raises(RefusedError, match="M1-03\u00a0: des pourcentages ne s’additionnent pas"):
        publish(draft, "Essai.", actor=cast.national)


def test_a_count_that_does_not_exist_is_not_published(draft, cast):
    save_indicator(draft.indicators.get(code="M1-03"), actor=cast.national, derivation="magie")
    with pytest.raises(RefusedError, match="magie"):
        publish(draft, "Essai.", actor=cast.national)


def test_a_published_version_never_changes(source, cast):
    indicator = source.indicators.get(code="M1-01")
    for act in (lambda: save_indicator(indicator, actor=cast.national, unit="jours"),
                lambda: remove_indicator(indicator, actor=cast.national),
                lambda: discard(source, actor=cast.national)):  # fmt: skip
        with pytest.raises(RefusedError):
            act()
    assert source.indicators.get(code="M1-01").unit == "demi-journées"


def test_a_closed_campaign_keeps_its_version(draft, source, cast):
    campaign = CampaignFactory(referential=source)
    save_indicator(draft.indicators.get(code="M1-01"), actor=cast.national, unit="jours")
    publish(draft, "Unité précisée.", actor=cast.national)
    campaign.refresh_from_db()
    assert campaign.referential.indicators.get(code="M1-01").unit == "demi-journées"


def test_a_draft_is_abandoned_whole(draft, cast):
    discard(draft, actor=cast.national)
    assert (Referential.objects.count(), Indicator.objects.count()) == (1, 44)


@pytest.mark.parametrize("role", ["regional", "departmental", "director", "partner", "nobody"])
def test_only_national_staff_keep_the_referential(draft, source, cast, role):
    actor, indicator = getattr(cast, role), draft.indicators.get(code="M1-01")
    for act in (lambda: new_version(source, "2028", actor=actor),
                lambda: save_indicator(indicator, actor=actor, unit="jours"),
                lambda: remove_indicator(indicator, actor=actor), lambda: discard(draft, actor=actor),
                lambda: publish(draft, "Essai.", actor=actor)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act()
    assert Referential.objects.get(pk=draft.pk).reason == ""


def test_r_133_a_complement_is_asked_of_the_centres_of_its_region_only(source, cast, ici, ailleurs, region):
    found = complement(source, cast.regional, region)
    assert (found.code, found.standing, found.aggregation) == (f"R{region.code}-01", "REG", "aucune")
    create_forms(CampaignFactory(referential=source), [ici, ailleurs])
    assert list(Value.objects.filter(indicator=found).values_list("collection__centre__slug", flat=True)) == ["ici"]
    assert Value.objects.filter(collection__centre=ailleurs).count() == 44


def test_r_133_a_complement_is_kept_by_its_own_region(source, cast, region):
    for actor in (cast.other_regional, cast.national, cast.director):
        with pytest.raises(PermissionDenied):
            complement(source, actor, region)
    found = complement(source, cast.regional, region)
    with pytest.raises(PermissionDenied):
        save_complement(found, actor=cast.other_regional, label="Volé")


def test_r_133_a_complement_cannot_be_taken_to_another_region(source, cast, region, ailleurs):
    found = complement(source, cast.regional, region)
    with pytest.raises(PermissionDenied):
        save_complement(found, actor=cast.regional, region=ailleurs.perimeters.get().department.region)
    with pytest.raises(PermissionDenied):
        save_complement(found, actor=cast.other_regional, region=ailleurs.perimeters.get().department.region)


def test_a_complement_that_was_answered_stays(source, cast, ici, region):
    found = complement(source, cast.regional, region)
    a_form(CampaignFactory(referential=source), ici, **{found.code.replace("-", "_"): 3})
    for act in (lambda: remove_complement(found, actor=cast.regional),
                lambda: save_complement(found, actor=cast.regional, label="Autre")):  # fmt: skip
        with pytest.raises(RefusedError, match="déjà répondu"):
            act()


def test_a_complement_nobody_answered_is_withdrawn(source, cast, region):
    remove_complement(complement(source, cast.regional, region), actor=cast.regional)
    assert source.indicators.count() == 44


def test_complements_follow_to_the_next_version_once(draft, source, cast, region):
    complement(source, cast.regional, region)
    save_indicator(draft.indicators.get(code="M1-01"), actor=cast.national, unit="jours")
    publish(draft, "Unité précisée.", actor=cast.national)
    assert [one.region for one in draft.indicators.exclude(region=None)] == [region]


def test_a_complement_waits_for_the_publication(draft, cast, region):
    with pytest.raises(RefusedError, match="en préparation"):
        complement(draft, cast.regional, region)
