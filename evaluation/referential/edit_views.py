"""Pages that edit the referential: prepare a version, its indicators, publish it; complements of a region."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, form_page
from documents.forms.dsfr import ReasonForm
from documents.french import typeset
from evaluation.models import Indicator, Referential
from evaluation.referential import services as referentials
from evaluation.referential.forms import (
    ComplementForm,
    ConfirmForm,
    IndicatorForm,
    NewVersionForm,
    RegionalForm,
)
from evaluation.referential.views import REFERENTIALS, crumb, indicator_or_404, version_or_404


def editable_version_or_404(request: HttpRequest, pk: int, *, draft: bool) -> Referential:
    version = version_or_404(request, pk)
    if version.is_draft is not draft or not referentials.may_edit_national(request.user):
        raise Http404
    return version


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a version from this one; redirects to the draft when there is one."""
    source = editable_version_or_404(request, pk, draft=False)
    draft = referentials.current_draft()
    if draft and request.method != "POST":
        messages.info(request, typeset(f"La version {draft.name} est déjà en préparation : la voici."))
        return redirect(draft)
    return form_page(
        request,
        NewVersionForm(request.POST or None),
        lambda data: referentials.new_version(source, data["name"], actor=request.user),
        FormPage(
            title="Préparer une nouvelle version",
            creates=True,
            lead=f"Elle part des indicateurs de la version {source.name}. Les campagnes closes gardent la leur.",
            done="La version est en préparation : modifiez ses indicateurs, puis publiez-la.",
            submit="Préparer",
            crumbs=[REFERENTIALS, crumb(source)],
        ),
    )


def publish_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft, with what changes and why."""
    version = editable_version_or_404(request, pk, draft=True)
    return form_page(
        request,
        ReasonForm(
            request.POST or None,
            initial={"reason": version.reason},
            label="Ce qui change et pourquoi",
            help_text="Lu par tous en tête de la version.",
        ),
        lambda data: referentials.publish(version, data["reason"], actor=request.user),
        FormPage(
            title=f"Publier la version {version.name}",
            lead="Publiée, une version ne change plus : les campagnes à venir la prendront, les campagnes closes non.",
            done=f"La version {version.name} est publiée.",
            submit="Publier",
            crumbs=[REFERENTIALS, crumb(version)],
        ),
    )


def discard_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Abandon a draft."""
    version = editable_version_or_404(request, pk, draft=True)

    def act(_: dict[str, Any]) -> str:
        referentials.discard(version, actor=request.user)
        return reverse("evaluation:referentials")

    return form_page(
        request,
        ConfirmForm(request.POST if request.method == "POST" else None),
        act,
        FormPage(
            title=f"Abandonner la version {version.name}",
            lead="Ses modifications sont perdues. Les versions publiées ne changent pas.",
            done="La version en préparation est abandonnée.",
            submit="Abandonner",
            crumbs=[REFERENTIALS, crumb(version)],
        ),
    )


def new_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an indicator to a draft."""
    version = editable_version_or_404(request, pk, draft=True)
    return form_page(
        request,
        IndicatorForm(request.POST or None),
        lambda data: referentials.save_indicator(Indicator(referential=version), actor=request.user, **data),
        FormPage(
            title="Ajouter un indicateur",
            creates=True,
            done="L’indicateur est ajouté.",
            crumbs=[REFERENTIALS, crumb(version)],
        ),
    )


def new_complement(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a complement of the reader's region to a published version."""
    version, regions = version_or_404(request, pk), referentials.editable_regions(request.user)
    if version.is_draft or not regions.exists():
        raise Http404
    return form_page(
        request,
        RegionalForm(request.POST or None, regions=regions),
        lambda data: referentials.save_complement(Indicator(referential=version), actor=request.user, **data),
        FormPage(
            title="Ajouter un complément régional",
            creates=True,
            lead="Demandé aux seuls centres que la région suit, hors consolidation nationale (R-133).",
            done="Le complément est ajouté : il paraît dans le formulaire des centres de la région.",
            crumbs=[REFERENTIALS, crumb(version)],
        ),
    )


def editable_indicator_or_404(request: HttpRequest, pk: int, code: str) -> Indicator:
    """An indicator that the reader may edit: national in a draft, or complement of a region of the reader."""
    indicator = indicator_or_404(request, pk, code)
    if indicator.region is not None:
        if not referentials.editable_regions(request.user).filter(pk=indicator.region.pk).exists():
            raise Http404
    elif not (indicator.referential.is_draft and referentials.may_edit_national(request.user)):
        raise Http404
    return indicator


def edit_indicator(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Edit an indicator of a draft, or a complement without answers."""
    indicator = editable_indicator_or_404(request, pk, code)
    is_national = indicator.region is None
    save = referentials.save_indicator if is_national else referentials.save_complement
    kind = IndicatorForm if is_national else ComplementForm
    form = kind(request.POST or None, initial=model_to_dict(indicator))
    page = FormPage(
        title=f"Modifier {indicator.code}",
        done="L’indicateur est enregistré.",
        crumbs=[REFERENTIALS, crumb(indicator.referential), (indicator.code, indicator.get_absolute_url())],
        stored=lambda: stored_values(indicator, form.fields),
    )
    return form_page(request, form, lambda data: save(indicator, actor=request.user, **data), page)


def remove(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Remove an indicator from a draft, or a complement."""
    indicator = editable_indicator_or_404(request, pk, code)
    version = indicator.referential
    take_out = referentials.remove_indicator if indicator.region is None else referentials.remove_complement

    def act(_: dict[str, Any]) -> Referential:
        take_out(indicator, actor=request.user)
        return version

    return form_page(
        request,
        ConfirmForm(request.POST if request.method == "POST" else None),
        act,
        FormPage(
            title=f"Retirer {indicator.code}",
            lead=f"« {indicator.label} » ne sera plus demandé dans cette version.",
            done="L’indicateur est retiré.",
            submit="Retirer",
            crumbs=[REFERENTIALS, crumb(version), (indicator.code, indicator.get_absolute_url())],
        ),
    )
