"""Fetching opinions within the reader's rights: 404 without the right, as for what does not exist."""

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
from evaluation.opinions.permissions import OpinionRights, rights_on, with_rights

OPINIONS = ("Avis", reverse_lazy("evaluation:opinions_index"))
Crumbs = list[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OpinionAccess:
    """An opinion, and the rights of the reader on it."""

    opinion: Opinion
    rights: OpinionRights

    @property
    def crumbs(self) -> Crumbs:
        opinion = self.opinion
        year = (str(opinion.year), reverse("evaluation:opinions", args=[opinion.year]))
        return [OPINIONS, year, (opinion.centre.usual_name, opinion.get_absolute_url())]

    @property
    def may_write(self) -> bool:
        return self.rights.leads and not self.opinion.is_communicated

    @property
    def may_remark(self) -> bool:
        """Whether the reader is an agent of the State who reads the draft."""
        return self.rights.is_state and not self.opinion.is_communicated

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"evaluation:{name}", args=[self.opinion.year, self.opinion.centre.slug, *args])


def get_opinion(request: HttpRequest, year: int, slug: str, version: int | None = None) -> OpinionAccess:
    """The last version that the reader may open, or `version`; 404 otherwise (1 query)."""
    opinions = Opinion.objects.visible_to(request.user).filter(year=year, centre__slug=slug)
    opinions = opinions if version is None else opinions.filter(version=version)
    opinions = opinions.select_related("centre", "reply").defer("reply__content").order_by("-version")
    opinion = with_rights(opinions, request.user).first()
    if opinion is None:
        raise Http404
    return OpinionAccess(opinion=opinion, rights=rights_on(request.user, opinion))


def get_writable_opinion(request: HttpRequest, year: int, slug: str) -> OpinionAccess:
    """The opinion in preparation that the reader writes."""
    access = get_opinion(request, year, slug)
    if not access.may_write:
        raise Http404
    return access


def get_draft(request: HttpRequest, year: int, slug: str) -> OpinionAccess:
    """The opinion in preparation that the reader, an agent of the State, reads and remarks on."""
    access = get_opinion(request, year, slug)
    if not access.may_remark:
        raise Http404
    return access


def contribution_of(request: HttpRequest, access: OpinionAccess, code: str) -> Contribution:
    """The contribution of one département to this version."""
    rows = Contribution.objects.visible_to(request.user).filter(opinion=access.opinion).select_related("department")
    return get_object_or_404(rows, department__code=code)


def contribution_or_404(request: HttpRequest, access: OpinionAccess, code: str) -> Contribution:
    """The contribution of one département, for its agents, who write it."""
    row = contribution_of(request, access, code)
    if not access.rights.contributes_to(row):
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
