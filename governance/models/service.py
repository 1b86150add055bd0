"""Services that a centre sells; constraints refuse what the rules forbid (R-66 to R-72)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from governance.enums import ActionState, MembershipClaim, ServiceRegime
from governance.models.action import Action, OfActionQuerySet


class ServiceQuerySet(OfActionQuerySet):
    def to_non_members(self) -> Self:
        """The competitive services of actions that are not cancelled (R-71, R-72)."""
        return self.filter(regime=ServiceRegime.COMPETITIVE).exclude(action__state=ActionState.CANCELLED)


class Service(models.Model):
    """A service sold to a client: in-house for a member, competitive otherwise (R-66 to R-72)."""

    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="service", verbose_name="action")
    client = models.CharField("commanditaire", max_length=160)
    client_is_member = models.BooleanField("membre ou adhérent à la date", default=False, editable=False)
    membership_told = models.TextField("d’où vient cette réponse", blank=True, editable=False)
    membership_claim = models.CharField(
        "appartenance affirmée", max_length=10, choices=MembershipClaim.choices, blank=True,
        help_text="Vide : calculée d’après les sièges des instances à la date de la commande (R-68).",
    )  # fmt: skip
    membership_reason = models.TextField("justification de l’appartenance affirmée", blank=True)
    ordered_on = models.DateField("commandée le")
    fits_purpose = models.BooleanField("conforme à l’objet du centre", default=False)
    price = models.DecimalField("financement (€)", max_digits=12, decimal_places=2)
    real_cost = models.DecimalField("coût réel (€)", max_digits=12, decimal_places=2, null=True, blank=True)
    paid_by_client = models.DecimalField("payé par le commanditaire (€)", max_digits=12, decimal_places=2)
    is_subcontracted = models.BooleanField("sous-traitée", default=False)
    competition_file = models.CharField("pièce de mise en concurrence", max_length=200, blank=True)
    regime = models.CharField("régime", max_length=16, choices=ServiceRegime.choices, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "prestation"
        verbose_name_plural = "prestations"
        ordering = ["action"]
        constraints = [
            models.CheckConstraint(
                name="service_fits_the_purpose",
                condition=Q(fits_purpose=True),
                violation_error_message="Une prestation n’est permise que conforme à l’objet du centre (R-67).",
            ),
            models.CheckConstraint(
                name="service_membership_claimed_says_why",
                condition=Q(membership_claim="") | ~Q(membership_reason=""),
                violation_error_message="Une appartenance affirmée contre les sièges se justifie (R-68).",
            ),
            models.CheckConstraint(
                name="service_in_house_at_real_cost_at_most",
                condition=~Q(regime=ServiceRegime.IN_HOUSE)
                | Q(real_cost__isnull=False, price__lte=models.F("real_cost")),
                violation_error_message="Une prestation intégrée ne dépasse pas son coût réel (R-69).",
            ),
            models.CheckConstraint(
                name="service_competitive_paid_by_its_client_alone",
                condition=~Q(regime=ServiceRegime.COMPETITIVE) | Q(paid_by_client=models.F("price")),
                violation_error_message="Une prestation concurrentielle est payée par son seul commanditaire (R-71).",
            ),
            models.CheckConstraint(
                name="service_subcontracted_after_competition",
                condition=Q(is_subcontracted=False) | ~Q(competition_file=""),
                violation_error_message="Une sous-traitance passe par une mise en concurrence (R-70) : citez la pièce.",
            ),
        ]

    def __str__(self) -> str:
        return f"prestation pour {self.client}"
