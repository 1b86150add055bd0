"""The open data sets, column by column."""

from __future__ import annotations

from typing import Final

from centres.enums import Echelon, LegalForm, Vintage, Zone
from crpv.dashboard.schema import FigureKind
from crpv.opendata.fields import DataSet, Field, Type

S, I, N, B = Type.STRING, Type.INTEGER, Type.NUMBER, Type.BOOLEAN  # noqa: E741
SLUG: Final = "[a-z0-9-]+"
SHA256: Final = "[0-9a-f]{64}"
VINTAGES: Final = " ou ".join(map(str, Vintage.values))

_YEAR = Field(name="annee", type=I, title="Année", is_required=True)
_VERSION = Field(
    name="version",
    type=I,
    title="Version",
    is_required=True,
    says="1 à la première publication, puis une par correction",
)

CENTRES: Final = DataSet(
    name="centres",
    title="Réseau des centres de ressources politique de la ville",
    says="Les centres, leur forme, leur siège et le territoire qu’ils couvrent, tels que connus aujourd’hui.",
    key=("centre",),
    fields=(
        Field(name="centre", type=S, title="Identifiant", is_required=True, pattern=SLUG, says="Ne change jamais"),
        Field(name="nom", type=S, title="Nom d’usage", is_required=True),
        Field(name="zone", type=S, title="Zone", is_required=True, among=tuple(Zone.values)),
        Field(name="echelon", type=S, title="Échelon", is_required=True, among=tuple(Echelon.values)),
        Field(name="forme_juridique", type=S, title="Forme juridique", among=tuple(LegalForm.values)),
        Field(name="structure_porteuse", type=S, title="Structure porteuse", says="Vide : le centre est sa structure"),
        Field(name="siege", type=S, title="Commune du siège"),
        Field(name="siege_code", type=S, title="Code Insee du siège", pattern="[0-9AB]{5}"),
        Field(name="region_code", type=S, title="Code de la région chef de file"),
        Field(name="region", type=S, title="Région chef de file"),
        Field(name="departements", type=S, title="Départements couverts", says="Codes séparés par un espace"),
        Field(name="finance_par_l_etat", type=B, title="Financé par l’État", is_required=True),
        Field(name="site", type=S, title="Site internet"),
        Field(name="ferme_le", type=Type.DATE, title="Date de fermeture"),
    ),
)

FUNDING: Final = DataSet(
    name="financement",
    title="Montants théoriques des centres",
    says=(
        "Ce que la formule du cadre donne à chaque centre dans un exercice adopté. Ces montants sont calculés ; ils ne "
        "sont ni les montants notifiés, ni les versements."
    ),
    key=("annee", "version", "centre"),
    fields=(
        _YEAR,
        _VERSION,
        Field(name="centre", type=S, title="Identifiant du centre", is_required=True, pattern=SLUG),
        Field(name="nom", type=S, title="Nom du centre", is_required=True),
        Field(name="zone", type=S, title="Zone", is_required=True, among=tuple(Zone.values)),
        Field(name="dans_le_calcul", type=B, title="Dans le calcul", is_required=True),
        Field(name="quartiers", type=I, title="Nombre de quartiers prioritaires"),
        Field(name="liste_des_quartiers", type=I, title="Liste des quartiers", says=VINTAGES),
        Field(name="distance_mediane_km", type=N, title="Médiane des distances (km)"),
        Field(name="indice", type=N, title="Indice", says="De 0 à 10, à une décimale"),
        Field(name="etp", type=N, title="Équipe financée (équivalents temps plein)"),
        Field(name="budget_socle", type=N, title="Budget socle théorique (euros)"),
        Field(name="plancher_etat", type=N, title="Plancher de l’État (euros)"),
    ),
)  # fmt: skip

INDICATORS: Final = DataSet(
    name="indicateurs",
    title="Indicateurs nationaux consolidés",
    says=(
        "Les chiffres du tableau de bord national publié. Les centres qui n’ont pas répondu sont comptés à part et "
        "n’entrent dans aucun dénominateur."
    ),
    key=("annee", "version", "rubrique", "code"),
    fields=(
        _YEAR,
        _VERSION,
        Field(name="rubrique", type=S, title="Rubrique du tableau de bord", is_required=True),
        Field(name="code", type=S, title="Code de l’indicateur", is_required=True),
        Field(name="libelle", type=S, title="Libellé", is_required=True),
        Field(name="nature", type=S, title="Nature", is_required=True, among=tuple(FigureKind)),
        Field(name="valeur", type=N, title="Valeur", says="Un pourcentage est en centièmes ; vide : aucun chiffre"),
        Field(name="unite", type=S, title="Unité"),
        Field(name="numerateur", type=N, title="Numérateur"),
        Field(name="denominateur", type=N, title="Dénominateur"),
        Field(name="repondants", type=I, title="Centres qui ont répondu", is_required=True),
        Field(name="sans_objet", type=I, title="Centres pour qui c’est sans objet", is_required=True),
        Field(name="manquants", type=I, title="Centres qui n’ont pas répondu", is_required=True),
        Field(name="conformes", type=I, title="Répondants dans le seuil", says="Vide : pas de seuil"),
    ),
)

BREAKDOWNS: Final = DataSet(
    name="ventilations",
    title="Détail des chiffres consolidés",
    says="Les tableaux du tableau de bord publié (par format, thème, public, financeur…), une valeur par ligne.",
    key=("annee", "version", "rubrique", "tableau", "ligne", "rang", "colonne"),
    fields=(
        _YEAR,
        _VERSION,
        Field(name="rubrique", type=S, title="Rubrique du tableau de bord", is_required=True),
        Field(name="tableau", type=S, title="Identifiant du tableau", is_required=True),
        Field(name="titre", type=S, title="Titre du tableau", is_required=True),
        Field(name="rang", type=I, title="Rang de la ligne", is_required=True, says="À partir de 1"),
        Field(name="ligne", type=S, title="Ligne"),
        Field(name="colonne", type=S, title="Colonne", is_required=True),
        Field(name="nature", type=S, title="Nature de la colonne", is_required=True),
        Field(name="valeur", type=N, title="Valeur", says="Vide : aucun chiffre, ou un texte"),
        Field(name="texte", type=S, title="Texte", says="Pour les colonnes qui ne sont pas des nombres"),
    ),
)

CHANGES: Final = DataSet(
    name="changements",
    title="Journal des données",
    says="Chaque publication et chaque correction, la plus récente d’abord, avec son motif et son empreinte.",
    key=("jeu", "annee", "version"),
    fields=(
        Field(name="date", type=Type.DATE, title="Date", is_required=True),
        Field(name="jeu", type=S, title="Jeu de données", is_required=True),
        _YEAR,
        _VERSION,
        Field(name="nature", type=S, title="Nature", is_required=True, among=("publication", "correction")),
        Field(name="motif", type=S, title="Motif de la correction"),
        Field(name="en_vigueur", type=B, title="En vigueur", is_required=True),
        Field(name="empreinte", type=S, title="Empreinte des chiffres (SHA-256)", is_required=True, pattern=SHA256),
    ),
)  # fmt: skip

DATA_SETS: Final = {kind.name: kind for kind in (INDICATORS, BREAKDOWNS, FUNDING, CENTRES, CHANGES)}
OF_PUBLICATIONS: Final = frozenset({INDICATORS.name, BREAKDOWNS.name})
