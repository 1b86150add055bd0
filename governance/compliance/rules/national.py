"""What the network owes itself each year (R-107, R-108, R-110, R-111, R-114, R-116)."""

from __future__ import annotations

from documents import french
from governance.compliance.rules.answers import at_least, network_rule
from governance.compliance.rules.facts import NetworkFacts
from governance.enums import BodyKind
from governance.minimums import MINIMUMS
from governance.models.national import MOST_WORKSITES
from governance.registers.rules import Place, Result, Severity, broken, satisfied, unknown

BODIES = Place("governance:bodies")
LAST_MONTH = 12


def meetings(kind: BodyKind):
    """The check that `kind` met as often as the framework asks; in December a meeting must at least be planned."""

    def checked(facts: NetworkFacts) -> Result:
        held, planned, least = facts.held.get(kind, 0), facts.planned.get(kind, 0), MINIMUMS[kind].least
        answer = at_least(
            least, held, "réunion tenue,réunions tenues", facts=facts, place=BODIES, is_kept=facts.is_kept
        )
        december = facts.question.today.month == LAST_MONTH and facts.question.today.year == facts.year
        if december and held + planned < least:
            return broken(f"{french.counted(held, 'réunion tenue', 'réunions tenues')}, aucune autre en vue.", BODIES)
        return answer

    return checked


def few_worksites(facts: NetworkFacts) -> Result:
    """R-111: three worksites a year at most."""
    place, found = Place("governance:national", (facts.year,)), len(facts.worksites)
    if not found:
        return unknown(f"Le programme national {facts.year} n’est pas saisi.", place)
    told = f"{french.counted(found, 'chantier')} en {facts.year}."
    return satisfied(told, place) if found <= MOST_WORKSITES else broken(told, place)


def validated_in_time(facts: NetworkFacts) -> Result:
    """R-110: the worksites of a year are validated at the last technical committee of the year before."""
    place = Place("governance:national", (facts.year,))
    if not facts.worksites:
        return unknown(f"Le programme national {facts.year} n’est pas saisi.", place)
    waiting = [one.title for one in facts.worksites if one.validated_on is None]
    if waiting:
        return broken(f"Sans validation du comité technique : {french.listed(waiting)}.", place)
    elsewhere = [one.title for one in facts.worksites if one.validated_on != facts.last_technical_before]
    if elsewhere:
        return broken(
            f"Validés ailleurs qu’à la dernière séance de {facts.year - 1} : {french.listed(elsewhere)}.", place
        )
    return satisfied(f"Validés à la séance du {french.date(facts.last_technical_before)}.", place)


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
