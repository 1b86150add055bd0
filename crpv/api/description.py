"""The OpenAPI 3.1 description of the API, built from its endpoints."""

from __future__ import annotations

from functools import cache
from typing import Any

from crpv.api import private, public
from crpv.api.dispatch import PER_ADDRESS, PER_TOKEN, Endpoint
from crpv.api.problems import MEDIA_TYPE, SCHEMA
from crpv.opendata.catalogue import LICENCE

ENDPOINTS: tuple[Endpoint, ...] = (*public.ENDPOINTS, *private.ENDPOINTS)
BASE = "/api/v1"
PROBLEMS = {
    "304": "Inchangé depuis la dernière lecture",
    "400": "Demande mal écrite",
    "401": "Jeton absent, inconnu, expiré ou révoqué",
    "404": "Introuvable, ou fermé à ce jeton",
    "405": "L’interface se lit seulement",
    "429": "Trop de demandes en une minute",
}
ACCESS_HELP = "Un jeton s’ouvre dans « Mon compte », « Jetons d’accès »."
SAYS = (
    "Interface de lecture des données du réseau des centres de ressources politique de la ville. Sans jeton, elle "
    f"donne ce qui est public, {PER_ADDRESS} demandes par minute et par adresse ; avec un jeton, ce que son titulaire "
    f"peut lire sur le site ce jour-là, {PER_TOKEN} demandes par minute. Les nombres sont des nombres, une valeur "
    "absente est nulle et n’est jamais un zéro."
)


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Centres de ressources politique de la ville",
            "version": "1.0.0",
            "description": SAYS,
            "license": {"name": LICENCE["title"], "url": LICENCE["path"]},
        },
        "servers": [{"url": "/"}],
        "paths": {f"{BASE}/{endpoint.path}": {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {
            "schemas": {"Probleme": SCHEMA, **{_name(endpoint): endpoint.schema for endpoint in ENDPOINTS}},
            "securitySchemes": {"jeton": {"type": "http", "scheme": "bearer", "description": ACCESS_HELP}},
        },
    }  # fmt: skip


def _name(endpoint: Endpoint) -> str:
    return endpoint.name.capitalize()


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    answer = {"application/json": {"schema": {"$ref": f"#/components/schemas/{_name(endpoint)}"}}}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Probleme"}}}
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.says,
        "tags": list(endpoint.tags),
        "parameters": [parameter.openapi() for parameter in endpoint.parameters],
        "security": [{"jeton": []}] if endpoint.needs_token else [{}, {"jeton": []}],
        "responses": {"200": {"description": "La réponse", "content": answer}}
        | {
            status: {"description": words} | ({"content": content} if status != "304" else {})
            for status, words in PROBLEMS.items()
        },
    }
