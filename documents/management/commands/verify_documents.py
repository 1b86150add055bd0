"""`manage.py verify_documents`: whether every frozen content is still that of its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable

from documents.french import counted
from documents.published.verify_command import VerifyCommand
from documents.published.write_once import faults, fingerprinted_rows


class Command(VerifyCommand):
    help = (
        "Relit tout ce qui est figé (documents publiés, exercices, conventions, avis, tableaux de bord) et dit ce qui "
        "n’est plus celui de son empreinte SHA-256\u202f; sort avec 1 sinon."
    )
    intact, altered = "Contenus figés intacts", "Contenus figés altérés"

    def faults(self) -> Iterable[str]:
        return faults()

    def count(self) -> str:
        return counted(sum(rows.count() for rows in fingerprinted_rows()), "ligne")
