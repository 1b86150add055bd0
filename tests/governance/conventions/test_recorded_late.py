"""What was signed once the application was put to use is not recorded as if it were before (R-51, R-75, R-78, R-85)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from governance.compliance.rules.load_facts import load_rule_facts
from governance.conventions import services
from governance.conventions.services import PastConvention, SignedFile
from governance.enums import ConventionKind, ConventionState
from governance.law.legal_calendar import three_year_term
from governance.models import Amendment, Convention, ConventionDocument
from governance.registers.rules import Outcome, Question
from tests.governance.compliance.test_rules import answer
from tests.governance.conventions.factories import THIS_YEAR, ConventionFactory
from tests.text import words

IN_USE_ON = localdate() - dt.timedelta(10)
LATE, EARLY = IN_USE_ON + dt.timedelta(1), IN_USE_ON
FILE = SignedFile(reason="Signée en préfecture.", name="signee.pdf", content=b"%PDF-1.4 x")
SINCE = "après la mise en service de l’outil"


@pytest.fixture(autouse=True)
def in_use(db):
    Act.objects.create(
        at=dt.datetime.combine(IN_USE_ON, dt.time(12), dt.UTC), verb="mise en service", seal="mise en service"
    )


def record_convention(centre, actor, on, file):
    first = dt.date(THIS_YEAR, 1, 1)
    past = PastConvention(
        kind=ConventionKind.CPO, state=ConventionState.SIGNED, starts_on=first, ends_on=three_year_term(first),
        signed_on=on,
    )  # fmt: skip
    services.record(centre, past, actor=actor, file=file)


def record_amendment(centre, actor, on, file):
    one = ConventionFactory(centre=centre, years_ago=1)
    Convention.objects.filter(pk=one.pk).update(signed_on=dt.date(THIS_YEAR - 1, 1, 1))
    services.record_amendment(one, 2, signed_on=on, purpose="", actor=actor, file=file)


RECORDS = pytest.mark.parametrize("record", [record_convention, record_amendment])


@RECORDS
@pytest.mark.parametrize(
    ("role", "on", "file", "sentence"),
    [
        ("regional", LATE, FILE, "qui seule l’enregistre, avec son motif et le fichier signé."),
        ("national", LATE, SignedFile(reason="Signée."), "écrivez pourquoi il n’y a pas été signé"),
        ("national", LATE, SignedFile(reason=" ", name="a.pdf", content=b"%PDF-"), "joignez le fichier signé."),
        ("national", EARLY, FILE, "la région chef de file l’enregistre."),
    ],
)
def test_it_is_refused(cast, ici, record, role, on, file, sentence):
    with pytest.raises(RefusedError) as refused:
        record(ici, getattr(cast, role), on, file)
    told = words(str(refused.value))
    assert (sentence in told, SINCE in told) == (True, on == LATE)
    assert (Convention.objects.filter(is_recorded=True).count(), Amendment.objects.count()) == (0, 0)


@RECORDS
def test_the_national_administration_records_it_with_its_reason_and_its_file(cast, ici, record):
    record(ici, cast.national, LATE, FILE)
    assert ConventionDocument.objects.values_list("kind", "name").get() == ("copy", "signee.pdf")
    assert Act.objects.filter(comment=FILE.reason, actor=cast.national).count() == 1


@RECORDS
def test_what_was_signed_before_is_recorded_by_the_lead_region_without_any_paper(cast, ici, record):
    record(ici, cast.regional, EARLY, SignedFile())
    assert ConventionDocument.objects.count() == 0


@pytest.mark.parametrize(("late", "outcome"), [(True, Outcome.BROKEN), (False, Outcome.UNKNOWN)])
def test_the_register_says_so_of_a_convention(cast, ici, late, outcome):
    record_convention(ici, cast.national if late else cast.regional, LATE if late else EARLY, FILE)
    facts = load_rule_facts(Question((ici,), THIS_YEAR, localdate()))[ici.pk]
    assert [answer(code, facts) for code in ("R-51", "R-78")] == [outcome, outcome]


@pytest.mark.parametrize(("late", "outcome"), [(True, Outcome.BROKEN), (False, Outcome.SATISFIED)])
def test_the_register_says_so_of_an_amendment(cast, ici, late, outcome):
    record_amendment(ici, cast.national if late else cast.regional, LATE if late else EARLY, FILE)
    facts = load_rule_facts(Question((ici,), THIS_YEAR, localdate()))[ici.pk]
    assert answer("R-75", facts) is outcome


def test_its_page_takes_the_file_from_the_national_administration_alone(cast, ici, sign_in):
    data = {
        "kind": "cpo", "state": "signed", "signed_on": LATE.isoformat(), "starts_on": f"{THIS_YEAR}-01-01",
        "ends_on": f"{THIS_YEAR + 2}-12-31", "reason": "Signée en préfecture.",
    }  # fmt: skip
    for user, count in ((cast.regional, 0), (cast.national, 1)):
        paper = SimpleUploadedFile("signee.pdf", b"%PDF-1.4 x")
        sign_in(user).post("/conventions/ici/enregistrer/", {**data, "paper": paper})
        assert Convention.objects.count() == count
