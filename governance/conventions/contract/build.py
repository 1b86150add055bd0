"""Build the text of each kind of act: CPO, financial protocol, founding convention, amendment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any, cast

from django.utils import timezone
from django.utils.text import capfirst

from documents import french
from documents.pdf.render import render_pdf
from governance.conventions.contract import clauses
from governance.conventions.contract.clauses import (
    Article,
    Contract,
    MapLine,
    Parties,
    YearOfWork,
    is_first_year,
    parties_of,
    year_of_work,
)
from governance.enums import AmendmentState, ConventionKind, ConventionState
from governance.models import Amendment, CartographyLine, Convention
from governance.registers.lent_figures import MergedFigure

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
        signed_on=convention.signed_on if convention.state != ConventionState.DRAFT else None,
        visas=clauses.visas_of_group() if is_group else clauses.visas_of_association(convention.starts_on),
        parties=parties.sentences,
        preamble=clauses.preamble(convention),
        articles=_financed(convention, parties, work, day) if work else clauses.founding(convention),
        annexes=_annexes(convention),
        cartography=tuple(map(_map_line, convention.cartography.lines.all())) if convention.cartography else (),
        cartography_dated=convention.cartography.dated if convention.cartography else None,
        signatures=parties.signatures,
    )


def _map_line(line: CartographyLine) -> MapLine:
    return MapLine(
        function=line.function,
        structures=line.structures,
        finding=line.get_finding_display(),
        centre_role=line.centre_role,
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
        "cartographie stratégique",
        f"référentiel d’indicateurs, version {convention.referential_version or 'à préciser'}",
    ]
    if convention.kind != ConventionKind.CONSTITUTIVE:
        annexes.append(f"programme d’activités {convention.starts_on.year} et son budget prévisionnel")
    if convention.kind == ConventionKind.CPO:
        annexes.append("contrat d’engagement républicain souscrit par l’association")
    return (*(f"{annex} ;" for annex in annexes[:-1]), f"{annexes[-1]}.")


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


def print_contract(contract: Contract) -> bytes:
    """The text of an act as a tagged PDF."""
    return render_pdf(TEMPLATE, {"contract": contract})


def frozen_text(contract: Contract) -> dict[str, Any]:
    """The text as JSON values, which `thawed_text` reads back: what is signed is shown, never computed again."""
    return cast(dict[str, Any], json.loads(json.dumps(asdict(contract), default=str)))


def thawed_text(data: Mapping[str, Any]) -> Contract:
    """The text that `frozen_text` stored."""
    days = {
        name: dt.date.fromisoformat(data[name]) if data[name] else None for name in ("signed_on", "cartography_dated")
    }
    texts = {name: tuple(data[name]) for name in ("visas", "parties", "preamble", "annexes")}
    articles = tuple(_thawed_article(article) for article in data["articles"])
    lines = tuple(MapLine(**line) for line in data["cartography"])
    signatures = tuple((name, quality) for name, quality in data["signatures"])
    return Contract(**{**data, **days, **texts, "articles": articles, "cartography": lines, "signatures": signatures})


def _thawed_article(data: Mapping[str, Any]) -> Article:
    figures = tuple(
        MergedFigure(**{**figure, "value": None if figure["value"] is None else Decimal(figure["value"])})
        for figure in data["figures"]
    )
    texts = {name: tuple(data[name]) for name in ("paragraphs", "items", "closing")}
    return Article(**{**data, **texts, "figures": figures})


def changed_since(signed: Contract, today: Contract) -> tuple[str, ...]:
    """The titles of the articles that would be written otherwise today: nothing changes in what is signed."""
    now = {article.title: article for article in today.articles}
    return tuple(article.title for article in signed.articles if now.get(article.title) != article)
