"""What a centre declares of the State's money, beside the adopted exercise, the notifications, the payments (R-98)."""

import datetime as dt
from decimal import Decimal

import pytest

from evaluation.collection.findings import blockers_of
from evaluation.collection.queries import form_of
from evaluation.collection.services import enter
from evaluation.collection.workbook.read import read_workbook
from evaluation.collection.workbook.write import form_workbook
from evaluation.counting.comparison import differences_from_records
from evaluation.counting.services import refresh_computed
from evaluation.enums import ValueKind
from evaluation.models import Indicator, Value
from evaluation.queries import figures_of, verified_measures
from evaluation.summaries import services as summaries
from funding.models import Notification, Payment
from funding.rounds import services as rounds
from tests.evaluation.collection.factories import S, a_campaign, a_form, a_referential, fill, posted, value
from tests.funding.conftest import make_network, make_scale
from tests.text import words

pytestmark = pytest.mark.django_db
YEAR = 2025
HERE = f"/indicateurs/{YEAR}/ici/"


@pytest.fixture
def campaign(db):
    """A campaign that asks the State's share (MO-04), as the published referential does."""
    referential = a_referential()
    Indicator.objects.create(
        referential=referential, code="MO-04", rank=9, section="MO", label="Part de l’État", definition="Part.",
        kind=ValueKind.PERCENT, unit="%", numerator="Subvention socle du programme 147",
        denominator="Budget socle calculé", aggregation="ratio", derivation="state_share", rule="R-98",
        at_least=50, is_financial=True, is_critical=True, standing="PROP",
    )  # fmt: skip
    return a_campaign(YEAR)


def adopt(cast, year=YEAR):
    make_network()
    rounds.adopt_without_printing(rounds.prepare(year, make_scale(), actor=cast.national), actor=cast.national)


@pytest.fixture
def adopted(ici, ailleurs, cast):
    """The exercise of the year; « Ici » has 360 000 € of core budget, 180 000 € of floor."""
    adopt(cast)


@pytest.fixture
def form(campaign, ici, cast):
    return fill(a_form(ici, campaign, certifier=cast.director))


def grant(form, amount, *, cast):
    """Type the State's grant in MO-04 and among the funders, and nothing else."""
    enter(value(form, "MO-04"), posted(form, "MO-04", numerator=amount), actor=cast.director)
    enter(value(form, "MO-03"), posted(form, "MO-03", part__etat_147_socle=amount), actor=cast.director)
    return value(form, "MO-04")


def budget_of(ici):
    return ici.allocations.get(round__year=YEAR).budget


def booked(ici, notified, paid):
    day = dt.date(YEAR, 3, 1)
    Notification.objects.create(centre=ici, year=YEAR, amount=notified, on=day)
    if paid:
        Payment.objects.create(centre=ici, year=YEAR, amount=paid, on=day)


def text(response):
    return " ".join(words(response.content.decode()).split())


def test_the_core_budget_is_read_and_never_asked(adopted, form, ici, cast, sign_in):
    """R-98: the page has no box for it, a forged one is not read, and the share is over the exercise."""
    refresh_computed(form, actor=cast.director)
    page = text(sign_in(cast.director).get(f"{HERE}mo/"))
    assert 'name="MO-04--denominator"' not in page
    assert "Budget socle calculé : 360 000 €, d’après l’exercice 2025 adopté." in page
    forged = posted(form, "MO-04", numerator="180 000") | {"MO-04--denominator": "400 001"}
    sign_in(cast.director).post(f"{HERE}mo/", forged)
    answer = value(form, "MO-04")
    assert (answer.numerator, answer.denominator, answer.value) == (180_000, budget_of(ici), 50)


def test_the_workbook_does_not_ask_it_either(adopted, form, cast):
    refresh_computed(form, actor=cast.director)
    content = form_workbook(form_of(form, cast.director))
    intake = read_workbook(content, "xlsx", form)
    assert "MO-04--numerator" in intake.data
    assert "MO-04--denominator" not in intake.data
    assert (intake.faults, intake.changes) == ([], [])


def test_without_an_adopted_exercise_nothing_is_invented(form, cast, sign_in):
    refresh_computed(form, actor=cast.director)
    answer = grant(form, "180 000", cast=cast)
    assert (answer.numerator, answer.denominator, answer.value) == (180_000, None, None)
    page = text(sign_in(cast.director).get(f"{HERE}mo/"))
    assert "Budget socle calculé : lu dans l’exercice 2025, qui n’est pas adopté." in page


def test_an_exercise_adopted_since_completes_what_was_typed(form, ici, ailleurs, cast):
    refresh_computed(form, actor=cast.director)
    grant(form, "180 000", cast=cast)
    adopt(cast)
    refresh_computed(form, actor=cast.director)
    answer = value(form, "MO-04")
    assert (answer.numerator, answer.denominator, answer.value) == (180_000, 360_000, 50)


@pytest.mark.parametrize(("typed", "notified", "paid", "codes"), [
    ("180 000", 180_000, 180_000, []),
    ("180 000", 180_000, 0, ["MO-03", "MO-04"]),
    ("228 300", 216_000, 216_000, ["MO-03", "MO-04"]),
])  # fmt: skip
def test_a_grant_that_differs_from_the_books_is_justified_first(adopted, form, ici, cast, typed, notified, paid, codes):
    refresh_computed(form, actor=cast.director)
    booked(ici, notified, paid)
    grant(form, typed, cast=cast)
    points = {point.code: point for point in blockers_of(form)}
    assert sorted(points) == codes
    form.values.filter(indicator__code__in=codes).update(justification="Solde versé en janvier.")
    assert blockers_of(form) == []


def test_nothing_is_compared_with_empty_books(adopted, form, cast):
    refresh_computed(form, actor=cast.director)
    grant(form, "400 000", cast=cast)
    assert blockers_of(form) == []


STALE = "le budget socle calculé est de 400 001 € ici, de 360 000 € à l’exercice adopté : recalculez le formulaire."


def test_a_corrected_exercise_asks_to_count_again(adopted, form, ici, cast):
    refresh_computed(form, actor=cast.director)
    grant(form, "180 000", cast=cast)
    form.values.filter(indicator__code="MO-04").update(denominator=400_001)
    assert [words(point.sentence) for point in blockers_of(form)] == [
        f"MO-04 : {words(STALE)}",
    ]


def test_a_past_form_says_what_it_said_and_the_network_reads_the_exercise(adopted, campaign, ici, cast, sign_in):
    """A denominator typed before: unchanged in the form, never in the consolidated figures."""
    form = fill(a_form(ici, campaign, S.VERIFIED, certifier=cast.director))
    form.values.filter(indicator__code="MO-04").update(numerator=180_000, denominator=300_000, value=60)
    assert value(form, "MO-04").value == 60
    for read in (
        figures_of([YEAR])[ici.pk, YEAR].measure("MO-04"), verified_measures(YEAR, ["MO-04"])["MO-04"][ici.pk],
    ):  # fmt: skip
        assert (read.numerator, read.denominator, read.value) == (180_000, budget_of(ici), 50)
    page = text(sign_in(cast.regional).get(f"{HERE}mo/"))
    assert "300 000 €, écrit dans ce formulaire" in page


def test_a_year_without_an_exercise_keeps_what_was_typed(campaign, ici, cast):
    form = fill(a_form(ici, campaign, S.VERIFIED, certifier=cast.director))
    form.values.filter(indicator__code="MO-04").update(numerator=180_000, denominator=300_000, value=60)
    assert figures_of([YEAR])[ici.pk, YEAR].measure("MO-04").value == 60


def test_an_adopted_exercise_moves_the_kept_figures_of_its_year(campaign, ici, ailleurs, cast):
    form = fill(a_form(ici, campaign, S.VERIFIED, certifier=cast.director))
    form.values.filter(indicator__code="MO-04").update(numerator=180_000, denominator=300_000, value=60)
    summaries.refresh(YEAR)
    adopt(cast)
    kept = summaries.stored_summaries([YEAR])[YEAR].figures.line("MO-04").aggregate
    assert (kept.numerator, kept.denominator, kept.value) == (180_000, 360_000, 50)


def test_whoever_verifies_reads_declared_recorded_and_gap_on_one_line(adopted, campaign, ici, cast, sign_in):
    form = fill(a_form(ici, campaign, S.SUBMITTED, certifier=cast.director))
    booked(ici, 216_000, 216_000)
    Value.objects.filter(collection=form, indicator__code="MO-04").update(
        numerator=228_300, denominator=360_000, value=Decimal("63.4"), justification="Reliquat."
    )
    lines = [(line.code, line.declared, line.recorded, line.gap) for line in differences_from_records(form)]
    spaced = [tuple(map(words, line)) for line in lines]
    assert spaced == [
        ("MO-04", "228 300 €", "216 000 € notifiés", "+12 300 €"),
        ("MO-04", "228 300 €", "216 000 € versés", "+12 300 €"),
    ]
    page = text(sign_in(cast.regional).get(f"{HERE}etapes/verify/"))
    assert "216 000 € notifiés" in page
    assert "Reliquat." in page


def test_nothing_is_listed_where_nothing_differs(adopted, campaign, ici, cast, sign_in):
    form = fill(a_form(ici, campaign, S.SUBMITTED, certifier=cast.director))
    assert differences_from_records(form) == []
    assert "Aucun chiffre ne diffère" in text(sign_in(cast.regional).get(f"{HERE}etapes/verify/"))
