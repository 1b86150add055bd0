"""Rules of the network, each year: its meetings, its worksites (R-107, R-108, R-110, R-111, R-114, R-116)."""

from __future__ import annotations

from documents import french
from governance.compliance.rules.facts import NetworkFacts
from governance.compliance.rules.load_facts import at_least, network_rule
from governance.enums import BodyKind
from governance.models.national import MINIMUMS, MOST_WORKSITES
from governance.registers.rules import PageLink, Result, Severity, broken, satisfied, unknown

BODIES = PageLink("governance:bodies")
LAST_MONTH = 12


def meetings(kind: BodyKind):
    """The check that the body of that kind met as often as its minimum; broken in December without enough planned."""

    def checked(facts: NetworkFacts) -> Result:
        count, planned, least = facts.meetings.get(kind, 0), facts.planned.get(kind, 0), MINIMUMS[kind].least
        answer = at_least(
            least, count, "réunion tenue,réunions tenues", facts=facts, link=BODIES, has_year=facts.has_year
        )
        december = facts.question.today.month == LAST_MONTH and facts.question.today.year == facts.year
        if december and count + planned < least:
            return broken(f"{french.counted(count, 'réunion tenue', 'réunions tenues')}, aucune autre en vue.", BODIES)
        return answer

    return checked


def few_worksites(facts: NetworkFacts) -> Result:
    """R-111: three worksites a year at most."""
    link, count = PageLink("governance:national", (facts.year,)), len(facts.worksites)
    if not count:
        return unknown(f"Le programme national {facts.year} n’est pas saisi.", link)
    sentence = f"{french.counted(count, 'chantier')} en {facts.year}."
    return satisfied(sentence, link) if count <= MOST_WORKSITES else broken(sentence, link)


def validated_in_time(facts: NetworkFacts) -> Result:
    """R-110: the worksites of a year are validated at the last technical committee of the year before."""
    link = PageLink("governance:national", (facts.year,))
    if not facts.worksites:
        return unknown(f"Le programme national {facts.year} n’est pas saisi.", link)
    waiting = [site.title for site in facts.worksites if site.validated_on is None]
    if waiting:
        return broken(f"Sans validation du comité technique : {french.listed(waiting)}.", link)
    elsewhere = [site.title for site in facts.worksites if site.validated_on != facts.last_technical_before]
    if elsewhere:
        return broken(
            f"Validés ailleurs qu’à la dernière séance de {facts.year - 1} : {french.listed(elsewhere)}.", link
        )
    return satisfied(f"Validés à la séance du {french.date(facts.last_technical_before)}.", link)


RULES = (
    network_rule(
        code="R-107", reference="§3.3, charte", severity=Severity.ALERT,
        statement="Le comité de suivi de la charte se réunit une fois par an.",
        check=meetings(BodyKind.CHARTER),
    ),
    network_rule(
        code="R-108", reference="§3.3", severity=Severity.ALERT,
        statement="Le comité technique d’animation nationale se réunit au moins trois fois par an.",
        check=meetings(BodyKind.TECHNICAL),
    ),
    network_rule(
        code="R-110", reference="§3.3", severity=Severity.ALERT,
        statement="Le programme national est validé à la dernière séance du comité technique de l’année précédente.",
        check=validated_in_time,
    ),
    network_rule(
        code="R-111", reference="§3.3", severity=Severity.BLOCKING,
        statement="Le programme national compte trois chantiers au plus par an.",
        check=few_worksites,
    ),
    network_rule(
        code="R-114", reference="§3.3", severity=Severity.ALERT,
        statement="Une journée annuelle réunit les équipes et les correspondants de l’État.",
        check=meetings(BodyKind.ANNUAL_DAY),
    ),
    network_rule(
        code="R-116", reference="annexe ANRU", severity=Severity.ALERT,
        statement="L’ANRU et l’administration nationale se réunissent au moins une fois par an.",
        check=meetings(BodyKind.ANRU),
    ),
)  # fmt: skip
