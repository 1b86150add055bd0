"""Fetching opinions within the reader's rights; a stranger gets the same 404 as for what does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from accounts.enums import Role
from centres.models import Centre
from centres.models.mandate import holds
from evaluation.enums import SectionKey
from evaluation.models import Contribution, Opinion
from evaluation.opinions.permissions import Rights, rights_on, with_rights

OPINIONS = ("Avis", reverse_lazy("evaluation:opinions_index"))
Crumbs = list[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An opinion, and what the reader may do with it."""

    opinion: Opinion
    rights: Rights

    @property
    def crumbs(self) -> Crumbs:
        one = self.opinion
        year = (str(one.year), reverse("evaluation:opinions", args=[one.year]))
        return [OPINIONS, year, (one.centre.usual_name, one.get_absolute_url())]

    @property
    def may_write(self) -> bool:
        return self.rights.leads and not self.opinion.is_communicated

    @property
    def may_remark(self) -> bool:
        """The State's agents who read the draft."""
        return self.rights.is_state and not self.opinion.is_communicated

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"evaluation:{name}", args=[self.opinion.year, self.opinion.centre.slug, *args])


def opened(request: HttpRequest, year: int, slug: str, version: int | None = None) -> Opened:
    """The last version that the reader may open, or `version`; 404 otherwise (1 query)."""
    opinions = Opinion.objects.visible_to(request.user).filter(year=year, centre__slug=slug)
    opinions = opinions if version is None else opinions.filter(version=version)
    opinions = opinions.select_related("centre", "reply").defer("reply__content").order_by("-version")
    opinion = with_rights(opinions, request.user).first()
    if opinion is None:
        raise Http404
    return Opened(opinion=opinion, rights=rights_on(request.user, opinion))


def written(request: HttpRequest, year: int, slug: str) -> Opened:
    """The opinion in preparation that the reader writes."""
    found = opened(request, year, slug)
    if not found.may_write:
        raise Http404
    return found


def remarked(request: HttpRequest, year: int, slug: str) -> Opened:
    """The opinion in preparation that the reader, an agent of the State, reads and remarks on."""
    found = opened(request, year, slug)
    if not found.may_remark:
        raise Http404
    return found


def contribution_or_404(request: HttpRequest, found: Opened, code: str) -> Contribution:
    """The contribution of one département, for those who write it."""
    rows = Contribution.objects.visible_to(request.user).filter(opinion=found.opinion).select_related("department")
    row = get_object_or_404(rows, department__code=code)
    if not found.rights.contributes_to(row):
        raise Http404
    return row


def led_centre(request: HttpRequest, slug: str) -> Centre:
    """The centre whose opinions the reader writes."""
    led = Centre.objects.all() if holds(request.user, Role.ADMIN) else Centre.objects.led_by(request.user)
    return get_object_or_404(led, slug=slug)


def section_or_404(key: str) -> SectionKey:
    """The section of that address."""
    if key not in SectionKey.values:
        raise Http404
    return SectionKey(key)
