"""Choices of conventions, programmes, actions and bodies, French labels (domaine.md §1.1 to §1.6 and §4.2)."""

from django.db import models

from governance.law import codes


class ConventionKind(models.TextChoices):
    """Kind of convention, by the legal form of the centre (R-74, R-76)."""

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
    """Finding of the cartography on a function (R-52)."""

    REDUNDANCY = codes.Finding.REDUNDANCY, "redondance"
    GAP = codes.Finding.GAP, "lacune"
    COMPLEMENT = codes.Finding.COMPLEMENT, "complémentarité"


class AmendmentState(models.TextChoices):
    DRAFT = "draft", "projet"
    SIGNED = "signed", "signé"


class ReviewState(models.TextChoices):
    DRAFT = "draft", "en rédaction"
    VALIDATED = "validated", "validé"


class AgreementKind(models.TextChoices):
    """What was last said of the agreement of a centre on its final review."""

    GIVEN = "given", "accord donné par le centre"
    RECORDED = "recorded", "accord du centre enregistré par la région, d’après un papier signé"
    CHANGES = "changes", "modifications demandées par le centre"
    CONTESTED = "contested", "accord enregistré contesté par le centre"
    REWRITTEN = "rewritten", "texte modifié par la région : l’accord est à redonner"


class CoSignatureState(models.TextChoices):
    PROPOSED = "proposed", "à confirmer"
    CONFIRMED = "confirmed", "confirmée"
    REFUSED = "refused", "refusée"


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "soumis"
    VALIDATED = "validated", "validé par l’instance"
    UNDER_WAY = "under_way", "en cours"
    DONE = "done", "réalisé"


class Stage(models.TextChoices):
    PLANNED = codes.Stage.PLANNED, "prévisionnel"
    ACTUAL = codes.Stage.ACTUAL, "réalisé"


class Destination(models.TextChoices):
    """The three destinations of the analytical accounts (R-73)."""

    CORE = codes.Destination.CORE, "missions socle"
    COMPLEMENTARY = codes.Destination.COMPLEMENTARY, "missions complémentaires"
    COMPETITIVE = codes.Destination.COMPETITIVE, "prestations concurrentielles"


class Funder(models.TextChoices):
    """The funders of MO-03."""

    STATE_147_CORE = codes.Funder.STATE_147_CORE, "État, programme 147, socle"
    STATE_147_OTHER = codes.Funder.STATE_147_OTHER, "État, programme 147, hors socle"
    STATE_OTHER = codes.Funder.STATE_OTHER, "État, autres programmes"
    REGION = codes.Funder.REGION, "région"
    DEPARTMENTS = codes.Funder.DEPARTMENTS, "départements"
    COMMUNES = codes.Funder.COMMUNES, "communes et groupements"
    CDC = codes.Funder.CDC, "Caisse des dépôts"
    LANDLORDS = codes.Funder.LANDLORDS, "bailleurs"
    EUROPE = codes.Funder.EUROPE, "Union européenne"
    FEES = codes.Funder.FEES, "cotisations"
    SERVICES = codes.Funder.SERVICES, "prestations"
    OTHERS = codes.Funder.OTHERS, "autres"


class ContributionNature(models.TextChoices):
    """Form of a contribution: money or in kind (R-10)."""

    MONEY = codes.ContributionNature.MONEY, "financière"
    PREMISES = codes.ContributionNature.PREMISES, "prêt de locaux"
    STAFF = codes.ContributionNature.STAFF, "mise à disposition de personnel"


class ExpenseCategory(models.TextChoices):
    STAFF = codes.ExpenseCategory.STAFF, "personnel"
    PREMISES = codes.ExpenseCategory.PREMISES, "locaux"
    TRAVEL = codes.ExpenseCategory.TRAVEL, "déplacements"
    SERVICES = codes.ExpenseCategory.SERVICES, "prestations et intervenants"
    IN_KIND = codes.ExpenseCategory.IN_KIND, "contributions en nature"
    OTHERS = codes.ExpenseCategory.OTHERS, "autres charges"


class Mission(models.TextChoices):
    """The three core missions, the six complementary cases (R-15 to R-38), those forbidden (R-39, R-40)."""

    M1 = codes.Mission.M1, "M1 – animation des réseaux d’acteurs"
    M2 = codes.Mission.M2, "M2 – montée en compétences"
    M3 = codes.Mission.M3, "M3 – capitalisation et diffusion"
    C1 = codes.Mission.C1, "C1 – autre mission pour les quartiers, sur demande"
    C2 = codes.Mission.C2, "C2 – mission équivalente pour d’autres territoires"
    C3 = codes.Mission.C3, "C3 – observatoire"
    C4 = codes.Mission.C4, "C4 – appui aux fonds européens"
    C5 = codes.Mission.C5, "C5 – accompagnement de site, AMO, étude"
    C6 = codes.Mission.C6, "C6 – autre mission utile"
    X1 = codes.Mission.X1, "instruire les programmations des contrats de ville"
    X2 = codes.Mission.X2, "piloter un dispositif du territoire"


class ActionFormat(models.TextChoices):
    NETWORK = codes.ActionFormat.NETWORK, "activité de réseau"
    WORKING_GROUP = codes.ActionFormat.WORKING_GROUP, "groupe de travail"
    INFORMATION = codes.ActionFormat.INFORMATION, "manifestation d’information"
    CYCLE = codes.ActionFormat.CYCLE, "cycle de qualification"
    TRAINING = codes.ActionFormat.TRAINING, "session de formation"
    TRAINING_ACTION = codes.ActionFormat.TRAINING_ACTION, "formation-action"
    THEME_DAY = codes.ActionFormat.THEME_DAY, "journée thématique"
    FIELD_VISIT = codes.ActionFormat.FIELD_VISIT, "visite de terrain"
    AWARENESS = codes.ActionFormat.AWARENESS, "journée de sensibilisation"
    DEBATE = codes.ActionFormat.DEBATE, "débat"
    EXPERIMENT = codes.ActionFormat.EXPERIMENT, "expérimentation inter-sites"
    SITE_SUPPORT = codes.ActionFormat.SITE_SUPPORT, "accompagnement de site"
    WATCH = codes.ActionFormat.WATCH, "veille"
    PRODUCTION = codes.ActionFormat.PRODUCTION, "production"


class NetworkType(models.TextChoices):
    """Kind of network (R-17)."""

    SPECIFIC = codes.NetworkType.SPECIFIC, "spécifique aux professionnels de la politique de la ville"
    OPEN = codes.NetworkType.OPEN, "thématique, ouvert au droit commun"


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
    ELECTED = codes.Public.ELECTED, "élus"
    PROJECT_TEAMS = codes.Public.PROJECT_TEAMS, "équipes projet politique de la ville"
    LOCAL_STAFF = codes.Public.LOCAL_STAFF, "autres agents des collectivités"
    STATE_STAFF = codes.Public.STATE_STAFF, "délégués du préfet et agents de l’État"
    LANDLORDS = codes.Public.LANDLORDS, "bailleurs et organismes HLM"
    ASSOCIATIONS = codes.Public.ASSOCIATIONS, "associations"
    RESIDENTS = codes.Public.RESIDENTS, "conseils citoyens et habitants"
    ECONOMY = codes.Public.ECONOMY, "acteurs économiques"
    RESEARCH = codes.Public.RESEARCH, "enseignement et recherche"
    ENGINEERING = codes.Public.ENGINEERING, "agences d’urbanisme et autres ingénieries"
    OTHERS = codes.Public.OTHERS, "autres"


class Mode(models.TextChoices):
    ON_SITE = codes.Mode.ON_SITE, "présentiel"
    REMOTE = codes.Mode.REMOTE, "distanciel"
    HYBRID = codes.Mode.HYBRID, "hybride"


class ActionState(models.TextChoices):
    PLANNED = codes.ActionState.PLANNED, "prévue"
    DONE = codes.ActionState.DONE, "réalisée"
    POSTPONED = codes.ActionState.POSTPONED, "reportée"
    CANCELLED = codes.ActionState.CANCELLED, "annulée"
    CAPITALISED = codes.ActionState.CAPITALISED, "capitalisée"


class Nature(models.TextChoices):
    """Nature of an action, by its classification."""

    CORE = codes.Nature.CORE, "socle"
    COMPLEMENTARY = codes.Nature.COMPLEMENTARY, "complémentaire"
    FORBIDDEN = codes.Nature.FORBIDDEN, "hors cadre"


class ServiceRegime(models.TextChoices):
    """Regime of a service sold (R-68 to R-71)."""

    IN_HOUSE = codes.ServiceRegime.IN_HOUSE, "prestation intégrée (commanditaire membre)"
    COMPETITIVE = codes.ServiceRegime.COMPETITIVE, "prestation concurrentielle (commanditaire non membre)"


class MembershipClaim(models.TextChoices):
    """Membership of a client that the centre claims against the seats of its bodies (R-68)."""

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
    """Kind of body, local or national (R-54, R-65, R-105 to R-116)."""

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
