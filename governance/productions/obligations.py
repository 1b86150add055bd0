"""What a team owes on productions: say whether it made those that another centre signed in its name too (R-32)."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.enums import Role
from centres.models.mandate import active_mandates
from documents.french import date, typeset
from governance.enums import CoSignatureState
from governance.models import CoSignature
from governance.registers.obligations import Debtor, Obligation, Sort, Window
from governance.registers.rules import PageLink


def of_productions(window: Window) -> Iterator[Obligation]:
    """The co-signatures that the reader's own centres are asked to confirm (1 query)."""
    centres = [mandate.centre_id for mandate in active_mandates(window.user) if mandate.role == Role.DIRECTOR]
    asked = CoSignature.objects.filter(centre__in=centres, state=CoSignatureState.PROPOSED)
    for row in asked.select_related("production", "centre").defer("production__file_content"):
        sentence = (
            f"Proposée le {date(row.proposed_on)} : la production ne compte pour votre centre que si vous le confirmez."
        )
        yield Obligation(
            key=f"co-signature-{row.pk}",
            debtor=Debtor(Role.DIRECTOR, row.centre_id),
            what=typeset(f"confirmer la co-signature de « {row.production} »"),
            link=PageLink("governance:co_signature", (row.production_id, row.centre.slug)),
            sort=Sort.PROGRAMME,
            rule="R-32",
            sentence=typeset(sentence),
            centre=row.centre.usual_name,
            slug=row.centre.slug,
        )
