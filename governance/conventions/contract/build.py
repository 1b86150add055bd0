"""Build the text of each kind of act: CPO, financial protocol, founding convention, amendment."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.text import capfirst

from documents import french
from documents.pdf.render import render_pdf
from governance.conventions.contract import clauses
from governance.conventions.contract.clauses import (
    Article,
    Contract,
    Parties,
    YearOfWork,
    is_first_year,
    parties_of,
    year_of_work,
)
from governance.enums import AmendmentState, ConventionKind, ConventionState
from governance.models import Amendment, Convention

SUBTITLES = {
    ConventionKind.CPO: "entre l’État et une association, au titre des missions socle du centre de ressources",
    ConventionKind.PROTOCOL: "entre l’État et un groupement d’intérêt public, à côté de sa convention constitutive",
    ConventionKind.CONSTITUTIVE: "du groupement d’intérêt public qui porte le centre de ressources",
}


def contract_of(convention: Convention) -> Contract:
    """The text of a convention: as of its signature, or as of today while it is a draft."""
    day = convention.signed_on or timezone.localdate()
    parties = parties_of(convention, day)
    is_founding = convention.kind == ConventionKind.CONSTITUTIVE
    work = None if is_founding else year_of_work(convention.centre, convention.starts_on.year)
    is_group = convention.kind != ConventionKind.CPO
    return Contract(
        title=f"{capfirst(convention.get_kind_display())} {convention.starts_on.year}-{convention.ends_on.year}",
        subtitle=SUBTITLES[ConventionKind(convention.kind)],
        period=f"Du {french.date(convention.starts_on)} au {french.date(convention.ends_on)}",
        service=parties.service,
        is_draft=convention.state == ConventionState.DRAFT,
        is_recorded=convention.is_recorded,
        signed_on=convention.signed_on if convention.state != ConventionState.DRAFT else None,
        visas=clauses.visas_of_group() if is_group else clauses.visas_of_association(convention.starts_on),
        parties=parties.sentences,
        preamble=clauses.preamble(convention),
        articles=_financed(convention, parties, work, day) if work else clauses.founding(convention),
        annexes=_annexes(convention),
        cartography=tuple(convention.cartography.lines.all()) if convention.cartography else (),
        cartography_dated=convention.cartography.dated if convention.cartography else None,
        signatures=parties.signatures,
    )


def _financed(convention: Convention, parties: Parties, work: YearOfWork, day: dt.date) -> tuple[Article, ...]:
    """The articles of a CPO or of a financial protocol."""
    return (
        clauses.purpose(convention, parties),
        clauses.duration(convention),
        clauses.programme(work),
        clauses.contribution(work),
        clauses.payment(work, day, is_first_ever=is_first_year(convention.centre, work.year)),
        clauses.commitments(parties, has_contract=convention.has_republican_contract),
        clauses.evaluation(convention),
        *clauses.guarantees(),
    )


def _annexes(convention: Convention) -> tuple[str, ...]:
    annexes = [
        "cartographie stratégique ;",
        f"référentiel d’indicateurs, version {convention.referential_version or 'à préciser'} ;",
    ]
    if convention.kind != ConventionKind.CONSTITUTIVE:
        annexes.append(f"programme d’activités {convention.starts_on.year} et son budget prévisionnel ;")
    if convention.kind == ConventionKind.CPO:
        annexes.append("contrat d’engagement républicain souscrit par l’association.")
    return tuple(annexes)


def amendment_text_of(amendment: Amendment) -> Contract:
    """The text of an amendment, which sets one exercise: as of its signature, or as of today while it is a draft."""
    convention, day = amendment.convention, amendment.signed_on or timezone.localdate()
    parties = parties_of(convention, day)
    work = year_of_work(convention.centre, amendment.year)
    is_protocol = convention.kind == ConventionKind.PROTOCOL
    to, the, signed = ("au", "le", "signé") if is_protocol else ("à la", "la", "signée")
    on = f" {signed} le {french.date(convention.signed_on)}" if convention.signed_on else ""
    return Contract(
        title=f"Avenant n° {amendment.rank - 1}, exercice {amendment.year}",
        subtitle=f"{to} {convention.get_kind_display()} {convention.starts_on.year}-{convention.ends_on.year}",
        period=f"Exercice {amendment.year}",
        service=parties.service,
        is_draft=amendment.state == AmendmentState.DRAFT,
        is_recorded=amendment.is_recorded,
        signed_on=amendment.signed_on if amendment.state != AmendmentState.DRAFT else None,
        visas=(f"{the} {convention.get_kind_display()}{on} ;", clauses.FRAMEWORK),
        parties=parties.sentences,
        preamble=(),
        articles=(
            clauses.object_of_amendment(amendment),
            clauses.programme(work),
            clauses.contribution(work),
            clauses.payment(work, day, is_first_ever=False),
            Article(title="Autres clauses", paragraphs=("Les autres clauses de la convention sont inchangées.",)),
        ),
        signatures=parties.signatures,
    )


TEMPLATE = "governance/conventions/contract/contract_pdf.html"


def print_convention(convention: Convention) -> bytes:
    """The text of a convention as a tagged PDF."""
    return render_pdf(TEMPLATE, {"contract": contract_of(convention)})


def print_amendment(amendment: Amendment) -> bytes:
    """The text of an amendment as a tagged PDF."""
    return render_pdf(TEMPLATE, {"contract": amendment_text_of(amendment)})
