"""The life of a convention: who takes it from one state to the next, what refuses, what is written."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.journal import faults
from accounts.models import Act
from governance.conventions import reviews as reviewing
from governance.conventions import services as amending
from governance.conventions.contract import signing
from governance.conventions.workflow import CONVENTION_WORKFLOW
from governance.enums import AmendmentState, CartographyState, ConventionKind, ConventionState, ReviewState
from governance.models import Amendment, Cartography, Convention, FinalReview
from tests.governance.conventions.factories import (
    THIS_YEAR,
    AmendmentFactory,
    CartographyFactory,
    ConventionFactory,
    FinalReviewFactory,
    adopt,
    publish_referential,
)
from tests.text import words

S = ConventionState
ROLES = (
    "admin", "national", "regional", "departmental", "director", "partner", "nobody", "other_regional",
    "other_director",
)  # fmt: skip
WRITERS = {"admin", "regional"}
STEPS = {"sign", "amend_2", "amend_3", "expire", "review", "renew", "close", "contest"}
# From each state, the steps that exist and where they lead; every other step of STEPS is refused there.
MATRIX = {
    S.DRAFT: {"sign": S.SIGNED},
    S.SIGNED: {"amend_2": S.AMENDED_2, "expire": S.EXPIRED},
    S.AMENDED_2: {"amend_3": S.AMENDED_3, "expire": S.EXPIRED},
    S.AMENDED_3: {"expire": S.EXPIRED},
    S.EXPIRED: {"review": S.REVIEWED},
    S.REVIEWED: {"renew": S.RENEWED, "close": S.NOT_RENEWED, "contest": S.EXPIRED},
    S.RENEWED: {},
    S.NOT_RENEWED: {},
}


@pytest.fixture(autouse=True)
def amounts(ici):
    """The exercises of these years are adopted, and the list of indicators published (R-75, R-78)."""
    adopt(ici, *range(THIS_YEAR - 3, THIS_YEAR + 3))
    publish_referential()


def ready(centre, state, step="sign"):
    """A convention of `centre` in `state` with all that `step` asks."""
    past = step == "expire" or state in (S.EXPIRED, S.REVIEWED, S.RENEWED, S.NOT_RENEWED)
    one = ConventionFactory(
        centre=centre, state=state, years_ago=3 if past else 0, signed_on=localdate() - dt.timedelta(1)
    )
    if past:
        Convention.objects.filter(pk=one.pk).update(signed_on=one.starts_on)
    if step in ("amend_2", "amend_3"):
        AmendmentFactory(convention=one, rank=int(step[-1]), state=AmendmentState.SIGNED, signed_on=localdate())
    if step == "review":
        FinalReviewFactory(convention=one, state=ReviewState.VALIDATED, validated_on=localdate())
    if step == "renew":
        ConventionFactory(centre=centre, state=S.SIGNED, follows=one)
    return Convention.objects.get(pk=one.pk)


def test_the_table_of_transitions_is_this_one():
    told = {state: {} for state in S}
    for (source, name), step in CONVENTION_WORKFLOW.transitions.items():
        told[source][name] = step.target
    assert told == MATRIX


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("state", "step", "target"), [(state, step, to) for state, steps in MATRIX.items() for step, to in steps.items()]
)
def test_only_the_lead_region_moves_a_convention(cast, ici, role, state, step, target):
    """State × role: the lead region and the administrators take each step, the centre contests."""
    one, actor = ready(ici, state, step), getattr(cast, role)
    recorder = {"national"} if step.startswith("amend") else set()  # of what was signed outside the application
    if role in ({"director"} if step == "contest" else WRITERS | recorder):
        assert CONVENTION_WORKFLOW.move(one, step, actor=actor, comment="Choix du préfet.").state == target
    else:
        with pytest.raises(PermissionDenied):
            CONVENTION_WORKFLOW.move(one, step, actor=actor, comment="Choix du préfet.")
        assert Convention.objects.get(pk=one.pk).state == state


@pytest.mark.parametrize(
    ("state", "step"), [(state, step) for state, steps in MATRIX.items() for step in sorted(STEPS - set(steps))]
)
def test_a_step_that_does_not_start_there_is_refused(cast, ici, state, step):
    one = ready(ici, state)
    with pytest.raises(RefusedError):
        CONVENTION_WORKFLOW.move(one, step, actor=cast.regional, comment="Choix.")
    assert Convention.objects.get(pk=one.pk).state == state


def refusal(act, *args, **options):
    """The sentence of the refusal, its narrow and unbreakable spaces made plain."""
    with pytest.raises(RefusedError) as refused:
        act(*args, **options)
    return words(str(refused.value))


class TestSigning:
    @pytest.fixture
    def draft(self, ici):
        return ConventionFactory(centre=ici, state=S.DRAFT)

    def test_a_whole_draft_is_signed_and_its_service_named(self, draft, cast):
        """R-77."""
        signed = signing.sign_without_printing(draft, on=localdate(), actor=cast.regional)
        assert (signed.state, signed.signed_on) == (S.SIGNED, localdate())
        assert Act.objects.latest("pk").verb == "convention : signer"
        assert list(faults()) == []

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (
                {"cartography": None},
                "Rattachez la cartographie stratégique : aucune convention ne se signe sans elle (R-51).",
            ),
            (
                {"referential_version": " "},
                "Indiquez la version du référentiel d’indicateurs annexée à la convention (R-78).",
            ),
            (
                {"has_republican_contract": False},
                "L’association doit avoir souscrit le contrat d’engagement républicain : cochez la case.",
            ),
            ({"purpose": ""}, "Écrivez l’objet de la convention."),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_written(self, draft, cast, change, sentence):
        """R-51, R-78, republican contract."""
        Convention.objects.filter(pk=draft.pk).update(**change)
        assert refusal(signing.sign_without_printing, draft, on=localdate(), actor=cast.regional) == sentence
        assert Convention.objects.values_list("state", "signed_on").get() == (S.DRAFT, None)

    def test_only_a_published_list_of_indicators_is_annexed(self, draft, cast):
        """R-78."""
        Convention.objects.filter(pk=draft.pk).update(referential_version="abc")
        assert refusal(signing.sign_without_printing, draft, on=localdate(), actor=cast.regional) == (
            "La version « abc » du référentiel n’est pas publiée : choisissez-en une de la liste (R-78)."
        )

    @pytest.mark.parametrize("kind", [ConventionKind.CPO, ConventionKind.PROTOCOL])
    def test_a_convention_waits_for_the_amount_of_its_first_year(self, cast, ici, kind):
        """R-75: its object is to set that year; the two others come by amendment."""
        draft = ConventionFactory(centre=ici, kind=kind, state=S.DRAFT, starts_on=dt.date(THIS_YEAR + 3, 1, 1))
        assert refusal(signing.sign_without_printing, draft, on=localdate(), actor=cast.regional) == (
            f"Le montant de l’exercice {THIS_YEAR + 3}, que cet acte fixe, n’est pas connu : la signature attend "
            "l’adoption de cet exercice (R-75)."
        )
        assert Convention.objects.values_list("state", "signed_on").get() == (S.DRAFT, None)

    def test_the_later_years_need_not_be_adopted(self, cast, ici):
        """R-75."""
        draft = ConventionFactory(centre=ici, state=S.DRAFT, starts_on=dt.date(THIS_YEAR + 2, 1, 1))
        assert signing.sign_without_printing(draft, on=localdate(), actor=cast.regional).state == S.SIGNED

    def test_a_founding_convention_sets_no_amount(self, cast, ici):
        """R-76."""
        draft = ConventionFactory(
            centre=ici, kind=ConventionKind.CONSTITUTIVE, state=S.DRAFT, starts_on=dt.date(THIS_YEAR + 3, 1, 1)
        )
        assert signing.sign_without_printing(draft, on=localdate(), actor=cast.regional).state == S.SIGNED

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [
            (
                CartographyState.ONGOING,
                "La cartographie rattachée est encore en cours : validez-la avec sa date (R-51).",
            ),
            (
                CartographyState.OUTDATED,
                "La cartographie rattachée est périmée : rattachez celle qui prépare cette convention (R-51).",
            ),
        ],
    )
    def test_only_a_validated_cartography_counts(self, draft, cast, state, sentence):
        """R-51."""
        Cartography.objects.update(state=state)
        assert refusal(signing.sign_without_printing, draft, on=localdate(), actor=cast.regional) == sentence

    def test_the_cartography_of_another_centre_does_not_count(self, draft, cast, ailleurs):
        """R-51."""
        Convention.objects.filter(pk=draft.pk).update(cartography=CartographyFactory(centre=ailleurs))
        assert "Rattachez la cartographie" in refusal(
            signing.sign_without_printing, draft, on=localdate(), actor=cast.regional
        )

    def test_a_group_needs_no_republican_contract(self, cast, ici):
        draft = ConventionFactory(
            centre=ici, kind=ConventionKind.PROTOCOL, state=S.DRAFT, has_republican_contract=False
        )
        assert signing.sign_without_printing(draft, on=localdate(), actor=cast.regional).state == S.SIGNED

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [
            (localdate() + dt.timedelta(2), "La date de signature est dans l’avenir."),
            (
                dt.date(2015, 2, 28),
                "La cartographie est datée du 1er mars 2015 : elle précède toute signature (R-51), corrigez la date.",
            ),
        ],
    )
    def test_the_day_of_signature_is_possible(self, draft, cast, day, sentence):
        assert refusal(signing.sign_without_printing, draft, on=day, actor=cast.regional) == sentence

    def test_signing_after_the_first_half_of_the_year_is_not_prevented(self, cast, ici):
        """Lateness is recorded, never prevented."""
        draft = ConventionFactory(centre=ici, state=S.DRAFT, years_ago=1)
        assert signing.sign_without_printing(draft, on=localdate(), actor=cast.regional).state == S.SIGNED

    def test_signing_the_renewal_says_that_the_old_one_is_renewed(self, cast, ici):
        """R-85."""
        old = ConventionFactory(centre=ici, state=S.REVIEWED, years_ago=3)
        draft = ConventionFactory(centre=ici, state=S.DRAFT, follows=old)
        signing.sign_without_printing(draft, on=localdate(), actor=cast.regional)
        old.refresh_from_db()
        assert old.state == S.RENEWED

    def test_a_renewal_is_refused_while_the_final_review_is_not_validated(self, cast, ici):
        """R-85."""
        ConventionFactory(centre=ici, state=S.EXPIRED, years_ago=3)
        draft = ConventionFactory(centre=ici, state=S.DRAFT)
        assert "n’a pas de bilan final validé : une nouvelle convention en dépend (R-85)" in refusal(
            signing.sign_without_printing, draft, on=localdate(), actor=cast.regional
        )


class TestAmendments:
    """R-75: the convention sets the first year, an amendment each of the two others."""

    def test_each_amendment_takes_the_convention_to_its_year(self, cast, ici):
        one = ConventionFactory(centre=ici, years_ago=2)
        for rank, state in ((2, S.AMENDED_2), (3, S.AMENDED_3)):
            draft = amending.prepare_amendment(one, rank, purpose="", actor=cast.regional)
            assert draft.year == one.starts_on.year + rank - 1
            signing.sign_amendment_without_printing(draft, on=localdate(), actor=cast.regional)
            one.refresh_from_db()
            assert one.state == state

    def test_an_amendment_waits_for_the_amount_that_it_sets(self, cast, ici):
        """R-75: « à préciser » is no amount."""
        one = ConventionFactory(centre=ici, starts_on=dt.date(THIS_YEAR + 2, 1, 1), signed_on=localdate())
        draft = amending.prepare_amendment(one, 2, purpose="", actor=cast.regional)
        assert refusal(signing.sign_amendment_without_printing, draft, on=localdate(), actor=cast.regional) == (
            f"Le montant de l’exercice {THIS_YEAR + 3}, que cet acte fixe, n’est pas connu : la signature attend "
            "l’adoption de cet exercice (R-75)."
        )
        one.refresh_from_db()
        assert (one.state, Amendment.objects.get().state) == (S.SIGNED, AmendmentState.DRAFT)

    def test_the_third_year_waits_for_the_second(self, cast, ici):
        one = ConventionFactory(centre=ici, years_ago=2)
        assert refusal(amending.prepare_amendment, one, 3, purpose="", actor=cast.regional) == (
            "L’avenant de la 2e année n’est pas signé : signez-le, ou enregistrez-le s’il l’a été avant l’outil."
        )

    def test_a_founding_convention_has_none(self, cast, ici):
        """R-76."""
        one = ConventionFactory(centre=ici, kind=ConventionKind.CONSTITUTIVE)
        assert "n’a pas d’avenant annuel" in refusal(
            amending.prepare_amendment, one, 2, purpose="", actor=cast.regional
        )

    @pytest.mark.parametrize("state", [S.DRAFT, S.EXPIRED, S.REVIEWED, S.RENEWED, S.NOT_RENEWED])
    def test_only_a_convention_in_force_is_amended(self, cast, ici, state):
        one = ConventionFactory(centre=ici, state=state)
        assert "n’est pas en vigueur" in refusal(amending.prepare_amendment, one, 2, purpose="", actor=cast.regional)

    def test_an_amendment_born_before_the_tool_is_recorded_as_it_is(self, cast, ici):
        one = ConventionFactory(centre=ici, years_ago=1, is_recorded=True)
        amending.record_amendment(one, 2, signed_on=localdate(), purpose="", actor=cast.regional)
        one.refresh_from_db()
        assert (one.state, Amendment.objects.get().is_recorded) == (S.AMENDED_2, True)

    def test_it_may_be_recorded_for_a_convention_whose_state_says_that_it_exists(self, cast, ici):
        one = ConventionFactory(centre=ici, years_ago=2, is_recorded=True, state=S.AMENDED_3)
        amending.record_amendment(one, 2, signed_on=localdate(), purpose="", actor=cast.regional)
        assert refusal(amending.record_amendment, one, 2, signed_on=localdate(), purpose="", actor=cast.regional) == (
            "L’avenant de la 2e année existe déjà : ouvrez-le."
        )
        assert Convention.objects.get().state == S.AMENDED_3

    def test_an_amendment_does_not_precede_its_convention(self, cast, ici):
        one = ConventionFactory(centre=ici)
        draft = AmendmentFactory(convention=one)
        day = one.signed_on - dt.timedelta(1)
        assert "ne peut pas la précéder" in refusal(
            signing.sign_amendment_without_printing, draft, on=day, actor=cast.regional
        )
        assert Amendment.objects.values_list("state", "signed_on").get() == (AmendmentState.DRAFT, None)


class TestTheTerm:
    def test_a_convention_does_not_expire_before_its_term(self, cast, ici):
        one = ConventionFactory(centre=ici)
        assert refusal(reviewing.expire, one, actor=cast.regional) == (
            f"Le terme est le 31 décembre {THIS_YEAR + 2} : l’échéance se constate à partir du lendemain."
        )

    def test_its_cartography_is_outdated_with_it(self, cast, ici):
        """R-51."""
        one = ConventionFactory(centre=ici, years_ago=3)
        assert reviewing.expire(one, actor=cast.regional).state == S.EXPIRED
        assert Cartography.objects.get().state == CartographyState.OUTDATED

    def test_an_extension_moves_the_term(self, cast, ici):
        """R-76."""
        one = ConventionFactory(centre=ici, years_ago=3, kind=ConventionKind.CONSTITUTIVE)
        one.extensions.create(until=localdate() + dt.timedelta(30), decided_on=localdate())
        assert "Le terme est le" in refusal(reviewing.expire, one, actor=cast.regional)

    def test_not_renewing_says_why(self, cast, ici):
        one = ConventionFactory(centre=ici, years_ago=3, state=S.REVIEWED)
        assert refusal(reviewing.close, one, reason=" ", actor=cast.regional) == (
            "« Ne pas renouveler » demande un motif : il est gardé au journal."
        )
        assert reviewing.close(one, reason="Fusion.", actor=cast.regional).state == S.NOT_RENEWED
        assert Act.objects.latest("pk").comment == "Fusion."

    def test_a_convention_that_a_draft_renews_is_not_closed(self, cast, ici):
        old = ConventionFactory(centre=ici, years_ago=3, state=S.REVIEWED)
        ConventionFactory(centre=ici, state=S.DRAFT, follows=old)
        assert "abandonnez-le d’abord" in refusal(reviewing.close, old, reason="Fusion.", actor=cast.regional)


class TestTheFinalReview:
    @pytest.fixture
    def review(self, ici):
        return FinalReviewFactory(convention=ConventionFactory(centre=ici, years_ago=3, state=S.EXPIRED))

    @pytest.mark.parametrize("part", ["conformity", "framework", "impact", "follow_up"])
    def test_its_four_parts_are_mandatory(self, review, cast, part):
        """R-84."""
        FinalReview.objects.update(**{part: " "})
        name = FinalReview._meta.get_field(part).verbose_name
        assert refusal(reviewing.validate_final_review, review, on=localdate(), actor=cast.regional) == (
            f"La partie « {name} » est vide (R-84)."
        )

    def test_it_is_joint(self, review, cast):
        """R-82."""
        FinalReview.objects.update(agreed_by_centre_on=None)
        assert refusal(reviewing.validate_final_review, review, on=localdate(), actor=cast.regional) == (
            "Le centre n’a pas donné son accord : le bilan est établi conjointement (R-82)."
        )
        assert FinalReview.objects.values_list("state", "validated_on").get() == (ReviewState.DRAFT, None)

    def test_validating_it_opens_the_renewal_even_late(self, review, cast):
        """R-82, R-85: lateness is recorded, not prevented."""
        reviewing.validate_final_review(review, on=localdate(), actor=cast.regional)
        assert FinalReview.objects.values_list("state", "validated_on").get() == (ReviewState.VALIDATED, localdate())
        assert Convention.objects.get().state == S.REVIEWED

    def test_it_follows_the_term(self, cast, ici):
        """R-82."""
        review = FinalReviewFactory(convention=ConventionFactory(centre=ici))
        assert "Constatez d’abord l’échéance" in refusal(
            reviewing.validate_final_review, review, on=localdate(), actor=cast.regional
        )

    def test_a_text_that_changes_takes_the_agreement_back(self, review, cast):
        """R-82."""
        parts = {"conformity": "Autre", "framework": "Missions tenues", "impact": "x", "follow_up": "y"}
        reviewing.write_final_review(review.convention, parts, actor=cast.regional)
        assert FinalReview.objects.get().agreed_by_centre_on is None

    def test_the_same_text_keeps_it(self, review, cast):
        parts = {name: getattr(review, name) for name in ("conformity", "framework", "impact", "follow_up")}
        reviewing.write_final_review(review.convention, parts, actor=cast.regional)
        assert FinalReview.objects.get().agreed_by_centre_on == localdate()

    def test_nothing_is_agreed_before_the_review_is_whole(self, review, cast):
        FinalReview.objects.update(impact="", agreed_by_centre_on=None)
        assert "quatre parties (R-84)" in refusal(reviewing.agree, review, on=localdate(), actor=cast.director)
