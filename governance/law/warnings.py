"""Doubts and notes on an action, which block nothing (R-04, R-06, R-17, R-18, R-23, R-25, R-33, R-35, R-42…)."""

from __future__ import annotations

from collections.abc import Iterator

from documents.french import short_date, typeset
from governance.law.classification_types import ActionFacts, Caution
from governance.law.codes import ActionFormat, Finding, Funder, Mission, Public, ServiceRegime
from governance.law.missions import COMPLEMENTARY, CORE


def warnings(facts: ActionFacts, mission: Mission, *, is_core: bool) -> tuple[Caution, ...]:
    """Every doubt on the action; a blank fact raises none."""
    cautions = (
        *_on_its_territory(facts, mission, is_core=is_core),
        *_on_its_publics(facts, mission),
        *_on_its_course(facts, mission),
        *_on_what_exists(facts, is_core=is_core),
        *_on_its_case(facts, mission, is_core=is_core),
    )
    return tuple(Caution(rule, typeset(sentence)) for rule, sentence in cautions)


def notes(facts: ActionFacts, mission: Mission) -> tuple[Caution, ...]:
    """The notes on the action: underequipped sites, what is allowed overseas (R-05, R-43, R-44)."""
    cautions = []
    if facts.on_underequipped_sites:
        cautions.append(("R-05", "Site peu doté ou entrant : l’action compte dans l’effort qui leur est dû (R-05)."))
    if _serves_prefectures(facts):
        cautions.append(("R-44", "Outre-mer, les services de l’État sont admis comme bénéficiaire principal (R-44)."))
    if facts.is_overseas and mission in COMPLEMENTARY and not facts.overseas_reason.strip():
        sentence = "Outre-mer, cette mission peut compter dans le socle si vous en donnez le motif (R-43)."
        cautions.append(("R-43", sentence))
    return tuple(Caution(rule, typeset(sentence)) for rule, sentence in cautions)


def _serves_prefectures(facts: ActionFacts) -> bool:
    return facts.is_overseas and facts.publics == {Public.STATE_STAFF}


def _on_its_territory(facts: ActionFacts, mission: Mission, *, is_core: bool) -> Iterator[Caution]:
    if is_core and mission in CORE and not facts.targets_districts and facts.has_contracts:
        sentence = (
            "L’action ne cible pas les quartiers prioritaires, cœur du socle (R-04) : seuls les contrats de ville "
            "l’y rattachent. Vérifiez."
        )
        yield Caution("R-04", sentence)
    if mission in (Mission.C1, Mission.C4) and not facts.targets_districts:
        rule = COMPLEMENTARY[mission].rule
        yield Caution(rule, f"Une mission {mission} est faite pour les quartiers prioritaires ({rule}) : vérifiez.")
    if not is_core and facts.funder == Funder.STATE_147_OTHER and not facts.has_contracts:
        sentence = "Les crédits du programme 147 vont aux actions des contrats de ville (R-87) : citez-les."
        yield Caution("R-87", sentence)


def _on_its_publics(facts: ActionFacts, mission: Mission) -> Iterator[Caution]:
    if _serves_prefectures(facts):
        return
    if len(facts.publics) == 1 and not facts.is_for_elected:
        yield Caution("R-06", "Un seul public est touché (R-06) : peut-on en associer d’autres ?")
    if mission == Mission.M1 and facts.organisation_kinds == 1:
        sentence = "Un seul type d’organisme participe : une action de réseau en réunit plusieurs (R-18)."
        yield Caution("R-18", sentence)
    if mission == Mission.M2 and facts.beneficiaries == 1:
        sentence = "Un seul organisme en bénéficie : la montée en compétences s’adresse à un collectif (R-25)."
        yield Caution("R-25", sentence)


def _on_its_course(facts: ActionFacts, mission: Mission) -> Iterator[Caution]:
    if mission == Mission.M1 and facts.format == ActionFormat.NETWORK and not facts.network_type:
        sentence = "Dites si le réseau est propre à la politique de la ville ou ouvert au droit commun (R-17)."
        yield Caution("R-17", sentence)
    if facts.format == ActionFormat.CYCLE and facts.sessions == 1:
        yield Caution("R-22", "Un cycle de qualification compte plusieurs séances (R-22) : une seule est inscrite.")
    if mission == Mission.M2 and facts.is_done and not facts.has_production:
        sentence = (
            "L’action est réalisée sans production : ce qui est appris est mis à la disposition des autres sites "
            "(R-25). Rattachez une production ou une ressource."
        )
        yield Caution("R-25", sentence)


def _on_what_exists(facts: ActionFacts, *, is_core: bool) -> Iterator[Caution]:
    if is_core:
        return
    if facts.cartography_on is None:
        sentence = (
            "Une mission complémentaire se précise après la cartographie (R-42) : aucune cartographie à jour n’est "
            "enregistrée pour le centre."
        )
        yield Caution("R-42", sentence)
    elif facts.decided_on is not None and facts.decided_on < facts.cartography_on:
        sentence = (
            f"Décidée le {short_date(facts.decided_on)}, avant la cartographie du "
            f"{short_date(facts.cartography_on)} : vérifiez "
            "que la mission reste cohérente avec l’offre existante (R-42)."
        )
        yield Caution("R-42", sentence)


def _on_its_case(facts: ActionFacts, mission: Mission, *, is_core: bool) -> Iterator[Caution]:
    if facts.overseas_reason.strip() and not is_core:
        sentence = (
            "Le motif de l’exception outre-mer est sans effet : elle porte sur les missions C1 à C6 d’un centre "
            "ultramarin, hors formations hors socle et prestations concurrentielles (R-43)."
        )
        yield Caution("R-43", sentence)
    if mission == Mission.C1 and not facts.specific_request and not is_core:
        yield Caution("R-33", "Une mission C1 répond à une demande particulière (R-33) : dites de qui elle vient.")
    is_own = not facts.specific_request and facts.regime != ServiceRegime.COMPETITIVE
    is_training = facts.format == ActionFormat.TRAINING
    if not is_core and is_training and facts.targets_districts and facts.in_programme and is_own:
        sentence = "Cette session de formation remplit les conditions du socle (R-23) : elle peut être classée en M2."
        yield Caution("R-23", sentence)
    if mission == Mission.C3 and facts.finding == Finding.COMPLEMENT:
        sentence = (
            "La cartographie constate une complémentarité : un observatoire suppose qu’aucune autre structure ne "
            "l’assure (R-35). Vérifiez."
        )
        yield Caution("R-35", sentence)
    if is_core and mission == Mission.C5 and not facts.regime:
        sentence = (
            "Comptée dans le socle, cette mission n’est pas une prestation vendue ; si elle est payée par son "
            "commanditaire, remplissez la prestation (R-37)."
        )
        yield Caution("R-37", sentence)
    if is_core and facts.regime == ServiceRegime.IN_HOUSE:
        sentence = (
            "Une prestation payée par un membre ne dépasse pas son coût réel, subvention comprise (R-69) : vérifiez "
            "que le socle ne la paie pas une seconde fois."
        )
        yield Caution("R-69", sentence)
