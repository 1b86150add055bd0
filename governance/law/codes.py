"""The codes of the law of governance, each written once; their labels are in `governance.enums`."""

from enum import StrEnum


class Mission(StrEnum):
    """R-15 to R-38: the three core missions, the six complementary cases, and what is forbidden (R-39, R-40)."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"
    C6 = "C6"
    X1 = "X1"
    X2 = "X2"


class ActionFormat(StrEnum):
    """The forms that an action takes."""

    NETWORK = "reseau"
    WORKING_GROUP = "groupe_travail"
    INFORMATION = "manifestation_info"
    CYCLE = "cycle_qualification"
    TRAINING = "formation"
    TRAINING_ACTION = "formation_action"
    THEME_DAY = "journee_thematique"
    FIELD_VISIT = "visite_terrain"
    AWARENESS = "sensibilisation"
    DEBATE = "debat"
    EXPERIMENT = "experimentation"
    SITE_SUPPORT = "accompagnement_site"
    WATCH = "veille"
    PRODUCTION = "production"


class Public(StrEnum):
    """Who an action is for."""

    ELECTED = "elus"
    PROJECT_TEAMS = "equipes_projet"
    LOCAL_STAFF = "agents_collectivites"
    STATE_STAFF = "agents_etat"
    LANDLORDS = "bailleurs"
    ASSOCIATIONS = "associations"
    RESIDENTS = "habitants"
    ECONOMY = "economie"
    RESEARCH = "recherche"
    ENGINEERING = "ingenierie"
    OTHERS = "autres"


class NetworkType(StrEnum):
    """R-17."""

    SPECIFIC = "specifique"
    OPEN = "ouvert"


class Mode(StrEnum):
    """Where a session is held."""

    ON_SITE = "presentiel"
    REMOTE = "distanciel"
    HYBRID = "hybride"


class ActionState(StrEnum):
    """The states of an action."""

    PLANNED = "planned"
    DONE = "done"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    CAPITALISED = "capitalised"


class Nature(StrEnum):
    """The classification of an action."""

    CORE = "socle"
    COMPLEMENTARY = "complementaire"
    FORBIDDEN = "hors_cadre"


class Destination(StrEnum):
    """R-73: the three destinations of the analytical accounts."""

    CORE = "socle"
    COMPLEMENTARY = "complementaire"
    COMPETITIVE = "concurrentiel"


class ServiceRegime(StrEnum):
    """R-68 to R-71."""

    IN_HOUSE = "in_house"
    COMPETITIVE = "concurrentielle"


class Finding(StrEnum):
    """R-52: the finding of the cartography on a function."""

    REDUNDANCY = "redondance"
    GAP = "lacune"
    COMPLEMENT = "complementaire"


class Funder(StrEnum):
    """The funders of MO-03."""

    STATE_147_CORE = "etat_147_socle"
    STATE_147_OTHER = "etat_147_hors_socle"
    STATE_OTHER = "etat_autres"
    REGION = "region"
    DEPARTMENTS = "departements"
    COMMUNES = "bloc_communal"
    CDC = "cdc"
    LANDLORDS = "bailleurs"
    EUROPE = "europe"
    FEES = "cotisations"
    SERVICES = "prestations"
    OTHERS = "autres"


class Stage(StrEnum):
    """A budget is planned, then actual."""

    PLANNED = "planned"
    ACTUAL = "actual"


class ContributionNature(StrEnum):
    """R-10: the form in which a funder gives."""

    MONEY = "financier"
    PREMISES = "locaux"
    STAFF = "mise_a_disposition"


class ExpenseCategory(StrEnum):
    """What an expense pays."""

    STAFF = "personnel"
    PREMISES = "locaux"
    TRAVEL = "deplacements"
    SERVICES = "prestations"
    IN_KIND = "nature"
    OTHERS = "autres"


class Stop(StrEnum):
    """What a refusal stops: the recording (it contradicts the law) or the validation (something lacks)."""

    RECORDING = "enregistrement"
    VALIDATION = "validation"
