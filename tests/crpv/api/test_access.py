"""Who reads what through the interface: nothing more than on the site, that day; and not too fast."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import ApiToken, RateCount
from accounts.sign_in import throttling as rates
from accounts.tokens.services import open_tokens, revoke_token
from crpv.api.dispatch import PER_ADDRESS, PER_TOKEN
from crpv.models import Publication
from evaluation.models import Collection
from tests.crpv.publications.making import report
from tests.factories import CentreFactory

VALUES = "/api/v1/centres/{}/indicateurs/2024"


def problem(answer):
    """Status and title of an answer that refuses, after checking that it is a problem told in full."""
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "instance"}
    assert (told["status"], told["instance"]) == (answer.status_code, answer.wsgi_request.path)
    return answer.status_code, told["title"]


class TestTokens:
    def test_the_values_of_a_centre_ask_for_a_token(self, client, world):
        answer = client.get(VALUES.format("ici"))
        assert problem(answer) == (401, "Jeton requis")
        assert answer["WWW-Authenticate"] == 'Bearer realm="crpv"'

    @pytest.mark.parametrize("role", ["admin", "national", "regional", "departmental", "director", "partner"])
    def test_a_token_reads_the_verified_values_that_its_person_reads(self, client, world, bearer, role):
        """R-132, §1.10: once verified, a form is read by those who open the centre's file."""
        told = client.get(VALUES.format("ici"), headers=bearer(getattr(world, role))).json()
        assert (told["centre"], told["annee"], told["etat"]) == ("ici", 2024, "verified")
        assert [(one["code"], one["valeur"]) for one in told["indicateurs"]] == [("AC-01", 120)]

    @pytest.mark.parametrize("role", ["other_regional", "other_director", "other_partner", "nobody"])
    def test_a_foreign_centre_answers_like_an_absent_one(self, client, world, bearer, role):
        headers = bearer(getattr(world, role))
        foreign, absent = (client.get(VALUES.format(slug), headers=headers) for slug in ("ici", "inconnu"))
        assert problem(foreign) == problem(absent) == (404, "Introuvable")
        assert foreign.json()["detail"] == absent.json()["detail"]

    def test_what_is_not_verified_is_not_told(self, client, world, bearer):
        assert problem(client.get(VALUES.format("ailleurs"), headers=bearer(world.national)))[0] == 404

    def test_a_mandate_that_ends_closes_the_token_on_the_very_next_request(self, client, world, bearer):
        headers = bearer(world.director)
        assert client.get(VALUES.format("ici"), headers=headers).status_code == 200
        world.director.mandates.update(valid_to=dt.date(2020, 1, 1))
        assert problem(client.get(VALUES.format("ici"), headers=headers)) == (404, "Introuvable")

    def test_a_revoked_token_opens_nothing(self, client, world, bearer):
        headers = bearer(world.director)
        assert revoke_token(world.director, open_tokens(world.director)[0].pk) is True
        assert problem(client.get("/api/v1/centres", headers=headers)) == (401, "Jeton requis")

    def test_an_expired_token_opens_nothing(self, client, world, bearer):
        headers = bearer(world.director)
        ApiToken.objects.update(expires_at=timezone.now())
        assert problem(client.get("/api/v1/centres", headers=headers))[0] == 401

    def test_a_closed_account_opens_nothing(self, client, world, bearer):
        headers = bearer(world.director)
        world.director.is_active = False
        world.director.save()
        assert problem(client.get("/api/v1/centres", headers=headers))[0] == 401

    @pytest.mark.parametrize("header", ["Bearer ", "Bearer crpv_faux", "Basic YTpi", "Bearer é", "crpv_faux"])
    def test_any_other_header_is_refused_even_where_none_is_needed(self, client, world, header):
        assert problem(client.get("/api/v1/centres", headers={"Authorization": header}))[0] == 401

    def test_a_session_of_the_site_opens_nothing_here(self, sign_in, world):
        assert problem(sign_in(world.director).get(VALUES.format("ici")))[0] == 401


class TestDashboards:
    @pytest.mark.parametrize(("role", "years"), [("partner", [2024, 2023]), ("nobody", [2023]), (None, [2023])])
    def test_each_reads_the_published_dashboards_that_the_site_opens(self, client, world, bearer, role, years):
        headers = bearer(getattr(world, role)) if role else {}
        told = client.get("/api/v1/tableaux-de-bord", headers=headers).json()
        assert [one["annee"] for one in told["resultats"]] == years

    def test_one_that_is_not_public_is_absent_for_a_stranger(self, client, world):
        closed, absent = (client.get(f"/api/v1/tableaux-de-bord/{year}") for year in (2024, 2050))
        assert problem(closed) == problem(absent) == (404, "Introuvable")

    def test_its_figures_are_the_frozen_ones(self, client, world):
        kept = Publication.objects.get(year=2023)
        before = client.get("/api/v1/tableaux-de-bord/2023").json()
        report(_form_of(2023), 999)
        assert client.get("/api/v1/tableaux-de-bord/2023").json() == before
        assert before["empreinte"] == kept.seal
        assert [one["valeur"] for one in before["indicateurs"] if one["code"] == "AC-01"] == [120]


def _form_of(year):
    return Collection.objects.select_related("campaign").get(campaign__year=year, centre__slug="ici")


class TestPace:
    def test_a_stranger_is_counted_by_address_and_told_when_to_come_back(self, client, world, monkeypatch):
        monkeypatch.setattr(rates.time, "time", lambda: 1_000_000_010.0)
        answers = [client.get("/api/v1/indicateurs") for _ in range(PER_ADDRESS + 1)]
        assert {one.status_code for one in answers[:-1]} == {200}
        assert problem(answers[-1]) == (429, "Trop de demandes")
        assert answers[-1]["Retry-After"] == "10"
        assert client.get("/api/v1/indicateurs", REMOTE_ADDR="192.0.2.7").status_code == 200
        monkeypatch.setattr(rates.time, "time", lambda: 1_000_000_040.0)
        assert client.get("/api/v1/indicateurs").status_code == 200

    def test_a_token_has_a_pace_of_its_own(self, client, world, bearer):
        headers = bearer(world.director)
        client.get("/api/v1/indicateurs", headers=headers)
        RateCount.objects.update(count=PER_TOKEN)
        assert problem(client.get("/api/v1/indicateurs", headers=headers))[0] == 429
        assert client.get("/api/v1/indicateurs").status_code == 200
        assert client.get("/api/v1/indicateurs", headers=bearer(world.partner)).status_code == 200

    def test_neither_addresses_nor_tokens_are_kept(self, client, world):
        client.get("/api/v1/centres", REMOTE_ADDR="192.0.2.7")
        assert "192.0.2" not in str(list(RateCount.objects.values()))

    def test_counts_that_are_over_are_forgotten(self, world, monkeypatch):
        assert rates.wait_before_next("quelqu’un", 1, now=0.0) == 0
        assert rates.wait_before_next("quelqu’un", 1, now=59.0) == 1
        assert rates.wait_before_next("quelqu’un", 1, now=60.0) == 0
        assert (rates.forget_rates(), RateCount.objects.count()) == (1, 0)


class TestReading:
    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
    def test_nothing_is_written_here(self, client, world, method):
        answer = getattr(client, method)("/api/v1/centres")
        assert problem(answer) == (405, "Méthode refusée")
        assert answer["Allow"] == "GET, HEAD"

    @pytest.mark.parametrize(
        "query", ["page=0", "page=x", "page=1.5", "page=-1", "par_page=101", "par_page=", "zone=lune", "page=１"]
    )
    def test_a_parameter_badly_written_is_told(self, client, world, query):
        answer = client.get(f"/api/v1/centres?{query}")
        assert problem(answer) == (400, "Demande mal écrite")
        assert query.split("=")[0] in answer.json()["detail"]

    @pytest.mark.parametrize("path", ["", "nada", "centres/", "centres/inconnu", "financements/2099"])
    def test_an_unknown_address_is_a_problem_too(self, client, world, path):
        if path:
            assert problem(client.get(f"/api/v1/{path}"))[0] == 404

    def test_pages_follow_each_other_and_end(self, client, world):
        seen, address = [], "/api/v1/centres?par_page=2"
        while address:
            page = client.get(address).json()
            seen += [one["centre"] for one in page["resultats"]]
            address = page["suivante"]
        assert seen == ["ailleurs", "grand", "ici", "paris", "petit"]
        assert (page["total"], page["pages"], page["page"]) == (5, 3, 3)
        assert problem(client.get("/api/v1/centres?par_page=2&page=4"))[0] == 404

    def test_what_has_not_changed_is_not_sent_again(self, client, world):
        first = client.get("/api/v1/centres")
        again = client.get("/api/v1/centres", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_the_amounts_of_an_exercise_are_those_that_were_adopted(self, client, world, adopted):
        told = client.get("/api/v1/financements/2025").json()
        line = next(one for one in told["resultats"] if one["centre"] == "ici")
        kept = adopted.allocations.get(centre__slug="ici")
        assert (told["empreinte"], line["budget_socle"], line["plancher_etat"]) == (
            adopted.seal, kept.budget, kept.state_floor,
        )  # fmt: skip

    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize(
        ("path", "queries"),
        [
            ("centres", 7), ("centres/ici", 7), ("financements", 5), ("financements/2025", 5),
            ("tableaux-de-bord", 5), ("tableaux-de-bord/2023", 5), ("indicateurs", 6),
        ],
    )  # fmt: skip
    def test_an_answer_costs_the_same_whatever_the_network(
        self, client, world, django_assert_num_queries, path, queries, count
    ):
        """The pace takes four of them: a savepoint, the count, its reading, and the end of the savepoint."""
        CentreFactory.create_batch(count)
        client.get("/api/v1/centres")
        with django_assert_num_queries(queries):
            assert client.get(f"/api/v1/{path}").status_code == 200
