"""The referential of the demonstration: a complement of a region, and the next version in preparation."""

from __future__ import annotations

from accounts.models import User
from centres.models import Region
from crpv.demonstration.indicator_profiles import MARK
from evaluation.enums import Section, ValueKind
from evaluation.models import Indicator, Referential
from evaluation.referentials import new_version, save_complement, save_indicator

REGION, NEXT = "52", "2027"


def load_referential_story(referential: Referential, *, keeper: User, regional: User) -> None:
    """Add what people did of the first version; what is there already is left as it is."""
    if not referential.indicators.exclude(region=None).exists():
        _complement(referential, regional)
    if not Referential.objects.filter(name=NEXT).exists():
        _prepare(referential, keeper)


def _complement(referential: Referential, regional: User) -> None:
    save_complement(
        Indicator(referential=referential),
        actor=regional,
        region=Region.objects.get(code=REGION),
        section=Section.QP,
        label="Séances tenues hors des métropoles",
        definition=f"{MARK} : nombre de séances tenues dans une commune hors métropole, demandé par la gouvernance.",
        kind=ValueKind.INTEGER,
        unit="séances",
    )


def _prepare(referential: Referential, keeper: User) -> None:
    draft = new_version(referential, NEXT, actor=keeper)
    networks = draft.indicators.get(code="M1-02")
    save_indicator(
        networks, actor=keeper, definition=f"{networks.definition} Un réseau commun à deux centres compte pour chacun."
    )
    save_indicator(
        Indicator(referential=draft, code="AC-07", section=Section.AC, rank=26),
        actor=keeper,
        label="Séances ouvertes à d’autres centres",
        definition=f"{MARK} : nombre de séances auxquelles l’équipe d’un autre centre a participé.",
        perimeter="Année civile, séances tenues",
        kind=ValueKind.INTEGER,
        unit="séances",
        aggregation="somme",
        standing="PROP",
    )
