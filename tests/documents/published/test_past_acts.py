"""The steps of migration that register the acts signed and adopted before the register took them."""

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.text import capfirst

from documents.models import PublishedDocument
from documents.published.verification import Verdict, verify_bytes
from documents.published.write_once import fingerprint, json_fingerprint
from funding.enums import RoundState
from funding.formula.parameters import PARAMETERS
from funding.models import Round, RoundDocument
from funding.rounds.calculation import store_scale
from governance.models import ConventionDocument
from tests.documents.published.publishing import publish
from tests.factories import CentreFactory
from tests.governance.conventions.factories import AmendmentFactory, ConventionFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2025, 3, 2, 9, 0, tzinfo=dt.UTC)


def past_apps(app, name):
    """The models as the migration reads them, and its module."""
    state = MigrationExecutor(connection).loader.project_state((app, name))
    return state.apps, import_module(f"{app}.migrations.{name}")


def registered():
    rows = PublishedDocument.objects.order_by("reference")
    return [(one.reference, one.kind, one.title, one.context_seal) for one in rows]


def paper(convention, content, amendment=None, kind="frozen", sha256=""):
    return ConventionDocument.objects.create(
        convention=convention, amendment=amendment, kind=kind, name="acte.pdf", content=content,
        sha256=sha256 or fingerprint(content), added_at=AT,
    )  # fmt: skip


def test_the_texts_signed_before_are_registered_once_and_forgotten_on_the_way_back():
    centre = CentreFactory(slug="ici", usual_name="Ici")
    one = ConventionFactory(centre=centre, starts_on=dt.date(2024, 1, 1), kind="cpo")
    protocol = ConventionFactory(centre=centre, starts_on=dt.date(2025, 1, 1), kind="protocole")
    signed = AmendmentFactory(convention=one, rank=2, state="signed", signed_on=AT.date())
    of_protocol = AmendmentFactory(convention=protocol, rank=3, state="signed", signed_on=AT.date())
    paper(one, b"%PDF convention")
    paper(one, b"%PDF avenant", signed)
    paper(protocol, b"%PDF copie", kind="copy")
    paper(protocol, b"%PDF autre avenant", of_protocol)
    paper(protocol, b"%PDF altered", sha256="0" * 64)
    apart = publish()
    apps, step = past_apps("governance", "0003_signed_texts_in_the_register")

    for _ in range(2):
        step.register_signed_texts(apps, None)
        assert registered() == [
            (f"AVENANT-2025-ici-{one.pk}-1", "avenant", capfirst(str(signed)), fingerprint(b"%PDF avenant")),
            (
                f"AVENANT-2027-ici-{protocol.pk}-1", "avenant", capfirst(str(of_protocol)),
                fingerprint(b"%PDF autre avenant"),
            ),
            ("AVIS-2025-ici-1", "avis évaluatif", apart.title, apart.context_seal),
            (f"CONV-2024-ici-{one.pk}-1", "convention", capfirst(str(one)), fingerprint(b"%PDF convention")),
        ]  # fmt: skip
    assert verify_bytes([b"%PDF convention"]).verdict == Verdict.AUTHENTIC
    assert (one.family, signed.family) == (f"CONV-2024-ici-{one.pk}", f"AVENANT-2025-ici-{one.pk}")

    step.forget_signed_texts(apps, None)
    assert [reference for reference, *_ in registered()] == ["AVIS-2025-ici-1"]


def test_the_tables_adopted_before_are_registered_once_and_forgotten_on_the_way_back():
    scale, frozen = store_scale(PARAMETERS["2017"], first_year=2017), {"total": "1"}
    adopted = {"state": RoundState.ADOPTED, "scale": scale, "prepared_at": AT, "adopted_at": AT, "frozen": frozen}
    for year, content, sha256 in ((2025, b"%PDF 2025", ""), (2026, b"%PDF altered", "0" * 64), (2027, b"", "")):
        exercise = Round.objects.create(year=year, seal=json_fingerprint(frozen), **adopted)
        if content:
            RoundDocument.objects.create(
                round=exercise, content=content, sha256=sha256 or fingerprint(content), printed_at=AT
            )
    apps, step = past_apps("funding", "0005_adopted_tables_in_the_register")

    title = "Financement 2025\u00a0: budgets socles et planchers"
    for _ in range(2):
        step.register_adopted_tables(apps, None)
        assert registered() == [("FIN-2025-national-1", "tableau de financement", title, json_fingerprint(frozen))]
    assert verify_bytes([b"%PDF 2025"]).verdict == Verdict.AUTHENTIC

    step.forget_adopted_tables(apps, None)
    assert registered() == []
