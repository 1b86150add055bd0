"""Classification of an action: the facts that the law reads, its answer, and the answer stored on the action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from centres.enums import Zone
from governance.enums import ActionState, CartographyState
from governance.law.classification import ActionFacts, Classification, classify
from governance.models import Action, Cartography

DONE = frozenset({ActionState.DONE, ActionState.CAPITALISED})


@dataclass(frozen=True, kw_only=True)
class Course:
    """Facts of an action that are not in its own row; None: not read."""

    cartography_on: dt.date | None = None
    sessions: int | None = None
    attended: frozenset[str] | None = None
    has_production: bool = False


def cartography_date(centre_id: int) -> dt.date | None:
    """The date of the validated cartography in force for a centre (1 query)."""
    validated = Cartography.objects.filter(centre=centre_id, state=CartographyState.VALIDATED)
    return validated.order_by("-dated").values_list("dated", flat=True).first()


def classification_of(action: Action, course: Course) -> Classification:
    """The classification of the action, from its own row and its course; what is not loaded is queried."""
    return classify(action_facts(action, course))


def action_facts(action: Action, course: Course) -> ActionFacts:
    """The action as the law reads it."""
    service = getattr(action, "service", None) if action.pk else None
    line = action.cartography_line
    attended = course.attended or frozenset()
    return ActionFacts(
        mission=action.mission,
        format=action.format,
        is_overseas=action.programme.centre.zone == Zone.OVERSEAS,
        overseas_reason=action.overseas_reason,
        in_programme=action.in_programme,
        added_because=action.added_because,
        specific_request=bool(action.requested_by.strip()),
        targets_districts=action.targets_districts,
        outside_districts=action.outside_districts,
        has_contracts=action.all_contracts or bool(action.city_contracts.strip()),
        on_underequipped_sites=action.on_underequipped_sites,
        is_hierarchical=action.is_hierarchical,
        is_for_elected=action.is_for_elected,
        network_type=action.network_type,
        publics=frozenset(action.publics) | attended,
        organisation_kinds=len(attended) or None,
        sessions=course.sessions,
        has_learning_goals=bool(action.learning_goals.strip()),
        is_done=action.state in DONE,
        has_production=course.has_production,
        decided_on=action.decided_on,
        decided_by_body=action.decided_by_id is not None,
        funder=action.funded_by,
        cartography_on=course.cartography_on,
        finding=line.finding if line else "",
        european_fund=action.european_fund,
        regime=service.regime if service else "",
        justification=action.justification,
    )


def store_classification(action: Action, answer: Classification) -> None:
    """Set the classification on the action, reasons included; the caller saves."""
    action.nature, action.destination = answer.nature, answer.destination or ""
    action.retained_mission = answer.mission
    action.reasons = answer.reasons_as_data


def sentences(grounds: Iterable[object]) -> str:
    """The sentences of reasons, refusals or warnings, joined by spaces."""
    return " ".join(ground.sentence for ground in grounds)
