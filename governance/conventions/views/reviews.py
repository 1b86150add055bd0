"""Interim reviews, the term, the final review, what follows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.acts.form_page import FormPage, form_page
from documents.forms.dsfr import DsfrForm, ReasonForm
from governance.conventions import reviews as reviewing
from governance.conventions.checks import before_expiring, before_validating
from governance.conventions.forms import (
    AgreementForm,
    FinalReviewForm,
    InterimReviewForm,
    ValidationForm,
)
from governance.conventions.schedule import UNFINISHED, alerts_of, final_review_of, review_lateness, years_of
from governance.conventions.views.get_objects import (
    OpenedConvention,
    leads_only,
    open_convention,
    parties_only,
    typed,
)
from governance.law.legal_calendar import FINAL_REVIEW_DUE
from governance.models import FinalReview


def interim_review(request: HttpRequest, slug: str, pk: int, year: int) -> HttpResponse:
    """Read, or write, the State's review of one exercise (R-81)."""
    opened = open_convention(request, slug, pk)
    written = next((one for one in opened.convention.interim_reviews.all() if one.year == year), None)
    if year not in years_of(opened.convention) or not (written or opened.rights.leads):
        raise Http404
    if not opened.rights.leads or opened.convention.state not in UNFINISHED:
        return _read_interim(request, opened, written)
    initial = {"held_on": written.held_on if written else timezone.localdate(), "text": written.text if written else ""}
    form = InterimReviewForm(typed(request), initial=initial)
    page = FormPage(
        title=f"Bilan intermédiaire {year}",
        lead="Le représentant local de l’État revoit la convention chaque année (R-81) ; le bilan final s’appuie "
        "sur ces bilans (R-82).",
        submit="Enregistrer le bilan",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done=f"Le bilan intermédiaire {year} est enregistré.",
        to=opened.convention,
        stored=lambda: reviewing.told_of_year(opened.convention, year),
    )
    return form_page(
        request, form, lambda typed: reviewing.review_year(opened.convention, year, actor=request.user, **typed), page
    )


def _read_interim(request: HttpRequest, opened: OpenedConvention, written) -> HttpResponse:
    if written is None:
        raise Http404
    context = {
        "review": written,
        "convention": opened.convention,
        "breadcrumb": [*opened.crumbs, (f"Bilan intermédiaire {written.year}", "")],
    }
    return render(request, "governance/conventions/interim_review.html", context)


def expire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that the term is past."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    page = FormPage(
        title="Constater l’échéance",
        lead="La convention est échue ; sa cartographie devient périmée (R-51). Le bilan final est dû "
        f"{FINAL_REVIEW_DUE.text} après le terme ({FINAL_REVIEW_DUE.rule}).",
        missing=tuple(before_expiring(opened.convention, timezone.localdate())),
        submit="Constater l’échéance",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done="L’échéance est constatée : préparez le bilan final.",
    )
    return form_page(
        request, DsfrForm(typed(request)), lambda _: reviewing.expire(opened.convention, actor=request.user), page
    )


def final_review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The joint review: its four parts (R-84), the centre's agreement, its validation, its lateness (R-82)."""
    opened = open_convention(request, slug, pk)
    review = final_review_of(opened.convention)
    context = {
        "convention": opened.convention,
        "review": review,
        "due": FINAL_REVIEW_DUE,
        "rights": opened.rights,
        "missing": before_validating(review),
        "lateness": review_lateness(opened.convention),
        "alerts": [one for one in alerts_of(opened.convention, timezone.localdate()) if one.code == "final_review"],
        "is_open": opened.convention.state in UNFINISHED,
        "breadcrumb": [*opened.crumbs, ("Bilan final", "")],
    }
    return render(request, "governance/conventions/final_review.html", context)


def write_final_review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write the four parts."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    form = FinalReviewForm(typed(request), initial=FinalReviewForm.initial_of(final_review_of(opened.convention)))
    page = FormPage(
        title="Écrire le bilan final",
        lead="Établi conjointement avec le centre (R-82). Si un texte change, l’accord du centre est à redonner.",
        submit="Enregistrer le bilan",
        back=_review_url(opened),
        crumbs=opened.crumbs,
        done="Le bilan final est enregistré.",
        to=_review_url(opened),
        stored=lambda: reviewing.told_of_term(opened.convention),
    )
    return form_page(
        request,
        form,
        lambda typed: reviewing.write_final_review(opened.convention, typed, actor=request.user, token=typed["token"]),
        page,
    )


def agree(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The centre's agreement on the final review."""
    opened = open_convention(request, slug, pk)
    parties_only(opened.rights)
    review = _review_or_404(opened)
    form = AgreementForm(typed(request))
    page = FormPage(
        title="Donner l’accord du centre",
        lead="Le bilan final est établi conjointement : l’accord porte sur ses quatre parties (R-82, R-84).",
        submit="Donner l’accord",
        back=_review_url(opened),
        crumbs=opened.crumbs,
        done="L’accord du centre est enregistré.",
        to=_review_url(opened),
    )
    return form_page(request, form, lambda typed: reviewing.agree(review, on=typed["on"], actor=request.user), page)


def validate_final_review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Validate the joint review."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    review = _review_or_404(opened)
    form = ValidationForm(typed(request))
    page = FormPage(
        title="Valider le bilan final",
        lead="La validation clôt le bilan ; la convention peut alors être renouvelée (R-85). Un retard se constate, il "
        "n’empêche rien.",
        missing=tuple(before_validating(review)),
        submit="Valider le bilan final",
        back=_review_url(opened),
        crumbs=opened.crumbs,
        done="Le bilan final est validé.",
        to=opened.convention,
    )
    return form_page(
        request, form, lambda typed: reviewing.validate_final_review(review, on=typed["on"], actor=request.user), page
    )


def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that the convention is not renewed."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    form = ReasonForm(typed(request))
    page = FormPage(
        title="Ne pas renouveler la convention",
        lead="Le motif est gardé au journal. Une autre convention pourra être conclue plus tard.",
        submit="Ne pas renouveler",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        is_grave=True,
        done="La convention est close : elle n’est pas renouvelée.",
    )
    return form_page(
        request,
        form,
        lambda typed: reviewing.close(opened.convention, reason=typed["reason"], actor=request.user),
        page,
    )


def _review_url(opened: OpenedConvention) -> str:
    return reverse("governance:final_review", args=[opened.centre.slug, opened.convention.pk])


def _review_or_404(opened: OpenedConvention) -> FinalReview:
    review = final_review_of(opened.convention)
    if review is None:
        raise Http404
    return review
