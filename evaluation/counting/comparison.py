"""What a centre declares, beside what the application records: for whoever verifies its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from documents.french import euros, signed, typeset
from evaluation.counting.queries import answer_text
from evaluation.counting.services import compute
from evaluation.enums import ValueKind
from evaluation.law.aggregation import Measure
from evaluation.law.computed.registry import STATE_SHARE
from evaluation.models import Collection, Indicator
from evaluation.queries import measure_of
from funding.payments.queries import StateMoney, state_money
from governance.enums import Funder

STATE_GRANT = Funder.STATE_147_CORE


@dataclass(frozen=True, kw_only=True)
class ComparedLine:
    """One figure on one line: declared, recorded, the gap between them, and how the centre justifies it."""

    code: str
    label: str
    declared: str
    recorded: str
    gap: str
    justification: str = ""


def differences_from_records(form: Collection) -> list[ComparedLine]:
    """The figures of the form that differ from what is recorded today, in its order (9 queries)."""
    counts, money = compute(form), state_money(form.centre_id, form.campaign.year)
    lines = []
    for value in form.values.select_related("indicator").order_by("indicator__rank", "pk"):
        declared, indicator = measure_of(value), value.indicator
        if declared.is_not_applicable:
            continue
        reason = value.justification or value.correction_reason
        count = counts.get(indicator.code)
        if count and not declared.is_blank and not count.measure.has_only_its_denominator:
            lines += _counted_line(indicator, declared, count.measure, reason)
        lines += _money_lines(indicator, declared, money, reason)
    return lines


def _counted_line(indicator: Indicator, declared: Measure, recorded: Measure, reason: str) -> Iterator[ComparedLine]:
    if declared == recorded or recorded.is_blank:
        return
    gap = ""
    if declared.value is not None and recorded.value is not None and indicator.kind != ValueKind.BOOLEAN:
        gap = _gap(declared.value - recorded.value, indicator)
    yield ComparedLine(
        code=indicator.code, label=indicator.label, declared=answer_text(declared, indicator),
        recorded=answer_text(recorded, indicator), gap=gap, justification=reason,
    )  # fmt: skip


def _gap(difference: Decimal, indicator: Indicator) -> str:
    if indicator.kind == ValueKind.PERCENT:
        return typeset(f"{signed(difference)} points")
    return signed(difference, "€" if indicator.unit == "€" else "")


def _money_lines(indicator: Indicator, declared: Measure, money: StateMoney, reason: str) -> Iterator[ComparedLine]:
    """The State's grant, declared in a share or among the funders, beside what it notified and paid."""
    is_share = indicator.derivation == STATE_SHARE
    grant = declared.numerator if is_share else declared.parts.get(STATE_GRANT)
    if grant is not None and money.is_recorded:
        for recorded, word in ((money.notified, "notifiés"), (money.paid, "versés")):
            if grant != recorded:
                yield ComparedLine(
                    code=indicator.code, label="Subvention socle du programme 147", declared=euros(grant),
                    recorded=typeset(f"{euros(recorded)} {word}"), gap=signed(grant - recorded, "€"),
                    justification=reason,
                )  # fmt: skip
    budget = declared.denominator if is_share else None
    if budget is not None and money.core_budget and budget != money.core_budget:
        yield ComparedLine(
            code=indicator.code, label=indicator.denominator, declared=euros(budget),
            recorded=typeset(f"{euros(money.core_budget)} à l’exercice adopté"),
            gap=signed(budget - money.core_budget, "€"), justification=reason,
        )  # fmt: skip
