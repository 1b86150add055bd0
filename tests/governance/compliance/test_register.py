"""The register of rules: its shape, the facts it gathers for everyone at once, its command, its table."""

import datetime as dt
import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import get_resolver

from centres.enums import Echelon, LegalForm
from centres.models import Centre
from centres.reference.load import load_reference
from governance.compliance.queries import audit_of, whole_report
from governance.compliance.rules.catalogue import Manner, as_markdown, catalogue
from governance.compliance.rules.facts import BudgetFacts
from governance.compliance.rules.load_facts import load_rule_facts
from governance.enums import (
    ActionState,
    AmendmentState,
    BodyKind,
    CartographyState,
    College,
    Destination,
    Funder,
    Mission,
    Nature,
    ReviewState,
    Stage,
)
from governance.models import (
    Amendment,
    BudgetLine,
    Cartography,
    Extension,
    FinalReview,
    InterimReview,
    Session,
)
from governance.registers.rules import (
    NETWORK,
    RULE_REGISTRY,
    Outcome,
    PageLink,
    Question,
    Rule,
    Severity,
    registered,
    report,
)
from tests.factories import CentreFactory
from tests.governance.bodies.factories import (
    ActionFactory,
    AttendanceFactory,
    BodyFactory,
    ContributionFactory,
    ConventionFactory,
    MeetingFactory,
    NationalBodyFactory,
    ProductionFactory,
    ProgrammeFactory,
    SeatFactory,
    WorksiteFactory,
)
from tests.house_guards import ROOT

TODAY = dt.date(2026, 2, 1)
ASKED = {"R-02", "R-42", "R-51", "R-63", "R-65", "R-72", "R-75", "R-81", "R-82", "R-85", "R-107", "R-108", "R-111",
         "R-112", "R-116", "R-123", "R-127"}  # fmt: skip


def facts_of(*centres, year=2025, today=TODAY):
    return load_rule_facts(Question(tuple(centres), year, today))


def rule(code="R-999", loader=lambda question: {}, **fields):
    return Rule(code=code, reference="", severity=Severity.ALERT, statement="Une règle.", check=lambda facts: facts,
                loader=loader, **fields)  # fmt: skip


class TestTheShape:
    def test_the_register_holds_the_rules_that_the_issue_asks(self):
        assert {one.code for one in registered()} >= ASKED

    def test_two_rules_of_one_code_are_refused(self):
        with pytest.raises(ValueError, match="R-65 is registered twice"):
            RULE_REGISTRY.add(rule("R-65"))

    def test_a_loader_is_called_once_for_all_its_rules_and_centres(self):
        calls = []

        def loader(question):
            calls.append(question)
            return {NETWORK: "réseau", 1: "un", 2: "deux"}

        question = Question((Centre(pk=1), Centre(pk=2)), 2025, TODAY)
        rules = [rule("R-1", loader), rule("R-2", loader), rule("R-3", loader, is_national=True)]
        answered = report(question, rules)
        assert calls == [question]
        assert [one.result for one in answered.findings] == ["réseau", "un", "un", "deux", "deux"]

    def test_a_page_of_a_room_that_is_not_open_has_no_address(self):
        assert [PageLink("governance:inconnue").url, PageLink("governance:compliance").url] == ["", "/conformite/"]

    @pytest.mark.parametrize(
        ("today", "judged_on", "is_over"),
        [
            (dt.date(2025, 3, 1), dt.date(2025, 3, 1), False),
            (dt.date(2025, 12, 31), dt.date(2025, 12, 31), False),
            (dt.date(2026, 1, 1), dt.date(2025, 12, 31), True),
        ],
    )
    def test_a_year_is_judged_on_its_last_day_or_today(self, today, judged_on, is_over):
        question = Question((), 2025, today)
        assert (question.judged_on, question.is_over) == (judged_on, is_over)


# Pages of this room that another branch brings: this set only ever shrinks.


def test_every_page_that_a_rule_or_a_date_names_exists():
    files = [*(ROOT / "governance/compliance/rules").glob("*.py"), ROOT / "governance/conventions/obligations.py"]
    named = set(re.findall(r'PageLink\(\s*"([\w:]+)"', "".join(path.read_text("utf-8") for path in files)))
    assert (
        named - {f"governance:{name}" for name in get_resolver("governance.urls").reverse_dict if isinstance(name, str)}
        == set()
    )
    assert len(named) >= 7


class TestTheFacts:
    def test_an_empty_centre_has_empty_facts(self, ici):
        facts = facts_of(ici)[ici.pk]
        assert (facts.legal_form, facts.programme_state, facts.conventions, dict(facts.budgets)) == (
            LegalForm.ASSOCIATION, "", (), {},
        )  # fmt: skip

    def test_actions_are_counted_by_mission_without_the_cancelled_ones(self, ici):
        """R-02, R-42."""
        programme = ProgrammeFactory(centre=ici)
        ActionFactory(programme=programme, mission=Mission.M1)
        ActionFactory(programme=programme, mission=Mission.M1, nature=Nature.COMPLEMENTARY)
        ActionFactory(programme=programme, mission=Mission.M2, state=ActionState.CANCELLED)
        ActionFactory(programme=ProgrammeFactory(centre=ici, year=2024), mission=Mission.M3)
        facts = facts_of(ici)[ici.pk]
        assert (dict(facts.actions), facts.complementary, facts.programme_state) == ({"M1": 2}, 1, "draft")

    def test_budgets_are_exact_to_the_cent(self, ici):
        """R-60, R-72."""
        programme = ProgrammeFactory(centre=ici)
        for destination, funder, amount in (
            (Destination.CORE, Funder.REGION, "0.10"),
            (Destination.CORE, Funder.REGION, "0.20"),
            (Destination.CORE, Funder.STATE_147_CORE, "99.70"),
            (Destination.COMPETITIVE, Funder.SERVICES, "12.34"),
        ):
            BudgetLine.objects.create(
                programme=programme, stage=Stage.PLANNED, destination=destination, funder=funder, amount=Decimal(amount)
            )
        assert facts_of(ici)[ici.pk].budgets == {
            "planned": BudgetFacts(total=Decimal("112.34"), competitive=Decimal("12.34"), core_region=Decimal("0.30"))
        }

    def test_bodies_seats_and_meetings_are_those_of_the_judged_day(self, ici):
        """R-63, R-65."""
        board = BodyFactory(centre=ici)
        SeatFactory(body=board, college=College.STATE, organisation="Préfecture", valid_to=dt.date(2025, 6, 30))
        SeatFactory(body=board, organisation="Ville")
        MeetingFactory(body=board)
        MeetingFactory(body=board, is_held=False)
        MeetingFactory(body=board, on=dt.date(2024, 6, 1))
        facts = facts_of(ici)[ici.pk]
        assert (facts.bodies, dict(facts.seats), dict(facts.meetings)) == (
            {"ca"}, {"ca": (("bloc_communal", "Ville"),)}, {"ca": 1},
        )  # fmt: skip

    def test_a_convention_is_told_with_its_amendments_extensions_and_reviews(self, ici):
        """R-75, R-76, R-81, R-82, R-85."""
        former = ConventionFactory(centre=ici, starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2023, 12, 31))
        FinalReview.objects.create(
            convention=former, state=ReviewState.VALIDATED, conformity="a", framework="b", impact="c", follow_up="d",
            validated_on=dt.date(2024, 5, 1),
        )  # fmt: skip
        current = ConventionFactory(centre=ici, follows=former)
        Amendment.objects.create(convention=current, rank=2, state=AmendmentState.SIGNED, signed_on=dt.date(2025, 3, 1))
        Amendment.objects.create(convention=current, rank=3)
        InterimReview.objects.create(convention=current, year=2025, held_on=dt.date(2025, 11, 1), text="Bien.")
        Extension.objects.create(convention=current, until=dt.date(2027, 6, 30), decided_on=dt.date(2026, 1, 5))
        first, second = facts_of(ici)[ici.pk].conventions
        assert first.review_validated_on == dt.date(2024, 5, 1)
        assert (second.follows, second.followed_is_reviewed, set(second.amended_on)) == (True, True, {2})
        assert (2025 in second.reviewed_years, second.current_end) == (True, dt.date(2027, 6, 30))

    def test_activity_counts_what_took_place_in_the_year(self, ici):
        """R-112, R-123, R-124, R-127, R-129; R-32: a joint production counts for each of its centres."""
        other = CentreFactory()
        ProductionFactory(made_by=[ici, other], agreed_in_advance=True, shared_on_common_tool=True)
        ProductionFactory(made_by=[ici], agreed_in_advance=True, published_on=None)
        ProductionFactory(made_by=[ici], agreed_in_advance=True, published_on=dt.date(2024, 5, 1))
        ContributionFactory(centre=ici, worksite=WorksiteFactory())
        ContributionFactory(centre=ici, worksite=WorksiteFactory(rank=2, is_open=False))
        action = ActionFactory(programme=ProgrammeFactory(centre=ici), is_for_elected=True)
        Session.objects.create(action=action, on=dt.date(2025, 4, 1))
        Session.objects.create(action=action, on=dt.date(2025, 5, 1), is_held=False)
        national = NationalBodyFactory()
        AttendanceFactory(meeting=MeetingFactory(body=national), centre=ici)
        AttendanceFactory(meeting=MeetingFactory(body=national, on=dt.date(2025, 3, 1)), centre=ici, is_present=False)
        facts = facts_of(ici, other)
        here = facts[ici.pk]
        assert (here.agreed_productions, here.shared_productions, here.elected_sessions) == (1, 1, 1)
        assert (here.contributions, here.open_worksites, here.attended, here.convened) == (1, 1, 1, 2)
        assert facts[other.pk].agreed_productions == 1

    def test_the_network_is_told_once(self, db):
        """R-107, R-108, R-110, R-111, R-116."""
        technical, charter = NationalBodyFactory(), NationalBodyFactory(kind=BodyKind.CHARTER)
        last = MeetingFactory(body=technical, on=dt.date(2024, 12, 10))
        MeetingFactory(body=technical, on=dt.date(2024, 3, 10))
        MeetingFactory.create_batch(2, body=technical)
        MeetingFactory(body=charter, is_held=False)
        WorksiteFactory(validated_at=last, title="Un")
        facts = facts_of()[NETWORK]
        assert (dict(facts.meetings), dict(facts.planned)) == ({"technique": 2}, {"charte": 1})
        assert [(site.title, site.validated_on) for site in facts.worksites] == [("Un", dt.date(2024, 12, 10))]
        assert facts.last_technical_before == dt.date(2024, 12, 10)

    def test_only_a_validated_cartography_of_the_past_counts(self, ici):
        """R-42, R-51."""
        for state, day in ((CartographyState.VALIDATED, (2024, 5, 2)), (CartographyState.ONGOING, (2025, 5, 2)),
                           (CartographyState.VALIDATED, (2026, 1, 15))):  # fmt: skip
            Cartography.objects.create(centre=ici, state=state, dated=dt.date(*day))
        assert facts_of(ici)[ici.pk].cartography_on == dt.date(2024, 5, 2)

    @pytest.mark.parametrize("size", [1, 3])
    def test_everything_is_gathered_in_four_queries(self, db, django_assert_num_queries, size):
        for number in range(size):
            centre = CentreFactory()
            ConventionFactory(centre=centre)
            ActionFactory(programme=ProgrammeFactory(centre=centre))
            SeatFactory(body=BodyFactory(centre=centre))
            ProductionFactory(made_by=[centre])
            WorksiteFactory(rank=number + 1)
        centres = tuple(Centre.objects.all())
        with django_assert_num_queries(4):
            assert len(load_rule_facts(Question(centres, 2025, TODAY))) == size + 1


def test_a_closed_centre_leaves_the_register_the_year_after(ici, ailleurs):
    Centre.objects.filter(pk=ailleurs.pk).update(closed_on=dt.date(2024, 6, 30))
    assert [[one.slug for one in Centre.objects.alive_in(year).order_by("slug")] for year in (2024, 2025)] == [
        ["ailleurs", "ici"], ["ici"],
    ]  # fmt: skip


def test_the_audit_counts_by_centre_and_by_rule(cast, ici, ailleurs):
    BodyFactory(centre=ici)
    seen = audit_of(cast.national, 2025, today=TODAY)
    assert [(line.centre.slug, [rule.code for rule in line.broken]) for line in seen.centres] == [
        ("ailleurs", []), ("ici", ["R-65"]),
    ]  # fmt: skip
    by_rule = {line.rule.code: line for line in seen.rules}
    assert ([one.centre.slug for one in by_rule["R-65"].broken], by_rule["R-65"].unknown) == (["ici"], 1)
    assert (seen.broken, seen.network_broken) == (1, 0)
    assert seen.centres[0].satisfied == 0


class TestTheCommand:
    def run(self, **options):
        out = StringIO()
        call_command("check_compliance", year=2025, stdout=out, **options)
        return out.getvalue()

    def test_json_is_a_flat_list_the_network_first(self, ici):
        rows = json.loads(self.run(format="json"))
        assert [row["centre"] for row in rows] == sorted((row["centre"] for row in rows), key=bool)
        assert next(row for row in rows if row["regle"] == "R-65") == {
            "annee": 2025, "regle": "R-65", "reference": "§4.1", "gravite": "obligation", "centre": "ici",
            "enonce": next(one.statement for one in registered() if one.code == "R-65"),
            "reponse": "indéterminée", "faits": "Aucune instance du centre n’est décrite.",
        }  # fmt: skip

    def test_text_gives_a_line_per_answer_and_the_count(self, ici):
        lines = self.run().splitlines()
        assert len(lines) == len(registered()) + 1
        assert lines[-1] == f"{len(registered())} réponses, dont 0 «\u00a0non respectée\u00a0»."

    def test_a_year_before_the_framework_is_refused_in_one_sentence(self, db):
        with pytest.raises(CommandError, match=r"^Année 2012\s: donnez une année de 2017 à 2100\.$"):
            call_command("check_compliance", year=2012)


class TestTheCatalogue:
    def test_the_145_rules_are_each_there_once(self):
        assert [entry.code for entry in catalogue()] == [f"R-{number:02}" for number in range(1, 146)]

    def test_each_says_what_is_done_about_it(self):
        assert [entry.code for entry in catalogue() if not (entry.statement and entry.reference and entry.how)] == []
        assert {entry.code for entry in catalogue() if entry.manner is Manner.REGISTER} >= ASKED

    def test_the_page_of_the_rules_is_up_to_date(self):
        page = settings.BASE_DIR / "docs" / "regles.md"
        assert page.read_text("utf-8") == as_markdown(), "lancez manage.py rules_table"

    def test_the_command_writes_the_page(self, tmp_path, settings):
        settings.BASE_DIR = tmp_path
        (tmp_path / "docs").mkdir()
        out = StringIO()
        call_command("rules_table", stdout=out)
        assert (tmp_path / "docs/regles.md").read_text("utf-8") == as_markdown()
        assert out.getvalue() == "docs/regles.md : 145 règles.\n"


def test_departmental_centres_are_all_in_ile_de_france(db):
    """R-55."""
    load_reference()
    regions = Centre.objects.filter(echelon=Echelon.DEPARTMENTAL).values_list("perimeters__department__region__name")
    assert set(regions) == {("Île-de-France",)}


def test_a_report_tells_every_rule_of_every_centre(ici, ailleurs):
    answered = whole_report([ici, ailleurs], 2025, today=TODAY)
    local = [one for one in registered() if not one.is_national]
    assert [(centre.slug, len(findings)) for centre, findings in answered.centres] == [
        ("ici", len(local)), ("ailleurs", len(local)),
    ]  # fmt: skip
    assert all(one.result.outcome is not Outcome.BROKEN for one in answered.findings)
