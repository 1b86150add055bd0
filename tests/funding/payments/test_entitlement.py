"""What a payment rests on: the signed act of the year and the justified year before (R-75, R-86, R-88)."""

import datetime as dt

import pytest

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from centres.models import Recognition
from documents import french
from funding.models import Allocation, Payment
from funding.payments.entitlement import grounds_of
from funding.payments.services import notify, pay
from governance.enums import AmendmentState, ConventionKind, ConventionState, ProgrammeState
from governance.models import Extension
from tests.governance.conventions.factories import AmendmentFactory, ConventionFactory
from tests.governance.programmes.factories import ProgrammeFactory, a_programme
from tests.text import words

PAID_ON = dt.date(2025, 5, 20)
NOT_KEPT = "Le contrat de 2025 n’est pas tenu dans l’application : la pièce signée se vérifie au dossier (R-86)."
NOTHING_IN_FORCE = "Aucune convention signée ne couvre 2025"
NO_AMENDMENT = "L’avenant de la 2e année, qui fixe 2025, n’est pas signé"


def convention(centre, first=2025, **more):
    """A convention of three years begun on the first of January of `first`, recorded as signed in February."""
    given = {
        "starts_on": dt.date(first, 1, 1), "ends_on": dt.date(first + 2, 12, 31), "signed_on": dt.date(first, 2, 9),
        "is_recorded": True, "cartography": None,
    }  # fmt: skip
    return ConventionFactory(centre=centre, **(given | more))


def act(centre, on=PAID_ON):
    """What is said of the act signed for 2025."""
    found, _ = grounds_of(centre, 2025, on)
    return words(found.missing or found.evidence)


def amended(convention, on=dt.date(2025, 3, 16), rank=2, state=AmendmentState.SIGNED):
    return AmendmentFactory(convention=convention, rank=rank, state=state, signed_on=on)


def test_r86_a_contract_that_is_not_kept_is_an_explicit_exception(ici, ailleurs):
    convention(ailleurs)
    convention(ici, 2026)
    convention(ici, 2025, state=ConventionState.DRAFT, signed_on=None)
    assert act(ici) == NOT_KEPT


def test_r86_the_first_year_rests_on_the_convention_itself(ici):
    convention(ici)
    assert act(ici) == "Convention pluriannuelle d’objectifs : signature du 9 février 2025."


def test_r86_a_payment_never_precedes_the_signature(ici):
    convention(ici)
    assert grounds_of(ici, 2025, dt.date(2025, 2, 9))[0].is_there
    assert not grounds_of(ici, 2025, dt.date(2025, 2, 8))[0].is_there


@pytest.mark.parametrize("state", [None, AmendmentState.DRAFT])
def test_r75_r86_the_second_year_rests_on_its_amendment(ici, state):
    one = convention(ici, 2024)
    if state:
        amended(one, on=None, state=state)
    assert act(ici).startswith(NO_AMENDMENT)


def test_r75_r86_an_amendment_signed_by_then_is_enough_and_a_later_one_is_not(ici):
    amended(convention(ici, 2024))
    assert act(ici) == "Avenant de la 2e année : signature du 16 mars 2025."
    assert act(ici, dt.date(2025, 3, 15)).endswith("corrigez sa date, ou attendez.")


def test_r75_a_convention_recorded_in_its_third_year_says_that_it_was_amended(ici):
    convention(ici, 2023, state=ConventionState.AMENDED_3)
    assert act(ici) == "Avenant de la 3e année : signature enregistrée sans sa date."


def test_r75_a_convention_of_three_years_begun_in_june_holds_until_its_fourth_may(ici):
    one = convention(ici, 2022, starts_on=dt.date(2022, 6, 1), ends_on=dt.date(2025, 5, 31))
    assert act(ici).startswith("L’avenant de la 3e année, qui fixe 2025")
    amended(one, rank=3)
    assert act(ici) == "Avenant de la 3e année : signature du 16 mars 2025."


@pytest.mark.parametrize("state", [ConventionState.EXPIRED, ConventionState.REVIEWED, ConventionState.NOT_RENEWED])
def test_r86_a_convention_recorded_after_its_term_counts_for_its_years(ici, state):
    convention(ici, 2023, state=state)
    assert act(ici) == "Avenant de la 3e année : signature enregistrée sans sa date."


def test_r85_r86_a_term_passed_leaves_nothing_to_pay_on(ici):
    convention(ici, 2022, state=ConventionState.REVIEWED)
    assert act(ici).startswith(NOTHING_IN_FORCE)


def test_r74_r76_a_groupement_is_paid_on_its_protocol_or_on_its_founding_convention_alone(ici):
    founding = convention(ici, 2019, kind=ConventionKind.CONSTITUTIVE, ends_on=dt.date(2023, 12, 31))
    assert act(ici).startswith(NOTHING_IN_FORCE)
    Extension.objects.create(convention=founding, until=dt.date(2026, 12, 31), decided_on=dt.date(2023, 6, 1))
    assert act(ici) == "Convention constitutive : signature du 9 février 2019."
    protocol = convention(ici, 2024, kind=ConventionKind.PROTOCOL)
    assert act(ici).startswith(NO_AMENDMENT)
    amended(protocol)
    assert act(ici) == "Avenant de la 2e année : signature du 16 mars 2025."


def reason(centre):
    """What is said of the justification of 2024 for a payment of 2025."""
    _, found = grounds_of(centre, 2025, PAID_ON)
    return found.is_there, words(found.missing or found.evidence)


@pytest.mark.parametrize("state", [one for one in ProgrammeState if one != ProgrammeState.DONE])
def test_r86_a_year_before_that_is_not_closed_is_not_justified(ici, state):
    ProgrammeFactory(centre=ici, year=2023, state=ProgrammeState.DRAFT)
    ProgrammeFactory.build(centre=ici, year=2024)
    row = ProgrammeFactory(centre=ici, year=2024)
    type(row).objects.filter(pk=row.pk).update(
        state=state, decided_on=dt.date(2024, 1, 1), decided_by=ici.bodies.create(kind="ca", name="Conseil")
    )
    is_there, told = reason(ici)
    assert (is_there, told.startswith(f"Le programme 2024 est dans l’état « {state.label} »")) == (False, True)


def test_r86_a_year_before_that_is_closed_is_justified(ici, cast):
    a_programme(ici, cast.director, ProgrammeState.DONE, year=2024)
    assert reason(ici) == (True, "Programme 2024 réalisé et clos.")


def test_r86_a_year_nobody_typed_is_not_justified_when_others_are_kept(ici):
    ProgrammeFactory(centre=ici, year=2022)
    assert reason(ici)[1].startswith("Le programme 2024 n’est pas saisi")


def test_r86_years_that_are_not_kept_are_an_explicit_exception(ici):
    ProgrammeFactory(centre=ici, year=2025)
    assert reason(ici) == (
        True,
        "L’année 2024 n’est pas tenue dans l’application : sa justification se vérifie au dossier (R-86).",
    )


@pytest.mark.parametrize(("since", "is_first"), [(dt.date(2025, 1, 1), True), (dt.date(2024, 12, 31), False)])
def test_r88_the_first_year_of_a_centre_has_nothing_to_justify(ici, since, is_first):
    """R-48, R-88: the first year is the one of the recognition."""
    Recognition.objects.create(centre=ici, valid_from=since)
    ProgrammeFactory(centre=ici, year=2024)
    assert reason(ici)[0] is is_first
    assert ("R-88" in reason(ici)[1]) is is_first


@pytest.mark.parametrize("state", [None, ProgrammeState.DONE])
@pytest.mark.parametrize("on", [dt.date(2024, 2, 1), dt.date(2024, 12, 31)])
def test_r86_a_year_that_is_not_over_is_not_justified_whatever_is_kept_of_it(ici, cast, state, on):
    if state:
        a_programme(ici, cast.director, state, year=2024)
    _, found = grounds_of(ici, 2025, on)
    assert words(found.missing).startswith(words(f"L’année 2024 n’est pas finie le {french.date(on)} :"))
    assert words(found.missing).endswith("Un versement de 2025 se fait à partir du 1er janvier 2025.")
    assert grounds_of(ici, 2025, dt.date(2025, 1, 1))[1].is_there


def test_r88_a_new_centre_has_no_year_to_wait_for(ici):
    Recognition.objects.create(centre=ici, valid_from=dt.date(2025, 1, 1))
    assert "R-88" in grounds_of(ici, 2025, dt.date(2024, 12, 20))[1].evidence


def in_use_since(year):
    """The journal begins in June of `year`."""
    Act.objects.create(at=dt.datetime(year, 6, 1, tzinfo=dt.UTC), verb="mise en service", seal=f"{year}")


@pytest.mark.parametrize(("since", "is_excused"), [(2024, False), (2025, True), (2026, True)])
def test_r86_the_paper_file_holds_what_had_begun_before_the_application_and_nothing_later(ici, since, is_excused):
    in_use_since(since)
    in_use_since(2027)
    act, justified = grounds_of(ici, 2025, PAID_ON)
    assert (act.is_there, justified.is_there) == (is_excused, is_excused)
    if not is_excused:
        assert words(act.missing).startswith(NOTHING_IN_FORCE)
        assert words(justified.missing).startswith("Le programme 2024 n’est pas saisi")


class TestPayment:
    @pytest.fixture
    def line(self, adopted, cast):
        line = Allocation.objects.select_related("round", "centre").get(round=adopted, centre__slug="ici")
        notify(line, actor=cast.regional, amount=line.state_floor, on=PAID_ON)
        return line

    def test_r86_it_is_refused_with_all_that_is_missing(self, line, cast, ici):
        convention(ici, 2024)
        ProgrammeFactory(centre=ici, year=2024)
        with pytest.raises(RefusedError) as refusal:
            pay(line, actor=cast.regional, amount=1000, on=PAID_ON)
        assert words(str(refusal.value)).startswith(NO_AMENDMENT)
        assert "Le programme 2024 est dans l’état « brouillon »" in words(str(refusal.value))
        assert not Payment.objects.exists()

    def test_r86_r88_it_keeps_what_it_rests_on(self, line, cast, ici):
        convention(ici)
        Recognition.objects.create(centre=ici, valid_from=dt.date(2025, 1, 1))
        row = pay(line, actor=cast.regional, amount=1000, on=PAID_ON)
        assert words(row.basis) == (
            "Convention pluriannuelle d’objectifs : signature du 9 février 2025. 2025 est la première année du centre "
            ": il n’a pas d’année précédente à justifier (R-88)."
        )

    def test_the_form_says_beforehand_what_is_missing(self, line, cast, ici, sign_in):
        convention(ici, 2024)
        response = sign_in(cast.regional).get("/financement/2025/ici/verser/")
        first, second = response.context["grounds"]
        assert (words(first.missing).startswith(NO_AMENDMENT), second.is_there) == (True, True)
        assert "grounds" in response.context
        assert sign_in(cast.regional).get("/financement/2025/ici/notifier/").context["grounds"] == ()

    def test_it_costs_the_same_whatever_is_kept(self, ici, django_assert_num_queries):
        for first in (2019, 2022, 2025):
            convention(ici, first)
        with django_assert_num_queries(1):
            grounds_of(ici, 2025, PAID_ON)

    @pytest.mark.parametrize("kept", [1, 3])
    def test_its_form_costs_the_same_whatever_is_kept(self, line, cast, ici, sign_in, django_assert_num_queries, kept):
        for back in range(kept):
            amended(convention(ici, 2025 - 3 * back), on=dt.date(2025 - 3 * back, 3, 1))
        client = sign_in(cast.regional)
        with django_assert_num_queries(7):
            client.get("/financement/2025/ici/verser/")
