"""Rules of the bodies of an association: who sits on them (R-63, R-65)."""

from __future__ import annotations

from collections.abc import Callable

from documents.french import counted, listed
from governance.compliance.rules.facts import CentreFacts
from governance.compliance.rules.load_facts import centre_rule
from governance.enums import BodyKind
from governance.registers.rules import Result, Severity, broken, not_applicable, satisfied, unknown


def for_associations(check: Callable[[CentreFacts], Result]) -> Callable[[CentreFacts], Result]:
    """`check` on associations only: not applicable to the others, unknown without a legal form."""

    def checked(facts: CentreFacts) -> Result:
        if not facts.legal_form:
            return unknown("La forme juridique du centre n’est pas connue.")
        return check(facts) if facts.is_association else not_applicable("Le centre n’est pas une association.")

    return checked


def state_off_the_board(facts: CentreFacts) -> Result:
    """R-63: the State is no member of an association's board."""
    if BodyKind.BOARD not in facts.bodies:
        return unknown("Le conseil d’administration n’est pas décrit.", facts.bodies_link)
    seated = facts.state_seats(BodyKind.BOARD)
    if seated:
        return broken(f"Siège au conseil d’administration : {listed(seated)}.", facts.bodies_link)
    if not facts.seats.get(BodyKind.BOARD):
        return unknown("Les sièges du conseil d’administration ne sont pas décrits.", facts.bodies_link)
    return satisfied("L’État ne siège pas au conseil d’administration.", facts.bodies_link)


def funders_committee(facts: CentreFacts) -> Result:
    """R-65: a committee of funders, where the State sits, and which meets each year (that minimum is ours)."""
    if not facts.bodies:
        return unknown("Aucune instance du centre n’est décrite.", facts.bodies_link)
    if BodyKind.FUNDERS not in facts.bodies:
        return broken("L’association n’a pas de comité des financeurs.", facts.bodies_link)
    if not facts.state_seats(BodyKind.FUNDERS):
        return broken("L’État n’est pas représenté au comité des financeurs.", facts.bodies_link)
    meetings = facts.meetings.get(BodyKind.FUNDERS, 0)
    if meetings:
        return satisfied(f"{counted(meetings, 'réunion')} du comité des financeurs en {facts.year}.", facts.bodies_link)
    if facts.question.is_over and facts.has_year:
        return broken(f"Le comité des financeurs ne s’est pas réuni en {facts.year}.", facts.bodies_link)
    return unknown(f"Aucune réunion du comité des financeurs n’est enregistrée en {facts.year}.", facts.bodies_link)


RULES = (
    centre_rule(
        code="R-63", reference="§4.1", severity=Severity.BLOCKING,
        statement="L’État n’est pas membre du conseil d’administration d’une association.",
        check=for_associations(state_off_the_board),
    ),
    centre_rule(
        code="R-65", reference="§4.1", severity=Severity.BLOCKING,
        statement="Une association a un comité des financeurs, où l’État est représenté et qui se réunit dans l’année.",
        check=for_associations(funders_committee),
    ),
)  # fmt: skip
