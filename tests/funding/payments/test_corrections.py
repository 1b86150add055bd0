"""A wrong amount is corrected or cancelled: the old line stays, struck, and counts nowhere any more (R-86, R-99)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.journal import faults
from accounts.models import Act
from documents import french
from funding.compliance import load_money
from funding.models import Allocation, Notification, Payment
from funding.payments.corrections import cancel, correct
from funding.payments.obligations import of_money
from funding.payments.queries import amounts_of
from funding.payments.services import notify, pay
from funding.rounds.queries import round_table
from governance.registers.rules import Question, registered
from tests.obligations import owed, statuses
from tests.text import words

DAY, PAID_ON, IN_JULY = dt.date(2025, 2, 14), dt.date(2025, 5, 20), dt.date(2025, 7, 1)
FLOOR = Decimal(180_000)
PAGE = "/financement/2025/ici/"
SLIP = "Deux zéros de trop."


@pytest.fixture
def line(adopted):
    return Allocation.objects.select_related("round", "centre").get(round=adopted, centre__slug="ici")


@pytest.fixture
def notified(line, cast):
    return notify(line, actor=cast.regional, amount=FLOOR, on=DAY, reference="A1")


@pytest.fixture
def paid(line, cast, notified):
    return pay(line, actor=cast.regional, amount=Decimal("1000.10"), on=PAID_ON, reference="V1")


def sums(line, user):
    row = next(row for row in round_table(line.round, user).rows if row.line == line)
    return row.notified, row.paid


def test_a_cancelled_payment_stays_with_who_when_and_why_and_counts_no_more(line, cast, paid):
    cancel(paid, line, actor=cast.regional, because=f" {SLIP} ")
    row = Payment.objects.get()
    assert (row.amount, row.cancelled_on, row.cancelled_by, row.cancelled_because) == (
        Decimal("1000.10"), localdate(), cast.regional, SLIP,
    )  # fmt: skip
    assert sums(line, cast.regional) == (FLOOR, None)
    act = Act.objects.first()
    assert (act.verb, act.actor, act.target, act.comment, act.facts) == (
        "montant : annuler", cast.regional, row, SLIP, {"amount": "1000.10"},
    )  # fmt: skip
    assert list(faults()) == []


def test_a_corrected_payment_gives_exact_totals_and_says_again_what_it_rests_on(line, cast, paid):
    new = correct(paid, line, actor=cast.regional, because=SLIP, amount=Decimal("10.01"), on=PAID_ON, reference="V1")
    assert (sums(line, cast.regional), new.basis) == ((FLOOR, Decimal("10.01")), paid.basis)
    assert list(Payment.objects.order_by("pk").values_list("amount", "cancelled_because")) == [
        (Decimal("1000.10"), SLIP), (Decimal("10.01"), ""),
    ]  # fmt: skip
    assert list(Act.objects.values_list("verb", flat=True)[:2]) == ["montant : verser", "montant : annuler"]


def test_r99_a_correction_follows_the_rules_of_any_notification(line, cast, notified):
    told = {"actor": cast.regional, "because": SLIP, "on": DAY, "reference": "A1"}
    with pytest.raises(RefusedError, match="R-99"):
        correct(notified, line, amount=FLOOR + 1, **told)
    assert Notification.objects.get().cancelled_on is None  # the refusal left nothing half done
    correct(notified, line, amount=FLOOR + 1, reason="Sites entrants.", **told)
    assert sums(line, cast.regional) == (FLOOR + 1, None)


@pytest.mark.parametrize("day", [dt.date(2024, 12, 31), localdate() + dt.timedelta(days=2)])
def test_r86_a_correction_follows_the_rules_of_any_payment(line, cast, paid, day):
    with pytest.raises(RefusedError):
        correct(paid, line, actor=cast.regional, because=SLIP, amount=Decimal(10), on=day)
    assert sums(line, cast.regional) == (FLOOR, Decimal("1000.10"))


def test_what_is_paid_stays_within_what_is_notified(line, cast, notified, paid):
    with pytest.raises(RefusedError) as refusal:
        cancel(notified, line, actor=cast.regional, because=SLIP)
    assert words(str(refusal.value)).startswith("Il resterait 0 € de notifié pour 1 000,10 € de versé")
    with pytest.raises(RefusedError, match="Il resterait"):
        correct(notified, line, actor=cast.regional, because=SLIP, amount=Decimal(1000), on=DAY)
    correct(notified, line, actor=cast.regional, because=SLIP, amount=Decimal("1000.10"), on=DAY)
    assert sums(line, cast.regional) == (Decimal("1000.10"), Decimal("1000.10"))


def test_a_correction_that_changes_nothing_is_refused(line, cast, paid):
    with pytest.raises(RefusedError, match="ne change rien"):
        correct(paid, line, actor=cast.regional, because=SLIP, amount=paid.amount, on=PAID_ON, reference="V1")
    assert Payment.objects.get().cancelled_on is None


def test_once_cancelled_the_same_act_may_be_recorded_again(line, cast, paid):
    cancel(paid, line, actor=cast.regional, because=SLIP)
    pay(line, actor=cast.regional, amount=paid.amount, on=PAID_ON, reference="V1")
    assert sums(line, cast.regional) == (FLOOR, Decimal("1000.10"))


@pytest.mark.parametrize("act", [cancel, correct])
def test_an_amount_is_cancelled_once_with_a_reason(line, cast, paid, act):
    told = {} if act is cancel else {"amount": Decimal(2), "on": PAID_ON}
    with pytest.raises(RefusedError, match="Dites pourquoi"):
        act(paid, line, actor=cast.regional, because=" ", **told)
    cancel(paid, line, actor=cast.regional, because=SLIP)
    with pytest.raises(RefusedError, match="déjà annulé"):
        act(paid, line, actor=cast.regional, because=SLIP, **told)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("role", ["national", "departmental", "director", "partner", "other_regional", "nobody"])
@pytest.mark.parametrize("act", [cancel, correct])
def test_others_than_the_lead_region_mend_nothing(line, cast, paid, role, act):
    told = {} if act is cancel else {"amount": Decimal(2), "on": PAID_ON}
    with pytest.raises(PermissionDenied):
        act(paid, line, actor=getattr(cast, role), because=SLIP, **told)
    assert Payment.objects.get().cancelled_on is None


@pytest.mark.parametrize("role", ["regional", "admin"])
def test_whoever_records_may_cancel(line, cast, paid, role):
    cancel(paid, line, actor=getattr(cast, role), because=SLIP)
    assert Payment.objects.get().cancelled_by == getattr(cast, role)


@pytest.mark.parametrize("told", [{"cancelled_on": DAY}, {"cancelled_because": SLIP}])
def test_the_database_refuses_a_cancellation_without_who_when_and_why(ici, told):
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(centre=ici, year=2025, amount=1, **told)


class TestEverywhere:
    def rule(self, code, ici):
        facts = load_money(Question((ici,), 2025, IN_JULY))[ici.pk]
        return words(next(one for one in registered() if one.code == code).check(facts).facts)

    def test_r86_r98_the_register_forgets_a_cancelled_amount(self, line, cast, ici, notified, paid):
        assert self.rule("R-86", ici) == "Premier versement le 20 mai 2025."
        cancel(paid, line, actor=cast.regional, because=SLIP)
        assert self.rule("R-86", ici).endswith("aucun versement enregistré.")
        assert self.rule("R-98", ici).startswith("Notifié : 180 000 €")
        cancel(notified, line, actor=cast.regional, because=SLIP)
        assert self.rule("R-98", ici) == "Aucun montant n’est notifié pour 2025."

    def test_r86_the_duty_and_the_date_come_back(self, line, cast, notified, paid):
        def payment():
            found = statuses(cast.regional, IN_JULY, of_money)
            return [status for key, status in found.items() if key.startswith(f"versement-{line.pk}-vers")]

        assert payment() == ["fait"]
        cancel(paid, line, actor=cast.regional, because=SLIP)
        assert payment() == ["en retard"]
        assert [words(one.sentence)[:9] for one in owed(cast.regional, IN_JULY, of_money)] == ["À payer :"]
        cancel(notified, line, actor=cast.regional, because=SLIP)
        assert [words(one.sentence)[:12] for one in owed(cast.regional, IN_JULY, of_money)] == ["À notifier :"]


class TestPages:
    def place(self, row, act):
        return f"{PAGE}{'notifications' if isinstance(row, Notification) else 'versements'}/{row.pk}/{act}/"

    def test_the_page_shows_the_struck_line_to_whoever_reads_the_amounts(self, line, cast, paid, sign_in):
        cancel(paid, line, actor=cast.regional, because=SLIP)
        told = words(sign_in(cast.partner).get(PAGE).content.decode())
        assert "<del>1 000,10 €</del>" in told
        said = f"Annulé le {french.date(localdate())} par {cast.regional.get_full_name()} : {SLIP}"
        assert words(said) in " ".join(told.split())
        assert SLIP not in sign_in(cast.nobody).get(PAGE).content.decode()

    def test_the_links_are_for_whoever_may_write_and_for_what_counts(self, line, cast, notified, paid, sign_in):
        cancel(paid, line, actor=cast.regional, because=SLIP)
        lead, reader = (sign_in(user).get(PAGE).content.decode() for user in (cast.regional, cast.director))
        places = [self.place(row, act) for row in (notified, paid) for act in ("corriger", "annuler")]
        assert [place in lead for place in places] == [True, True, False, False]
        assert [place in reader for place in places] == [False] * 4

    def test_a_slip_is_corrected_from_the_page(self, cast, notified, paid, sign_in):
        client, place = sign_in(cast.regional), self.place(paid, "corriger")
        form = client.get(place).context["form"]
        assert (form["amount"].value(), form["on"].value(), form["reference"].value()) == (
            "1\u202f000,1", PAID_ON, "V1",
        )  # fmt: skip
        told = {"amount": "10,01", "on": "2025-05-20", "reference": "V1", "because": SLIP}
        assert client.post(place, told).headers["Location"] == PAGE
        assert list(Payment.objects.standing().values_list("amount", flat=True)) == [Decimal("10.01")]
        again = client.post(place, told, follow=True)
        assert ["déjà fait" in str(one) for one in again.context["messages"]] == [False, True]
        assert Payment.objects.count() == 2

    def test_a_refusal_gives_back_what_was_typed(self, cast, notified, paid, sign_in):
        answer = sign_in(cast.regional).post(self.place(notified, "annuler"), {"because": SLIP})
        assert (len(answer.context["form"].non_field_errors()), answer.context["form"]["because"].value()) == (1, SLIP)

    def test_an_amount_of_another_year_or_centre_is_not_here(self, cast, notified, sign_in, ici, ailleurs):
        others = [
            Notification.objects.create(centre=centre, year=year, amount=1)
            for centre, year in ((ici, 2024), (ailleurs, 2025))
        ]
        client = sign_in(cast.admin)
        assert [client.get(self.place(row, "annuler")).status_code for row in (notified, *others)] == [200, 404, 404]

    @pytest.mark.parametrize("kept", [1, 4])
    @pytest.mark.parametrize("act", ["corriger", "annuler"])
    def test_they_cost_the_same_whatever_is_recorded(
        self, line, cast, paid, sign_in, django_assert_num_queries, kept, act
    ):
        for number in range(kept - 1):
            more = pay(line, actor=cast.regional, amount=Decimal(1), on=PAID_ON, reference=f"W{number}")
            cancel(more, line, actor=cast.regional, because=SLIP)
        client = sign_in(cast.regional)
        with django_assert_num_queries(7):
            client.get(self.place(paid, act))
        with django_assert_num_queries(1):
            assert len(amounts_of(line, cast.regional)) == kept + 1
