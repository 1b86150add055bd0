"""The pages of a form: filled without a script, read by each role, closed to forged writes, at a constant cost."""

import datetime as dt

import pytest
from django.utils import timezone

from evaluation.collection.services import save_answer
from evaluation.models import Campaign, Collection, Indicator, SectionComment, Value, ValueChange
from tests.evaluation.collection.factories import YEAR, S, a_campaign, a_form, fill, posted, value
from tests.factories import CentreFactory
from tests.text import words

pytestmark = pytest.mark.django_db
HERE = f"/indicateurs/{YEAR}/ici/"


@pytest.fixture
def form(ici, cast):
    return a_form(ici, certifier=cast.director)


@pytest.fixture
def sent(ici, cast):
    return fill(a_form(ici, state=S.SUBMITTED, certifier=cast.director))


def text(response):
    return " ".join(words(response.content.decode()).split())


def test_a_section_is_saved_by_its_button_and_leads_to_the_next(form, cast, sign_in):
    sent = posted(form, "M1-01", value="40") | posted(form, "M1-03", numerator="3", denominator="12")
    answer = sign_in(cast.director).post(f"{HERE}m1/", {**sent, "suite": "m2"}, follow=True)
    assert answer.redirect_chain == [(f"{HERE}m2/", 302)]
    assert "2 réponses enregistrées." in text(answer)
    assert (value(form, "M1-01").value, value(form, "M1-03").value) == (40, 25)


def test_what_cannot_be_read_is_shown_back_and_the_rest_is_kept(form, cast, sign_in):
    sent = posted(form, "M1-01", value="douze") | posted(form, "M1-03", numerator="3", denominator="12")
    answer = sign_in(cast.director).post(f"{HERE}m1/", sent)
    assert 'value="douze"' in answer.content.decode()
    assert '<a href="#M1-01--value">M1-01 : «' in text(answer)
    assert (value(form, "M1-01").value, value(form, "M1-03").value) == (None, 25)


def test_a_conflict_shows_both_and_a_second_save_keeps_mine(form, cast, sign_in):
    mine = posted(form, "M1-01", value="50") | posted(form, "M1-03", numerator="3", denominator="12")
    save_answer(value(form, "M1-01"), {"comment": "Le mien"}, base_version=0, actor=cast.admin)
    page = text(sign_in(cast.director).post(f"{HERE}m1/", mine))
    assert "Agathe" in page
    assert "commentaire : Le mien" in page
    assert 'name="M1-01--value" value="50"' in page
    assert (value(form, "M1-01").value, value(form, "M1-03").value) == (None, 25)
    again = posted(form, "M1-01", value="50", commentaire="Le mien")
    assert sign_in(cast.director).post(f"{HERE}m1/", again).status_code == 302
    assert value(form, "M1-01").value == 50


@pytest.mark.parametrize("role", ["director", "regional", "departmental", "partner", "national"])
@pytest.mark.parametrize(("state", "told"), [(S.TO_FILL, ""), (S.RETURNED, ""), (S.SUBMITTED, "100")])
def test_last_year_stands_beside_once_it_was_sent(ici, cast, sign_in, role, state, told):
    """§1.10: what was never sent is its team's own, and this year's form has other readers."""
    before = a_form(ici, a_campaign(YEAR - 1), state, certifier=cast.director)
    before.values.filter(indicator__code="M1-01").update(value=100)
    form = a_form(ici, state=S.SUBMITTED, certifier=cast.director)
    line = sign_in(getattr(cast, role)).get(f"{form.get_absolute_url()}m1/").context["lines"][0]
    assert [box.last_year for box in line.boxes] == [told]


def test_last_year_stands_beside_each_box_with_its_real_year(form, ici, cast, sign_in):
    fill(a_form(ici, a_campaign(YEAR - 1), S.VERIFIED, certifier=cast.director))
    page = text(sign_in(cast.director).get(f"{HERE}m2/"))
    assert f"{YEAR - 1} : 8" in page
    assert f"{YEAR - 1} : 12 demi-journées" in page


def test_a_computed_figure_is_shown_and_its_correction_keeps_both(form, cast, sign_in):
    counted = {"measure": {"value": "42"}, "sentence": "42 demi-journées.", "lines": []}
    Value.objects.filter(collection=form, indicator__code="M1-01").update(computed=counted, value=42)
    assert "calculé d’après vos actions enregistrées" in text(sign_in(cast.director).get(f"{HERE}m1/"))
    sign_in(cast.director).post(f"{HERE}m1/", posted(form, "M1-01", value="45"))
    page = text(sign_in(cast.director).get(HERE))
    assert "M1-01 : le chiffre calculé est corrigé sans motif." in page
    sign_in(cast.director).post(f"{HERE}m1/", posted(form, "M1-01", motif="Trois séances oubliées."))
    assert "corrigé sans motif" not in text(sign_in(cast.director).get(HERE))
    assert "le calcul donnait 42" in text(sign_in(cast.director).get(f"{HERE}m1/"))


FORGED = {
    "M1-01--etat": "Très bien.", "M1-01--state_comment": "Très bien.", "M1-01--is_pointed_out": "on",
    "state": "verified", "M1-01--computed": "{}", "rubrique--etat": "Parfait.",
}  # fmt: skip


@pytest.mark.parametrize("address", [f"{HERE}m1/", f"{HERE}valeurs/M1-01/"])
def test_the_centre_cannot_write_what_belongs_to_the_state(form, cast, sign_in, address):
    sign_in(cast.director).post(address, {**posted(form, "M1-01", value="40"), **FORGED})
    one = value(form, "M1-01")
    assert (one.value, one.state_comment, one.is_pointed_out, one.computed) == (40, "", False, None)
    assert (Collection.objects.get(pk=form.pk).state, SectionComment.objects.count()) == (S.TO_FILL, 0)


@pytest.mark.parametrize("address", [f"{HERE}m1/", f"{HERE}valeurs/M1-01/"])
def test_the_state_cannot_write_what_belongs_to_the_centre(sent, cast, sign_in, address):
    forged = posted(sent, "M1-01", value="99", commentaire="Faux", justification="Faux", motif="Faux")
    sign_in(cast.regional).post(address, {**forged, "M1-01--etat": "Vu."})
    one = value(sent, "M1-01")
    assert (one.value, one.comment, one.justification, one.correction_reason) == (40, "", "", "")
    assert one.state_comment == "Vu."


@pytest.mark.parametrize("state", [S.SUBMITTED, S.VERIFIED, S.CLOSED])
@pytest.mark.parametrize("address", [f"{HERE}m1/", f"{HERE}valeurs/M1-01/"])
def test_the_centre_writes_nothing_once_sent(ici, cast, sign_in, state, address):
    form = fill(a_form(ici, state=state, certifier=cast.director))
    sign_in(cast.director).post(address, posted(form, "M1-01", value="99"))
    assert value(form, "M1-01").value == 40


@pytest.mark.parametrize("who", ["national", "departmental", "partner", "other_director", "other_regional"])
@pytest.mark.parametrize("state", [S.TO_FILL, S.SUBMITTED])
def test_readers_write_nothing(ici, cast, sign_in, who, state):
    form = fill(a_form(ici, state=state, certifier=cast.director))
    for address in (f"{HERE}m1/", f"{HERE}valeurs/M1-01/"):
        answer = sign_in(getattr(cast, who)).post(
            address, {**posted(form, "M1-01", value="9"), "M1-01--etat": "Non", "rubrique--etat": "Non"}
        )
        assert answer.status_code in (404, 405)
    one = value(form, "M1-01")
    assert (one.value, one.state_comment, SectionComment.objects.count()) == (40, "", 0)


def test_the_lead_region_comments_an_answer_and_a_section(sent, cast, sign_in):
    boxes = posted(sent, "M1-01") | {"M1-01--etat": "Conforme.", "rubrique--etat": "Bon.", "rubrique--version": "0"}
    visitor = sign_in(cast.regional)
    assert visitor.post(f"{HERE}m1/", boxes).status_code == 302
    assert (value(sent, "M1-01").state_comment, SectionComment.objects.get().text) == ("Conforme.", "Bon.")
    page = text(sign_in(cast.director).get(f"{HERE}m1/"))
    assert "Conforme." in page
    assert "Bon." in page


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", ""])
def test_a_made_up_version_of_a_section_comment_is_a_conflict_not_a_breakdown(sent, cast, sign_in, version):
    boxes = {"rubrique--etat": "Bon.", "rubrique--version": version}
    answer = sign_in(cast.regional).post(f"{HERE}m1/", boxes, follow=True)
    assert (answer.status_code, SectionComment.objects.filter(text="Bon.").count()) == (200, 0)
    assert "n’a pas remplacé" in text(answer)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("director", 200), ("regional", 200), ("national", 200), ("admin", 200),
        ("departmental", 404), ("partner", 404), ("other_director", 404),
    ],
)  # fmt: skip
def test_the_history_of_an_answer_holds_drafts_and_is_read_by_those_who_read_drafts(sent, cast, sign_in, who, status):
    """§1.10: partners and départements read what was sent, not what it was before."""
    one = value(sent, "M1-01")
    Value.objects.filter(pk=one.pk).update(version=1)
    ValueChange.objects.create(value=one, at=timezone.now(), actor=cast.director, before={}, after={})
    visitor = sign_in(getattr(cast, who))
    assert visitor.get(f"{HERE}valeurs/M1-01/").status_code == status
    if who != "other_director":
        assert ("valeurs/M1-01/" in visitor.get(f"{HERE}m1/").content.decode()) == (status == 200)


def test_the_whole_way_from_certifying_to_verifying(ici, cast, sign_in):
    fill(a_form(ici, certifier=cast.director))
    director, agent = sign_in(cast.director), sign_in(cast.regional)
    assert "Cochez la phrase" in text(director.post(f"{HERE}certifier/", {}))
    director.post(f"{HERE}certifier/", {"certified": "on"})
    assert "Envoyé" in text(director.get(HERE))
    assert "À vérifier" in text(agent.get(HERE))
    agent.post(f"{HERE}renvoyer/", {"reason": "Le détail est faux.", "codes": ["M2-01"]})
    page = text(director.get(HERE))
    assert "L’État régional demande une correction" in page
    assert "signalé par l’État régional" in text(director.get(f"{HERE}m2/"))
    director.post(f"{HERE}certifier/", {"certified": "on"})
    agent.post(f"{HERE}etapes/verify/")
    assert "Vérifié" in text(director.get(HERE))
    assert Collection.objects.get().submissions.count() == 2


def test_sending_back_without_a_reason_is_asked_again(sent, cast, sign_in):
    answer = sign_in(cast.regional).post(f"{HERE}renvoyer/", {"codes": ["M2-01"]})
    assert (answer.status_code, Collection.objects.get().state) == (200, S.SUBMITTED)


def test_a_form_with_points_to_settle_offers_no_button_and_leads_to_each_field(form, cast, sign_in):
    page = text(sign_in(cast.director).get(f"{HERE}certifier/"))
    assert "L’envoi attend encore 8 points" in page
    assert f'href="{HERE}m3/#M3-05--value"' in page
    assert "Certifier et envoyer</button>" not in page


def test_a_form_sent_again_says_why_it_came_back_and_whether_anything_changed(ici, cast, sign_in):
    """R-136: the region that sent it back finds its own words, and « rien n’a changé » when nothing did."""
    fill(a_form(ici, certifier=cast.director))
    director, agent = sign_in(cast.director), sign_in(cast.regional)
    director.post(f"{HERE}certifier/", {"certified": "on"})
    assert "Renvoyé" not in text(agent.get(HERE))
    agent.post(f"{HERE}renvoyer/", {"reason": "Le détail est faux.", "codes": ["M2-01"]})
    assert "Motif du renvoi : Le détail est faux." in text(agent.get(HERE))
    director.post(f"{HERE}certifier/", {"certified": "on"})
    page = text(agent.get(HERE))
    assert "Motif du renvoi : Le détail est faux." in page
    assert "Rien n’a changé dans les réponses depuis l’envoi précédent." in page
    agent.post(f"{HERE}renvoyer/", {"reason": "Encore faux.", "codes": ["M2-01"]})
    Value.objects.filter(indicator__code="M2-01").update(value=11, parts={"formation": "7", "debat": "4"})
    director.post(f"{HERE}certifier/", {"certified": "on"})
    page = text(agent.get(HERE))
    assert "Motif du renvoi : Encore faux." in page
    assert "Rien n’a changé" not in page
    assert "Ce qui a changé depuis l’envoi précédent" in page
    assert "Encore faux." not in text(sign_in(cast.partner).get(HERE))


@pytest.mark.parametrize(("days", "is_offered"), [(0, True), (-1, False)])
def test_a_verified_form_is_sent_back_from_its_page_until_the_end_of_the_corrections(
    ici, cast, sign_in, days, is_offered
):
    form = fill(a_form(ici, state=S.VERIFIED, certifier=cast.director))
    last = timezone.localdate() + dt.timedelta(days=days)
    Campaign.objects.filter(pk=form.campaign_id).update(
        opens_on=last - dt.timedelta(days=9), centres_due_on=last - dt.timedelta(days=3),
        review_due_on=last - dt.timedelta(days=1), corrections_until=last,
    )  # fmt: skip
    offered = [
        f'href="{HERE}renvoyer/"' in text(sign_in(getattr(cast, who)).get(HERE)) for who in ("regional", "director")
    ]
    assert offered == [is_offered, False]


def test_a_share_above_the_ceiling_is_told_to_the_director_to_whoever_certifies_and_to_the_region(form, cast, sign_in):
    """R-72: from the field to the summary of the region, the same sentence."""
    Indicator.objects.filter(code="M1-03").update(at_most=20, rule="R-72")
    fill(form)
    told = "M1-03 : 25 % (3 sur 12) dépasse le plafond de 20 % (R-72)."
    director = sign_in(cast.director)
    assert [told in text(director.get(f"{HERE}{page}")) for page in ("", "m1/", "certifier/")] == [True] * 3
    assert "Certifier et envoyer</button>" not in text(director.get(f"{HERE}certifier/"))
    form.values.filter(indicator__code="M1-03").update(justification="Une étude exceptionnelle.")
    assert told in text(director.get(f"{HERE}certifier/"))
    director.post(f"{HERE}certifier/", {"certified": "on"})
    agent = sign_in(cast.regional)
    assert [told in text(agent.get(f"{HERE}{page}")) for page in ("", "m1/")] == [True] * 2


def test_last_year_s_comments_are_taken_again_where_there_is_none(form, ici, cast, sign_in):
    before = a_form(ici, a_campaign(YEAR - 1), S.VERIFIED, certifier=cast.director)
    before.values.filter(indicator__code__in=["M1-01", "M3-05"]).update(comment="Comme d’habitude.", value=7)
    visitor = sign_in(cast.director)
    assert "Comme d’habitude." in text(visitor.get(f"{HERE}reprendre/"))
    visitor.post(f"{HERE}reprendre/", {"codes": ["M1-01"]})
    assert [(one.comment, one.value) for one in (value(form, "M1-01"), value(form, "M3-05"))] == [
        ("Comme d’habitude.", None), ("", None),
    ]  # fmt: skip


def test_an_unknown_section_does_not_exist(form, cast, sign_in):
    visitor = sign_in(cast.director)
    assert [visitor.get(f"{HERE}{name}/").status_code for name in ("zz", "M1", "hc")] == [404, 404, 404]


@pytest.mark.parametrize(
    ("who", "address", "queries"),
    [
        ("director", HERE, 8), ("director", f"{HERE}m1/", 8), ("director", f"{HERE}certifier/", 7),
        ("regional", HERE, 8), ("regional", f"{HERE}m1/", 8), ("director", f"{HERE}valeurs/M1-01/", 5),
        ("director", f"{HERE}classeur.xlsx", 7),
    ],
)  # fmt: skip
@pytest.mark.parametrize("others", [1, 3])
def test_a_page_costs_the_same_whatever_the_network(
    form, ici, cast, sign_in, django_assert_num_queries, who, address, queries, others
):
    a_form(ici, a_campaign(YEAR - 1), S.VERIFIED, certifier=cast.director)
    for _ in range(others):
        fill(a_form(CentreFactory(), Campaign.objects.get(year=YEAR - 1), S.VERIFIED))
    visitor = sign_in(getattr(cast, who))
    with django_assert_num_queries(queries):
        assert visitor.get(address).status_code == 200
