"""Words of contracts, programmes, actions and bodies (domaine.md §1.1 to §1.6 and §4.2)."""

from django.db import models


class ConventionKind(models.TextChoices):
    """R-74, R-76: what binds a centre depends on its legal form."""

    CPO = "cpo", "convention pluriannuelle d’objectifs"
    PROTOCOL = "protocole", "protocole financier"
    CONSTITUTIVE = "constitutive", "convention constitutive"


class ConventionState(models.TextChoices):
    DRAFT = "draft", "projet"
    SIGNED = "signed", "signée"
    AMENDED_2 = "amended_2", "avenant de la 2e année signé"
    AMENDED_3 = "amended_3", "avenant de la 3e année signé"
    EXPIRED = "expired", "échue"
    REVIEWED = "reviewed", "bilan final validé"
    RENEWED = "renewed", "renouvelée"
    NOT_RENEWED = "not_renewed", "non renouvelée"


class CartographyState(models.TextChoices):
    ONGOING = "ongoing", "en cours"
    VALIDATED = "validated", "validée"
    OUTDATED = "outdated", "périmée"


class Finding(models.TextChoices):
    """R-52: what the cartography says of a function."""

    REDUNDANCY = "redondance", "redondance"
    GAP = "lacune", "lacune"
    COMPLEMENT = "complementaire", "complémentarité"


class AmendmentState(models.TextChoices):
    DRAFT = "draft", "projet"
    SIGNED = "signed", "signé"


class ReviewState(models.TextChoices):
    DRAFT = "draft", "en rédaction"
    VALIDATED = "validated", "validé"


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "soumis"
    VALIDATED = "validated", "validé par l’instance"
    UNDER_WAY = "under_way", "en cours"
    DONE = "done", "réalisé"


class Stage(models.TextChoices):
    PLANNED = "planned", "prévisionnel"
    ACTUAL = "actual", "réalisé"


class Destination(models.TextChoices):
    """R-73: the analytical accounts keep these three apart."""

    CORE = "socle", "missions socle"
    COMPLEMENTARY = "complementaire", "missions complémentaires"
    COMPETITIVE = "concurrentiel", "prestations concurrentielles"


class Funder(models.TextChoices):
    """The funders of MO-03."""

    STATE_147_CORE = "etat_147_socle", "État, programme 147, socle"
    STATE_147_OTHER = "etat_147_hors_socle", "État, programme 147, hors socle"
    STATE_OTHER = "etat_autres", "État, autres programmes"
    REGION = "region", "région"
    DEPARTMENTS = "departements", "départements"
    COMMUNES = "bloc_communal", "communes et groupements"
    CDC = "cdc", "Caisse des dépôts"
    LANDLORDS = "bailleurs", "bailleurs"
    EUROPE = "europe", "Union européenne"
    FEES = "cotisations", "cotisations"
    SERVICES = "prestations", "prestations"
    OTHERS = "autres", "autres"


class ContributionNature(models.TextChoices):
    """R-10."""

    MONEY = "financier", "financière"
    PREMISES = "locaux", "prêt de locaux"
    STAFF = "mise_a_disposition", "mise à disposition de personnel"


class ExpenseCategory(models.TextChoices):
    STAFF = "personnel", "personnel"
    PREMISES = "locaux", "locaux"
    TRAVEL = "deplacements", "déplacements"
    SERVICES = "prestations", "prestations et intervenants"
    IN_KIND = "nature", "contributions en nature"
    OTHERS = "autres", "autres charges"


class Mission(models.TextChoices):
    """R-15 to R-38: the three core missions, the six complementary cases, and what is forbidden (R-39, R-40)."""

    M1 = "M1", "M1 – animation des réseaux d’acteurs"
    M2 = "M2", "M2 – montée en compétences"
    M3 = "M3", "M3 – capitalisation et diffusion"
    C1 = "C1", "C1 – autre mission pour les quartiers, sur demande"
    C2 = "C2", "C2 – mission équivalente pour d’autres territoires"
    C3 = "C3", "C3 – observatoire"
    C4 = "C4", "C4 – appui aux fonds européens"
    C5 = "C5", "C5 – accompagnement de site, AMO, étude"
    C6 = "C6", "C6 – autre mission utile"
    X1 = "X1", "instruire les programmations des contrats de ville"
    X2 = "X2", "piloter un dispositif du territoire"


class ActionFormat(models.TextChoices):
    NETWORK = "reseau", "activité de réseau"
    WORKING_GROUP = "groupe_travail", "groupe de travail"
    INFORMATION = "manifestation_info", "manifestation d’information"
    CYCLE = "cycle_qualification", "cycle de qualification"
    TRAINING = "formation", "session de formation"
    TRAINING_ACTION = "formation_action", "formation-action"
    THEME_DAY = "journee_thematique", "journée thématique"
    FIELD_VISIT = "visite_terrain", "visite de terrain"
    AWARENESS = "sensibilisation", "journée de sensibilisation"
    DEBATE = "debat", "débat"
    EXPERIMENT = "experimentation", "expérimentation inter-sites"
    SITE_SUPPORT = "accompagnement_site", "accompagnement de site"
    WATCH = "veille", "veille"
    PRODUCTION = "production", "production"


class NetworkType(models.TextChoices):
    """R-17."""

    SPECIFIC = "specifique", "spécifique aux professionnels de la politique de la ville"
    OPEN = "ouvert", "thématique, ouvert au droit commun"


class Theme(models.TextChoices):
    EDUCATION = "education", "éducation"
    EMPLOYMENT = "emploi", "emploi et développement économique"
    HOUSING = "habitat", "habitat et renouvellement urbain"
    HEALTH = "sante", "santé"
    COHESION = "cohesion", "cohésion, lien social, culture, sport"
    VALUES = "valeurs", "valeurs de la République et laïcité"
    CITIZENSHIP = "citoyennete", "citoyenneté et participation"
    GOVERNANCE = "gouvernance", "gouvernance et évaluation"
    SAFETY = "prevention", "prévention et sécurité"
    ECOLOGY = "ecologie", "transition écologique"
    CROSSCUTTING = "transversal", "transversal : jeunesse, égalité, discriminations"
    OTHER = "autre", "autre"


class Public(models.TextChoices):
    ELECTED = "elus", "élus"
    PROJECT_TEAMS = "equipes_projet", "équipes projet politique de la ville"
    LOCAL_STAFF = "agents_collectivites", "autres agents des collectivités"
    STATE_STAFF = "agents_etat", "délégués du préfet et agents de l’État"
    LANDLORDS = "bailleurs", "bailleurs et organismes HLM"
    ASSOCIATIONS = "associations", "associations"
    RESIDENTS = "habitants", "conseils citoyens et habitants"
    ECONOMY = "economie", "acteurs économiques"
    RESEARCH = "recherche", "enseignement et recherche"
    ENGINEERING = "ingenierie", "agences d’urbanisme et autres ingénieries"
    OTHERS = "autres", "autres"


class Mode(models.TextChoices):
    ON_SITE = "presentiel", "présentiel"
    REMOTE = "distanciel", "distanciel"
    HYBRID = "hybride", "hybride"


class ActionState(models.TextChoices):
    PLANNED = "planned", "prévue"
    DONE = "done", "réalisée"
    POSTPONED = "postponed", "reportée"
    CANCELLED = "cancelled", "annulée"
    CAPITALISED = "capitalised", "capitalisée"


class Nature(models.TextChoices):
    """What the framework says an action is."""

    CORE = "socle", "socle"
    COMPLEMENTARY = "complementaire", "complémentaire"
    FORBIDDEN = "hors_cadre", "hors cadre"


class ServiceRegime(models.TextChoices):
    """R-68 to R-71."""

    IN_HOUSE = "in_house", "prestation intégrée (commanditaire membre)"
    COMPETITIVE = "concurrentielle", "prestation concurrentielle (commanditaire non membre)"


class MembershipClaim(models.TextChoices):
    """What is said of a client's membership against what the seats of the centre's bodies tell (R-68)."""

    MEMBER = "membre", "membre, sans siège enregistré"
    STRANGER = "non_membre", "non membre, malgré un siège du même nom"


class ProductionKind(models.TextChoices):
    NOTE = "note", "note"
    EXPERIENCE_SHEET = "fiche_experience", "fiche d’expérience"
    PUBLICATION = "publication", "publication"
    PROCEEDINGS = "actes", "actes et comptes rendus"
    TOOL = "outil", "outil ou guide"
    NEWSLETTER = "lettre", "lettre d’information"
    MEDIA = "media", "vidéo, podcast, carte"
    OTHER = "autre", "autre"


class BodyKind(models.TextChoices):
    """R-54, R-65, R-105 to R-116."""

    BOARD = "ca", "conseil d’administration"
    ASSEMBLY = "ag", "assemblée générale"
    FUNDERS = "financeurs", "comité des financeurs"
    DEPARTMENTAL = "departementale", "instance départementale"
    CHARTER = "charte", "comité de suivi de la charte"
    TECHNICAL = "technique", "comité technique d’animation nationale"
    ANNUAL_DAY = "journee", "journée annuelle"
    OVERSEAS = "outre_mer", "réseau outre-mer"
    ANRU = "anru", "rencontre bilatérale avec l’ANRU"
    PRESIDENTS = "presidents", "réunion des présidents par le ministre"


LOCAL_BODIES = frozenset({BodyKind.BOARD, BodyKind.ASSEMBLY, BodyKind.FUNDERS, BodyKind.DEPARTMENTAL})


class College(models.TextChoices):
    STATE = "etat", "État"
    REGION = "region", "région"
    DEPARTMENT = "departement", "départements"
    COMMUNES = "bloc_communal", "communes et groupements"
    CDC = "cdc", "Caisse des dépôts"
    LANDLORDS = "bailleurs", "bailleurs"
    ASSOCIATIONS = "associations", "associations"
    QUALIFIED = "qualifiees", "personnalités qualifiées"
    OTHERS = "autres", "autres"
