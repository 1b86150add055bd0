"""When something goes wrong, a French page says what, and leads home."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.urls import path
from django.views.defaults import bad_request, server_error

from crpv.urls import urlpatterns as site


def refuse(request):
    raise PermissionDenied


def distrust(request):
    raise SuspiciousOperation


def lose(request):
    raise Http404


def break_down(request):
    raise RuntimeError("panne d’essai")


def accept(request):
    return HttpResponse()


urlpatterns = [
    *site,
    path("essai/400/", distrust),
    path("essai/403/", refuse),
    path("essai/404/", lose),
    path("essai/500/", break_down),
    path("essai/", accept),
]

ERRORS = {
    400: "Demande incomprise",
    403: "Accès refusé",
    404: "Page introuvable",
    500: "Le site a rencontré une erreur",
}


@pytest.fixture
def visitor(sign_in, cast, settings):
    settings.ROOT_URLCONF = "tests.crpv.test_errors"
    visitor = sign_in(cast.regional)
    visitor.raise_request_exception = False
    return visitor


@pytest.mark.parametrize(("status", "heading"), ERRORS.items())
def test_each_error_has_its_page_in_french(visitor, status, heading):
    response = visitor.get(f"/essai/{status}/")
    page = response.content.decode()
    assert response.status_code == status
    assert page.count(f"<h1>{heading}</h1>") == page.count(f"Erreur {status}") == 1
    assert page.count('<html lang="fr"') == page.count('<a class="fr-btn" href="/">Revenir à l’accueil</a>') == 1


@pytest.mark.parametrize("status", [403, 404])
def test_the_menu_stays_when_the_site_itself_is_well(visitor, status):
    assert b'id="menu"' in visitor.get(f"/essai/{status}/").content


@pytest.mark.parametrize(("answer", "status"), [(server_error, 500), (bad_request, 400)])
def test_a_breakdown_shows_its_page_without_asking_the_base(rf, answer, status):
    """No `db` here: a query would fail the test."""
    page = answer(rf.get("/"), Exception()) if status == 400 else answer(rf.get("/"))
    assert (page.status_code, page.content.decode().count(f"Erreur {status}")) == (status, 1)


def test_a_breakdown_tells_nothing_of_its_cause(visitor):
    assert "panne" not in visitor.get("/essai/500/").content.decode()


def test_a_form_from_elsewhere_is_refused_with_advice(visitor, cast):
    visitor.handler.enforce_csrf_checks = True
    response = visitor.post("/essai/")
    assert response.status_code == 403
    assert response.content.decode().count("<h1>Ce formulaire a été refusé</h1>") == 1


def test_an_unknown_address_is_not_found_even_by_a_stranger(client, db):
    assert client.get("/inconnue/").status_code == 404


def test_an_unknown_host_is_refused(client):
    assert client.get("/plan-du-site/", headers={"host": "ailleurs.example"}).status_code == 400
