"""Who may write what in a form, by role and by state: the table that every page and every act reads (§1.10)."""

from __future__ import annotations

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models.centre import directs, leads
from centres.models.mandate import active_mandates, holds
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Collection

FILLING = frozenset({CollectionState.TO_FILL, CollectionState.FILLED, CollectionState.RETURNED})
REVIEWING = frozenset({CollectionState.SUBMITTED})
LATE_STATES = FILLING

CENTRE_LABELS = {
    CollectionState.TO_FILL: "À remplir",
    CollectionState.FILLED: "Rempli, à certifier",
    CollectionState.SUBMITTED: "Envoyé",
    CollectionState.RETURNED: "À corriger",
    CollectionState.VERIFIED: "Vérifié",
    CollectionState.CLOSED: "Clos",
}
STATE_LABELS = CENTRE_LABELS | {
    CollectionState.TO_FILL: "En cours de saisie",
    CollectionState.FILLED: "Rempli, non envoyé",
    CollectionState.SUBMITTED: "À vérifier",
    CollectionState.RETURNED: "Renvoyé au centre",
}


def is_open(collection: Collection) -> bool:
    """Whether anything may still be written: a closed campaign is read only."""
    return collection.campaign.state == CampaignState.OPEN


def may_fill(user: User, collection: Collection) -> bool:
    """The team of the centre writes the answers until they are sent, and again when they come back."""
    return is_open(collection) and collection.state in FILLING and directs(user, collection.centre)


def may_review(user: User, collection: Collection) -> bool:
    """The lead region comments, sends back or verifies what was sent (1 query)."""
    return is_open(collection) and collection.state in REVIEWING and leads(user, collection.centre)


def may_certify(user: User, collection: Collection) -> bool:
    """Only somebody who holds the direction of that very centre certifies: administrators mend, they do not sign."""
    return any(
        mandate.role == Role.DIRECTOR and mandate.centre_id == collection.centre_id for mandate in active_mandates(user)
    )


def may_keep_campaigns(user: User) -> bool:
    """National staff open, date and close the campaigns."""
    return holds(user, *NETWORK_ROLES)


def follows(user: User) -> bool:
    """Whether somebody watches over several centres: national staff, the State in region."""
    return holds(user, *NETWORK_ROLES, Role.REGIONAL)


def is_of_a_centre(user: User) -> bool:
    """Whether somebody reads as a centre does: their words for the states are the centre's."""
    return not follows(user)


def label_for(user: User, state: str) -> str:
    """What a state is called for its reader: « Envoyé » for the centre, « À vérifier » for the State."""
    return (CENTRE_LABELS if is_of_a_centre(user) else STATE_LABELS)[CollectionState(state)]
