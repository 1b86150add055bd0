"""Pages of the reviews of a convention, of its term, and of its non-renewal."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.acts.form_page import FormPage, form_page
from documents.forms.dsfr import DsfrForm, ReasonForm
from governance.conventions import reviews
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
    post_data,
)
from governance.law.legal_calendar import FINAL_REVIEW_DUE
from governance.models import FinalReview


def interim_review(request: HttpRequest, slug: str, pk: int, year: int) -> HttpResponse:
    """Read, or write, the State's review of one exercise (R-81)."""
    opened = open_convention(request, slug, pk)
    review = next((each for each in opened.convention.interim_reviews.all() if each.year == year), None)
    if year not in years_of(opened.convention) or not (review or opened.rights.leads):
        raise Http404
    if not opened.rights.leads or opened.convention.state not in UNFINISHED:
        if review is None:
            raise Http404
        context = {
            "review": review,
            "convention": opened.convention,
            "breadcrumb": [*opened.crumbs, (f"Bilan intermédiaire {review.year}", "")],
        }
        return render(request, "governance/conventions/interim_review.html", context)
    initial = {"held_on": review.held_on if review else timezone.localdate(), "text": review.text if review else ""}
    form = InterimReviewForm(post_data(request), initial=initial)
    page = FormPage(
        title=f"Bilan intermédiaire {year}",
        lead="Le représentant local de l’État revoit la convention chaque année (R-81) ; le bilan final s’appuie "
        "sur ces bilans (R-82).",
        submit="Enregistrer le bilan",
        back=opened.convention.get_absolute_url(),
        crumbs=opened.crumbs,
        done=f"Le bilan intermédiaire {year} est enregistré.",
        to=opened.convention,
        stored=lambda: reviews.stored_interim_review(opened.convention, year),
    )
    return form_page(
        request, form, lambda values: reviews.review_year(opened.convention, year, actor=request.user, **values), page
    )


def expire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Record that the term is past."""
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
        request, DsfrForm(post_data(request)), lambda _: reviews.expire(opened.convention, actor=request.user), page
    )


def final_review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The final review: its four parts (R-84), the agreement of the centre, its validation, its lateness (R-82)."""
    opened = open_convention(request, slug, pk)
    review, alerts = final_review_of(opened.convention), alerts_of(opened.convention, timezone.localdate())
    context = {
        "convention": opened.convention,
        "review": review,
        "due": FINAL_REVIEW_DUE,
        "rights": opened.rights,
        "missing": before_validating(review),
        "lateness": review_lateness(opened.convention),
        "alerts": [alert for alert in alerts if alert.code == "final_review"],
        "is_open": opened.convention.state in UNFINISHED,
        "breadcrumb": [*opened.crumbs, ("Bilan final", "")],
    }
    return render(request, "governance/conventions/final_review.html", context)


def write_final_review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write the four parts."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    form = FinalReviewForm(post_data(request), initial=FinalReviewForm.initial_of(final_review_of(opened.convention)))
    page = FormPage(
        title="Écrire le bilan final",
        lead="Établi conjointement avec le centre (R-82). Si un texte change, l’accord du centre est à redonner.",
        submit="Enregistrer le bilan",
        back=_review_url(opened),
        crumbs=opened.crumbs,
        done="Le bilan final est enregistré.",
        to=_review_url(opened),
        stored=lambda: reviews.stored_final_review(opened.convention),
    )
    return form_page(
        request,
        form,
        lambda values: reviews.write_final_review(opened.convention, values, actor=request.user, token=values["token"]),
        page,
    )


def agree(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The centre's agreement on the final review."""
    opened = open_convention(request, slug, pk)
    parties_only(opened.rights)
    review = _review_or_404(opened)
    form = AgreementForm(post_data(request))
    page = FormPage(
        title="Donner l’accord du centre",
        lead="Le bilan final est établi conjointement : l’accord porte sur ses quatre parties (R-82, R-84).",
        submit="Donner l’accord",
        back=_review_url(opened),
        crumbs=opened.crumbs,
        done="L’accord du centre est enregistré.",
        to=_review_url(opened),
    )
    return form_page(request, form, lambda values: reviews.agree(review, on=values["on"], actor=request.user), page)


def validate_final_review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Validate the joint review."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    review = _review_or_404(opened)
    form = ValidationForm(post_data(request))
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
        request, form, lambda values: reviews.validate_final_review(review, on=values["on"], actor=request.user), page
    )


def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Record that the convention is not renewed."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    form = ReasonForm(post_data(request))
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
        lambda values: reviews.close(opened.convention, reason=values["reason"], actor=request.user),
        page,
    )


def _review_url(opened: OpenedConvention) -> str:
    return reverse("governance:final_review", args=[opened.centre.slug, opened.convention.pk])


def _review_or_404(opened: OpenedConvention) -> FinalReview:
    review = final_review_of(opened.convention)
    if review is None:
        raise Http404
    return review
