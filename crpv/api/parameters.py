"""Parameters of the API: declared once, for their validation and for their description."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from crpv.api.problems import misunderstood

DIGITS = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One value in the path (`in_path`) or in the query; a whole number between two bounds, or a word."""

    name: str
    says: str
    in_path: bool = False
    least: int | None = None
    most: int | None = None
    default: int | None = None
    among: tuple[str, ...] = ()
    pattern: str = ""
    example: Any = None

    @property
    def is_number(self) -> bool:
        return self.least is not None

    def schema(self) -> dict[str, Any]:
        """The values it accepts, as JSON Schema."""
        if self.is_number:
            schema: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.most}
            return schema | ({"default": self.default} if self.default is not None else {})
        schema = {"type": "string"}
        if self.among:
            schema["enum"] = list(self.among)
        return schema | ({"pattern": f"^{self.pattern}$"} if self.pattern else {})

    def openapi(self) -> dict[str, Any]:
        """The parameter in the OpenAPI document."""
        place = "path" if self.in_path else "query"
        parameter = {"name": self.name, "in": place, "required": self.in_path, "description": self.says}
        return parameter | {"schema": self.schema()} | ({"example": self.example} if self.example is not None else {})

    def read(self, text: str | None) -> Any:
        """The value of `text`, the default for None; Problem (400) when it is not acceptable."""
        if text is None:
            return self.default
        if self.is_number:
            if not DIGITS.fullmatch(text) or not self.least <= int(text) <= self.most:
                raise misunderstood(
                    f"« {self.name} » est un nombre entier de {self.least} à {self.most} : corrigez-le."
                )
            return int(text)
        if self.among and text not in self.among:
            raise misunderstood(f"« {self.name} » vaut l’un de ces mots : {', '.join(self.among)}.")
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise misunderstood(f"« {self.name} » n’a pas la forme attendue.")
        return text


PAGE = Parameter(name="page", says="La page voulue.", least=1, most=9999, default=1)
PER_PAGE = Parameter(name="par_page", says="Le nombre de lignes d’une page.", least=1, most=100, default=50)
YEAR = Parameter(name="annee", says="L’année, par exemple 2024.", in_path=True, least=2000, most=2100, example=2024)
CENTRE = Parameter(
    name="centre", says="L’identifiant du centre.", in_path=True, pattern="[a-z0-9-]{1,60}", example="reso-villes"
)
VERSION = Parameter(
    name="version", says="Une version précise\u00a0; par défaut, celle qui est en vigueur.", least=1, most=9999
)
