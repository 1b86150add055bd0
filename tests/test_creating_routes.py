"""Every form that creates something: the same page sent twice, by two clicks, Back or two posts, makes one thing."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from accounts.acts import drafts
from accounts.acts.submission_keys import REPEATED, AlreadySentError, new_key
from accounts.models import Act, ApiToken
from centres.models import Centre
from evaluation.models import Campaign, Opinion, Referential
from evaluation.referential.services import current_draft, discard
from funding.models import Payment, Scale
from governance.enums import ConventionState, Finding
from governance.models import Convention, FinalReview, Orientation, Production, Programme
from tests.accounts.acts.test_two_people import sent as typed_in
from tests.evaluation.opinions.factories import YEAR, communicated_on
from tests.governance.conventions.factories import PLACES
from tests.test_routes import ROUTES, address_of, people, world  # noqa: F401
from tests.text import words

TODAY = timezone.localdate()
FIRST_DAY = f"{TODAY.year}-01-01"


def _perimeter(slug: str) -> str:
    return str(Centre.objects.get(slug=slug).perimeters.get().department.region_id)


# What is typed in each creating form of tests/routes, and by whom.
TYPED: dict[str, tuple[str, dict[str, Any]]] = {
    "evaluation:remarks": ("regional", {"text": "À revoir."}),
    "evaluation:open_opinion": ("regional", {}),
    "evaluation:reply": ("director", {"text": "Nous répondons."}),
    "evaluation:referential_new": ("national", {"name": "2098"}),
    "evaluation:indicator_new": (
        "national",
        {"code": "AC-97", "section": "AC", "label": "Nouveau", "definition": "Nouveau.", "kind": "entier",
         "aggregation": "somme", "standing": "PROP"},
    ),
    "evaluation:complement_new": (
        "regional",
        {"region": _perimeter, "section": "QP", "label": "Ruralité", "definition": "Séances.", "kind": "entier"},
    ),
    "evaluation:campaign_new": (
        "national",
        {"year": "2099", "referential": lambda slug: str(Referential.objects.exclude(published_on=None).first().pk),
         "opens_on": "2100-01-01", "centres_due_on": "2100-03-31", "review_due_on": "2100-04-30",
         "corrections_until": "2100-05-31"},
    ),
    "evaluation:contest_contribution": ("departmental", {"text": "Nous n’avons rien écrit."}),
    "evaluation:postpone": (
        "national",
        {"centre": lambda slug: str(Centre.objects.get(slug=slug).pk), "reason": "Congés.",
         "until": lambda slug: str(Campaign.objects.get(year=2040).corrections_until)},
    ),
    "funding:prepare": ("national", {"year": "2027", "scale": lambda slug: str(Scale.objects.get().pk)}),
    "funding:correct": ("national", {"reason": "Un quartier oublié."}),
    "funding:notify": ("regional", {"amount": "1", "on": "2025-02-14", "reference": "B2", "reason": "Complément."}),
    "funding:pay": ("regional", {"amount": "1", "on": "2025-02-14", "reference": "B2"}),
    "governance:action_new": (
        "director",
        {"title": "Formation", "mission": "M2", "format": "formation", "theme": "emploi", "targets_districts": "on",
         "all_contracts": "on", "publics": ["elus"], "learning_goals": "Savoir."},
    ),
    "governance:add_line": ("director", {"function": "Formation", "finding": Finding.GAP, "centre_role": "Former"}),
    "governance:attach_copy": (
        "director", {"copy": lambda slug: SimpleUploadedFile("copie.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")}
    ),
    "governance:body_new": ("director", {"kind": "financeurs", "name": "Comité"}),
    "governance:create_cartography": ("regional", {"led_by": "SGAR", "contributors": "Le centre"}),
    "governance:create_convention": ("regional", {"starts_on": FIRST_DAY}),
    "governance:meeting_new": ("director", {"on": "2025-06-24", "place": "Lyon"}),
    "governance:national_body_new": ("national", {"kind": "anru", "name": "ANRU"}),
    "governance:object_to_final_review": ("director", {"text": "Ajoutez la formation."}),
    "governance:record_agreement": (
        "regional",
        {"on": FIRST_DAY, "paper": lambda slug: SimpleUploadedFile("accord.pdf", b"%PDF-1.4")},
    ),
    "governance:orientation_new": ("national", {"title": "Droit commun"}),
    "governance:production_new": (
        "director",
        {"title": "Fiche", "kind": "note", "theme": "emploi", "published_on": "2025-01-10",
         "link": "https://exemple.invalid/fiche"},
    ),
    "governance:programme_new": ("director", {}),
    "governance:quick_session": ("director", {"elus-on_site": "4"}),
    "governance:record_amendment": ("regional", {"signed_on": TODAY.isoformat()}),
    "governance:record_convention": (
        "regional",
        {"kind": "cpo", "state": "signed", "signed_on": "2020-03-01", "starts_on": "2020-01-01",
         "ends_on": "2022-12-31"},
    ),
    "governance:seat_new": (
        "director", {"college": "bloc_communal", "organisation": "Ville", "valid_from": "2024-01-01"}
    ),
    "governance:session_new": ("director", {"on": f"{TODAY.year}-01-01", "elus-on_site": "4"}),
    "governance:worksite_new": ("national", {"title": "Un chantier", "is_open": "on"}),
    "publications:prepare": ("national", {"year": "2019"}),
    "publications:correct": ("national", {"reason": "Une faute."}),
}  # fmt: skip


def _signed(state: ConventionState) -> None:
    Convention.objects.filter(pk=int(f"2{PLACES['ici']}")).update(state=state)


def _this_year(cast: Any) -> None:
    Programme.objects.filter(centre__slug="ici", year=2030).update(year=TODAY.year)


def _without_draft(cast: Any) -> None:
    Convention.objects.filter(pk=PLACES["ici"]).delete()
    _signed(ConventionState.RENEWED)


def _payable(cast: Any) -> None:
    Payment.objects.all().delete()
    _signed(ConventionState.AMENDED_3)


def _awaiting_a_reply(cast: Any) -> None:
    opinion = Opinion.objects.get(centre__slug="ici", year=YEAR)
    communicated_on(opinion, cast.regional, TODAY - dt.timedelta(days=10))


def _recorded_by_post(cast: Any) -> None:
    row = Opinion.objects.get(centre__slug="ici", year=YEAR).contributions.get()
    type(row).objects.filter(pk=row.pk).update(
        text="Actif.", recorded_on=TODAY, answered_at=timezone.now(), answered_by=cast.regional, version=1
    )


# What the world of tests/routes lacks for some to succeed, and the year of their address then.
BEFORE: dict[str, Callable[[Any], Any]] = {
    "evaluation:contest_contribution": _recorded_by_post,
    "evaluation:referential_new": lambda cast: discard(current_draft(), actor=cast.national),
    "evaluation:reply": _awaiting_a_reply,
    "funding:pay": _payable,
    "governance:create_convention": _without_draft,
    "governance:quick_session": _this_year,
    "governance:record_agreement": lambda cast: FinalReview.objects.update(agreed_by_centre_on=None),
    "governance:record_amendment": lambda cast: _signed(ConventionState.AMENDED_2),
    "governance:session_new": _this_year,
}
YEARS = {"evaluation:reply": (YEAR - 1, YEAR), "governance:session_new": (2030, TODAY.year)}
# The same function edits what exists, at these addresses: guarded by `edit_conflicts`.
ELSEWHERE = {"accounts:tokens"}  # the token is shown, once, by the answer: below
EDITING = {"governance:action_edit", "governance:edit_line", "governance:seat_edit"}


def creating_views() -> set[str]:
    """The names of the routes whose function writes `creates=`, calls one that does, or calls `once` itself."""
    return {name for name, callback in _routes(get_resolver().url_patterns) if _creates(inspect.unwrap(callback))}


def _routes(patterns: Any, namespace: str = "") -> Any:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback
        elif pattern.namespace != "admin":
            yield from _routes(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)


def _creates(view: Any) -> bool:
    module = sys.modules[view.__module__]
    return view.__name__ in _creating_functions(module)


def _creating_functions(module: ModuleType) -> set[str]:
    functions = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.FunctionDef)]
    creating: set[str] = set()
    for _ in range(2):
        creating |= {function.name for function in functions if _says_so(function, creating)}
    return creating


def _says_so(function: ast.FunctionDef, creating: set[str]) -> bool:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    keywords = {keyword.arg for call in calls for keyword in call.keywords}
    called = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    return "creates" in keywords or bool(called & {*creating, "once"})


def test_every_creating_route_is_tried_here():
    assert creating_views() == set(TYPED) | EDITING | ELSEWHERE


def filled(cast: Any, client: Any, name: str) -> tuple[str, dict[str, Any]]:
    """The address of a creating form, and what its page sends once filled in; its key comes from the page."""
    BEFORE.get(name, lambda _: None)(cast)
    former, year = YEARS.get(name, (0, 0))
    address = address_of(ROUTES[name], "ici").replace(f"/{former}/", f"/{year}/")
    page = client.get(address)
    (key,) = re.findall(r'name="submission" value="(\w+)"', page.content.decode())[-1:]
    typed = typed_in(page, {}) if "form" in page.context and "seen" in page.context else {}
    wanted = {field: value("ici") if callable(value) else value for field, value in TYPED[name][1].items()}
    return address, typed | wanted | {"submission": key, "draft": "d1"}


@pytest.mark.parametrize("name", sorted(TYPED))
def test_the_same_page_sent_twice_writes_once(world, sign_in, name):  # noqa: F811
    client = sign_in(getattr(world, TYPED[name][0]))
    address, typed = filled(world, client, name)
    before = Act.objects.count()
    first, after = client.post(address, typed), Act.objects.count()
    assert (first.status_code, after > before) == (302, True), words(str((first.context or {}).get("form")))
    acknowledged = [str(message) for message in get_messages(first.wsgi_request) if message.extra_tags == drafts.NAME]
    assert acknowledged == ["d1"]
    for file in (value for value in typed.values() if hasattr(value, "seek")):
        file.seek(0)
    second = client.post(address, typed)
    assert (second.status_code, second["Location"], Act.objects.count()) == (302, first["Location"], after)
    assert REPEATED in [str(message) for message in get_messages(second.wsgi_request)]


@pytest.mark.parametrize("name", ["governance:action_new", "governance:meeting_new", "governance:production_new"])
def test_with_another_key_the_same_contents_are_written_twice(world, sign_in, name):  # noqa: F811
    """The negative control: it is the key of the page that guards, and nothing else."""
    client = sign_in(getattr(world, TYPED[name][0]))
    address, typed = filled(world, client, name)
    first, second = client.post(address, typed), client.post(address, typed | {"submission": new_key(), "sure": "1"})
    assert first["Location"] != second["Location"]


def test_the_same_page_with_other_values_asks(world, sign_in):  # noqa: F811
    """Back, a word changed, the same button: neither lost nor written twice; sending again adds knowingly."""
    client = sign_in(world.director)
    address, typed = filled(world, client, "governance:production_new")
    first = client.post(address, typed)
    asked = client.post(address, typed | {"title": "Une autre"})
    assert f'<a href="{first["Location"]}">Ouvrir le premier envoi</a>' in asked.content.decode()
    assert asked.context["form"].non_field_errors() == [str(AlreadySentError(""))]
    assert asked.context["form"]["title"].value() == "Une autre"
    again = typed | {"title": "Une autre", "submission": asked.context["submission"]}
    assert client.post(address, again).status_code == 302
    written = Production.objects.filter(title__in=["Fiche", "Une autre"]).order_by("title")
    assert list(written.values_list("title", flat=True)) == ["Fiche", "Une autre"]


def test_a_refused_form_is_corrected_with_its_key(world, sign_in):  # noqa: F811
    client = sign_in(world.national)
    typed = {"title": "", "submission": new_key()}
    assert client.post("/programme-national/2025/orientations/nouvelle/", typed).status_code == 200
    assert client.post("/programme-national/2025/orientations/nouvelle/", typed | {"title": "Juste"}).status_code == 302


def test_the_key_of_one_person_is_not_that_of_another(world, sign_in):  # noqa: F811
    typed = {"title": "Juste", "submission": new_key()}
    for person in (world.national, world.admin):
        sign_in(person).post("/programme-national/2025/orientations/nouvelle/", typed)
    assert Orientation.objects.filter(title="Juste").count() == 2


def test_a_token_opened_by_two_clicks_is_one_token(world, sign_in):  # noqa: F811
    client, typed = sign_in(world.director), {"name": "Tableur", "days": "30", "submission": new_key()}
    answers = [client.post("/compte/jetons/", typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 302]
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("name", ["governance:production_new", "governance:quick_session", "governance:session_new"])
def test_what_a_colleague_has_recorded_already_is_asked_about_once(world, sign_in, name):  # noqa: F811
    """« Même séance déjà saisie ? »: another page, the same contents; sending again says that it is another one."""
    client = sign_in(getattr(world, TYPED[name][0]))
    address, typed = filled(world, client, name)
    client.post(address, typed)
    asked = client.post(address, typed | {"submission": new_key()})
    (question,) = asked.context["form"].non_field_errors()
    assert words(question).startswith(("Même production déjà saisie ?", "Même séance déjà saisie ?"))
    assert 'name="sure" value="1"' in asked.content.decode()
    assert client.post(address, typed | {"submission": new_key(), "sure": "1"}).status_code == 302
    other = {"title": "Autre"} if name == "governance:production_new" else {"elus-on_site": "5"}
    assert client.post(address, typed | other | {"submission": new_key()}).status_code == 302
