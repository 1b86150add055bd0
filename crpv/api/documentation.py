"""The endpoints as their page tells them: groups, parameters, fields of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crpv.api.dispatch import Endpoint
from crpv.api.parameters import Parameter

TYPES = {
    "string": "texte", "integer": "nombre entier", "number": "nombre", "boolean": "vrai ou faux", "object": "objet",
    "array": "liste",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ToldField:
    """One field of an answer, in words."""

    name: str
    type: str
    says: str


@dataclass(frozen=True, kw_only=True)
class ToldParameter:
    """One parameter, in words."""

    name: str
    place: str
    accepts: str
    says: str


@dataclass(frozen=True, kw_only=True)
class ToldEndpoint:
    """One address, in words."""

    endpoint: Endpoint
    parameters: tuple[ToldParameter, ...]
    fields: tuple[ToldField, ...]
    rows: tuple[ToldField, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """The addresses of one subject."""

    name: str
    endpoints: tuple[ToldEndpoint, ...]


def told(endpoints: Iterable[Endpoint]) -> list[Group]:
    """The endpoints by subject, in their order."""
    groups: dict[str, list[ToldEndpoint]] = {}
    for one in endpoints:
        groups.setdefault(one.tags[0], []).append(_told(one))
    return [Group(name=name, endpoints=tuple(ones)) for name, ones in groups.items()]


def _told(one: Endpoint) -> ToldEndpoint:
    lists = [part["items"] for part in one.schema["properties"].values() if part["type"] == "array"]
    return ToldEndpoint(
        endpoint=one,
        parameters=tuple(map(_parameter, one.parameters)),
        fields=_fields(one.schema),
        rows=_fields(lists[0]) if lists else (),
    )


def _parameter(one: Parameter) -> ToldParameter:
    if one.is_number:
        accepts = f"nombre entier, de {one.least} à {one.most}"
        accepts += f"\u202f; {one.default} par défaut" if one.default is not None else ""
    else:
        accepts = " ou ".join(one.among) or "texte"
    return ToldParameter(
        name=one.name, place="dans l’adresse" if one.in_path else "après « ? »", accepts=accepts, says=one.says
    )


def _fields(schema: dict[str, Any]) -> tuple[ToldField, ...]:
    return tuple(
        ToldField(name=name, type=_type(part), says=part.get("description", ""))
        for name, part in schema["properties"].items()
    )


def _type(part: dict[str, Any]) -> str:
    types = part["type"] if isinstance(part["type"], list) else [part["type"]]
    words = TYPES[types[0]]
    if "enum" in part:
        words += " : " + ", ".join(str(value) for value in part["enum"] if value is not None)
    return words + (", ou rien" if "null" in types else "")
