"""Classification of an action: core, complementary or forbidden, and why (R-03, R-04, R-15 to R-44, R-87)."""

from __future__ import annotations

from documents.french import quoted, typeset
from governance.law.classification_types import ActionFacts, Caution, Classification, Reason, Refusal
from governance.law.codes import ActionFormat, Destination, Mission, Nature, ServiceRegime, Stop
from governance.law.missions import COMPLEMENTARY, CORE, FORBIDDEN
from governance.law.refusals import refusals
from governance.law.warnings import notes, warnings

__all__ = ["ActionFacts", "Caution", "Classification", "Reason", "Refusal", "classify"]


def classify(facts: ActionFacts) -> Classification:
    """The classification of the action, with all its reasons, refusals and warnings."""
    if facts.mission in FORBIDDEN:
        rule, sentence = FORBIDDEN[facts.mission]
        return Classification(
            nature=Nature.FORBIDDEN,
            mission=facts.mission,
            destination=None,
            reasons=(Reason("hors_cadre", rule, typeset(sentence)),),
            refusals=(Refusal(rule, typeset(sentence), Stop.RECORDING),),
        )
    mission, mission_reasons = _retained_mission(facts)
    against = _causes_against_core(facts, mission)
    lifted = _overseas_exception(facts, mission, against)
    is_core = not against or bool(lifted)
    outside_core = Destination.COMPETITIVE if facts.regime == ServiceRegime.COMPETITIVE else Destination.COMPLEMENTARY
    reasons = against if against and not lifted else lifted or _core_reasons(facts, mission)
    return Classification(
        nature=Nature.CORE if is_core else Nature.COMPLEMENTARY,
        mission=mission,
        destination=Destination.CORE if is_core else outside_core,
        reasons=mission_reasons + reasons,
        refusals=refusals(facts, mission, is_core=is_core),
        warnings=warnings(facts, mission, is_core=is_core),
        notes=notes(facts, mission),
    )


def _retained_mission(facts: ActionFacts) -> tuple[Mission, tuple[Reason, ...]]:
    """The mission of the action: the one its format belongs to, else the declared one; and the reason of a change."""
    if facts.mission not in CORE:
        return facts.mission, ()
    if facts.format == ActionFormat.SITE_SUPPORT:
        sentence = (
            "Un accompagnement de site n’est pas une mission socle : il est retenu en C5, "
            "mission complémentaire (R-37)."
        )
        return Mission.C5, (Reason("accompagnement_de_site", "R-37", typeset(sentence)),)
    if facts.format == ActionFormat.TRAINING and facts.mission != Mission.M2:
        sentence = f"Une session de formation relève de M2, non de {facts.mission} : elle y est retenue (R-22)."
        return Mission.M2, (Reason("formation_en_m2", "R-22", typeset(sentence)),)
    return facts.mission, ()


def _causes_against_core(facts: ActionFacts, mission: Mission) -> tuple[Reason, ...]:
    """Return every true cause for which the action is not core; none: it is core."""
    reasons = []
    if mission in COMPLEMENTARY:
        rule, sentence = COMPLEMENTARY[mission]
        reasons.append(Reason("mission_complementaire", rule, sentence))
    if facts.format == ActionFormat.TRAINING:
        # one true cause is enough; all of them are listed.
        causes = (
            (not facts.targets_districts, "hors_qpv", "elle ne cible pas explicitement les quartiers prioritaires"),
            (facts.specific_request, "demande_specifique", "elle répond à la demande particulière d’une institution"),
            (not facts.in_programme, "hors_programme", "elle n’est pas inscrite au programme annuel"),
        )
        reasons += [
            Reason(code, "R-24", f"Cette session de formation est hors socle : {cause} (R-24).")
            for is_true, code, cause in causes
            if is_true
        ]
    if facts.regime == ServiceRegime.COMPETITIVE:
        sentence = (
            "Une prestation à un commanditaire non membre est financée par lui seul, sans subvention : "
            "elle ne compte pas dans le socle (R-71)."
        )
        reasons.append(Reason("prestation_concurrentielle", "R-71", sentence))
    return tuple(Reason(cause.code, cause.rule, typeset(cause.sentence)) for cause in reasons)


def _overseas_exception(facts: ActionFacts, mission: Mission, against: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """R-43: overseas and with a motive, being a complementary mission is no obstacle; any other cause stays one."""
    only_its_mission = [cause.code for cause in against] == ["mission_complementaire"]
    if not (facts.is_overseas and facts.overseas_reason.strip() and only_its_mission):
        return ()
    sentence = (
        f"Outre-mer, la mission complémentaire {mission} est comptée dans le socle (R-43). "
        f"Motif : {quoted(facts.overseas_reason)}."
    )
    return (Reason("exception_outre_mer", "R-43", typeset(sentence)),)


def _core_reasons(facts: ActionFacts, mission: Mission) -> tuple[Reason, ...]:
    rule, sentence = CORE[mission]
    reasons = [Reason("mission_socle", rule, typeset(sentence))]
    if facts.format == ActionFormat.TRAINING:
        sentence = (
            "Cette session de formation est socle : elle cible les quartiers prioritaires, elle est inscrite au "
            "programme annuel et ne répond pas à une demande particulière (R-23)."
        )
        reasons.append(Reason("formation_socle", "R-23", typeset(sentence)))
    return tuple(reasons)
