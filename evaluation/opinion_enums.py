"""Words of the opinions: their states, their sections, what is done with a proposed sentence (R-58, R-137 to R-139)."""

from django.db import models


class OpinionState(models.TextChoices):
    """The life of an opinion (domaine.md §1.10)."""

    WRITING = "writing", "en rédaction"
    CONSULTED = "consulted", "en consultation"
    COMMUNICATED = "communicated", "communiqué au centre"
    REPLIED = "replied", "réponse du centre reçue"
    TRANSMITTED = "transmitted", "transmis à l’administration nationale"


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
    """What the agent makes of a sentence that the application proposes."""

    PROPOSED = "proposed", "à décider"
    KEPT = "kept", "gardée"
    REWRITTEN = "rewritten", "réécrite"
    DROPPED = "dropped", "écartée"


class Kept(models.TextChoices):
    """How far a quality commitment is kept (R-120 to R-132)."""

    RESPECTED = "respecte", "respecté"
    UNDER_WAY = "en_cours", "en cours"
    NOT_RESPECTED = "non_respecte", "non respecté"


class Followed(models.TextChoices):
    """What became of last year's recommendation."""

    FOLLOWED = "suivie", "suivie"
    PARTLY = "en_partie", "suivie en partie"
    NOT_FOLLOWED = "non_suivie", "non suivie"
