"""Endpoint that requires a token: the verified figures of a centre, within the rights of its owner that day."""

from __future__ import annotations

from typing import Any

from crpv.api.dispatch import ApiRequest, Endpoint
from crpv.api.parameters import CENTRE, YEAR
from crpv.api.problems import absent
from crpv.api.schemas import VALUE, listed_object, object_of
from evaluation.models import Collection, Value


def verified_values(request: ApiRequest) -> dict[str, Any]:
    """The figures of one centre that the regional State has verified, when the caller may open that form."""
    forms = Collection.objects.visible_to(request.person).checked().select_related("campaign", "centre")
    form = forms.filter(centre__slug=request["centre"], campaign__year=request["annee"]).first()
    if form is None:
        raise absent()
    values = Value.objects.visible_to(request.person).filter(collection=form).select_related("indicator")
    return {
        "centre": form.centre.slug,
        "annee": form.campaign.year,
        "etat": form.state,
        "verifie_le": form.verified_at.isoformat() if form.verified_at else None,
        "indicateurs": [
            {
                "code": value.indicator.code,
                "libelle": value.indicator.label,
                "valeur": value.value,
                "numerateur": value.numerator,
                "denominateur": value.denominator,
                "appreciation": value.choice or None,
                "sans_objet": value.is_not_applicable,
            }
            for value in values.order_by("indicator__rank", "pk")
        ],
    }


PARTS = {
    "centre": {"type": "string"},
    "annee": {"type": "integer"},
    "etat": {"type": "string", "enum": ["verified", "closed"]},
    "verifie_le": {"type": ["string", "null"], "format": "date-time"},
    "indicateurs": {"type": "array", "items": listed_object(VALUE)},
}
ENDPOINTS = (
    Endpoint(
        name="values", path="centres/{centre}/indicateurs/{annee}", summary="Les chiffres vérifiés d’un centre",
        says=(
            "Les indicateurs d’un centre que l’État régional a vérifiés, pour qui peut ouvrir ce formulaire sur le "
            "site. Un formulaire d’un autre centre répond comme s’il n’existait pas."
        ),
        schema=object_of(PARTS), answer=verified_values, parameters=(CENTRE, YEAR), needs_token=True,
        tags=("Indicateurs",), example="centres/reso-villes/indicateurs/2024",
    ),
)  # fmt: skip
