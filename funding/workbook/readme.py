"""Sheet « Lisez-moi »: purpose, control against the application, instructions."""

from __future__ import annotations

from collections.abc import Sequence

from documents.french import counted, typeset
from documents.spreadsheets.sheet import Page, Shape
from funding.formula.allocate import Result
from funding.workbook.calculation import AGREED, Table

SECTION, PLAIN, STRONG, LINK = Shape("section"), Shape("plain"), Shape("strong"), Shape("link")
PURPOSE = (
    (
        "Ce classeur refait pas à pas, avec des formules vivantes, le calcul des moyens alloués aux centres de "
        "ressources politique de la ville. Il permet de vérifier chaque chiffre sans l’application."
    ),
    (
        "Le montant calculé est une estimation théorique ; il ne se confond ni avec le montant notifié ni avec le "
        "montant versé (R-104)."
    ),
)
STEPS = (
    "Lisez le contrôle ci-dessus : il compare chaque chiffre recalculé à celui de l’application.",
    (
        "Dans « Données », changez un nombre de quartiers ou une distance : tout se recalcule, et les bornes du "
        "réseau se déplacent pour tous les centres quand elles ne sont pas figées."
    ),
    "Dans « Paramètres », changez un poids, un salaire, une tranche ou la part de l’État.",
    (
        "Dans « Calcul », ouvrez une case pour lire sa formule ; les noms (poids_qpv, qpv_min…) renvoient à "
        "« Paramètres »."
    ),
    "Après un changement, le contrôle compte les chiffres qui diffèrent de ceux de l’application : c’est attendu.",
)
SHEETS = (
    ("Paramètres", "Le barème de l’année : poids, bornes, tranches, équipes, salaires, part de l’État."),
    ("Données", "Le nombre de quartiers prioritaires et la distance médiane de chaque centre, avec leur source."),
    ("Calcul", "Une ligne par centre, une colonne par étape, l’article qui la fonde, le contrôle."),
    ("Synthèse", "Les totaux par zone et par tranche, l’indice de chaque centre, les points d’attention."),
)
COLOURS = (
    ("input", "Donnée ou paramètre", "Peut être modifié."),
    ("body", "Formule", "Se recalcule ; ne pas écrire dessus."),
    ("witness", "Témoin", "Valeur calculée par l’application, ou source ; sert à comparer."),
    ("check", "Contrôle", "Zéro tant que tout concorde ; rouge sinon."),
)
TEXTS = (
    (
        "R-, §, annexe 6",
        (
            "« R-94 » : numéro de la règle dans la documentation de l’application ; « § » et « annexe 6 » (annexe "
            "financière) : partie du cadre de référence."
        ),
    ),
    (
        "R-89, R-90",
        "Équipe minimale : 4 ETP en métropole, 3 outre-mer en 2017 ; salaires chargés de chaque poste.",
    ),
    ("R-91, R-92", "Part fixe : masse salariale et frais de fonctionnement."),
    ("R-93, R-96", "Part variable : ETP supplémentaires selon la tranche de l’indice."),
    ("R-94, R-95", "Indice de 0 à 10 : nombre de quartiers prioritaires et médiane des distances."),
    ("R-97", "Outre-mer, l’indice est calculé mais sans effet."),
    ("R-98, R-100", "L’État garantit au moins sa part du budget socle ; le reste vient des partenaires."),
    ("R-56", "Paris est hors du calcul et des bornes."),
)


def write_readme(page: Page, result: Result, title: str, notes: Sequence[tuple[str, str]], table: Table) -> None:
    """Write the first sheet; `notes` are what is particular to this table, « données de démonstration » for one."""
    page.widths(26, 104)
    page.upright()
    page.put(0, 0, title, Shape("title"))
    page.put(
        1, 0, f"{counted(len(result.allocations), 'centre')} dans le calcul · {result.parameters.label}", Shape("note")
    )
    page.formula(2, 0, table.page.at(1, 0), AGREED, Shape("verdict"))
    page.alarm("A3", f'$A$3<>"{AGREED}"')
    source = ("Barème", f"{result.parameters.label}. {result.parameters.source}.")
    row = _write_pairs(page, 4, "À savoir", [*notes, source])
    page.put(row, 0, "À quoi il sert", SECTION)
    for place, text in enumerate(PURPOSE, row + 1):
        page.wide(place, 0, 1, typeset(text), PLAIN)
    row += len(PURPOSE) + 2
    row = _write_pairs(page, row, "Comment le recalculer", [(f"{n}.", text) for n, text in enumerate(STEPS, 1)])
    page.put(row, 0, "Les feuilles", SECTION)
    for place, (name, text) in enumerate(SHEETS, row + 1):
        page.link(place, 0, name, LINK)
        page.put(place, 1, typeset(text), PLAIN)
    row += len(SHEETS) + 2
    row = _write_colours(page, row)
    _write_pairs(page, row, "Les règles appliquées (cadre de référence de mars 2017)", TEXTS)


def _write_pairs(page: Page, row: int, heading: str, pairs: Sequence[tuple[str, str]]) -> int:
    page.put(row, 0, heading, SECTION)
    for place, (label, text) in enumerate(pairs, row + 1):
        page.put(place, 0, label, STRONG)
        page.put(place, 1, typeset(text), PLAIN)
        page.tall(place, text, 104)
    return row + len(pairs) + 2


def _write_colours(page: Page, row: int) -> int:
    page.put(row, 0, "Les couleurs", SECTION)
    for place, (look, name, text) in enumerate(COLOURS, row + 1):
        page.put(place, 0, name, Shape(look))
        page.put(place, 1, typeset(text), PLAIN)
    return row + len(COLOURS) + 2
