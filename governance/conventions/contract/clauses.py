"""The text of a convention or of an amendment as data, printed by the page and by the PDF alike.

First its parts and the facts they need, read in a fixed number of queries; then the articles, each with its rule: facts
in, French sentences out; no query.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from centres.enums import InstitutionFunction, LegalForm
from centres.models import Centre, Identity, LeadRegion, Recognition
from centres.models.institution import institution_on
from documents import french
from governance.enums import Destination, Stage
from governance.law.legal_calendar import FINAL_REVIEW_DUE, PAYMENT_DUE
from governance.models import Amendment, BudgetLine, Convention, Programme
from governance.models.programme import IN_FORCE
from governance.registers.lent_figures import TO_BE_SET, MergedFigure, figures_for

_GROUP = ("Le groupement d’intérêt public", "représenté")


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article: its sentences, where they come from, what they list, the amounts they merge."""

    title: str
    paragraphs: tuple[str, ...]
    reference: str = ""
    items: tuple[str, ...] = ()
    figures: tuple[MergedFigure, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MapLine:
    """A line of the cartography annexed to an act (R-52)."""

    function: str
    structures: str
    finding: str
    centre_role: str


@dataclass(frozen=True, kw_only=True)
class Contract:
    """The whole text, in its order."""

    title: str
    subtitle: str
    period: str
    service: str
    is_draft: bool
    signed_on: dt.date | None
    visas: tuple[str, ...]
    parties: tuple[str, ...]
    preamble: tuple[str, ...]
    articles: tuple[Article, ...]
    annexes: tuple[str, ...] = ()
    cartography: tuple[MapLine, ...] = ()
    cartography_dated: dt.date | None = None
    signatures: tuple[tuple[str, str], ...] = field(default=())

    @property
    def numbered(self) -> list[tuple[int, Article]]:
        return list(enumerate(self.articles, 1))


@dataclass(frozen=True, kw_only=True)
class Parties:
    """The two parties, under their names on the day of signature (R-77)."""

    centre: Centre
    name: str
    legal_form: str
    carrier: str
    seat: str
    region: str
    service: str

    @property
    def is_association(self) -> bool:
        return self.legal_form != LegalForm.GIP

    @property
    def called(self) -> str:
        """« l’association » or « le groupement »."""
        return "l’association" if self.is_association else "le groupement"

    @property
    def sentences(self) -> tuple[str, str]:
        """Both parties, as the head of the text names them."""
        seat = f", dont le siège est à {self.seat}" if self.seat else ""
        carried = f", activité portée par {self.carrier}" if self.carrier else ""
        head, verb = ("L’association", "représentée") if self.is_association else _GROUP
        region = f" de région ({self.region})" if self.region else " de région"
        service = f", {self.service}" if self.service else ""
        return (
            f"L’État, représenté par le préfet{region}{service}, ci-après « l’État »,",
            f"{head} « {self.name} »{carried}{seat}, {verb} par sa présidence, ci-après « {self.called} »,",
        )

    @property
    def signatures(self) -> tuple[tuple[str, str], ...]:
        """Each signature block: in whose name, and for which body."""
        return (
            ("Pour l’État, le préfet de région ou son représentant", self.service or self.region),
            (f"Pour {self.called}, la présidence", self.name),
        )


def parties_of(convention: Convention, day: dt.date) -> Parties:
    """The parties as they were on `day`; the service named at signature stays (3 queries)."""
    centre = convention.centre
    identity = Identity.objects.on(day).filter(centre=centre).select_related("seat").first()
    lead = LeadRegion.objects.on(day).filter(centre=centre).select_related("region").first()
    region = lead.region if lead else None
    service = institution_on(day, InstitutionFunction.REGIONAL, region)
    return Parties(
        centre=centre,
        name=identity.name if identity else centre.usual_name,
        legal_form=identity.legal_form if identity else "",
        carrier=identity.carrier if identity else "",
        seat=identity.seat.name if identity and identity.seat else "",
        region=region.name if region else "",
        service=convention.authority or (service.name if service else ""),
    )


@dataclass(frozen=True, kw_only=True)
class YearOfWork:
    """The programme of a year and its planned budget in euros; None: not recorded."""

    year: int
    programme: Programme | None
    core: Decimal | None
    complementary: Decimal | None
    figures: tuple[MergedFigure, ...]

    @property
    def is_validated(self) -> bool:
        return self.programme is not None and self.programme.state in IN_FORCE


def year_of_work(centre: Centre, year: int) -> YearOfWork:
    """The year of work of `centre` (2 queries, and those of LENT_FIGURES)."""
    programme = Programme.objects.filter(centre=centre, year=year).select_related("decided_by").first()
    lines = BudgetLine.objects.filter(programme__centre=centre, programme__year=year, stage=Stage.PLANNED)
    amounts = list(lines.values_list("destination", "amount")) if programme else []
    return YearOfWork(
        year=year,
        programme=programme,
        core=_sum(amounts, {Destination.CORE}),
        complementary=_sum(amounts, {Destination.COMPLEMENTARY}),
        figures=tuple(figures_for(centre, year)),
    )


def is_first_year(centre: Centre, year: int) -> bool:
    """R-88: no year before, for a centre first recognised that year or later (1 query, as for a payment)."""
    first = (
        Recognition.objects.filter(centre=centre).order_by("valid_from").values_list("valid_from", flat=True).first()
    )
    return first is not None and first.year >= year


def _sum(amounts: list[tuple[str, Decimal]], destinations: set[str]) -> Decimal | None:
    """The sum of the amounts of those destinations; None without any: a blank is not a zero."""
    stated = [amount for destination, amount in amounts if destination in destinations]
    return sum(stated, Decimal(0)) if stated else None


REPUBLICAN_CONTRACT_SINCE = dt.date(2022, 1, 2)
FRAME = "Cadre de référence"
FINAL_PARTS = (
    "la conformité des résultats à l’objet et aux conditions ;",
    "la conformité aux attentes du cadre de référence ;",
    "la mesure de l’impact ;",
    "les prolongements et suites.",
)
MISSIONS = (
    "mission 1 : animer les réseaux d’acteurs de la politique de la ville ;",
    "mission 2 : accompagner la montée en compétences des acteurs locaux ;",
    "mission 3 : capitaliser et diffuser la connaissance et les pratiques.",
)
FRAMEWORK = (
    "la charte partenariale et le cadre de référence des centres de ressources politique de la ville (mars 2017) ;"
)
CITY_LAW = "la loi n° 2014-173 du 21 février 2014 de programmation pour la ville et la cohésion urbaine ;"


def visas_of_association(starts_on: dt.date) -> tuple[str, ...]:
    """What a CPO rests on; its model is the one of the circular of 29 September 2015, which replaced those before."""
    contract = (
        "le décret n° 2021-1947 du 31 décembre 2021 approuvant le contrat d’engagement républicain des associations ;",
    )
    return (
        (
            "la loi n° 2000-321 du 12 avril 2000 relative aux droits des citoyens dans leurs relations avec les "
            "administrations, notamment ses articles 9-1 et 10 ;"
        ),
        CITY_LAW,
        *(contract if starts_on >= REPUBLICAN_CONTRACT_SINCE else ()),
        (
            "la circulaire du 29 septembre 2015 relative aux nouvelles relations entre les pouvoirs publics et les "
            "associations, et son modèle de convention pluriannuelle d’objectifs ;"
        ),
        FRAMEWORK,
    )


def visas_of_group() -> tuple[str, ...]:
    """What a convention with a GIP rests on."""
    return (
        (
            "la loi n° 2011-525 du 17 mai 2011 de simplification et d’amélioration de la qualité du "
            "droit, notamment son chapitre relatif aux groupements d’intérêt public ;"
        ),
        CITY_LAW,
        FRAMEWORK,
    )


def preamble(convention: Convention) -> tuple[str, ...]:
    """Why the centre is mobilised (R-52), who was consulted (R-58), the regional plan (R-61)."""
    paragraphs = ["Le centre est un tiers facilitateur : il agit pour tous, et n’appartient à aucune institution."]
    cartography = convention.cartography
    if cartography and cartography.dated:
        paragraphs.append(
            f"La cartographie stratégique arrêtée le {french.date(cartography.dated)}, à laquelle le centre a "
            "contribué, fait partie intégrante de la convention (annexe 1) : elle dit les redondances et les lacunes "
            "du territoire, et les raisons de mobiliser le centre."
        )
    elif cartography or not convention.is_recorded:
        paragraphs.append("La cartographie stratégique reste à rattacher : la convention ne se signe pas sans elle.")
    if consulted := [line.strip(" \u00a0\u202f;.,") for line in convention.consulted.splitlines() if line.strip()]:
        paragraphs.append(f"Ont été consultés : {' ; '.join(consulted)}.")
    if convention.in_regional_plan:
        plan = f" {convention.regional_plan}" if convention.regional_plan else ""
        paragraphs.append(f"L’action du centre est inscrite au contrat de plan État-région{plan}.")
    return tuple(paragraphs)


def _lines_of(text: str, otherwise: str) -> tuple[str, ...]:
    """The lines of `text` that are not blank, or `otherwise` when there is none."""
    return tuple(filter(None, map(str.strip, text.splitlines()))) or (otherwise,)


def purpose(convention: Convention, parties: Parties) -> Article:
    """What the centre undertakes to do: the three core missions, on its own initiative."""
    undertaking = (
        f"Par la présente convention, {parties.called} s’engage, à son initiative et sous sa responsabilité, à mettre "
        "en œuvre les trois missions socle du cadre de référence, au bénéfice des quartiers prioritaires :"
    )
    apart = (
        "Les missions complémentaires n’entrent pas dans l’objet de la convention : elles relèvent d’une décision "
        "distincte de l’instance de pilotage et de financements distincts."
    )
    return Article(
        title="Objet",
        reference=f"{FRAME}, § 1.1 et 1.2",
        paragraphs=(undertaking,),
        items=MISSIONS,
        closing=(*_lines_of(convention.purpose, "L’objet particulier reste à préciser."), apart),
    )


def duration(convention: Convention) -> Article:
    """Three years, two amendments (R-75)."""
    first = convention.starts_on.year
    period = (
        f"La convention prend effet le {french.date(convention.starts_on)} et prend fin le "
        f"{french.date(convention.ends_on)}."
    )
    amendments = (
        f"Elle fixe l’exercice {first} ; un avenant fixe l’exercice {first + 1}, un autre l’exercice {first + 2}."
    )
    return Article(title="Durée", reference=f"{FRAME}, § 4.2", paragraphs=(period, amendments))


def programme(work: YearOfWork) -> Article:
    """The programme of a year and its planned budget, core and complementary apart (R-79, R-80, R-73)."""
    if work.programme is None or not work.is_validated:
        sentence = (
            f"Le programme d’activités {work.year}, défini et partagé par les partenaires et financeurs, sera annexé "
            "dès sa validation par l’instance de pilotage."
        )
    else:
        body = f" par l’instance « {work.programme.decided_by} »" if work.programme.decided_by else ""
        day = french.date(work.programme.decided_on)
        sentence = f"Le programme d’activités {work.year}, validé le {day}{body}, est annexé à la convention."
    paragraphs = [sentence]
    if work.core is not None:
        paragraphs.append(f"Budget prévisionnel des missions socle : {french.euros(work.core)}.")
    if work.complementary is not None:
        paragraphs.append(
            f"Budget prévisionnel des missions complémentaires, tenu à part : {french.euros(work.complementary)}."
        )
    paragraphs.append("La comptabilité analytique sépare le socle, le complémentaire et les prestations.")
    return Article(
        title=f"Programme d’activités et budget {work.year}",
        reference=f"{FRAME}, § 3.2 et 4.1",
        paragraphs=tuple(paragraphs),
    )


def contribution(work: YearOfWork) -> Article:
    """What the State gives that year, merged from the adopted exercise (R-80, R-87, R-98)."""
    is_set = any(figure.value is not None for figure in work.figures)
    floor = (
        "L’État garantit au moins la moitié du budget socle calculé selon le cadre de référence ; le préfet de région "
        "peut aller au-delà."
    )
    to_be_set = f"Contribution de l’État : {TO_BE_SET} {work.year}."
    earmarked = "Les crédits du programme 147 sont fléchés vers des actions relevant des contrats de ville."
    return Article(
        title=f"Contribution de l’État pour l’exercice {work.year}",
        reference=f"{FRAME}, § 4.2",
        paragraphs=(floor if is_set else to_be_set, earmarked),
        figures=work.figures if is_set else (),
    )


def payment(work: YearOfWork, day: dt.date, *, is_first_ever: bool) -> Article:
    """When the State pays an act signed on `day` (R-86), and the first year of a new centre (R-88)."""
    due, when = (
        PAYMENT_DUE.on(work.year),
        "Le versement intervient, en tout ou partie, à réception de l’acte signé",
    )
    if day <= due:
        when = f"{when}, avant la fin du premier semestre ({french.date(due)})."
    else:
        when = f"{when} ; la fin du premier semestre ({french.date(due)}) est passée au jour de la signature."
    before = work.year - 1
    condition = f"Il suppose la justification des actions de l’exercice {before}."
    if is_first_ever:
        condition = f"Le centre n’a pas d’exercice antérieur : la justification de l’exercice {before} est sans objet."
    return Article(title="Versement", reference=f"{FRAME}, § 4.2", paragraphs=(when, condition))


def evaluation(convention: Convention) -> Article:
    """Indicators (R-78), interim reviews (R-81), final review (R-82 to R-84) and its consequence (R-85)."""
    due, review_time = french.date(FINAL_REVIEW_DUE.on(convention.ends_on)), f"{FINAL_REVIEW_DUE.text} après le terme"
    version = convention.referential_version or "à préciser avant la signature"
    return Article(
        title="Évaluation",
        reference=f"{FRAME}, § 3.4 et 4.2",
        paragraphs=(
            f"Les indicateurs du référentiel (version : {version}) sont annexés à la convention.",
            "Le représentant local de l’État établit chaque année un bilan intermédiaire.",
            f"Un bilan final est établi conjointement au plus tard le {due}, {review_time}. Il porte sur :",
        ),
        items=FINAL_PARTS,
        closing=(
            "Sa préparation commence au dernier trimestre de la convention.",
            "La conclusion d’une nouvelle convention est subordonnée à ce bilan.",
        ),
    )


def commitments(parties: Parties, *, has_contract: bool) -> Article:
    """What the centre owes besides its programme: accounts, information, republican contract."""
    it = "Elle" if parties.is_association else "Il"
    accounts = (
        f"{it} transmet dans les six mois de la clôture de chaque exercice le compte rendu financier, les comptes "
        "annuels et le rapport d’activité."
    )
    changes = (
        f"{it} informe sans délai l’État de toute modification de ses statuts, de son siège ou de ses instances, et "
        "de toute difficulté à tenir le programme."
    )
    contract = (
        "Elle a souscrit le contrat d’engagement républicain et s’y conforme."
        if has_contract
        else "Elle souscrit le contrat d’engagement républicain et s’y conforme."
    )
    return Article(
        title="Justificatifs et autres engagements",
        paragraphs=(accounts, changes, *([contract] if parties.is_association else [])),
    )


def guarantees() -> tuple[Article, ...]:
    """Control, sanctions, amendment, end and recourse, after the model of the circular of 2015."""
    control = (
        "L’État peut contrôler à tout moment, sur pièces et sur place, l’usage de sa contribution, qui n’excède pas le "
        "coût de l’action."
    )
    sanctions = (
        "En cas d’inexécution, de modification substantielle ou de retard significatif sans accord écrit, il peut "
        "réduire, suspendre ou demander le reversement de tout ou partie des sommes versées, après avoir entendu "
        "l’autre partie."
    )
    end = (
        "En cas de manquement, elle est résiliée de plein droit deux mois après une mise en demeure restée sans effet."
    )
    return (
        Article(title="Contrôle et sanctions", paragraphs=(control, sanctions)),
        Article(
            title="Avenant, résiliation et recours",
            paragraphs=(
                "La convention ne se modifie que par avenant signé des parties.",
                end,
                "Tout litige relève du tribunal administratif territorialement compétent.",
            ),
        ),
    )


def founding(convention: Convention) -> tuple[Article, ...]:
    """The articles of a founding convention (R-76): what its members must still say is said to be missing."""
    members = (
        "Le groupement est constitué entre l’État et les collectivités et organismes dont la liste, les droits "
        "statutaires et les contributions sont annexés par les membres."
    )
    period = f"Le groupement est constitué du {french.date(convention.starts_on)} au {french.date(convention.ends_on)}."
    return (
        Article(title="Dénomination, membres et siège", paragraphs=(members,)),
        Article(
            title="Objet",
            reference=f"{FRAME}, § 1.1",
            paragraphs=_lines_of(convention.purpose, "L’objet reste à préciser par les membres."),
            items=MISSIONS,
        ),
        Article(
            title="Durée",
            paragraphs=(
                period,
                "Sa durée lui est propre ; elle peut être prorogée.",
                "Le financement de l’État se règle à part, par un protocole financier de trois ans.",
            ),
        ),
        Article(
            title="Gouvernance et comptes",
            reference=f"{FRAME}, § 4.1",
            paragraphs=(
                "Le groupement est administré par ses instances, où l’État siège.",
                "Sa comptabilité analytique sépare le socle, le complémentaire et les prestations.",
            ),
        ),
        evaluation(convention),
    )


def object_of_amendment(amendment: Amendment) -> Article:
    """What an amendment sets: one exercise (R-75)."""
    first = (
        f"Le présent avenant fixe l’exercice {amendment.year}, {amendment.rank}e année de la convention : son "
        "programme, son budget et la contribution de l’État."
    )
    more = tuple(filter(None, map(str.strip, amendment.purpose.splitlines())))
    return Article(title="Objet", reference=f"{FRAME}, § 4.2", paragraphs=(first, *more))
