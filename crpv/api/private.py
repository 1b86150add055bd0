"""What the interface answers with a token only: what its person reads on the site, that day."""

from __future__ import annotations

from typing import Any

from crpv.api.dispatch import Asked, Endpoint
from crpv.api.parameters import CENTRE, YEAR
from crpv.api.problems import absent
from crpv.api.schemas import VALUE, listed_object, object_of
from evaluation.models import Collection, Value


def verified_values(asked: Asked) -> dict[str, Any]:
    """The figures of one centre that the regional State has verified, when the caller may open that form."""
    forms = Collection.objects.visible_to(asked.person).checked().select_related("campaign", "centre")
    form = forms.filter(centre__slug=asked["centre"], campaign__year=asked["annee"]).first()
    if form is None:
        raise absent()
    values = Value.objects.visible_to(asked.person).filter(collection=form).select_related("indicator")
    return {
        "centre": form.centre.slug,
        "annee": form.campaign.year,
        "etat": form.state,
        "verifie_le": form.verified_at.isoformat() if form.verified_at else None,
        "indicateurs": [_value(one) for one in values.order_by("indicator__rank", "pk")],
    }


def _value(one: Value) -> dict[str, Any]:
    return {
        "code": one.indicator.code,
        "libelle": one.indicator.label,
        "valeur": one.value,
        "numerateur": one.numerator,
        "denominateur": one.denominator,
        "appreciation": one.choice or None,
        "sans_objet": one.is_not_applicable,
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
