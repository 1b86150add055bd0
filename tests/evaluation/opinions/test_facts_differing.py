"""One opinion never contradicts itself: what is declared and what is recorded differ in the same words everywhere."""

from decimal import Decimal

import pytest

from evaluation.enums import Decision, SectionKey
from evaluation.law.aggregation import Measure
from evaluation.law.computed.facts import Computed
from evaluation.law.sentences.build import conformity, of_figure
from evaluation.law.sentences.types import Answers, Figure
from evaluation.opinions import services as acts
from evaluation.opinions.facts import contradictions
from evaluation.opinions.printing.context import print_context
from evaluation.opinions.printing.view import print_view
from governance.registers.rules import Rule, RuleFinding, Severity, broken, not_applicable, satisfied, unknown
from tests.evaluation.opinions.factories import YEAR, figures, write_required
from tests.governance.bodies.factories import ContributionFactory, WorksiteFactory
from tests.text import words

HERE = f"/avis/{YEAR}/ici/"
PHRASE = "déclaré 3, enregistré dans l’application 1"


def figure(value, code="QN-02", kind="entier", rule="R-112", at_least=2, **more):
    return Figure(
        code=code, label="Libellé", section="QN", kind=kind, year=2025, value=Decimal(str(value)), rule=rule,
        at_least=None if at_least is None else Decimal(at_least), **more,
    )  # fmt: skip


def finding(result, code="R-112"):
    rule = Rule(
        code=code, reference="§3", severity=Severity.ALERT, statement="Énoncé", check=lambda _: result, loader=dict
    )
    return {code: RuleFinding(rule, result)}


def phrase(one, counted, found):
    recorded = {} if counted is None else {one.code: Computed(measure=Measure(value=Decimal(str(counted))))}
    return words(contradictions([one], recorded, found).get(one.code, ""))


FLOOR = "Notifié : 216 000 €, plancher de l’État : 216 000 €."


@pytest.mark.parametrize(
    ("one", "counted", "found", "said"),
    [
        (figure(3), 1, finding(broken("1 chantier.")), PHRASE),
        (figure(3), 2, finding(satisfied("2 chantiers.")), "déclaré 3, enregistré dans l’application 2"),
        (figure(3), 3, finding(satisfied("3 chantiers.")), ""),
        (figure(3), 0, finding(unknown("L’année n’est pas tenue.")), ""),
        (figure(3), 1, {}, ""),
        (
            figure(1, "QC-02", "oui_non", "R-123", 1), 0, finding(broken("0 production."), "R-123"),
            "déclaré oui, enregistré dans l’application non",
        ),
        (
            figure("48.4", "MO-04", "pourcentage", "R-98", 50), None, finding(satisfied(FLOOR), "R-98"),
            "déclaré 48,4 %, constaté dans l’application : « Notifié : 216 000 €, plancher de l’État : 216 000 € »",
        ),
        (
            figure("48.4", "MO-04", "pourcentage", "R-98", 50), "48.4", finding(not_applicable("Hors calcul."), "R-98"),
            "déclaré 48,4 %, constaté dans l’application : « Hors calcul »",
        ),
        (figure("52", "MO-04", "pourcentage", "R-98", 50), None, finding(satisfied(FLOOR), "R-98"), ""),
        (figure("48.4", "MO-04", "pourcentage", "R-98", 50), None, finding(broken("Il manque."), "R-98"), ""),
        (
            figure(4, "GO-01", rule="R-62, R-65", at_least=None), 2, finding(satisfied("Réuni."), "R-65"),
            "déclaré 4, enregistré dans l’application 2",
        ),
    ],
)  # fmt: skip
def test_what_differs_is_said_and_nothing_else(one, counted, found, said):
    assert phrase(one, counted, found) == said


def test_each_sentence_of_a_figure_says_it_and_it_is_among_its_sources():
    told = of_figure(figure(3, previous=Decimal(2), apart=PHRASE))
    level = "Le centre déclare 3 chantiers nationaux investis en 2025, contre 2 en 2024 (+1)"
    limit = "Pour le nombre de chantiers nationaux investis, le seuil d’au moins 2 (R-112) est respecté en 2025"
    assert [words(one.text) for one in told] == [f"{level} ; {PHRASE}.", f"{limit} ; {PHRASE}."]
    assert [any(source.value == PHRASE for source in one.sources) for one in told] == [True, True]


def test_a_rule_that_is_not_respected_says_what_was_declared():
    answers = Answers(year=2025, satisfied=3, broken=("R-82", "R-112"), unknown=0, apart={"R-112": PHRASE})
    assert words(conformity(answers).text) == (
        f"En 2025, sur 5 règles vérifiables du cadre, 3 sont respectées ; R-82 et R-112 ({PHRASE}) ne le sont pas."
    )


@pytest.mark.django_db
def test_body_annexes_and_page_say_the_same(cast, ici, sign_in):
    """R-112, R-130: three worksites declared and verified, one recorded."""
    figures(ici, cast.director, QN_02=3)
    worksites = [WorksiteFactory(year=YEAR, rank=rank) for rank in (1, 2, 3)]
    ContributionFactory(worksite=worksites[0], centre=ici)
    opinion = acts.open_opinion(ici, YEAR, actor=cast.regional)
    write_required(opinion, cast.regional)
    opinion.sentences.update(decision=Decision.KEPT)
    told = print_context(opinion)
    view = print_view(told)
    sections = {section["key"]: [words(one) for one in section["paragraphs"]] for section in told["sections"]}
    about = [one for lines in sections.values() for one in lines if "chantier" in one or "R-112" in one]
    assert [PHRASE in one for one in about] == [True] * 3
    (commitment,) = [one for one in opinion.sections.get(key=SectionKey.COMMITMENTS).items if one["rule"] == "R-130"]
    assert words(commitment["facts"]) == f"3 chantiers nationaux investis (minimum : 2) ; {PHRASE}."
    (line,) = [line for _, lines in view.groups for line in lines if line["code"] == "QN-02"]
    (found,) = [one for one in view.findings if one["code"] == "R-112"]
    assert (words(line["apart"]), words(found["apart"]), found["outcome"]) == (PHRASE, PHRASE, "non respectée")
    page = " ".join(words(sign_in(cast.regional).get(HERE).content.decode()).split())
    assert page.count(PHRASE) + page.count(PHRASE.capitalize()) >= 4


def test_a_missed_threshold_is_never_absent_from_the_rules_annexed():
    """R-98: a share under the floor, declared, beside a notification that reaches it."""
    told = {"figures": [], "sections": [], "dates": {}, "findings": [
        {"code": "R-98", "outcome": "respectée", "apart": "déclaré 48,4 %, constaté dans l’application : « Notifié »"},
        {"code": "R-99", "outcome": "respectée", "apart": ""}, {"code": "R-01", "outcome": "respectée"},
    ]}  # fmt: skip
    assert [one["code"] for one in print_view(told | {"year": 2025}).findings] == ["R-98"]
