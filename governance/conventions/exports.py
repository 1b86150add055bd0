"""The list of conventions to take away. Columns are a contract: tests check them."""

from __future__ import annotations

from documents.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from governance.conventions.figures import Row


def _plan(row: Row) -> str:
    return "oui" if row.convention.in_regional_plan else "non"


COLUMNS = (
    Column("Centre", "convention.centre.usual_name"),
    Column("Nature", lambda row: row.convention.get_kind_display(), width=34),
    Column("État", lambda row: row.convention.get_state_display()),
    Column("Signée le", "convention.signed_on", Kind.DATE),
    Column("Service signataire", "convention.authority"),
    Column("Début", "convention.starts_on", Kind.DATE),
    Column("Terme", "convention.ends_on", Kind.DATE),
    Column("Terme, prorogations comprises", "convention.current_end", Kind.DATE),
    Column("Avenant de la 2e année, signé le", lambda row: row.amended_on(2), Kind.DATE),
    Column("Avenant de la 3e année, signé le", lambda row: row.amended_on(3), Kind.DATE),
    Column("Bilan final dû le", "convention.final_review_due", Kind.DATE),
    Column("Bilan final validé le", "validated_on", Kind.DATE),
    Column("Contrat d’engagement républicain", "convention.has_republican_contract", Kind.BOOLEAN),
    Column("Contrat de plan État-région", lambda row: row.convention.regional_plan or _plan(row)),
    Column("Signée avant l’outil", "convention.is_recorded", Kind.BOOLEAN),
    Column("Prochaine échéance", lambda row: row.deadline and row.deadline.on, Kind.DATE),
    Column("Ce qui est dû", lambda row: row.deadline and row.deadline.label),
    Column("Points d’attention", lambda row: " | ".join(alert.sentence for alert in row.alerts), width=60),
)
CONVENTION_EXPORT = ListExport(columns=COLUMNS, title="Conventions des centres de ressources", sheet="Conventions")
