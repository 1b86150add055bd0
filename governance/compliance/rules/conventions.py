"""Rules of the conventions of a centre with the State, and of their dates (R-51, R-75, R-78, R-81, R-82, R-85)."""

from __future__ import annotations

from collections.abc import Callable

from documents import french
from governance.compliance.rules.facts import CentreFacts, ConventionRuleFacts
from governance.compliance.rules.load_facts import centre_rule
from governance.conventions.schedule import due_item, final_review_item
from governance.law.legal_calendar import FINAL_REVIEW_DUE, three_year_term
from governance.registers.rules import Outcome, PageLink, Result, Severity, broken, not_applicable, satisfied, unknown

GRAVEST = (Outcome.BROKEN, Outcome.UNKNOWN, Outcome.SATISFIED, Outcome.NOT_APPLICABLE)
LATE = "Convention signée hors de l’outil depuis sa mise en service,"
CONVENTIONS = PageLink("governance:conventions")
Check = Callable[[CentreFacts, ConventionRuleFacts], Result]


def of_each_in_force(check: Check, *, triennial: bool = False) -> Callable[[CentreFacts], Result]:
    """The gravest result among the conventions in force in the year; unknown without any."""

    def checked(facts: CentreFacts) -> Result:
        concerned = [each for each in facts.conventions_in_force if each.is_triennial or not triennial]
        if not concerned:
            return unknown(f"Aucune convention signée ne couvre {facts.year}.", CONVENTIONS)
        return min((check(facts, each) for each in concerned), key=lambda result: GRAVEST.index(result.outcome))

    return checked


def cartography(facts: CentreFacts, convention: ConventionRuleFacts) -> Result:
    """R-51: a convention rests on a dated cartography."""
    link = facts.convention_link(convention)
    if convention.cartography_on:
        return satisfied(f"Cartographie du {french.date(convention.cartography_on)}.", link)
    if 1 in convention.recorded_late:
        return broken(f"{LATE} sans cartographie datée.", link)
    if convention.is_recorded:
        return unknown("Convention signée avant l’outil, enregistrée sans sa cartographie.", link)
    return broken("Convention signée sans cartographie datée.", link)


def duration_and_amendments(facts: CentreFacts, convention: ConventionRuleFacts) -> Result:
    """R-75: three years, with an amendment for the second and for the third."""
    link, rank = facts.convention_link(convention), facts.year - convention.starts_on.year + 1
    three_years = three_year_term(convention.starts_on)
    if convention.ends_on != three_years:
        return broken(f"Terme le {french.date(convention.ends_on)} au lieu du {french.date(three_years)}.", link)
    amendment = due_item(convention, f"avenant-{rank}")
    if amendment is None:
        return satisfied("Convention de trois ans, sans avenant dû cette année.", link)
    if amendment.number in convention.recorded_late:
        return broken(f"{amendment.label} signé hors de l’outil depuis sa mise en service.", link)
    if amendment.is_done:
        return satisfied(f"{amendment.label} signé.", link)
    if amendment.is_void and convention.is_recorded and not convention.amended_on:
        return unknown("Convention enregistrée après son terme, sans ses avenants.", link)
    due = french.date(amendment.due_on)
    if facts.question.today > amendment.due_on:
        return broken(f"{amendment.label} attendu le {due}, non signé.", link)
    return unknown(f"{amendment.label} attendu pour le {due}.", link)


def referential(facts: CentreFacts, convention: ConventionRuleFacts) -> Result:
    """R-78: the convention names the version of the indicators."""
    link = facts.convention_link(convention)
    if convention.referential_version:
        return satisfied(f"Référentiel d’indicateurs {convention.referential_version}.", link)
    if convention.is_recorded and 1 not in convention.recorded_late:
        return unknown("Convention signée avant l’outil, enregistrée sans son référentiel.", link)
    return broken("Convention signée sans version du référentiel d’indicateurs.", link)


def interim_review(facts: CentreFacts, convention: ConventionRuleFacts) -> Result:
    """R-81: the State reviews the convention each year."""
    link = facts.convention_link(convention)
    review = due_item(convention, f"bilan-{facts.year}")
    if review and review.is_done:
        return satisfied(f"Bilan intermédiaire {facts.year} fait.", link)
    if facts.question.is_over:
        return broken(f"Pas de bilan intermédiaire {facts.year}.", link)
    if review is None or review.is_void:
        return unknown(f"Convention close sans bilan intermédiaire {facts.year} : il ne s’écrit plus.", link)
    return unknown(f"Bilan intermédiaire {facts.year} à faire avant la fin de l’année.", link)


def final_review(facts: CentreFacts) -> Result:
    """R-82: six months after the term at most, for the conventions whose term has come."""
    ended = [each for each in facts.conventions if each.is_triennial and each.current_end < facts.question.judged_on]
    if not ended:
        return not_applicable(f"Aucune convention à son terme en {facts.year}.")
    last = ended[-1]
    review, link = final_review_item(last), facts.convention_link(last)
    due = french.date(review.due_on)
    if review.done_on:
        done = f"Bilan final validé le {french.date(review.done_on)}"
        return broken(f"{done}, après le {due}.", link) if review.was_late else satisfied(f"{done}.", link)
    if review.is_done:
        return unknown("Convention enregistrée après son bilan final, sans la date de celui-ci.", link)
    if facts.question.judged_on > review.due_on:
        return broken(f"Bilan final attendu le {due}, non validé.", link)
    return unknown(f"Bilan final attendu pour le {due}.", link)


def renewed_after_review(facts: CentreFacts) -> Result:
    """R-85: a new convention waits for the final review of the one before."""
    for late in (each for each in facts.conventions_in_force if 1 in each.recorded_late):
        earlier = (each for each in facts.conventions if each.kind == late.kind and each.starts_on < late.starts_on)
        if any(each.review_validated_on is None for each in list(earlier)[-1:]):
            link = facts.convention_link(late)
            return broken(f"{LATE} sans bilan final validé de la précédente.", link)
    renewing = [each for each in facts.conventions_in_force if each.follows]
    if not renewing:
        return not_applicable(f"Aucune convention de {facts.year} n’en renouvelle une autre.")
    for convention in renewing:
        link = facts.convention_link(convention)
        if convention.followed_is_recorded and not convention.followed_is_reviewed:
            return unknown("La convention précédente est enregistrée telle quelle, sans son bilan final.", link)
        if not convention.followed_is_reviewed:
            return broken("Convention renouvelée sans bilan final validé de la précédente.", link)
    return satisfied("Bilan final de la convention précédente validé.", facts.convention_link(renewing[-1]))


RULES = (
    centre_rule(
        code="R-51", reference="§3.2-1", severity=Severity.BLOCKING,
        statement="Toute convention repose sur une cartographie stratégique locale datée.",
        check=of_each_in_force(cartography), bound=True,
    ),
    centre_rule(
        code="R-75", reference="§4.2", severity=Severity.ALERT,
        statement="La convention dure trois ans, avec un avenant la deuxième et la troisième année.",
        check=of_each_in_force(duration_and_amendments, triennial=True), bound=True,
    ),
    centre_rule(
        code="R-78", reference="§3.4", severity=Severity.BLOCKING,
        statement="La convention intègre les indicateurs annexés au cadre.",
        check=of_each_in_force(referential), bound=True,
    ),
    centre_rule(
        code="R-81", reference="§3.4", severity=Severity.ALERT,
        statement="L’État local fait chaque année la revue intermédiaire de la convention.",
        check=of_each_in_force(interim_review, triennial=True), bound=True,
    ),
    centre_rule(
        code="R-82", reference="§4.2", severity=Severity.BLOCKING,
        statement=f"Le bilan évaluatif final est établi au plus tard {FINAL_REVIEW_DUE.text} après le terme de "
        "la convention.",
        check=final_review, bound=True,
    ),
    centre_rule(
        code="R-85", reference="§4.2", severity=Severity.BLOCKING,
        statement="Une nouvelle convention est subordonnée au bilan final de la précédente.",
        check=renewed_after_review, bound=True,
    ),
)  # fmt: skip
