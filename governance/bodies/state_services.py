"""The services of the State, recognised by the name of an organisation (R-63); pure."""

from __future__ import annotations

import re
from typing import Final

from documents.french import unaccented

# Prefectures, rectorates, ministries, the State's services in the region and in the département, and the ANCT.
SERVICES: Final = re.compile(
    r"\b((sous-?)?prefet(e|s)?|(sous-?)?prefecture|sgar|(secretariat general (pour|aux) les? affaires regionales)"
    r"|dreets|drieets|drihl|deets|ddets(pp)?|drjscs|djscs|ddcs(pp)?|direccte|dreal|drac|ddt(m)?|rectorat|ministere"
    r"|anct|cget|etat)\b"
)


def is_state_service(organisation: str) -> bool:
    """Whether this organisation is, by its name, a service of the State."""
    return SERVICES.search(unaccented(organisation)) is not None
