"""What was published, printed or not: the register knows the prints, the acts know the versions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from crpv.models import Publication
from documents.published.verification import Verdict, Verification
from evaluation.models import Opinion

# A reference: its family, its version, « R » when it is printed with the reply of the centre, whose print alone tells
# that there is one.
PARTS = re.compile(r"(?P<family>[A-Za-z0-9-]+)-(?P<version>[0-9]{1,4})(?P<reply>-R)?")


@dataclass(frozen=True, kw_only=True)
class PublishedVersion:
    """A version that was published: its reference, its day, whether it is printed or not."""

    reference: str
    version: int
    published_at: dt.datetime


def with_publications(answer: Verification) -> Verification:
    """The verification, corrected by the versions published whose print is not in the register yet (1 query more)."""
    parts = PARTS.fullmatch(answer.document.reference if answer.document else answer.reference)
    last = last_version(parts["family"]) if parts else None
    if last is None or parts is None or last.version < int(parts["version"]):
        return answer
    if answer.document is None and parts["reply"]:
        return answer
    if answer.document is None:
        later = last if last.version > int(parts["version"]) else None
        return replace(answer, verdict=Verdict.NOT_PRINTED, later=later)
    printed = answer.later.version if answer.later else answer.document.version
    if last.version <= printed:
        return answer
    verdict = Verdict.SUPERSEDED if answer.verdict == Verdict.AUTHENTIC else answer.verdict
    return replace(answer, verdict=verdict, later=last)


def last_version(family: str) -> PublishedVersion | None:
    """The last version published of « AVIS-2025-reso-villes », « TDB-2024-national », « TDB-2024-region-52 ».

    1 query.
    """
    for pattern, query in SOURCES:
        if match := pattern.fullmatch(family):
            found = query(match)
            return found and PublishedVersion(reference=f"{family}-{found[0]}", version=found[0], published_at=found[1])
    return None


def _last_opinion(match: re.Match[str]) -> tuple[int, dt.datetime] | None:
    opinions = Opinion.objects.communicated().filter(year=match["year"], centre__slug=match["slug"])
    return opinions.order_by("-version").values_list("version", "communicated_at").first()


def _last_dashboard(match: re.Match[str]) -> tuple[int, dt.datetime] | None:
    published = Publication.objects.out().filter(year=match["year"])
    if match["region"]:
        published = published.filter(editions__region__code=match["region"])
    return published.order_by("-version").values_list("version", "published_at").first()


Source = Callable[[re.Match[str]], tuple[int, dt.datetime] | None]
SOURCES: tuple[tuple[re.Pattern[str], Source], ...] = (
    (re.compile(r"AVIS-(?P<year>[0-9]{4})-(?P<slug>[a-z0-9-]+)"), _last_opinion),
    (re.compile(r"TDB-(?P<year>[0-9]{4})-(?:national|region-(?P<region>[0-9A-Z]{2,3}))"), _last_dashboard),
)
