"""The pages of the dashboards: who finds what, what each act says, what they cost."""

import pytest
from django.utils.timezone import localdate

from crpv.models import Publication, Transmission
from crpv.publications import services as acts
from tests.crpv.publications.making import PERSPECTIVES, correct, publish
from tests.text import words

YEAR = "/tableau-de-bord/2024/"


def text_of(answer):
    return answer.content.decode()


class TestPublished:
    def test_one_for_partners_is_told_to_strangers_like_one_that_does_not_exist(self, client, published):
        closed, absent = (client.get(f"/tableau-de-bord/{year}/") for year in (2024, 2050))
        assert (closed.status_code, absent.status_code) == (404, 404)
        assert text_of(closed) == text_of(absent).replace("2050", "2024")
        assert "/compte/connexion/?next=/tableau-de-bord/2024/" in text_of(closed)

    def test_somebody_without_mandate_reads_public_ones_only(self, sign_in, cast, published):
        assert sign_in(cast.nobody).get(YEAR).status_code == 404

    def test_a_public_one_is_read_by_all_and_names_centres_to_the_network_only(self, client, sign_in, cast, campaign):
        """§1.10: the grid centre by centre belongs to the network."""
        publish(2024, actor=cast.national, is_public=True)
        stranger, member = client.get(YEAR), sign_in(cast.partner).get(YEAR)
        keys = [[table.key for table in one.context["board"].section("collecte").tables] for one in (stranger, member)]
        assert keys == [[], ["manquants"]]
        assert PERSPECTIVES in text_of(stranger)

    def test_a_replaced_version_stays_and_says_so(self, sign_in, cast, published):
        correct(published, actor=cast.national, reason="Un oubli.")
        client = sign_in(cast.partner)
        first, latest = client.get(f"{YEAR}?version=1"), client.get(YEAR)
        assert "Version 1 remplacée" in text_of(first)
        assert "Un oubli." in text_of(latest)
        assert client.get(f"{YEAR}?version=3").status_code == 404
        told = text_of(client.get(f"{YEAR}versions/"))
        assert [seal in told for seal in Publication.objects.values_list("seal", flat=True)] == [True, True]

    def test_two_versions_with_other_perspectives_have_other_fingerprints(self, sign_in, cast, published):
        correct(published, actor=cast.national, perspectives="Autre chose.")
        one, two = (sign_in(cast.partner).get(f"{YEAR}?version={rank}").context["fingerprints"] for rank in (1, 2))
        assert one.figures == two.figures
        assert len({one.version, two.version, one.figures}) == 3

    def test_the_year_to_prepare_is_the_last_that_is_neither_published_nor_prepared(self, sign_in, cast, published):
        client, address = sign_in(cast.national), "/tableau-de-bord/preparer/"
        assert client.get(address).context["form"]["year"].value() == 2023
        acts.prepare(2023, actor=cast.national)
        assert client.get(address).context["form"]["year"].value() is None

    def test_to_publish_one_is_told_what_the_public_will_read_of_a_named_centre(self, sign_in, cast, frozen):
        page = text_of(sign_in(cast.national).get(f"{YEAR}preparation/publier/"))
        assert "il nomme les centres dans un seul tableau, celui des indices et des montants théoriques" in page

    def test_perspectives_are_restrained_text(self, sign_in, cast, campaign):
        text = "## Trois axes\n\n**un** <script>alert(1)</script> [lien](javascript:alert(1))"
        publish(2024, actor=cast.national, perspectives=text)
        page = text_of(sign_in(cast.partner).get(YEAR))
        assert "<h4>Trois axes</h4>" in page
        assert "<strong>un</strong>" in page
        assert "<script>alert" not in page
        assert 'href="javascript' not in page

    @pytest.mark.parametrize("ending", ["csv"])
    def test_its_files_are_taken_by_those_who_read_it(self, client, sign_in, cast, published, ending):
        assert client.get(f"/tableau-de-bord/2024.{ending}").status_code == 404
        answer = sign_in(cast.partner).get(f"/tableau-de-bord/2024.{ending}")
        assert answer["Content-Disposition"] == f'attachment; filename="tableau-de-bord-crpv-2024-v1.{ending}"'


class TestWorkshop:
    def test_a_dashboard_comes_out_page_after_page(self, sign_in, cast, campaign):
        client = sign_in(cast.national)
        steps = (
            ("/tableau-de-bord/preparer/", {"year": "2024"}, f"{YEAR}preparation/"),
            (f"{YEAR}preparation/geler/", {}, f"{YEAR}preparation/"),
            (f"{YEAR}preparation/degeler/", {"reason": "Un centre de plus."}, f"{YEAR}preparation/"),
            (f"{YEAR}preparation/perspectives/", {"perspectives": PERSPECTIVES}, f"{YEAR}preparation/"),
            (f"{YEAR}preparation/geler/", {}, f"{YEAR}preparation/"),
            (f"{YEAR}preparation/publier/", {"readers": "public"}, YEAR),
            (f"{YEAR}preparation/corriger/", {"reason": "Erreur."}, f"{YEAR}preparation/"),
            (f"{YEAR}preparation/abandonner/", {}, "/tableau-de-bord/"),
        )
        for address, told, place in steps:
            assert client.get(address).status_code == (302 if address.endswith("/geler/") else 200)
            assert client.post(address, told).headers["Location"] == place
        one = Publication.objects.get()
        assert (one.state, one.is_public, one.files.count()) == ("published", True, 7)

    def test_an_old_tab_that_freezes_again_is_told_where_the_figures_stand(self, sign_in, cast, prepared):
        client, address = sign_in(cast.national), f"{YEAR}preparation/geler/"

        def told(call):
            answer = call(address, follow=True)
            return answer.redirect_chain[0][0], [str(one) for one in answer.context["messages"]]

        assert told(client.get) == (f"{YEAR}preparation/", ["Gelez les chiffres ici, par le bouton."])
        frozen = acts.freeze(prepared, actor=cast.national)
        assert told(client.get) == (f"{YEAR}preparation/", ["Les chiffres sont déjà gelés."])
        written = acts.write(frozen, perspectives=PERSPECTIVES, actor=cast.national)
        acts.publish(written, is_public=False, actor=cast.national)
        for call in (client.get, client.post):
            place, (sentence,) = told(call)
            assert (place, sentence.startswith("C’est déjà fait")) == (YEAR, True)
        assert client.get("/tableau-de-bord/2019/preparation/geler/").status_code == 404
        assert sign_in(cast.regional).get(address).status_code == 404

    def test_a_refusal_is_told_on_the_form(self, sign_in, cast, prepared):
        acts.freeze(prepared, actor=cast.national)
        page = text_of(sign_in(cast.national).post(f"{YEAR}preparation/publier/", {"readers": "partners"}))
        assert "Écrivez d’abord les perspectives de l’année 2025" in page

    def test_to_whom_it_opens_must_be_said(self, sign_in, cast, frozen):
        answer = sign_in(cast.national).post(f"{YEAR}preparation/publier/", {"readers": ""})
        assert answer.context["form"].errors["readers"]

    def test_lateness_is_told_and_prevents_nothing(self, sign_in, cast, prepared):
        """R-140: recorded, never prevented."""
        assert "L’échéance du 30 juin 2025 est passée (R-140)" in text_of(
            sign_in(cast.national).get(f"{YEAR}preparation/")
        )


class TestPassingOn:
    def test_a_region_records_its_day_and_sees_it(self, sign_in, cast, published, ici):
        """R-141."""
        region = ici.lead_regions.get().region
        client = sign_in(cast.regional)
        told = {"on": localdate().isoformat(), "note": "Courriel"}
        answer = client.post(f"{YEAR}transmission/{region.code}/", told)
        assert answer.headers["Location"] == f"{YEAR}transmission/"
        assert Transmission.objects.get().recorded_by == cast.regional
        assert "1 région l’a fait" in words(text_of(client.get(f"{YEAR}transmission/")))

    def test_a_day_to_come_is_refused_on_the_form(self, sign_in, cast, published, ici):
        region = ici.lead_regions.get().region
        answer = sign_in(cast.regional).post(f"{YEAR}transmission/{region.code}/", {"on": "2099-01-01"})
        assert answer.context["form"].non_field_errors()


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(
    ("who", "address", "queries"),
    [
        ("national", "/tableau-de-bord/", 3), ("national", YEAR, 6), ("national", f"{YEAR}versions/", 5),
        ("national", f"{YEAR}transmission/", 5), ("regional", f"{YEAR}transmission/", 5), ("regional", YEAR, 6),
        ("national", "/tableau-de-bord/2023/preparation/", 3),
    ],
)  # fmt: skip
def test_a_page_costs_the_same_whatever_the_versions_and_the_regions(
    cast, sign_in, campaign, ici, ailleurs, django_assert_num_queries, who, address, queries, size
):
    one = publish(2024, actor=cast.national)
    for _ in range(size - 1):
        one = correct(one, actor=cast.national)
    other = acts.prepare(2023, actor=cast.national)
    acts.freeze(other, actor=cast.national)
    for centre, agent in ((ici, cast.regional), (ailleurs, cast.other_regional))[: size - 1]:
        acts.pass_on(one, centre.lead_regions.get().region, on=localdate(), note="", actor=agent)
    client = sign_in(getattr(cast, who))
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
