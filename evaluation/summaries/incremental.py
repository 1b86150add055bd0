"""The writing of what is kept of a year: the share of each centre, the totals of each scope, the comparable answers.

Two ways in, one result: everything again (`write_again`), or one centre taken back and added again (`write_over`).
The caller holds the lock that makes one writer at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from evaluation.law.consolidation import Consolidated, Definition
from evaluation.law.totals import Totals
from evaluation.models import CentreShare, CohortAnswers, YearSummary
from evaluation.queries import figures_of
from evaluation.summaries.cohorts import Asked, asked_in
from evaluation.summaries.shares import Answers, Cohort, Share, canonical, kept_shares, row_of, share_of

Scope = int | None  # a region's key, None for the network
FEW = 100  # centres: above, everything is kept again


def seal_of(content: str, grid: str) -> str:
    """The SHA-256 of what is kept."""
    return hashlib.sha256(f"{content}\n{grid}".encode()).hexdigest()


@dataclass
class State:
    """What is kept of a year, or the part of it that a change touches."""

    totals: dict[Scope, Totals] = field(default_factory=dict)
    cohorts: dict[Cohort, Answers] = field(default_factory=dict)

    def add(self, share: Share, definitions: Sequence[Definition]) -> None:
        """One more centre, wherever it counts."""
        for scope in scopes_of(share):
            self.totals.setdefault(scope, Totals()).add(definitions, share.answer)
        if share.cohort:
            self.cohorts.setdefault(share.cohort, Answers()).add(share, definitions)

    def remove(self, share: Share, definitions: Sequence[Definition]) -> None:
        """A centre that was added, taken back."""
        for scope in scopes_of(share):
            self.totals[scope].remove(definitions, share.answer)
        if share.cohort:
            self.cohorts[share.cohort].remove(share, definitions)


def scopes_of(share: Share) -> tuple[Scope, ...]:
    """Where a centre counts: in the network, and in each of its regions."""
    return (None, *share.regions)


@dataclass(frozen=True)
class Books:
    """The kept figures of one year, by the indicators of its version."""

    year: int
    definitions: tuple[Definition, ...]

    def write_again(self, *, asked: bool) -> None:
        """Everything from the stored answers; nothing is left of a year that is not `asked`."""
        for model in (YearSummary, CentreShare, CohortAnswers):
            model.objects.filter(year=self.year).delete()
        if asked:
            shares, state = self._all()
            CentreShare.objects.bulk_create((row_of(self.year, one) for one in shares), batch_size=500)
            self._write(shares, state)

    def write_over(self, centre: int) -> bool:
        """What one centre brings, and whatever moved in the registry; False, and nothing written, when it cannot be.

        As many statements whatever the network: two more for each size band that is touched.
        """
        asked = {one.peer.key: one for one in asked_in(self.year)}
        kept = kept_shares(self.year)
        moved = {centre} | _moved(asked, kept)
        if len(moved) > FEW:
            return False
        before, after = kept_shares(self.year, moved), self._shares([asked[key] for key in moved if key in asked])
        state = self._touched([*before.values(), *after])
        if state is None or state.totals[None].asked != len(kept):
            return False
        try:
            for share in before.values():
                state.remove(share, self.definitions)
        except (KeyError, ValueError):  # what was kept was written over by another hand
            return False
        for share in after:
            state.add(share, self.definitions)
        CentreShare.objects.filter(year=self.year, centre__in=moved).delete()
        CentreShare.objects.bulk_create(row_of(self.year, one) for one in after)
        now = {**kept, **{one.centre: one for one in after}}
        self._write([now[key] for key in asked], state)
        return True

    def are_true(self) -> bool:
        """Whether the shares, the totals and the comparable answers are those that a recomputation gives."""
        shares, state = self._all()
        rows = YearSummary.objects.filter(year=self.year).values_list("region", "totals")
        answers = CohortAnswers.objects.filter(year=self.year).values_list("zone", "band", "content")
        return (
            kept_shares(self.year, [one.centre for one in shares]) == {one.centre: one for one in shares}
            and dict(rows) == {scope: canonical(totals.to_plain()) for scope, totals in state.totals.items()}
            and {(zone, band): content for zone, band, content in answers}
            == {cohort: told.text for cohort, told in state.cohorts.items() if told.text}
        )

    def _all(self) -> tuple[list[Share], State]:
        shares, state = self._shares(asked_in(self.year), every=True), State({None: Totals()})
        for share in shares:
            state.add(share, self.definitions)
        return shares, state

    def _shares(self, asked: Sequence[Asked], *, every: bool = False) -> list[Share]:
        found = figures_of([self.year], None if every else [one.peer.key for one in asked])
        told = ((one, found.get((one.peer.key, self.year))) for one in asked)
        return [share_of(one, figures.measures if figures else None, self.definitions) for one, figures in told]

    def _touched(self, shares: Iterable[Share]) -> State | None:
        """What those shares count in; None when it was kept by another version, or never."""
        regions, cohorts = set[int](), set[Cohort]()
        for share in shares:
            regions |= set(share.regions)
            cohorts |= {share.cohort} if share.cohort else set()
        rows = YearSummary.objects.filter(Q(region=None) | Q(region__in=regions), year=self.year)
        kept = {
            region: (totals, content) for region, totals, content in rows.values_list("region", "totals", "content")
        }
        if None not in kept or not all(totals for totals, _ in kept.values()) or self._definitions_in(kept[None][1]):
            return None
        totals = {scope: Totals.from_plain(json.loads(text)) for scope, (text, _) in kept.items()}
        return State(totals, self._answers(cohorts))

    def _definitions_in(self, content: str) -> bool:
        """Whether the kept figures are those of other indicators, or of other definitions."""
        lines = Consolidated.from_plain(json.loads(content)).lines
        return tuple(line.definition for line in lines) != self.definitions

    def _answers(self, cohorts: set[Cohort]) -> dict[Cohort, Answers]:
        if not cohorts:
            return {}
        bands = {band for _, band in cohorts}
        rows = CohortAnswers.objects.filter(year=self.year, band__in=bands)
        kept = {(zone, band): text for zone, band, text in rows.values_list("zone", "band", "content")}
        return {cohort: Answers.from_text(kept.get(cohort, "")) for cohort in cohorts}

    def _write(self, shares: Sequence[Share], state: State) -> None:
        """The summary of each scope that `state` holds, and the answers of each cohort; `shares` in their order."""
        now, rows = timezone.now(), []
        for scope, totals in state.totals.items():
            members = [one for one in shares if scope is None or scope in one.regions]
            content = canonical(totals.consolidated(self.year, self.definitions).to_plain())
            grid = canonical([[one.name, one.letters] for one in members])
            if members or scope is None:
                rows.append(
                    YearSummary(
                        year=self.year, region_id=scope, content=content, grid=grid, seal=seal_of(content, grid),
                        totals=canonical(totals.to_plain()), computed_at=now,
                    )
                )  # fmt: skip
        regions = [scope for scope in state.totals if scope is not None]
        YearSummary.objects.filter(Q(region=None) | Q(region__in=regions), year=self.year).delete()
        YearSummary.objects.bulk_create(rows)
        self._write_answers(state.cohorts)

    def _write_answers(self, cohorts: Mapping[Cohort, Answers]) -> None:
        for zone, band in cohorts:
            CohortAnswers.objects.filter(year=self.year, zone=zone, band=band).delete()
        CohortAnswers.objects.bulk_create(
            CohortAnswers(year=self.year, zone=zone, band=band, content=told.text)
            for (zone, band), told in cohorts.items()
            if told.text
        )


def _moved(asked: Mapping[int, Asked], kept: Mapping[int, Share]) -> set[int]:
    """The centres that came, went, or changed name, perimeter, size or funding since they were kept."""
    return {key for key in asked.keys() | kept.keys() if _is_other(asked.get(key), kept.get(key))}


def _is_other(asked: Asked | None, kept: Share | None) -> bool:
    if asked is None or kept is None:
        return True
    regions = tuple(sorted(asked.peer.regions))
    now = (asked.name, asked.is_state_funded, asked.peer.zone, asked.band, regions)
    return kept.standing != now
