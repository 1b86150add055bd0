"""Pages of the reviews of a convention, of its term, and of its non-renewal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.acts.form_page import FormPage, form_page
from documents.forms.dsfr import DsfrForm, ReasonForm
from governance.conventions import reviews
from governance.conventions.checks import before_expiring, before_validating
from governance.conventions.contract.signing import MAX_BYTES
from governance.conventions.forms import (
    FinalReviewForm,
    InterimReviewForm,
    ObjectionForm,
    RecordedAgreementForm,
    ValidationForm,
)
from governance.conventions.schedule import UNFINISHED, alerts_of, final_review_of, review_lateness, years_of
from governance.conventions.views.get_objects import (
    OpenedConvention,
    leads_only,
    open_convention,
    post_data,
    team_only,
)
from governance.enums import AgreementKind
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
        "steps": reviews.agreement_steps(review),
        "due": FINAL_REVIEW_DUE,
        "rights": opened.rights,
        "missing": before_validating(review),
        "lateness": review_lateness(opened.convention),
        "alerts": [alert for alert in alerts if alert.code == "final_review"],
        "acts": _acts(opened, review),
        "breadcrumb": [*opened.crumbs, ("Bilan final", "")],
    }
    return render(request, "governance/conventions/final_review.html", context)


def _acts(opened: OpenedConvention, review: FinalReview | None) -> dict[str, bool | str]:
    """What the reader may do with the final review now; for the acts of the centre, the text of the link."""
    leads, is_team = opened.rights.leads, opened.rights.is_team
    is_draft = opened.convention.state in UNFINISHED and not (review and review.validated_on)
    if review is None:
        return {"write": leads and is_draft}
    is_recorded = review.agreement == AgreementKind.RECORDED
    may_agree = is_team and (is_recorded or (is_draft and review.agreement != AgreementKind.GIVEN))
    return {
        "write": leads and is_draft,
        "agree": may_agree and ("Confirmer l’accord enregistré" if is_recorded else "Donner l’accord du centre"),
        "object": is_team and (is_draft or review.is_contestable) and _objection(review),
        "record": leads and is_draft and review.agreed_by_centre_on is None,
        "validate": leads and is_draft and not before_validating(review),
    }


def _objection(review: FinalReview) -> str:
    return "Contester l’accord enregistré" if review.is_contestable else "Demander des modifications"


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
    """The centre's agreement on the final review, given by its team."""
    opened = open_convention(request, slug, pk)
    team_only(opened.rights)
    review = _review_or_404(opened)
    is_recorded = review.agreement == AgreementKind.RECORDED
    page = FormPage(
        title="Confirmer l’accord enregistré" if is_recorded else "Donner l’accord du centre",
        lead="Le bilan final est établi conjointement : l’accord porte sur ses quatre parties (R-82, R-84). Il est "
        "daté d’aujourd’hui, à votre nom.",
        submit="Confirmer l’accord" if is_recorded else "Donner l’accord",
        back=_review_url(opened),
        crumbs=opened.crumbs,
        done="L’accord du centre est enregistré.",
        to=_review_url(opened),
        stored=lambda: reviews.stored_final_review(opened.convention),
    )
    return form_page(
        request,
        DsfrForm(post_data(request)),
        lambda values: reviews.agree(review, on=timezone.localdate(), actor=request.user, token=values["token"]),
        page,
    )


def record_agreement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The agreement that the centre signed on paper, recorded by the lead region with this paper."""
    opened = open_convention(request, slug, pk)
    leads_only(opened.rights)
    review = _review_or_404(opened)
    form = RecordedAgreementForm(post_data(request), request.FILES or None)
    page = FormPage(
        title="Enregistrer l’accord reçu sur papier",
        creates=True,
        lead="Le centre donne lui-même son accord sur cette page. Celui qu’il a signé sur papier s’enregistre avec ce "
        "papier, à votre nom : le centre en est prévenu, le lit, et peut le contester.",
        submit="Enregistrer l’accord",
        back=_review_url(opened),
        crumbs=opened.crumbs,
        done="L’accord reçu sur papier est enregistré à votre nom ; le centre en est prévenu.",
        to=_review_url(opened),
    )

    def act(values: dict[str, Any]) -> FinalReview:
        sent = values["paper"]
        content = sent.read(MAX_BYTES + 1)
        return reviews.record_agreement(review, on=values["on"], name=sent.name, content=content, actor=request.user)

    return form_page(request, form, act, page)


def object_to(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The centre asks for changes, or contests the agreement recorded in its name."""
    opened = open_convention(request, slug, pk)
    team_only(opened.rights)
    review = _review_or_404(opened)
    page = FormPage(
        title=_objection(review),
        creates=True,
        lead="L’accord sera à redonner ; la région lit ce que vous écrivez et le voit sur sa page d’accueil.",
        submit="Contester l’accord" if review.is_contestable else "Demander ces modifications",
        back=_review_url(opened),
        crumbs=opened.crumbs,
        done="C’est noté : la région en est prévenue.",
        to=_review_url(opened),
    )
    form = ObjectionForm(post_data(request))
    return form_page(
        request, form, lambda values: reviews.object_to(review, text=values["text"], actor=request.user), page
    )


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
