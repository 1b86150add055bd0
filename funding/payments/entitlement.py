"""Conditions of a payment (R-86, R-88): the act of the year is signed, and the year before is justified.

Two exceptions, stored as text with the payment: the first year of a centre, which has no year before; and a contract or
a year that only the paper file holds, for the exercises that had begun when the application was put to use, no later.
No exception makes a year justified before its last day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, Max, Min, OuterRef, Q, QuerySet, Subquery

from accounts.journal import first_act_at, put_to_use_on
from centres.models import Centre, Recognition
from documents import french
from governance.conventions.kinds import has_amendments
from governance.conventions.schedule import RANKS, amendment_days
from governance.enums import AmendmentState, ConventionKind, ConventionState, ProgrammeState
from governance.models import Amendment, Extension, Programme
from governance.models.convention import LIVE

LAST_RANK = 3  # a convention that begins in the course of a year ends in its fourth: the third amendment still holds


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One condition of a payment: `missing` says what to do, empty when it is met; `evidence` says what meets it."""

    missing: str = ""
    evidence: str = ""

    @property
    def is_there(self) -> bool:
        return not self.missing


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A signed convention: its state, its dates; `amended_on`: as in `governance.conventions.schedule`."""

    kind: str
    state: str
    starts_on: dt.date
    current_end: dt.date
    signed_on: dt.date | None
    is_recorded: bool
    amended_on: dict[int, dt.date | None]

    def act(self, year: int, on: dt.date) -> Ground:
        """The act of this convention that binds the year, signed by `on`: itself the first year, then an amendment."""
        rank = min(year - self.starts_on.year + 1, LAST_RANK)
        name = ConventionKind(self.kind).label
        if rank == 1 or not has_amendments(self.kind):
            return _signed_by(f"{name[0].upper()}{name[1:]}", self.signed_on, on)
        # The papers of a convention recorded once ended are not in the application.
        if rank in self.amended_on or (self.is_recorded and self.state not in LIVE):
            return _signed_by(f"Avenant de la {rank}e année", self.amended_on.get(rank), on)
        return _missing(
            f"L’avenant de la {rank}e année, qui fixe {year}, n’est pas signé : signez-le, ou enregistrez-le s’il "
            f"l’est déjà, dans « Conventions », puis enregistrez le versement (R-75, R-86)."
        )


@dataclass(frozen=True, kw_only=True)
class PaymentBasis:
    """What is recorded of a centre for the payments of a year."""

    year: int
    contracts: tuple[Contract, ...]  # begun in the year or before
    state_before: str | None  # of the programme of the year before, None when there is none
    keeps_years: bool  # some programme of an earlier year is recorded
    recognised_on: dt.date | None
    in_use_since: int  # the year of the first act of the journal

    @property
    def may_be_on_paper(self) -> bool:
        """The exercise had begun when the application was put to use: a paper file may hold what it rests on."""
        return self.year <= self.in_use_since


def grounds_of(centre: Centre, year: int, on: dt.date) -> tuple[Ground, Ground]:
    """The two conditions of a payment made on `on` for `year`: signed act, justification (1 query)."""
    basis = payment_basis(centre, year)
    return signed_act(basis, on), justification(basis, on)


def payment_basis(centre: Centre, year: int) -> PaymentBasis:
    """The payment basis of the centre for `year` (1 query: one row a convention, one row alone without any)."""
    rows = list(_rows(centre, year))
    contracts = []
    for row in rows:
        if row["begun__kind"]:
            fields = {name: row[f"begun__{name}"] for name in OF_A_CONTRACT}
            ends_on = fields.pop("ends_on")
            signed = {rank: row[f"amended_{rank}"] for rank in RANKS if row[f"amended_{rank}"]}
            current_end = max(ends_on, row["extended"] or ends_on)
            amended_on = amendment_days(fields["state"], signed)
            contracts.append(Contract(**fields, current_end=current_end, amended_on=amended_on))
    return PaymentBasis(
        year=year,
        contracts=tuple(contracts),
        state_before=rows[0]["state_before"],
        keeps_years=rows[0]["keeps_years"],
        recognised_on=rows[0]["recognised_on"],
        in_use_since=put_to_use_on(rows[0]["first_act_at"]).year,
    )


OF_A_CONTRACT = ("kind", "state", "starts_on", "ends_on", "signed_on", "is_recorded")


def _rows(centre: Centre, year: int) -> QuerySet:
    begun = Q(conventions__starts_on__lte=dt.date(year, 12, 31)) & ~Q(conventions__state=ConventionState.DRAFT)
    programmes = Programme.objects.filter(centre=OuterRef("pk"))
    recognitions = Recognition.objects.filter(centre=OuterRef("pk")).order_by().values("centre")
    extensions = Extension.objects.filter(convention=OuterRef("begun__pk")).order_by().values("convention")
    signed = Amendment.objects.filter(convention=OuterRef("begun__pk"), state=AmendmentState.SIGNED)
    amended = {f"amended_{rank}": Subquery(signed.filter(rank=rank).values("signed_on")[:1]) for rank in RANKS}
    rows = Centre.objects.filter(pk=centre.pk).annotate(begun=FilteredRelation("conventions", condition=begun))
    return rows.order_by("begun__starts_on", "begun__pk").values(
        *(f"begun__{name}" for name in OF_A_CONTRACT),
        extended=Subquery(extensions.annotate(last=Max("until")).values("last")),
        state_before=Subquery(programmes.filter(year=year - 1).values("state")[:1]),
        keeps_years=Exists(programmes.filter(year__lt=year)),
        first_act_at=Subquery(first_act_at()),
        recognised_on=Subquery(recognitions.annotate(first=Min("valid_from")).values("first")),
        **amended,
    )


def signed_act(basis: PaymentBasis, on: dt.date) -> Ground:
    """The convention, or the amendment, that binds the year, signed by `on` (R-75, R-86)."""
    year = basis.year
    if not basis.contracts and basis.may_be_on_paper:
        return _there(
            f"Le contrat de {year} n’est pas tenu dans l’application : la pièce signée se vérifie au dossier (R-86)."
        )
    covering = [contract for contract in basis.contracts if contract.current_end.year >= year]
    if not covering:
        return _missing(
            f"Aucune convention signée ne couvre {year} : signez-la, ou enregistrez-la si elle l’est déjà, dans "
            f"« Conventions », puis enregistrez le versement (R-86)."
        )
    # The protocol decides of the money of a GIP; its founding convention alone is enough where there is none.
    triennial = [contract for contract in covering if has_amendments(contract.kind)]
    acts = [contract.act(year, on) for contract in triennial or covering]
    return next((contract for contract in acts if contract.is_there), acts[-1])


def _signed_by(name: str, signed_on: dt.date | None, on: dt.date) -> Ground:
    if signed_on is None:
        return _there(f"{name} : signature enregistrée sans sa date.")
    if signed_on > on:
        return _missing(
            f"{name} : signature du {french.date(signed_on)}. Un versement la suit (R-86) : corrigez sa date, ou "
            "attendez."
        )
    return _there(f"{name} : signature du {french.date(signed_on)}.")


def justification(basis: PaymentBasis, on: dt.date) -> Ground:
    """The programme of the year before is done (R-86), unless there is no year before (R-88)."""
    before = basis.year - 1
    is_over = on.year > before
    if is_over and basis.state_before == ProgrammeState.DONE:
        return _there(f"Programme {before} réalisé et clos.")
    if basis.recognised_on and basis.recognised_on.year >= basis.year:
        first = f"{basis.year} est la première année du centre : il n’a pas d’année précédente à justifier (R-88)."
        return _there(first)
    if not is_over:
        return _missing(
            f"L’année {before} n’est pas finie le {french.date(on)} : ses actions ne peuvent pas encore être "
            f"justifiées (R-86). Un versement de {basis.year} se fait à partir du 1er janvier {basis.year}."
        )
    if basis.may_be_on_paper and not basis.keeps_years:
        return _there(
            f"L’année {before} n’est pas tenue dans l’application : sa justification se vérifie au dossier (R-86)."
        )
    if basis.state_before is None:
        return _missing(
            f"Le programme {before} n’est pas saisi : les actions de l’année précédente ne sont pas justifiées (R-86). "
            f"Le centre saisit et clôt ce programme, puis le versement s’enregistre."
        )
    return _missing(
        f"Le programme {before} est dans l’état « {ProgrammeState(basis.state_before).label} » : les actions de "
        f"l’année précédente ne sont pas justifiées (R-86). Le centre clôt l’année {before}, puis le versement "
        "s’enregistre."
    )


def evidence_text(grounds: Iterable[Ground]) -> str:
    """The evidence, in one line, stored with the payment."""
    return " ".join(ground.evidence for ground in grounds)


def missing_text(grounds: Iterable[Ground]) -> str:
    """What is missing, in one line; empty when a payment may be recorded."""
    return " ".join(ground.missing for ground in grounds if ground.missing)


def _there(sentence: str) -> Ground:
    return Ground(evidence=french.typeset(sentence))


def _missing(sentence: str) -> Ground:
    return Ground(missing=french.typeset(sentence))
