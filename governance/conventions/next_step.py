"""The next step of a convention, and what is missing before it, in sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from governance.conventions.calendar import amendment_of, final_review_of, is_amended, year_of
from governance.conventions.kinds import has_amendments
from governance.conventions.requirements import amount_missing, before_expiring, before_signing, before_validating
from governance.enums import ConventionState
from governance.models import Convention
from governance.models.convention import LIVE

S = ConventionState


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What comes next: the act (`sign`, `amend`, `expire`, `review`, `renew`), and what it still lacks."""

    act: str
    title: str
    reference: str
    missing: tuple[str, ...] = ()
    rank: int = 0
    is_prepared: bool = True

    @property
    def is_ready(self) -> bool:
        return not self.missing


def next_step_of(convention: Convention, today: dt.date) -> NextStep | None:
    """The next step on `today`; None when the life of the convention is over (2 queries at most)."""
    if convention.state == S.DRAFT:
        missing = tuple(before_signing(convention))
        return NextStep(act="sign", title="Signer la convention", reference="R-51, R-77, R-78", missing=missing)
    if convention.state in LIVE:
        return _during(convention, today)
    if convention.state == S.EXPIRED:
        missing = tuple(before_validating(final_review_of(convention)))
        return NextStep(act="review", title="Valider le bilan final", reference="R-82, R-84", missing=missing)
    if convention.state == S.REVIEWED:
        return NextStep(act="renew", title="Renouveler la convention, ou dire qu’elle ne l’est pas", reference="R-85")
    return None


def _during(convention: Convention, today: dt.date) -> NextStep:
    """The amendment of the year until both are signed or the term is past; then the term itself."""
    rank = next((rank for rank in (2, 3) if not is_amended(convention, rank)), 0)
    if rank and has_amendments(convention.kind) and today <= convention.current_end:
        return _amend(convention, rank)
    missing = tuple(before_expiring(convention, today))
    return NextStep(act="expire", title="Constater l’échéance", reference="R-75", missing=missing)


def _amend(convention: Convention, rank: int) -> NextStep:
    year, is_prepared = year_of(convention, rank), amendment_of(convention, rank) is not None
    missing = [] if is_prepared else ["Le projet d’avenant n’est pas préparé."]
    missing += amount_missing(convention.centre, year)
    return NextStep(
        act="amend", title=f"Signer l’avenant de la {rank}e année (exercice {year})", reference="R-75",
        missing=tuple(missing), rank=rank, is_prepared=is_prepared,
    )  # fmt: skip
