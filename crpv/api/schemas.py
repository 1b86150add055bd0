"""JSON Schemas of the answers that are not open data sets."""

from __future__ import annotations

from typing import Any

from crpv.opendata.fields import Field, Type
from evaluation.enums import Aggregation, Appraisal, IndicatorOrigin, Section, ValueKind

S, N, B = Type.STRING, Type.NUMBER, Type.BOOLEAN

INDICATOR = (
    Field(name="code", type=S, title="Code", is_required=True),
    Field(name="rubrique", type=S, title="Rubrique", is_required=True, among=tuple(Section.values)),
    Field(name="libelle", type=S, title="Libellé", is_required=True),
    Field(name="definition", type=S, title="Définition", is_required=True),
    Field(name="perimetre", type=S, title="Périmètre"),
    Field(name="nature", type=S, title="Nature", is_required=True, among=tuple(ValueKind.values)),
    Field(name="unite", type=S, title="Unité"),
    Field(name="consolidation", type=S, title="Consolidation", is_required=True, among=tuple(Aggregation.values)),
    Field(name="statut", type=S, title="Statut", is_required=True, among=tuple(IndicatorOrigin.values)),
    Field(name="regle", type=S, title="Règle du cadre"),
    Field(name="conforme_a_partir_de", type=N, title="Conforme à partir de"),
    Field(name="conforme_jusqu_a", type=N, title="Conforme jusqu’à"),
    Field(name="critique", type=B, title="Indicateur critique", is_required=True),
)
VALUE = (
    Field(name="code", type=S, title="Code de l’indicateur", is_required=True),
    Field(name="libelle", type=S, title="Libellé", is_required=True),
    Field(name="valeur", type=N, title="Valeur", says="Vide : aucun chiffre"),
    Field(name="numerateur", type=N, title="Numérateur"),
    Field(name="denominateur", type=N, title="Dénominateur"),
    Field(name="appreciation", type=S, title="Appréciation", among=tuple(Appraisal.values)),
    Field(name="sans_objet", type=B, title="Sans objet", is_required=True),
)


def object_of(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these, and nothing else."""
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def listed_object(fields: tuple[Field, ...]) -> dict[str, Any]:
    """An object of these fields."""
    return object_of({field.name: field.json_schema() for field in fields})


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, or null."""
    return schema | {"type": [schema["type"], "null"]}
