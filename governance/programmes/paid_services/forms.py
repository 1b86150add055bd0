"""Form of a service that a centre sells: it validates, `services` acts."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from documents.forms.dsfr import DsfrForm
from documents.forms.fields import FrenchDecimalField, choices, day_field
from governance.enums import MembershipClaim


def amount_field(label: str, *, required: bool = True, help_text: str = "") -> FrenchDecimalField:
    """An amount in euros and cents; blank stays unknown."""
    return FrenchDecimalField(
        label=label, min_value=Decimal(0), max_digits=12, decimal_places=2, required=required, help_text=help_text
    )


class ServiceForm(DsfrForm):
    """A service sold to a client; its regime follows from membership on the day of the order (R-68, R-71)."""

    client = forms.CharField(
        label="Commanditaire",
        max_length=160,
        help_text=(
            "Sous le nom où il siège au conseil d’administration ou à l’assemblée générale. Membre à la date de la "
            "commande : prestation intégrée (R-68) ; sinon : prestation concurrentielle (R-71)."
        ),
        widget=forms.TextInput(attrs={"list": "membres"}),
    )
    ordered_on = day_field("Date de la commande")
    fits_purpose = forms.BooleanField(
        label="Conforme à l’objet du centre et aux règles d’achat du commanditaire", required=False, help_text="R-67."
    )
    price = amount_field("Financement (€)")
    paid_by_client = amount_field(
        "Payé par le commanditaire (€)",
        help_text="Prestation concurrentielle : la totalité, sans subvention ni cotisation (R-71).",
    )
    real_cost = amount_field(
        "Coût réel (€)",
        required=False,
        help_text="Établi en comptabilité analytique ; une prestation intégrée ne le dépasse jamais (R-69).",
    )
    is_subcontracted = forms.BooleanField(label="Sous-traitée, en tout ou partie", required=False)
    competition_file = forms.CharField(
        label="Pièce de mise en concurrence",
        max_length=200,
        required=False,
        help_text="Obligatoire en cas de sous-traitance (R-70) : référence de la consultation.",
    )
    membership_claim = forms.ChoiceField(
        label="Appartenance au centre",
        required=False,
        choices=choices("Calculée d’après les sièges des instances", MembershipClaim.choices),
    )
    membership_reason = forms.CharField(
        label="Justification de l’appartenance",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Si vous affirmez autre chose que les sièges : bulletin d’adhésion, délibération, avec leur date.",
    )
