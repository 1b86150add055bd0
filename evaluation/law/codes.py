"""The codes of indicators that the law computes with, each written once: `evaluation.enums` gives their labels."""

from enum import StrEnum


class ValueKind(StrEnum):
    """What one figure is; a percentage is worth its numerator over its denominator, times a hundred."""

    INTEGER = "entier"
    DECIMAL = "decimal"
    PERCENT = "pourcentage"
    AMOUNT = "montant"
    BOOLEAN = "oui_non"
    CHOICE = "appreciation"


class Aggregation(StrEnum):
    """How the figures of the centres make the figure of the network (§4.3)."""

    SUM = "somme"
    MEAN = "moyenne"
    WEIGHTED_RATIO = "ratio"
    SHARE_OF_YES = "part_de_oui"
    DISTRIBUTION = "repartition"
    MAXIMUM = "maximum"
    NONE = "aucune"


class Breakdown(StrEnum):
    """The breakdowns of a figure into parts."""

    NONE = ""
    FORMAT = "format"
    PRODUCTION = "production"
    THEME = "theme"
    PUBLIC = "public"
    COMPLEMENTARY = "complementaire"
    FUNDER = "financeur"
    TEAM = "equipe"
    BUDGET = "budget"
    BODIES = "instances"


class Part(StrEnum):
    """The parts of a team, of a budget and of meetings: the first of a pair is the figure, `CORE` is within it."""

    STRUCTURE = "structure"
    TOTAL = "total"
    CORE = "socle"
    DECISION = "decisionnelle"
    FUNDERS = "financeurs"
