"""The endpoints in French, for the documentation page: groups, parameters, fields of the answer."""

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
class FieldDoc:
    """One field of an answer, in French."""

    name: str
    type: str
    says: str


@dataclass(frozen=True, kw_only=True)
class ParameterDoc:
    """One parameter, in French."""

    name: str
    place: str
    accepts: str
    says: str

    @classmethod
    def of(cls, parameter: Parameter) -> ParameterDoc:
        """What the documentation says of the parameter."""
        if parameter.is_number:
            accepts = f"nombre entier, de {parameter.least} à {parameter.most}"
            accepts += f"\u202f; {parameter.default} par défaut" if parameter.default is not None else ""
        else:
            accepts = " ou ".join(parameter.among) or "texte"
        return cls(
            name=parameter.name,
            place="dans l’adresse" if parameter.in_path else "après « ? »",
            accepts=accepts,
            says=parameter.says,
        )


@dataclass(frozen=True, kw_only=True)
class EndpointDoc:
    """One endpoint, in French; `rows` are the fields of its list, when it has one."""

    endpoint: Endpoint
    parameters: tuple[ParameterDoc, ...]
    fields: tuple[FieldDoc, ...]
    rows: tuple[FieldDoc, ...]


@dataclass(frozen=True, kw_only=True)
class EndpointGroup:
    """The addresses of one subject."""

    name: str
    endpoints: tuple[EndpointDoc, ...]


def endpoint_groups(endpoints: Iterable[Endpoint]) -> list[EndpointGroup]:
    """The endpoints by subject, in their order."""
    groups: dict[str, list[EndpointDoc]] = {}
    for endpoint in endpoints:
        lists = [part["items"] for part in endpoint.schema["properties"].values() if part["type"] == "array"]
        groups.setdefault(endpoint.tags[0], []).append(
            EndpointDoc(
                endpoint=endpoint,
                parameters=tuple(map(ParameterDoc.of, endpoint.parameters)),
                fields=_field_docs(endpoint.schema),
                rows=_field_docs(lists[0]) if lists else (),
            )
        )
    return [EndpointGroup(name=name, endpoints=tuple(docs)) for name, docs in groups.items()]


def _field_docs(schema: dict[str, Any]) -> tuple[FieldDoc, ...]:
    docs = []
    for name, part in schema["properties"].items():
        types = part["type"] if isinstance(part["type"], list) else [part["type"]]
        words = TYPES[types[0]]
        if "enum" in part:
            words += " : " + ", ".join(str(value) for value in part["enum"] if value is not None)
        words += ", ou rien" if "null" in types else ""
        docs.append(FieldDoc(name=name, type=words, says=part.get("description", "")))
    return tuple(docs)
