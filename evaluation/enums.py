"""Choices of the evaluation models: sections, kinds of figures, aggregations, states (§4.2, §4.3)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db import models

from evaluation.law import codes
from evaluation.law.codes import Part
from governance.enums import ActionFormat, Funder, Mission, ProductionKind, Public, Theme


class Section(models.TextChoices):
    """The sections of the form, in the order of the national referential."""

    M1 = "M1", "Mission 1 : animation des réseaux d’acteurs"
    M2 = "M2", "Mission 2 : montée en compétences"
    M3 = "M3", "Mission 3 : capitalisation et diffusion"
    AC = "AC", "Activité d’ensemble"
    QE = "QE", "Qualité : équipes"
    QC = "QC", "Qualité : production et diffusion"
    QP = "QP", "Qualité : publics"
    QN = "QN", "Qualité : réseau national"
    HC = "HC", "Missions complémentaires"
    MO = "MO", "Moyens"
    GO = "GO", "Gouvernance"


class ValueKind(models.TextChoices):
    """What one figure is; a percentage is worth its numerator over its denominator, times a hundred."""

    INTEGER = codes.ValueKind.INTEGER, "nombre entier"
    DECIMAL = codes.ValueKind.DECIMAL, "nombre décimal"
    PERCENT = codes.ValueKind.PERCENT, "pourcentage"
    AMOUNT = codes.ValueKind.AMOUNT, "montant en euros"
    BOOLEAN = codes.ValueKind.BOOLEAN, "oui ou non"
    CHOICE = codes.ValueKind.CHOICE, "appréciation"


class Aggregation(models.TextChoices):
    """How the figures of the centres are aggregated into the figure of the network (§4.3)."""

    SUM = codes.Aggregation.SUM, "somme"
    MEAN = codes.Aggregation.MEAN, "moyenne simple"
    WEIGHTED_RATIO = codes.Aggregation.WEIGHTED_RATIO, "somme des numérateurs sur somme des dénominateurs"
    SHARE_OF_YES = codes.Aggregation.SHARE_OF_YES, "part de oui parmi les répondants"
    DISTRIBUTION = codes.Aggregation.DISTRIBUTION, "répartition"
    MAXIMUM = codes.Aggregation.MAXIMUM, "maximum, et nombre de dépassements"
    NONE = codes.Aggregation.NONE, "non consolidé"


class Breakdown(models.TextChoices):
    """The breakdowns of a figure into parts."""

    NONE = codes.Breakdown.NONE, "sans détail"
    FORMAT = codes.Breakdown.FORMAT, "par format"
    PRODUCTION = codes.Breakdown.PRODUCTION, "par type de production"
    THEME = codes.Breakdown.THEME, "par thème"
    PUBLIC = codes.Breakdown.PUBLIC, "par public"
    COMPLEMENTARY = codes.Breakdown.COMPLEMENTARY, "par mission complémentaire"
    FUNDER = codes.Breakdown.FUNDER, "par financeur"
    TEAM = codes.Breakdown.TEAM, "structure et socle"
    BUDGET = codes.Breakdown.BUDGET, "total et socle"
    BODIES = codes.Breakdown.BODIES, "par instance"


class IndicatorOrigin(models.TextChoices):
    """Origin of an indicator (column A of §4.3)."""

    ATTESTED = "ATT", "attesté"
    REQUIRED = "CAD", "imposé par le cadre"
    PROPOSED = "PROP", "proposition"
    REGIONAL = "REG", "complément régional"


class Appraisal(models.TextChoices):
    """The answers of a CHOICE: the centre's own appraisal of a commitment."""

    CONFORMING = "conforme", "conforme"
    UNDER_WAY = "en_cours", "en cours"
    NOT_CONFORMING = "non_conforme", "non conforme"


class ReferentialState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    PUBLISHED = "published", "publié"


class CampaignState(models.TextChoices):
    PREPARED = "prepared", "en préparation"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "close"


class CollectionState(models.TextChoices):
    """R-135, R-136: the states of a centre's form."""

    TO_FILL = "to_fill", "à remplir"
    FILLED = "filled", "rempli"
    SUBMITTED = "submitted", "envoyé"
    RETURNED = "returned", "à corriger"
    VERIFIED = "verified", "vérifié"
    CLOSED = "closed", "clos"


class OpinionState(models.TextChoices):
    """The states of an opinion (domaine.md §1.10)."""

    WRITING = "writing", "en rédaction"
    CONSULTED = "consulted", "en consultation"
    COMMUNICATED = "communicated", "communiqué au centre"
    REPLIED = "replied", "réponse du centre reçue"
    TRANSMITTED = "transmitted", "transmis à l’administration nationale"


class ContributionKind(models.TextChoices):
    """How a contribution of a département came."""

    GIVEN = "given", "contribution déposée par le département"
    RECORDED = "recorded", "contribution reçue par courrier, enregistrée par la région"
    CONTESTED = "contested", "contribution enregistrée contestée par le département"


PREPARED = frozenset({OpinionState.WRITING, OpinionState.CONSULTED})
COMMUNICATED = frozenset({OpinionState.COMMUNICATED, OpinionState.REPLIED, OpinionState.TRANSMITTED})


class SectionKey(models.TextChoices):
    """The parts of an opinion that are written, in the order in which they are read."""

    FOLLOW_UPS = "suites", "Suites données aux recommandations de l’an dernier"
    QUANTITATIVE = "chiffres", "Appréciation quantitative"
    GENERAL = "ensemble", "Appréciation qualitative d’ensemble"
    M1 = "mission-1", "Mission 1 : animation des réseaux d’acteurs"
    M2 = "mission-2", "Mission 2 : montée en compétences"
    M3 = "mission-3", "Mission 3 : capitalisation et diffusion"
    TEAMS = "equipes", "Qualité : équipes"
    PRODUCTION = "production", "Qualité : production et diffusion"
    PUBLICS = "publics", "Qualité : publics"
    NETWORK = "reseau", "Qualité : réseau national"
    COMMITMENTS = "engagements", "Les treize engagements de qualité"
    CONFORMITY = "conformite", "Conformité au cadre"
    GOVERNANCE = "gouvernance", "Gouvernance et financement"
    COMPLEMENTARY = "complementaires", "Missions complémentaires"
    RECOMMENDATIONS = "recommandations", "Recommandations pour l’an prochain"


LISTS = (SectionKey.FOLLOW_UPS, SectionKey.COMMITMENTS, SectionKey.RECOMMENDATIONS)
REQUIRED = (SectionKey.QUANTITATIVE, SectionKey.GENERAL)


class Decision(models.TextChoices):
    """The decision of the agent on a proposed sentence."""

    PROPOSED = "proposed", "à décider"
    KEPT = "kept", "gardée"
    REWRITTEN = "rewritten", "réécrite"
    DROPPED = "dropped", "écartée"


class Kept(models.TextChoices):
    """How far a quality commitment is respected (R-120 to R-132)."""

    RESPECTED = "respecte", "respecté"
    UNDER_WAY = "en_cours", "en cours"
    NOT_RESPECTED = "non_respecte", "non respecté"


class Followed(models.TextChoices):
    """The follow-up of a recommendation of the year before."""

    FOLLOWED = "suivie", "suivie"
    PARTLY = "en_partie", "suivie en partie"
    NOT_FOLLOWED = "non_suivie", "non suivie"


# Parts of a breakdown -----------------------------------------------------------------------------------------------


COMPLEMENTARY = (Mission.C1, Mission.C2, Mission.C3, Mission.C4, Mission.C5, Mission.C6)

_PARTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        Breakdown.NONE.value: {},
        Breakdown.FORMAT.value: dict(ActionFormat.choices),
        Breakdown.PRODUCTION.value: dict(ProductionKind.choices),
        Breakdown.THEME.value: dict(Theme.choices),
        Breakdown.PUBLIC.value: dict(Public.choices),
        Breakdown.COMPLEMENTARY.value: {mission.value: mission.label for mission in COMPLEMENTARY},
        Breakdown.FUNDER.value: dict(Funder.choices),
        Breakdown.TEAM.value: {Part.STRUCTURE.value: "structure entière", Part.CORE.value: "missions socle"},
        Breakdown.BUDGET.value: {Part.TOTAL.value: "budget total", Part.CORE.value: "missions socle"},
        Breakdown.BODIES.value: {
            Part.DECISION.value: "instance décisionnelle",
            Part.FUNDERS.value: "comité des financeurs",
        },
    }
)
# « structure » holds « socle », « total » holds « socle »: there the first part is the figure, the second is within it.
NESTED: Final = frozenset({Breakdown.TEAM.value, Breakdown.BUDGET.value})


def parts_of(breakdown: str) -> Mapping[str, str]:
    """Key → French label, in the order of the form; empty when the figure has no parts."""
    return _PARTS[breakdown]


def adds_up(breakdown: str) -> bool:
    """Whether the parts add up to the figure (else the first is the figure, and the second is within it)."""
    return bool(breakdown) and breakdown not in NESTED
