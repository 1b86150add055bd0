"""The funding pages: who opens them, what they say, in how many queries."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from funding.formula.parameters import PARAMETERS
from funding.models import Notification, Payment, Round
from funding.rounds import services as rounds
from funding.rounds.calculation import store_scale
from funding.rounds.services import Correction
from tests.documents.pdf.reader import open_pdf, texts
from tests.factories import CentreFactory
from tests.funding.rounds.test_services import line_of

TABLE = "/financement/2025/"
QUERIES = 7
DRAFT_PAGES = [TABLE, "/financement/2025/ici/", "/financement/2025.csv", "/financement/2025/exercice/"]


def page(sign_in, user, url=TABLE, **data):
    return sign_in(user).get(url, data)


def text_of(response):
    return re.sub(r"[ \n]+", " ", response.content.decode())


@pytest.mark.parametrize("role", ["admin", "national", "regional", "departmental", "director", "partner", "nobody"])
def test_everyone_signed_in_reads_an_adopted_table(adopted, cast, sign_in, role):
    assert page(sign_in, getattr(cast, role)).status_code == 200


def test_a_stranger_is_sent_to_the_sign_in_page(adopted, client):
    assert client.get(TABLE).headers["Location"] == f"{reverse('accounts:sign_in')}?next={TABLE}"


@pytest.mark.parametrize(
    ("role", "status"),
    [("admin", 200), ("national", 200), ("regional", 404), ("departmental", 404), ("director", 404), ("partner", 404)],
)
@pytest.mark.parametrize("url", DRAFT_PAGES)
def test_a_draft_exists_for_national_staff_only(draft, cast, sign_in, role, status, url):
    assert page(sign_in, getattr(cast, role), url).status_code == status


WORKSHOP = {
    "/financement/preparer/": "get",
    "/financement/2025/exercice/": "get",
    "/financement/2025/exercice/relire/": "post",
    "/financement/2025/exercice/adopter/": "post",
    "/financement/2025/exercice/abandonner/": "post",
    "/financement/2025/exercice/corriger/": "post",
    "/financement/2025/exercice/donnees/ici/": "post",
}


@pytest.mark.parametrize("role", ["regional", "departmental", "director", "partner", "nobody"])
@pytest.mark.parametrize("url", WORKSHOP)
def test_the_workshop_does_not_exist_for_others(draft, cast, sign_in, role, url):
    assert getattr(sign_in(getattr(cast, role)), WORKSHOP[url])(url).status_code == 404
    assert Round.objects.get().is_open


@pytest.mark.parametrize("url", [url for url in WORKSHOP if "exercice" in url and "corriger" not in url])
class TestOnceAdopted:
    """A page gone back to, an old tab: what already happened is said, to whoever could have done it."""

    FIGURE = {"qpv": "99", "km": "90,0", "in_formula": "on", "reason": "Recompté en mairie."}

    def test_national_staff_is_told_and_led_to_the_table(self, adopted, cast, sign_in, url):
        client = sign_in(cast.national)
        read, sent = client.get(url), client.post(url, self.FIGURE)
        assert (read.status_code, sent.status_code) == (200, 409)
        for one in (read, sent):
            assert "L’exercice 2025 est déjà adopté" in text_of(one)
            assert f'href="{TABLE}">Voir l’exercice adopté' in text_of(one)
        assert ("Recompté en mairie." in text_of(read), "Recompté en mairie." in text_of(sent)) == (False, True)
        assert Round.objects.get() == adopted

    def test_for_the_others_nothing_is_there_like_for_a_year_that_does_not_exist(self, adopted, cast, sign_in, url):
        client = sign_in(cast.regional)
        there, absent = (client.get(one) for one in (url, url.replace("2025", "2031")))
        assert (there.status_code, absent.status_code) == (404, 404)
        said = [re.sub(r'value="\w+"', "", text_of(one)).replace("2025", "2031") for one in (there, absent)]
        assert said[0] == said[1]
        assert sign_in(cast.national).get(url.replace("2025", "2031")).status_code == 404


def test_a_correction_already_open_is_where_the_exercise_is_corrected(adopted, scale, cast, sign_in):
    client = sign_in(cast.national)
    rounds.open_correction(adopted, actor=cast.national, reason="Oubli.")
    rounds.prepare(2026, scale, actor=cast.national)
    for year in (2025, 2026):
        answer = client.get(f"/financement/{year}/exercice/corriger/", follow=True)
        assert answer.redirect_chain == [(f"/financement/{year}/exercice/", 302)]
        assert [str(one).count("déjà en préparation") for one in answer.context["messages"]] == [1]
    sent = client.post("/financement/2025/exercice/corriger/", {"reason": "Autre.", "scale": scale.pk})
    assert (len(sent.context["form"].non_field_errors()), sent.context["form"]["reason"].value()) == (1, "Autre.")


def test_reading_again_is_a_button_of_the_preparation(draft, cast, sign_in):
    answer = sign_in(cast.national).get("/financement/2025/exercice/relire/", follow=True)
    assert answer.redirect_chain == [("/financement/2025/exercice/", 302)]
    assert Round.objects.get().calculated_at == draft.calculated_at


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("url", ["/financement/2026/", "/financement/2026/ici/"])
def test_pages_cost_the_same_whatever_the_network(adopted, cast, sign_in, scale, django_assert_num_queries, size, url):
    for number in range(size - 1):
        CentreFactory(usual_name=f"Autre {number}")
    rounds.adopt_without_printing(rounds.prepare(2026, scale, actor=cast.national), actor=cast.national)
    client = sign_in(cast.director)
    with django_assert_num_queries(QUERIES):
        assert client.get(url).status_code == 200


def test_the_table_can_be_narrowed_and_sorted(adopted, cast, sign_in):
    response = page(sign_in, cast.director, tri="plancher", sens="desc", zone="metropole")
    assert [row.line.centre.slug for row in response.context["page"]] == ["grand", "ailleurs", "ici", "paris"]
    assert response.context["totals"].state_floor == Decimal(612_000)


def test_searching_ignores_accents_and_case(adopted, cast, sign_in):
    response = page(sign_in, cast.director, recherche="ICÎ")
    assert [row.line.centre.slug for row in response.context["page"]] == ["ici"]


def test_an_unknown_filter_or_column_changes_nothing(adopted, cast, sign_in):
    response = page(sign_in, cast.director, tri="<script>", zone="lune", page="abc")
    assert len(response.context["page"]) == 5


def test_decided_and_paid_amounts_are_shown_within_the_perimeter_only(adopted, cast, sign_in, ici, ailleurs):
    for centre, amount in ((ici, 190_000), (ailleurs, 200_000)):
        Notification.objects.create(centre=centre, year=2025, amount=amount)
        Payment.objects.create(centre=centre, year=2025, amount=amount)
    rows = {row.line.centre.slug: row for row in page(sign_in, cast.director).context["table"].rows}
    assert (rows["ici"].notified, rows["ici"].paid) == (190_000, 190_000)
    assert (rows["ailleurs"].notified, rows["ailleurs"].paid) == (None, None)


def test_the_page_of_a_foreign_centre_explains_the_sum_but_hides_the_money(adopted, cast, sign_in, ailleurs):
    Notification.objects.create(centre=ailleurs, year=2025, amount=Decimal("200123.45"))
    own, foreign = (
        text_of(page(sign_in, user, "/financement/2025/ailleurs/")) for user in (cast.other_director, cast.director)
    )
    amount = "200\u202f123,45\u00a0€"
    assert (amount in own, amount in foreign) == (True, False)
    assert ("180\u202f000\u00a0€" in own, "180\u202f000\u00a0€" in foreign) == (True, True)


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        (
            "ici",
            "Cet indice correspond à une équipe de 5 ETP, donc au budget socle de 360 000 €, dont 180 000 € au moins",
        ),
        ("petit", "l’équipe est de 3 ETP, et le budget socle de 247 000 €, dont 123 500 € au moins"),
    ],
)
def test_the_answer_is_one_sentence_of_french(adopted, cast, sign_in, slug, sentence):
    told = re.sub(r"<[^>]+>", "", text_of(page(sign_in, cast.director, f"/financement/2025/{slug}/")))
    assert sentence in re.sub(r"[ \u00a0\u202f]+", " ", told)


def test_a_version_is_told_in_the_feminine(adopted, cast, sign_in):
    rounds.adopt_without_printing(
        rounds.open_correction(adopted, actor=cast.national, reason="Oubli."), actor=cast.national
    )
    new, old = (text_of(page(sign_in, cast.director, f"{TABLE}{query}")) for query in ("", "?version=1"))
    assert ("Version 1 (remplacée)" in new, "Version 2 (adoptée)" in old) == (True, True)


BIG = "9" * 30


@pytest.mark.parametrize(
    "url",
    [
        "/financement/2024/",
        "/financement/2025/inconnu/",
        "/financement/2025/?version=9",
        "/financement/2025/?version=%00",
        f"/financement/2025/?version={BIG}",
        f"/financement/{BIG}/",
        f"/financement/{BIG}.csv",
        f"/financement/{'9' * 5000}.csv",
        f"/financement/{BIG}/ici/",
        f"/financement/{BIG}/exercice/",
        f"/financement/{BIG}/exercice/corriger/",
        "/financement/٢٠٢٥.csv",
        "/financement/2025/%00/",
    ],
)
def test_what_does_not_exist_is_not_found(adopted, cast, sign_in, url):
    assert sign_in(cast.national).get(url).status_code == 404


def test_the_index_leads_to_the_latest_table_in_force(adopted, cast, sign_in, scale):
    rounds.prepare(2026, scale, actor=cast.national)
    assert page(sign_in, cast.director, "/financement/").headers["Location"] == TABLE
    assert page(sign_in, cast.national, "/financement/").headers["Location"] == TABLE


def test_a_replaced_version_does_not_hide_the_latest_table(adopted, cast, sign_in, scale):
    rounds.adopt_without_printing(
        rounds.open_correction(adopted, actor=cast.national, reason="Oubli."), actor=cast.national
    )
    rounds.adopt_without_printing(rounds.prepare(2026, scale, actor=cast.national), actor=cast.national)
    assert page(sign_in, cast.director, "/financement/").headers["Location"] == "/financement/2026/"


def test_before_any_adoption_the_index_says_so(network, cast, sign_in):
    assert page(sign_in, cast.director, "/financement/").status_code == 200


def test_every_step_is_shown_with_its_article(adopted, cast, sign_in):
    text = text_of(page(sign_in, cast.director, "/financement/2025/ici/"))
    steps = adopted.allocations.get(centre__slug="ici").steps
    assert [step["label"] for step in steps if step["label"] not in text] == []
    assert len(steps) >= 8


def test_the_page_of_a_centre_leads_to_the_same_centre_in_other_years(adopted, cast, sign_in, scale):
    rounds.prepare(2026, scale, actor=cast.national)
    text = text_of(page(sign_in, cast.national, "/financement/2025/ici/"))
    assert 'href="/financement/2026/ici/"' in text
    assert 'href="/financement/2026/ici/"' not in text_of(page(sign_in, cast.director, "/financement/2025/ici/"))


def test_the_page_and_its_pdf_say_what_changed(adopted, cast, sign_in, scale):
    exercise = rounds.prepare(2026, scale, actor=cast.national)
    rounds.adopt_without_printing(exercise, actor=cast.national)
    client = sign_in(cast.director)
    assert page(sign_in, cast.director, "/financement/2026/ici/").context["evolution"].year_before == 2025
    content = open_pdf(client.get("/financement/2026/ici.pdf").content)
    assert "Cequiachangédepuis2025" in "".join("".join(texts(content)).split())


def test_a_replaced_version_stays_readable(adopted, cast, sign_in):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Quartier oublié.")
    rounds.adopt(correction, actor=cast.national)
    first = page(sign_in, cast.director, version="1")
    assert first.context["exercise"] == adopted
    assert page(sign_in, cast.director).context["exercise"] == correction


class TestTheWorkshop:
    def test_national_staff_prepare_an_exercise(self, network, scale, cast, sign_in):
        response = sign_in(cast.national).post("/financement/preparer/", {"year": "2027", "scale": scale.pk})
        assert response.headers["Location"] == "/financement/2027/exercice/"
        assert Round.objects.get().prepared_by == cast.national

    def test_preparing_twice_is_refused_on_the_form(self, draft, scale, cast, sign_in):
        response = sign_in(cast.national).post("/financement/preparer/", {"year": "2025", "scale": scale.pk})
        assert response.context["form"].non_field_errors() == [
            "L’exercice 2025 existe déjà : ouvrez-le, ou corrigez-le s’il est adopté."
        ]

    def test_a_correction_shows_everyone_before_and_after_and_writes_nothing(self, draft, cast, sign_in):
        data = {"qpv": "99", "km": "90,0", "in_formula": "on", "reason": "Recomptage."}
        response = sign_in(cast.national).post("/financement/2025/exercice/donnees/grand/", data)
        changed = {one.slug: one.floor_change for one in response.context["comparison"].changed}
        assert changed == {"ailleurs": 36_000, "ici": 36_000}
        assert draft.allocations.get(centre__slug="grand").qpv == 199

    def test_a_confirmed_correction_is_written(self, draft, cast, sign_in):
        data = {"qpv": "99", "km": "90,0", "in_formula": "on", "reason": "Recomptage.", "confirm": "oui"}
        sign_in(cast.national).post("/financement/2025/exercice/donnees/grand/", data)
        line = draft.allocations.get(centre__slug="grand")
        assert (line.qpv, line.km, line.input_reason) == (99, Decimal("90.0"), "Recomptage.")

    def test_a_preview_that_grew_old_is_shown_again_and_writes_nothing(self, draft, cast, sign_in):
        client = sign_in(cast.national)
        place = "/financement/2025/exercice/donnees/grand/"
        data = {"qpv": "99", "km": "90,0", "in_formula": "on", "reason": "Recomptage."}
        seen = re.search(r'name="seen" value="([^"]+)"', text_of(client.post(place, data)))[1]
        wanted = Correction(qpv=70, km=Decimal(80), in_formula=True, reason="Autre recomptage.")
        rounds.correct_figure(line_of(draft, "ici"), wanted, actor=cast.admin)
        response = client.post(place, data | {"seen": seen, "confirm": "oui"})
        assert response.context["form"].non_field_errors() == [rounds.STALE_PREVIEW]
        assert {one.slug for one in response.context["comparison"].changed} == {"ailleurs", "ici"}
        assert draft.allocations.get(centre__slug="grand").qpv == 199
        seen = re.search(r'name="seen" value="([^"]+)"', text_of(response))[1]
        client.post(place, data | {"seen": seen, "confirm": "oui"})
        assert draft.allocations.get(centre__slug="grand").qpv == 99

    def test_a_blank_figure_stays_blank(self, draft, cast, sign_in):
        data = {"qpv": "", "km": "90,0", "in_formula": "on", "reason": "Inconnu.", "confirm": "oui"}
        sign_in(cast.national).post("/financement/2025/exercice/donnees/grand/", data)
        assert draft.allocations.get(centre__slug="grand").qpv is None
        assert page(sign_in, cast.national, "/financement/2025/exercice/").status_code == 200

    def test_a_missing_figure_is_said_before_and_after(self, draft, cast, sign_in):
        client, url = sign_in(cast.national), "/financement/2025/exercice/donnees/grand/"
        data = {"qpv": "", "km": "90,0", "in_formula": "on", "reason": "Inconnu."}
        asked = client.post(url, data)
        assert asked.context["missing"] == "Grand : le nombre de quartiers prioritaires n’est pas renseigné."
        done = client.post(url, data | {"confirm": "oui"}, follow=True)
        assert [str(one) for one in done.context["messages"]] == [
            "Donnée corrigée pour Grand\u202f; le calcul attend les données qui manquent."
        ]

    def test_the_warnings_are_said_again_before_adoption(self, adopted, scale, cast, sign_in):
        exercise = rounds.prepare(2026, scale, actor=cast.national)
        client = sign_in(cast.national)
        data = {"qpv": "99", "km": "163,0", "in_formula": "on", "reason": "Recomptage.", "confirm": "oui"}
        client.post(f"/financement/{exercise.year}/exercice/donnees/grand/", data)
        warnings = client.get("/financement/2026/exercice/adopter/").context["warnings"]
        assert [(one.label, names) for one, names in warnings] == [("forte variation", ["Grand"])]

    def test_the_next_year_is_proposed(self, draft, cast, sign_in):
        form = page(sign_in, cast.national, "/financement/preparer/").context["form"]
        assert form["year"].initial == 2026

    def test_adopting_asks_first_then_acts(self, draft, cast, sign_in):
        client = sign_in(cast.national)
        assert client.get("/financement/2025/exercice/adopter/").status_code == 200
        assert Round.objects.get().is_open
        client.post("/financement/2025/exercice/adopter/")
        assert not Round.objects.get().is_open

    @pytest.mark.parametrize("kind", ["csv", "pdf", "xlsx"])
    def test_a_draft_without_every_figure_is_taken_away_or_says_what_it_waits_for(
        self, network, scale, cast, ici, sign_in, kind
    ):
        ici.median_distances.all().delete()
        rounds.prepare(2025, scale, actor=cast.national)
        response = sign_in(cast.national).get(f"/financement/2025.{kind}", follow=True)
        assert response.redirect_chain == ([("/financement/2025/exercice/", 302)] if kind == "xlsx" else [])
        assert response.status_code == 200

    def test_a_scale_that_cannot_be_applied_is_told(self, adopted, scale, cast, sign_in):
        rounds.open_correction(adopted, actor=cast.national, reason="Oubli.")
        scale.bands.first().delete()
        client = sign_in(cast.national)
        assert client.get("/financement/2025/exercice/").status_code == 200
        client.post("/financement/2025/exercice/relire/")
        response = client.get("/financement/2025/exercice/")
        assert response.context["comparison"] is None
        assert response.context["refusals"] == ["Tranches\u00a0: elles doivent aller de 0 à 10."]
        assert "Le calcul est impossible" in text_of(response)
        data = {"qpv": "99", "km": "90,0", "in_formula": "on", "reason": "Recomptage."}
        assert client.post("/financement/2025/exercice/donnees/grand/", data).status_code == 200
        assert client.get("/financement/2025.xlsx?version=2").status_code == 302

    def test_a_refused_adoption_says_why_and_leads_back(self, draft, scale, cast, sign_in):
        scale.bands.all().delete()
        response = sign_in(cast.national).post("/financement/2025/exercice/adopter/", follow=True)
        assert response.redirect_chain == [("/financement/2025/exercice/", 302)]
        assert "a changé depuis le dernier calcul" in text_of(response)

    def test_a_correction_may_mend_the_scale_itself_and_says_so(self, adopted, cast, sign_in):
        parameters = replace(PARAMETERS["2017"], key="2025", label="Barème 2025", state_share=Decimal("0.6"))
        other = store_scale(parameters, first_year=2025)
        client = sign_in(cast.national)
        asked = client.get("/financement/2025/exercice/corriger/").context["form"]
        assert asked["scale"].value() == adopted.scale_id
        client.post("/financement/2025/exercice/corriger/", {"reason": "Part de l’État.", "scale": other.pk})
        response = client.get("/financement/2025/exercice/")
        assert response.context["comparison"].floor_change == 147_100
        assert client.get("/financement/2025/exercice/adopter/").context["scale_moved"]

    def test_the_workshop_of_a_correction_costs_no_more(self, adopted, cast, sign_in, django_assert_num_queries):
        rounds.open_correction(adopted, actor=cast.national, reason="Oubli.")
        client = sign_in(cast.national)
        with django_assert_num_queries(QUERIES):
            assert client.get("/financement/2025/exercice/").context["comparison"].changed == ()
        with django_assert_num_queries(QUERIES):
            assert not client.get("/financement/2025/exercice/adopter/").context["scale_moved"]

    def test_refreshing_abandoning_and_correcting_by_hand(self, adopted, cast, sign_in):
        client = sign_in(cast.national)
        client.post("/financement/2025/exercice/corriger/", {"reason": "Quartier oublié.", "scale": adopted.scale_id})
        assert Round.objects.get(version=2).reason == "Quartier oublié."
        assert client.post("/financement/2025/exercice/relire/").headers["Location"] == "/financement/2025/exercice/"
        assert page(sign_in, cast.national, "/financement/2025/exercice/").status_code == 200
        client.post("/financement/2025/exercice/abandonner/")
        assert list(Round.objects.values_list("version", flat=True)) == [1]

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_workshop_costs_the_same_whatever_the_network(
        self, adopted, cast, sign_in, scale, django_assert_num_queries, size
    ):
        for number in range(size - 1):
            CentreFactory(usual_name=f"Autre {number}")
        rounds.prepare(2026, scale, actor=cast.national)
        client = sign_in(cast.national)
        with django_assert_num_queries(6):
            assert client.get("/financement/2026/exercice/").status_code == 200
