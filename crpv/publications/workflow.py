"""States and transitions of a publication (R-140, R-141).

    prepared ⇄ frozen → published → passed_on
                            └───────────┴─→ replaced (when its correction is published)

National staff makes the transitions; the last region to transmit makes `pass_on`. A late one is recorded, not refused.
"""

from __future__ import annotations

import datetime as dt

from accounts.acts.workflow import RefusedError, Transition, Workflow
from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models.mandate import holds
from crpv.enums import PublicationState
from crpv.models import Publication, RegionalEdition
from crpv.models.publication import text_fingerprint
from crpv.publications.exports.snapshot import national_dashboard, regional_dashboards
from crpv.publications.transmissions import regions_waiting
from documents.french import listed

S = PublicationState


def _national(user: User, publication: Publication) -> bool:
    return holds(user, *NETWORK_ROLES)


def _passes_on(user: User, publication: Publication) -> bool:
    return holds(user, Role.REGIONAL, *NETWORK_ROLES)


def _freeze(publication: Publication, actor: User, at: dt.datetime) -> None:
    dashboard = national_dashboard(publication.year)
    if dashboard is None:
        raise RefusedError(
            f"Aucune campagne d’indicateurs {publication.year} n’est ouverte : il n’y a pas de chiffres à geler."
        )
    publication.content = dashboard.to_json()
    publication.seal = text_fingerprint(publication.content)
    publication.frozen_at, publication.frozen_by = at, actor
    for region, dashboard in regional_dashboards(publication.year).items():
        content = dashboard.to_json()
        RegionalEdition.objects.create(
            publication=publication, region=region, content=content, seal=text_fingerprint(content)
        )


def _unfreeze(publication: Publication, actor: User, at: dt.datetime) -> None:
    publication.editions.all().delete()
    publication.content = publication.seal = ""
    publication.frozen_at = publication.frozen_by = None


def why_not_publish(publication: Publication) -> str:
    """The sentence that refuses publication, empty when the dashboard may come out (R-140)."""
    if not publication.perspectives.strip():
        return (
            f"Écrivez d’abord les perspectives de l’année {publication.year + 1} : le tableau de bord ne paraît pas "
            "sans elles (R-140)."
        )
    if publication.replaces and publication.replaces.state == S.REPLACED:
        return f"Le {publication.replaces} est déjà remplacé par une autre version."
    return ""


def _replace_previous(publication: Publication, actor: User, at: dt.datetime) -> None:
    if publication.replaces is not None:
        PUBLICATION_WORKFLOW.move(publication.replaces, "replace", actor=actor)


def _some_regions_wait(publication: Publication) -> str:
    waiting = regions_waiting(publication)
    return f"Régions qui n’ont pas transmis : {listed([region.name for region in waiting])}." if waiting else ""


def _lacks_correction(publication: Publication) -> str:
    has_correction = Publication.objects.filter(replaces=publication, state=S.FROZEN).exists()
    return "" if has_correction else "Aucune correction gelée ne remplace cette version."


PUBLICATION_WORKFLOW = Workflow(
    "publication",
    Publication,
    [
        Transition(
            name="freeze", label="Geler les chiffres", source=S.PREPARED, target=S.FROZEN, permission=_national,
            effect=_freeze,
        ),
        Transition(
            name="unfreeze", label="Dégeler les chiffres", source=S.FROZEN, target=S.PREPARED, permission=_national,
            effect=_unfreeze, needs_comment=True,
        ),
        Transition(
            name="publish", label="Publier", source=S.FROZEN, target=S.PUBLISHED, permission=_national,
            check=why_not_publish, effect=_replace_previous,
            accepts=("is_public", "published_at", "published_by", "frozen_at"),
        ),
        Transition(
            name="pass_on", label="Constater la transmission", source=S.PUBLISHED, target=S.PASSED_ON,
            permission=_passes_on, check=_some_regions_wait,
        ),
        *(
            Transition(
                name="replace", label="Remplacer", source=source, target=S.REPLACED, permission=_national,
                check=_lacks_correction,
            )
            for source in (S.PUBLISHED, S.PASSED_ON)
        ),
    ],
)  # fmt: skip
