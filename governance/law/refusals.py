"""Refusals of an action, by nature and mission (R-03, R-04, R-16, R-20, R-22, R-34 to R-38, R-71, R-87)."""

from __future__ import annotations

from collections.abc import Iterator

from documents.french import quoted, typeset
from governance.law.classification_types import ActionFacts, Refusal
from governance.law.codes import ActionFormat, Finding, Funder, Mission, ServiceRegime, Stop
from governance.law.missions import CORE


def refusals(facts: ActionFacts, mission: Mission, *, is_core: bool) -> tuple[Refusal, ...]:
    """Every refusal of the action, in the order of the form."""
    return (
        *_of_any_action(facts),
        *(_of_core(facts, mission) if is_core else _of_complementary(facts)),
        *_of_its_case(facts, mission, is_core=is_core),
    )


def _refusal(rule: str, sentence: str, stops: Stop = Stop.VALIDATION) -> Refusal:
    return Refusal(rule, typeset(sentence), stops)


def _of_any_action(facts: ActionFacts) -> Iterator[Refusal]:
    if facts.mission == Mission.M1 and facts.is_hierarchical:
        sentence = (
            "L’animation de réseau est sans hiérarchie : le pilotage des équipes d’une institution est exclu de la "
            "mission M1 (R-16). Retirez l’action, ou la case « pilotage hiérarchique » si elle est cochée par erreur."
        )
        yield _refusal("R-16", sentence, Stop.RECORDING)
    if not facts.in_programme and not facts.added_because.strip():
        yield _refusal("R-20", "Une action ajoutée en cours d’année dit pourquoi (R-20) : donnez le motif de l’ajout.")
    if facts.format == ActionFormat.TRAINING and not facts.has_learning_goals:
        sentence = "Une session de formation a des objectifs pédagogiques (R-22) : écrivez-les."
        yield _refusal("R-22", sentence)


def _of_core(facts: ActionFacts, mission: Mission) -> Iterator[Refusal]:
    if mission in CORE and not facts.targets_districts and not facts.has_contracts:
        if facts.outside_districts.strip():
            sentence = (
                f"Cette action vise d’autres territoires ({quoted(facts.outside_districts)}) sans lien avec les "
                "quartiers prioritaires : elle n’est pas socle (R-04). Classez-la en C2 (R-34), ou dites son lien avec "
                "les quartiers."
            )
            yield _refusal("R-04", sentence, Stop.RECORDING)
        else:
            sentence = (
                "Une action socle est liée aux quartiers prioritaires (R-04) : dites qu’elle les cible, citez les "
                "contrats de ville, ou classez-la en mission complémentaire."
            )
            yield _refusal("R-04", sentence)
    if facts.funder in ("", Funder.STATE_147_CORE, Funder.STATE_147_OTHER) and not facts.has_contracts:
        sentence = (
            "Les crédits du programme 147 vont aux actions des contrats de ville (R-87) : citez les contrats de "
            "ville concernés, ou cochez « tous les contrats de ville du périmètre »."
        )
        yield _refusal("R-87", sentence)


def _of_complementary(facts: ActionFacts) -> Iterator[Refusal]:
    if facts.decided_on is None:
        sentence = "Une mission complémentaire est décidée par l’instance décisionnelle (R-03) : datez sa décision."
        yield _refusal("R-03", sentence)
    if not facts.decided_by_body:
        sentence = "Une mission complémentaire est décidée par l’instance décisionnelle (R-03) : dites laquelle."
        yield _refusal("R-03", sentence)
    if facts.funder == "":
        sentence = "Une mission complémentaire a un financement distinct du socle (R-03) : dites qui la finance."
        yield _refusal("R-03", sentence)
    elif facts.funder == Funder.STATE_147_CORE:
        sentence = (
            "La subvention socle du programme 147 ne paie pas une mission complémentaire (R-03) : "
            "choisissez un autre financeur."
        )
        yield _refusal("R-03", sentence, Stop.RECORDING)
    elif facts.regime == ServiceRegime.COMPETITIVE and facts.funder != Funder.SERVICES:
        sentence = (
            "Une prestation concurrentielle est financée par son seul commanditaire (R-71) : "
            "choisissez « prestations » comme financeur."
        )
        yield _refusal("R-71", sentence)


def _of_its_case(facts: ActionFacts, mission: Mission, *, is_core: bool) -> Iterator[Refusal]:
    if mission == Mission.C2 and not facts.outside_districts.strip():
        sentence = "Une mission C2 s’exerce hors des quartiers prioritaires (R-34) : dites sur quel autre territoire."
        yield _refusal("R-34", sentence)
    if mission == Mission.C3:
        yield from _of_an_observatory(facts)
    if mission == Mission.C4 and not facts.european_fund.strip():
        sentence = "L’appui aux fonds européens nomme le fonds (R-36) : FSE, FEDER, Europ’Act ou son successeur."
        yield _refusal("R-36", sentence)
    if mission == Mission.C5 and not facts.regime and not is_core:
        sentence = (
            "Un accompagnement, une AMO ou une étude a un régime juridique (R-37) : remplissez la prestation, "
            "intégrée pour un membre (R-68), concurrentielle sinon (R-71)."
        )
        yield _refusal("R-37", sentence)
    if mission == Mission.C6 and not facts.justification.strip():
        yield _refusal("R-38", "Une mission C6 se justifie (R-38) : écrivez en quoi elle est utile aux quartiers.")


def _of_an_observatory(facts: ActionFacts) -> Iterator[Refusal]:
    if facts.finding == "":
        sentence = "Un observatoire répond à un constat de la cartographie (R-35) : rattachez la lacune."
        yield _refusal("R-35", sentence)
    if facts.finding == Finding.REDUNDANCY:
        sentence = (
            "La cartographie constate que d’autres structures assurent déjà cette observation : un observatoire n’est "
            "permis que si aucune ne l’assure (R-35). Retirez l’action ou rattachez une lacune."
        )
        yield _refusal("R-35", sentence, Stop.RECORDING)
    if not facts.has_mandate and not (facts.decided_on and facts.decided_by_body):
        sentence = "Un observatoire est mandaté par la gouvernance (R-35) : donnez l’instance et la date."
        yield _refusal("R-35", sentence)
