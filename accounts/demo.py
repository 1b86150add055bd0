"""The accounts of a demonstration site, listed on its sign-in page."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.enums import Role

DEMO_PASSWORD = "quartiers-prioritaires"  # noqa: S105 (shown on the page, and worth nothing elsewhere)


@dataclass(frozen=True)
class DemoAccount:
    """One invented person; `scope` is the code of a region or département, or the slug of a centre."""

    first_name: str
    email: str
    role: Role
    perimeter: str
    scope: str = ""


DEMO_ACCOUNTS = (
    DemoAccount("Agathe", "agathe.admin@demo.invalid", Role.ADMIN, "tout le réseau"),
    DemoAccount("Nadia", "nadia.national@demo.invalid", Role.NATIONAL, "tout le réseau"),
    DemoAccount("René", "rene.pays-de-la-loire@demo.invalid", Role.REGIONAL, "Pays de la Loire", "52"),
    DemoAccount("Brieuc", "brieuc.bretagne@demo.invalid", Role.REGIONAL, "Bretagne", "53"),
    DemoAccount("Denise", "denise.loire-atlantique@demo.invalid", Role.DEPARTMENTAL, "Loire-Atlantique", "44"),
    DemoAccount("Tifenn", "tifenn.direction@demo.invalid", Role.DIRECTOR, "RésO Villes", "reso-villes"),
    DemoAccount("Paule", "paule.partenaire@demo.invalid", Role.PARTNER, "RésO Villes", "reso-villes"),
)
