"""What a payment rests on (R-86, R-88): the act that binds the year is signed, and the year before is justified.

Two exceptions, told in words with the payment: a contract or a year that the application does not keep, and the first
year of a centre, which has no year before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from centres.models import Centre, Recognition
from documents.formats import date_fr
from documents.text import typeset
from governance.conventions.calendar import amendment_of, is_amended
from governance.conventions.kinds import has_amendments
from governance.enums import ConventionState, ProgrammeState
from governance.models import Convention, Programme
from governance.models.convention import LIVE

LAST_RANK = 3  # a convention that begins in the course of a year ends in its fourth: the third amendment still holds


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One thing that a payment needs: `missing` says what to do, empty when it is there; `told` says what is there."""

    missing: str = ""
    told: str = ""

    @property
    def is_there(self) -> bool:
        return not self.missing


def grounds_of(centre: Centre, year: int, on: dt.date) -> tuple[Ground, Ground]:
    """The signed act and the justification that a payment made on `on` for `year` rests on (5 queries)."""
    return signed_act(centre, year, on), justification(centre, year)


def signed_act(centre: Centre, year: int, on: dt.date) -> Ground:
    """The convention, or the amendment, that binds `year`, signed by `on` (R-75, R-86)."""
    kept = _conventions_begun_by(centre, year)
    if not kept:
        return _there(
            f"Le contrat de {year} n’est pas tenu dans l’application : la pièce signée se vérifie au dossier (R-86)."
        )
    covering = [one for one in kept if one.current_end.year >= year]
    if not covering:
        return _missing(
            f"Aucune convention signée ne couvre {year} : signez-la, ou enregistrez-la si elle l’est déjà, dans "
            f"« Conventions », puis enregistrez le versement (R-86)."
        )
    # The protocol decides of the money of a GIP; its founding convention alone is enough where there is none.
    triennial = [one for one in covering if has_amendments(one.kind)]
    return _best([_act(one, year, on) for one in triennial or covering])


def _conventions_begun_by(centre: Centre, year: int) -> list[Convention]:
    rows = Convention.objects.filter(centre=centre, starts_on__year__lte=year).exclude(state=ConventionState.DRAFT)
    return list(rows.prefetch_related("amendments", "extensions").order_by("starts_on", "pk"))


def _best(acts: list[Ground]) -> Ground:
    return next((one for one in acts if one.is_there), acts[-1])


def _act(convention: Convention, year: int, on: dt.date) -> Ground:
    rank = min(year - convention.starts_on.year + 1, LAST_RANK)
    name = convention.get_kind_display()
    if rank == 1 or not has_amendments(convention.kind):
        return _signed_by(f"{name[0].upper()}{name[1:]}", convention.signed_on, on)
    amendment = amendment_of(convention, rank)
    if is_amended(convention, rank) or _is_past_and_recorded(convention):
        return _signed_by(f"Avenant de la {rank}e année", amendment and amendment.signed_on, on)
    return _missing(
        f"L’avenant de la {rank}e année, qui fixe {year}, n’est pas signé : signez-le, ou enregistrez-le s’il l’est "
        f"déjà, dans « Conventions », puis enregistrez le versement (R-75, R-86)."
    )


def _is_past_and_recorded(convention: Convention) -> bool:
    """A convention recorded after its term is kept without its amendments: they are in the paper file."""
    return convention.is_recorded and convention.state not in LIVE


def _signed_by(name: str, signed_on: dt.date | None, on: dt.date) -> Ground:
    if signed_on is None:
        return _there(f"{name} : signature enregistrée sans sa date.")
    if signed_on > on:
        return _missing(
            f"{name} : signature du {date_fr(signed_on)}. Un versement la suit (R-86) : corrigez sa date, ou attendez."
        )
    return _there(f"{name} : signature du {date_fr(signed_on)}.")


def justification(centre: Centre, year: int) -> Ground:
    """The programme of the year before is done (R-86), unless there is no year before (R-88)."""
    kept = dict(Programme.objects.filter(centre=centre, year__lt=year).values_list("year", "state"))
    if kept.get(year - 1) == ProgrammeState.DONE:
        return _there(f"Programme {year - 1} réalisé et clos.")
    if _is_first_year(centre, year):
        return _there(f"{year} est la première année du centre : il n’a pas d’année précédente à justifier (R-88).")
    if not kept:
        return _there(
            f"L’année {year - 1} n’est pas tenue dans l’application : sa justification se vérifie au dossier (R-86)."
        )
    return _missing(_why_not_justified(year - 1, kept.get(year - 1)))


def _is_first_year(centre: Centre, year: int) -> bool:
    first = (
        Recognition.objects.filter(centre=centre).order_by("valid_from").values_list("valid_from", flat=True).first()
    )
    return first is not None and first.year >= year


def _why_not_justified(year: int, state: str | None) -> str:
    if state is None:
        return (
            f"Le programme {year} n’est pas saisi : les actions de l’année précédente ne sont pas justifiées (R-86). "
            f"Le centre saisit et clôt ce programme, puis le versement s’enregistre."
        )
    return (
        f"Le programme {year} est dans l’état « {ProgrammeState(state).label} » : les actions de l’année précédente ne "
        f"sont pas justifiées (R-86). Le centre clôt l’année {year}, puis le versement s’enregistre."
    )


def told(grounds: Iterable[Ground]) -> str:
    """What is there, in one line: it is kept with the payment."""
    return " ".join(one.told for one in grounds)


def missing(grounds: Iterable[Ground]) -> str:
    """What is not there, in one line; empty when a payment may be recorded."""
    return " ".join(one.missing for one in grounds if one.missing)


def _there(sentence: str) -> Ground:
    return Ground(told=typeset(sentence))


def _missing(sentence: str) -> Ground:
    return Ground(missing=typeset(sentence))
