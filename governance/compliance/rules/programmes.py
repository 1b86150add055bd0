"""Rules of the year's programme (R-02, R-42) and of its budget (R-60, R-72)."""

from __future__ import annotations

from decimal import Decimal

from documents import french
from governance.compliance.rules.facts import CORE_MISSIONS, BudgetFacts, CentreFacts
from governance.compliance.rules.load_facts import centre_rule
from governance.enums import Stage
from governance.law.paid_services import recorded_beside
from governance.registers.rules import Result, Severity, broken, not_applicable, satisfied, unknown

COMPETITIVE_CEILING = Decimal("0.20")
COMPETITIVE_WARNING = Decimal("0.15")


def core_missions(facts: CentreFacts) -> Result:
    """R-02: each of the three core missions has an action in the year's programme."""
    if not facts.programme_state:
        return unknown(f"Le programme {facts.year} n’est pas saisi.", facts.programme_link)
    empty = [mission.value for mission in CORE_MISSIONS if not facts.actions.get(mission)]
    if empty:
        return broken(f"Aucune action au programme {facts.year} pour {french.listed(empty)}.", facts.programme_link)
    sentence = french.listed([f"{mission.value} : {facts.actions[mission]}" for mission in CORE_MISSIONS])
    return satisfied(f"Actions au programme {facts.year} : {sentence}.", facts.programme_link)


def complementary_after_cartography(facts: CentreFacts) -> Result:
    """R-42: complementary missions are settled once the cartography is made."""
    if not facts.programme_state:
        return unknown(f"Le programme {facts.year} n’est pas saisi.", facts.programme_link)
    if not facts.complementary:
        return not_applicable(f"Aucune action complémentaire au programme {facts.year}.")
    sentence = french.counted(facts.complementary, "action complémentaire", "actions complémentaires")
    if facts.cartography_on is None:
        return broken(f"{sentence}, sans cartographie validée.", facts.programme_link)
    return satisfied(f"{sentence} ; cartographie validée du {french.date(facts.cartography_on)}.", facts.programme_link)


def region_among_funders(facts: CentreFacts) -> Result:
    """R-60: co-funding is sought: the region pays a part of the core budget."""
    planned = facts.budgets.get(Stage.PLANNED)
    if planned is None:
        return unknown(f"Le budget {facts.year} n’est pas saisi.", facts.programme_link)
    if planned.core_region:
        return satisfied(f"La région apporte {french.euros(planned.core_region)} au socle.", facts.programme_link)
    return broken("La région n’est pas parmi les financeurs du socle.", facts.programme_link)


def competitive_share(facts: CentreFacts) -> Result:
    """R-72: services to non-members stay within 20 % of the yearly budget, planned and actual (20,00 % included).

    The greater of the line of the budget and of the services recorded counts.
    """
    budgets = {stage.label: budget for stage in Stage if (budget := facts.budgets.get(stage, BudgetFacts())).total}
    shares = {
        stage: max(budget.competitive, facts.services_sold) / budget.total for stage, budget in budgets.items()
    }  # fmt: skip
    if not shares:
        return unknown(f"Le budget {facts.year} n’est pas saisi.", facts.programme_link)
    sentence = "Part des prestations à des non-membres : " + french.listed(
        [f"{french.percent(share, 2)} du budget {stage}" for stage, share in shares.items()]
    )
    lines = [recorded_beside(budget.competitive, facts.services_sold) for budget in budgets.values()]
    recorded = next(filter(None, reversed(lines)), "")  # of the actual budget, where there is one
    highest, ceiling = max(shares.values()), french.percent(COMPETITIVE_CEILING)
    if highest > COMPETITIVE_CEILING:
        return broken(f"{sentence}, au-dessus du plafond de {ceiling}.{recorded}", facts.programme_link)
    warning = f", proche du plafond de {ceiling}" if highest >= COMPETITIVE_WARNING else ""
    return satisfied(f"{sentence}{warning}.{recorded}", facts.programme_link)


RULES = (
    centre_rule(
        code="R-02", reference="§1", severity=Severity.BLOCKING,
        statement="Chacune des trois missions socle a au moins une action au programme de l’année.",
        check=core_missions, bound=True,
    ),
    centre_rule(
        code="R-42", reference="charte art. 1 et 3", severity=Severity.ALERT,
        statement="Les missions complémentaires sont précisées après la cartographie.",
        check=complementary_after_cartography,
    ),
    centre_rule(
        code="R-60", reference="§3.2-5", severity=Severity.ALERT,
        statement="Des cofinancements sont recherchés, à commencer par celui de la région.",
        check=region_among_funders, bound=True,
    ),
    centre_rule(
        code="R-72", reference="§4.1", severity=Severity.BLOCKING,
        statement="Les prestations à des non-membres ne dépassent pas 20 % du budget annuel de la structure.",
        check=competitive_share,
    ),
)  # fmt: skip
