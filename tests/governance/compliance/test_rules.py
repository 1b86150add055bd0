"""Each rule of the register on literal facts: what it answers, and the sentence that says why."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from centres.enums import LegalForm
from centres.models import Centre
from governance.compliance.rules.facts import BudgetFacts, CentreFacts, ConventionRuleFacts, NetworkFacts, WorksiteFacts
from governance.compliance.rules.load_facts import load_rule_facts
from governance.conventions.schedule import amendment_days
from governance.enums import BodyKind, College, ConventionKind, ConventionState
from governance.registers.rules import Outcome, Question, registered

YES, NO, MAYBE, NONE = Outcome.SATISFIED, Outcome.BROKEN, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
RULES = {rule.code: rule for rule in registered() if rule.loader is load_rule_facts}  # those of this app
DURING, AFTER = dt.date(2025, 7, 15), dt.date(2026, 2, 1)
CENTRE = Centre(slug="ici", usual_name="Ici")
PARIS = Centre(slug="paris", usual_name="Paris", is_state_funded=False)


def centre(*, today=AFTER, who=CENTRE, **facts):
    fields = {"legal_form": LegalForm.ASSOCIATION, "programme_state": "validated"} | facts
    return CentreFacts(centre=who, question=Question((who,), 2025, today), **fields)


def network(*, today=AFTER, **facts):
    return NetworkFacts(question=Question((), 2025, today), **facts)


def answer(code, facts):
    return RULES[code].check(facts).outcome


def convention(**fields):
    standing = {
        "pk": 1, "kind": ConventionKind.CPO, "state": ConventionState.SIGNED, "starts_on": dt.date(2024, 1, 1),
        "ends_on": dt.date(2026, 12, 31), "is_recorded": False, "referential_version": "2017",
        "cartography_on": dt.date(2023, 10, 1), "follows": False, "followed_is_reviewed": False,
        "amended_on": {2: None}, "reviewed_years": frozenset({2025}), "review_validated_on": None,
    } | fields  # fmt: skip
    return ConventionRuleFacts(current_end=fields.pop("current_end", standing["ends_on"]), **standing)


CORE = Counter(M1=1, M2=4, M3=2)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"actions": CORE}, YES),
        ({"actions": Counter(M1=1, M2=4)}, NO),
        ({"actions": Counter(C1=3)}, NO),
        ({"programme_state": ""}, MAYBE),
        ({"actions": CORE, "who": PARIS}, NONE),
        ({"actions": CORE, "legal_form": LegalForm.NONE}, NONE),
        ({"legal_form": LegalForm.PLANNED}, NONE),
    ],
)
def test_r_02_asks_an_action_of_each_core_mission(facts, outcome):
    """R-02; R-56: nothing binds Paris."""
    assert answer("R-02", centre(**facts)) is outcome


def test_r_02_names_the_empty_missions():
    result = RULES["R-02"].check(centre(actions=Counter(M2=1)))
    assert result.facts == "Aucune action au programme 2025 pour M1 et M3."


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"complementary": 2, "cartography_on": dt.date(2024, 5, 2)}, YES),
        ({"complementary": 2}, NO),
        ({"complementary": 0}, NONE),
        ({"programme_state": "", "complementary": 0}, MAYBE),
    ],
)
def test_r_42_asks_a_cartography_before_complementary_missions(facts, outcome):
    assert answer("R-42", centre(**facts)) is outcome


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, YES),
        ({"cartography_on": None}, NO),
        ({"cartography_on": None, "is_recorded": True}, MAYBE),
    ],
)
def test_r_51_asks_a_dated_cartography_under_each_convention(fields, outcome):
    assert answer("R-51", centre(conventions=(convention(**fields),))) is outcome


@pytest.mark.parametrize("code", ["R-51", "R-75", "R-78", "R-81"])
def test_without_a_signed_convention_in_the_year_nothing_can_be_told(code):
    """R-51, R-75, R-78, R-81."""
    past = convention(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2022, 12, 31))
    assert [answer(code, centre(conventions=rows)) for rows in ((), (past,))] == [MAYBE, MAYBE]
    assert answer(code, centre(who=PARIS)) is NONE


@pytest.mark.parametrize(
    ("fields", "today", "outcome"),
    [
        ({}, AFTER, YES),
        ({"amended_on": {}}, dt.date(2025, 6, 30), MAYBE),
        ({"amended_on": {}}, dt.date(2025, 7, 1), NO),
        ({"amended_on": {3: None}}, AFTER, NO),
        ({"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2027, 12, 31), "amended_on": {}}, AFTER,
         YES),
        ({"ends_on": dt.date(2025, 12, 31)}, AFTER, NO),
        ({"kind": ConventionKind.CONSTITUTIVE, "ends_on": dt.date(2030, 12, 31)}, AFTER, MAYBE),
    ],
)  # fmt: skip
def test_r_75_asks_three_years_and_the_amendment_of_the_year(fields, today, outcome):
    """R-75; R-76: the founding convention of a GIP has its own term."""
    assert answer("R-75", centre(today=today, conventions=(convention(**fields),))) is outcome


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, YES),
        ({"referential_version": ""}, NO),
        ({"referential_version": "", "is_recorded": True}, MAYBE),
    ],
)
def test_r_78_asks_the_version_of_the_indicators(fields, outcome):
    assert answer("R-78", centre(conventions=(convention(**fields),))) is outcome


@pytest.mark.parametrize(("done", "today", "outcome"), [(True, AFTER, YES), (False, AFTER, NO), (False, DURING, MAYBE)])
def test_r_81_asks_a_review_each_year(done, today, outcome):
    facts = centre(today=today, conventions=(convention(reviewed_years=frozenset({2025} if done else {2024})),))
    assert answer("R-81", facts) is outcome


ENDED = {"starts_on": dt.date(2022, 1, 1), "ends_on": dt.date(2024, 12, 31)}


@pytest.mark.parametrize(
    ("fields", "today", "outcome"),
    [
        ({"review_validated_on": dt.date(2025, 6, 30)}, AFTER, YES),
        ({"review_validated_on": dt.date(2025, 7, 1)}, AFTER, NO),
        ({}, dt.date(2025, 6, 30), MAYBE),
        ({}, dt.date(2025, 7, 1), NO),
        ({"ends_on": dt.date(2026, 12, 31)}, AFTER, NONE),
        ({"kind": ConventionKind.CONSTITUTIVE}, AFTER, NONE),
    ],
)
def test_r_82_asks_the_final_review_six_months_after_the_term(fields, today, outcome):
    """R-82, R-76."""
    assert answer("R-82", centre(today=today, conventions=(convention(**ENDED | fields),))) is outcome


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, NONE),
        ({"follows": True, "followed_is_reviewed": True}, YES),
        ({"follows": True, "followed_is_reviewed": False}, NO),
    ],
)
def test_r_85_asks_the_final_review_before_a_renewal(fields, outcome):
    assert answer("R-85", centre(conventions=(convention(**fields),))) is outcome


def test_the_gravest_answer_of_several_conventions_is_told():
    rows = (convention(), convention(cartography_on=None, pk=2))
    assert answer("R-51", centre(conventions=rows)) is NO


@pytest.mark.parametrize(
    ("budget", "outcome"),
    [
        ({}, MAYBE),
        ({"planned": BudgetFacts(total=Decimal(100), core_region=Decimal(10))}, YES),
        ({"planned": BudgetFacts(total=Decimal(100))}, NO),
    ],
)
def test_r_60_asks_the_region_among_the_funders(budget, outcome):
    assert answer("R-60", centre(budgets=budget)) is outcome


def shares(planned, actual=None):
    amounts = {"planned": planned, "actual": actual}
    return {
        stage: BudgetFacts(total=Decimal(500_000), competitive=Decimal(amount))
        for stage, amount in amounts.items()
        if amount
    }


@pytest.mark.parametrize(
    ("budgets", "outcome"),
    [
        (shares("100000.00"), YES),  # exactly 20 %
        (shares("100000.01"), NO),
        (shares("50000", "100000.01"), NO),
        (shares("100000.01", "50000"), NO),
        ({}, MAYBE),
        ({"planned": BudgetFacts()}, MAYBE),
    ],
)
def test_r_72_keeps_services_to_non_members_within_a_fifth(budgets, outcome):
    """R-72: 20,00 % is still allowed, planned and actual both count."""
    assert answer("R-72", centre(budgets=budgets)) is outcome


def test_r_72_warns_from_fifteen_per_cent():
    answers = [RULES["R-72"].check(centre(budgets=shares(amount))).facts for amount in ("74999.99", "75000")]
    assert ["proche du plafond" in facts for facts in answers] == [False, True]


BOARD, FUNDERS = BodyKind.BOARD, BodyKind.FUNDERS
STATE, TOWN = (College.STATE, "Préfecture"), (College.COMMUNES, "Ville")


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"bodies": frozenset({BOARD}), "seats": {BOARD: (TOWN,)}}, YES),
        ({"bodies": frozenset({BOARD}), "seats": {BOARD: (TOWN, STATE)}}, NO),
        ({"bodies": frozenset({BOARD})}, MAYBE),
        ({}, MAYBE),
        ({"legal_form": ""}, MAYBE),
        ({"legal_form": LegalForm.GIP, "bodies": frozenset({BOARD}), "seats": {BOARD: (STATE,)}}, NONE),
    ],
)
def test_r_63_keeps_the_state_off_the_board_of_an_association(facts, outcome):
    assert answer("R-63", centre(**facts)) is outcome


COMMITTEE = {"bodies": frozenset({FUNDERS}), "seats": {FUNDERS: (TOWN, STATE)}}


@pytest.mark.parametrize(
    ("facts", "today", "outcome"),
    [
        (COMMITTEE | {"meetings": {FUNDERS: 1}}, AFTER, YES),
        (COMMITTEE, AFTER, NO),
        (COMMITTEE, DURING, MAYBE),
        (COMMITTEE | {"programme_state": ""}, AFTER, MAYBE),
        ({"bodies": frozenset({FUNDERS}), "seats": {FUNDERS: (TOWN,)}}, AFTER, NO),
        ({"bodies": frozenset({BOARD})}, AFTER, NO),
        ({}, AFTER, MAYBE),
        ({"legal_form": LegalForm.GIP}, AFTER, NONE),
    ],
)
def test_r_65_asks_a_committee_of_funders_with_the_state_that_meets(facts, today, outcome):
    assert answer("R-65", centre(today=today, **facts)) is outcome


@pytest.mark.parametrize(
    ("code", "kind", "least"),
    [
        ("R-107", BodyKind.CHARTER, 1),
        ("R-108", BodyKind.TECHNICAL, 3),
        ("R-114", BodyKind.ANNUAL_DAY, 1),
        ("R-116", BodyKind.ANRU, 1),
    ],
)
def test_national_bodies_meet_as_often_as_the_framework_asks(code, kind, least):
    """R-107, R-108, R-114, R-116; R-119: the yearly exchange with the signatories is the meeting of R-107."""
    enough, short = Counter({kind: least}), Counter({kind: least - 1, "autre": 1})
    assert answer(code, network(meetings=enough)) is YES
    assert answer(code, network(meetings=short)) is NO
    assert answer(code, network(meetings=short, today=DURING)) is MAYBE
    december = dt.date(2025, 12, 1)
    assert answer(code, network(meetings=short, today=december)) is NO
    assert answer(code, network(meetings=short, planned=Counter({kind: 1}), today=december)) is MAYBE
    assert answer(code, network()) is MAYBE


def test_the_overseas_network_and_the_presidents_owe_no_number():
    """R-46, R-105: bodies without a minimum, so no rule counts them."""
    counted = {rule.code for rule in registered()}
    assert counted & {"R-46", "R-105"} == set()


LAST = dt.date(2024, 12, 10)


def site(on=LAST, *, title="Un"):
    return WorksiteFacts(title=title, is_open=True, validated_on=on)


@pytest.mark.parametrize(
    ("sites", "outcome"),
    [
        ((), MAYBE),
        ((site(),), YES),
        ((site(), site(None)), NO),
        ((site(dt.date(2024, 9, 10)),), NO),
    ],
)
def test_r_110_asks_the_last_technical_committee_of_the_year_before(sites, outcome):
    assert answer("R-110", network(worksites=sites, last_technical_before=LAST)) is outcome


@pytest.mark.parametrize(("count", "outcome"), [(0, MAYBE), (1, YES), (3, YES), (4, NO)])
def test_r_111_allows_three_worksites(count, outcome):
    assert answer("R-111", network(worksites=(site(),) * count)) is outcome


@pytest.mark.parametrize(
    ("opened", "done", "today", "outcome"),
    [
        (0, 0, AFTER, MAYBE),
        (1, 1, AFTER, YES),
        (1, 0, AFTER, NO),
        (3, 2, AFTER, YES),
        (3, 1, AFTER, NO),
        (3, 1, DURING, MAYBE),
    ],
)
def test_r_112_asks_two_worksites_or_all_when_fewer_are_open(opened, done, today, outcome):
    """R-112, and so R-130."""
    assert answer("R-112", centre(today=today, open_worksites=opened, contributions=done)) is outcome


@pytest.mark.parametrize(
    ("code", "field"),
    [("R-123", "agreed_productions"), ("R-124", "shared_productions"), ("R-127", "elected_sessions")],
)
def test_yearly_commitments_ask_one_at_least(code, field):
    """R-123, R-124, R-127; a year that nobody kept is unknown, not empty."""
    assert answer(code, centre(**{field: 1})) is YES
    assert answer(code, centre(**{field: 0})) is NO
    assert answer(code, centre(**{field: 0}, today=DURING)) is MAYBE
    assert answer(code, centre(**{field: 0}, programme_state="")) is MAYBE


@pytest.mark.parametrize(("came", "of", "outcome"), [(0, 0, MAYBE), (3, 4, YES), (0, 4, NO)])
def test_r_129_notices_a_centre_that_never_comes(came, of, outcome):
    assert answer("R-129", centre(attended=came, convened=of)) is outcome


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if not rule.is_national])
def test_no_rule_concerns_a_centre_not_created_yet(code):
    """R-45: a centre to come is in the registry, and owes nothing."""
    assert answer(code, centre(legal_form=LegalForm.PLANNED)) is NONE


@pytest.mark.parametrize("code", sorted(RULES))
def test_an_empty_application_is_never_told_to_break_a_rule(code):
    facts = network() if RULES[code].is_national else centre(legal_form="", programme_state="")
    assert answer(code, facts) in (MAYBE, NONE)


def test_r_75_a_convention_recorded_after_its_term_is_not_told_to_lack_its_amendments():
    recorded = convention(is_recorded=True, state=ConventionState.REVIEWED, amended_on={})
    assert answer("R-75", centre(conventions=(recorded,))) is MAYBE


def test_r_75_the_state_of_a_recorded_convention_tells_its_amendments():
    assert [sorted(amendment_days(state, {})) for state in ("signed", "amended_2", "amended_3", "expired")] == [
        [], [2], [2, 3], [],
    ]  # fmt: skip


def test_r_82_r_85_what_was_reviewed_before_the_tool_is_not_told_to_break_a_rule():
    ended = convention(
        state=ConventionState.RENEWED, is_recorded=True, starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2023, 12, 31),
    )  # fmt: skip
    following = convention(pk=2, follows=True, followed_is_recorded=True)
    facts = centre(conventions=(ended, following))
    assert [answer(code, facts) for code in ("R-82", "R-85")] == [MAYBE, MAYBE]
    unreviewed = convention(pk=2, follows=True)
    assert answer("R-85", centre(conventions=(unreviewed,))) is NO
