"""The text of a convention or of an amendment as data, printed by the page and by the PDF alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from centres.enums import InstitutionFunction, LegalForm
from centres.models import Centre, Identity, LeadRegion, Recognition
from centres.models.institution import institution_on
from governance.enums import Destination, Stage
from governance.models import BudgetLine, CartographyLine, Convention, Programme
from governance.models.programme import IN_FORCE
from governance.registers.lent_figures import MergedFigure, figures_for

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
class Contract:
    """The whole text, in its order."""

    title: str
    subtitle: str
    period: str
    service: str
    is_draft: bool
    is_recorded: bool
    signed_on: dt.date | None
    visas: tuple[str, ...]
    parties: tuple[str, ...]
    preamble: tuple[str, ...]
    articles: tuple[Article, ...]
    annexes: tuple[str, ...] = ()
    cartography: tuple[CartographyLine, ...] = ()
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
