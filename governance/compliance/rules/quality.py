"""Rules of what each centre commits itself to, read from recorded facts (R-112, R-123, R-124, R-127, R-129)."""

from __future__ import annotations

from decimal import Decimal

from documents.french import percent
from governance.compliance.rules.facts import CentreFacts
from governance.compliance.rules.load_facts import at_least, centre_rule
from governance.models.national import LEAST_WORKSITES
from governance.registers.rules import PageLink, Result, Severity, broken, satisfied, unknown

BODIES, PRODUCTIONS = PageLink("governance:bodies"), PageLink("governance:productions")


def worksites(facts: CentreFacts) -> Result:
    """R-112: two open worksites at least; all of them when fewer are open."""
    link = PageLink("governance:national", (facts.year,))
    if not facts.open_worksites:
        return unknown(f"Aucun chantier ouvert à contribution en {facts.year}.", link)
    least = min(LEAST_WORKSITES, facts.open_worksites)
    return at_least(
        least, facts.contributions, "chantier investi,chantiers investis", facts=facts, link=link, has_year=True
    )


def agreed_production(facts: CentreFacts) -> Result:
    """R-123: one production a year at least, in a form agreed in advance."""
    return at_least(
        1,
        facts.agreed_productions,
        "production convenue,productions convenues",
        facts=facts,
        link=PRODUCTIONS,
        has_year=facts.has_year,
    )


def shared_production(facts: CentreFacts) -> Result:
    """R-124: the common tool is fed: one resource at least, as the framework sets no number."""
    words = "production versée à l’outil commun,productions versées à l’outil commun"
    return at_least(1, facts.shared_productions, words, facts=facts, link=PRODUCTIONS, has_year=facts.has_year)


def session_for_elected(facts: CentreFacts) -> Result:
    """R-127: one session a year at least for elected people."""
    words = "séance dédiée aux élus,séances dédiées aux élus"
    return at_least(
        1,
        facts.elected_sessions,
        words,
        facts=facts,
        link=facts.programme_link,
        has_year=facts.has_year,
    )


def attendance(facts: CentreFacts) -> Result:
    """R-129: the centre comes to national meetings: one at least, as the framework sets no rate."""
    if not facts.convened:
        return unknown(
            f"Aucune présence relevée aux réunions nationales de {facts.year}.", PageLink("governance:bodies")
        )
    rate = percent(Decimal(facts.attended) / facts.convened)
    sentence = (
        f"Présences aux réunions nationales relevées en {facts.year} : {facts.attended} sur {facts.convened} ({rate})."
    )
    return satisfied(sentence) if facts.attended else broken(sentence)


RULES = (
    centre_rule(
        code="R-112", reference="§3.3", severity=Severity.ALERT,
        statement="Chaque centre s’investit dans au moins deux des chantiers nationaux ouverts à contribution.",
        check=worksites,
    ),
    centre_rule(
        code="R-123", reference="§3.4-2", severity=Severity.ALERT,
        statement="Le centre publie chaque année au moins une production dont la forme est convenue à l’avance.",
        check=agreed_production,
    ),
    centre_rule(
        code="R-124", reference="§3.4-2", severity=Severity.TRACE,
        statement="Le centre alimente l’outil commun de diffusion.",
        check=shared_production,
    ),
    centre_rule(
        code="R-127", reference="§3.4-3", severity=Severity.ALERT,
        statement="Le centre s’adresse aux élus : au moins une séance par an.",
        check=session_for_elected,
    ),
    centre_rule(
        code="R-129", reference="§3.4-4", severity=Severity.TRACE,
        statement="Le centre participe aux réunions nationales.",
        check=attendance,
    ),
)  # fmt: skip
