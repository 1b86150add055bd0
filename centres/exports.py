"""The list of centres as a file: the same rows as on the page, all of them, every figure a number."""

from __future__ import annotations

import datetime as dt

from documents.columns import Column, Kind
from documents.formats import date_fr
from documents.spreadsheets.list_export import ListExport

COLUMNS = (
    Column("Centre", "name", width=36),
    Column("Identifiant", "slug"),
    Column("Forme juridique", "legal_form", width=32),
    Column("Structure porteuse", "carrier"),
    Column("Zone", "zone", width=12),
    Column("Échelon", "echelon", width=15),
    Column("Siège", "seat", width=22),
    Column("Régions", lambda row: ", ".join(row.regions)),
    Column("Départements", "codes", width=36),
    Column("Quartiers prioritaires", "qpv", Kind.INTEGER),
    Column("Liste", "vintage", width=24),
    Column("Distance médiane (km)", "km", Kind.DECIMAL, decimals=1),
    Column("Méthode", "method", width=32),
    Column("Financé par l’État", "is_state_funded", Kind.BOOLEAN),
    Column("À confirmer", lambda row: ", ".join(row.doubts), width=36),
)


def centre_export(day: dt.date) -> ListExport:
    """The file of the registry as it was on that day."""
    title = f"Centres de ressources politique de la ville au {date_fr(day)}"
    return ListExport(columns=COLUMNS, title=title, sheet="Centres")
