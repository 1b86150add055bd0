"""A production counts for another centre once that centre confirms it itself (R-32, R-123, R-124)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from evaluation.counting.load_facts import load_facts
from evaluation.law.computed.registry import agreed
from governance.compliance.rules.load_facts import load_rule_facts
from governance.enums import CoSignatureState
from governance.models import CoSignature, Production
from governance.productions.obligations import of_productions
from governance.productions.services import answer_co_signature, may_write, save_production
from governance.registers.rules import Question
from tests.obligations import awaiting
from tests.text import words

ROLES = (
    "admin", "national", "regional", "departmental", "director", "partner", "nobody", "other_regional",
    "other_director",
)  # fmt: skip
VALUES = {
    "title": "Une fiche", "kind": "fiche_experience", "theme": "sante", "link": "https://exemple.invalid/fiche",
    "published_on": dt.date(2025, 3, 1), "agreed_in_advance": True, "shared_on_common_tool": True,
}  # fmt: skip


def proposed(actor, centres, **values):
    production = save_production(Production(), actor=actor, centres=centres, **(VALUES | values))
    return production, list(production.co_signatures.order_by("centre__slug"))


def counted(*centres):
    """For each centre: R-123, R-124 of the register; productions, those of several centres, agreed ones (QC-02)."""
    register = load_rule_facts(Question(centres, 2025, localdate()))
    facts = load_facts(2025, [centre.pk for centre in centres])
    rows = {}
    for centre in centres:
        signed, answer = facts[centre.pk].productions, agreed(facts[centre.pk])
        rows[centre.slug] = (
            register[centre.pk].agreed_productions, register[centre.pk].shared_productions, len(signed),
            sum(production.is_joint for production in signed), answer is not None and answer.measure.value == 1,
        )  # fmt: skip
    return rows


def text_of(response):
    return " ".join(words(response.content.decode()).split())


def test_it_counts_for_the_other_centre_once_confirmed(cast, ici, ailleurs):
    """M3-01, M3-04, QC-02, R-123, R-124."""
    _, (asked,) = proposed(cast.director, [ici, ailleurs])
    assert counted(ici, ailleurs) == {"ici": (1, 1, 1, 0, True), "ailleurs": (0, 0, 0, 0, False)}
    answer_co_signature(asked, is_confirmed=True, actor=cast.other_director)
    assert counted(ici, ailleurs) == {"ici": (1, 1, 1, 1, True), "ailleurs": (1, 1, 1, 1, True)}


def test_it_counts_for_nobody_who_refused(cast, ici, ailleurs):
    """The negative control."""
    production, (asked,) = proposed(cast.director, [ici, ailleurs])
    answer_co_signature(asked, is_confirmed=False, actor=cast.other_director)
    assert counted(ici, ailleurs) == {"ici": (1, 1, 1, 0, True), "ailleurs": (0, 0, 0, 0, False)}
    assert may_write(cast.other_director, production) is False


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_only_the_team_of_the_centre_answers(cast, ici, ailleurs, role, is_confirmed):
    """Neither the team that recorded it nor an administrator."""
    _, (asked,) = proposed(cast.director, [ici, ailleurs])
    if role == "other_director":
        answer_co_signature(asked, is_confirmed=is_confirmed, actor=cast.other_director)
        with pytest.raises(RefusedError, match="déjà"):
            answer_co_signature(asked, is_confirmed=is_confirmed, actor=cast.other_director)
    else:
        with pytest.raises(PermissionDenied):
            answer_co_signature(asked, is_confirmed=is_confirmed, actor=getattr(cast, role))
        assert CoSignature.objects.get().state == CoSignatureState.PROPOSED


def test_an_administrator_signs_for_nobody(cast, ici, ailleurs):
    production, asked = proposed(cast.admin, [ici, ailleurs])
    assert (list(production.centres.all()), [row.centre for row in asked]) == ([], [ailleurs, ici])
    answer_co_signature(asked[1], is_confirmed=True, actor=cast.director)
    assert list(production.centres.all()) == [ici]


def test_the_centre_is_told_reads_the_draft_and_answers_by_its_page(cast, ici, ailleurs, sign_in):
    production, _ = proposed(cast.director, [ici, ailleurs], published_on=None)
    address = f"/productions/{production.pk}/co-signature/ailleurs/"
    assert awaiting(cast.other_director, localdate(), of_productions) == [
        (None, "Ailleurs : confirmer la co-signature de « Une fiche »", address)
    ]
    assert awaiting(cast.director, localdate(), of_productions) == []
    client = sign_in(cast.other_director)
    assert "Confirmer ou refuser" in text_of(client.get(f"/productions/{production.pk}/"))
    assert client.post(address, {"answer": "oui"}).status_code == 302
    assert set(production.centres.all()) == {ici, ailleurs}
    assert awaiting(cast.other_director, localdate(), of_productions) == []
    page = text_of(sign_in(cast.director).get(f"/productions/{production.pk}/"))
    assert f"Confirmée le {words(f'{localdate():%d}').lstrip('0')}" in page
    assert cast.other_director.get_full_name() in page


def test_a_draft_that_was_refused_is_read_no_more(cast, ici, ailleurs, sign_in):
    production, (asked,) = proposed(cast.director, [ici, ailleurs], published_on=None)
    answer_co_signature(asked, is_confirmed=False, actor=cast.other_director)
    assert sign_in(cast.other_director).get(f"/productions/{production.pk}/").status_code == 404
    assert "Refusée" in text_of(sign_in(cast.director).get(f"/productions/{production.pk}/"))


def test_changing_the_production_keeps_what_is_asked_and_unticking_withdraws_it(cast, ici, ailleurs, sign_in):
    production, (asked,) = proposed(cast.director, [ici, ailleurs])
    page = sign_in(cast.director).get(f"/productions/{production.pk}/modifier/")
    assert sorted(page.context["form"].initial["centres"]) == sorted([ici.pk, ailleurs.pk])
    save_production(production, actor=cast.director, centres=[ici, ailleurs], title="Autre")
    assert CoSignature.objects.get() == asked
    save_production(production, actor=cast.director, centres=[ici], title="Autre")
    assert CoSignature.objects.count() == 0
    with pytest.raises(RefusedError, match="n’existe plus"):
        answer_co_signature(asked, is_confirmed=True, actor=cast.other_director)


def test_changing_the_production_keeps_a_refusal(cast, ici, ailleurs):
    production, (asked,) = proposed(cast.director, [ici, ailleurs])
    answer_co_signature(asked, is_confirmed=False, actor=cast.other_director)
    save_production(production, actor=cast.director, centres=[ici], title="Autre")
    assert CoSignature.objects.get().state == CoSignatureState.REFUSED
    assert list(production.centres.all()) == [ici]


def test_the_base_refuses_an_answer_without_its_author(cast, ici, ailleurs):
    proposed(cast.director, [ici, ailleurs])
    for state in (CoSignatureState.CONFIRMED, CoSignatureState.REFUSED):
        with pytest.raises(IntegrityError), transaction.atomic():
            CoSignature.objects.update(state=state)
