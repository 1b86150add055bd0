"""One's own account; what opens between the password and the second factor is asked in tests/test_routes.py."""

from __future__ import annotations

from tests.routes.roles import EVERYONE, Route

HUB = "/compte/second-facteur/"

ROUTES = {
    "accounts:account": Route("/compte/", EVERYONE),
    "accounts:password_change": Route("/compte/mot-de-passe/", EVERYONE),
    "accounts:tokens": Route("/compte/jetons/", EVERYONE),
    "accounts:give_code": Route("/compte/connexion/code/", EVERYONE),
    "accounts:give_recovery_code": Route("/compte/connexion/code-de-secours/", EVERYONE),
    "accounts:second_factor": Route(HUB, EVERYONE),
    "accounts:enrol_factor": Route(f"{HUB}activer/", EVERYONE),
    "accounts:renew_codes": Route(f"{HUB}codes/", EVERYONE),
    "accounts:remove_factor": Route(f"{HUB}retirer/", EVERYONE),
}
TOLD_ALIKE = ()
ELSEWHERE = {
    "accounts:token_revoke",  # one's own tokens only: tests/accounts/tokens/test_tokens.py
}


def build_doors(cast, ici, ailleurs):
    """Nothing of one's own account depends on a centre."""
