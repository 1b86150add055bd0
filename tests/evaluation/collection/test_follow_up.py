"""Who is late, what is missing: the follow-up of a campaign (R-136), its files, its dates and its reminders."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from crpv.home import home_of
from evaluation.collection import campaigns
from evaluation.collection.obligations import of_forms
from evaluation.collection.reminders import VERB, reminders
from evaluation.collection.workflow import CAMPAIGN_WORKFLOW
from evaluation.enums import CampaignState
from evaluation.models import Campaign, Collection, Postponement
from governance.registers.obligations import items_in
from tests.evaluation.collection.factories import YEAR, S, a_campaign, a_form, a_referential, fill
from tests.factories import CentreFactory
from tests.obligations import owed, statuses, window_of
from tests.text import words

pytestmark = pytest.mark.django_db
HERE = f"/indicateurs/{YEAR}/"
TODAY = timezone.localdate


@pytest.fixture
def forms(ici, ailleurs, cast):
    """Here late and half answered, elsewhere sent."""
    campaign = a_campaign(due_in=-3)
    here = a_form(ici, campaign, certifier=cast.director)
    here.values.filter(indicator__code="M1-01").update(value=40, comment="=1+1")
    return here, fill(a_form(ailleurs, campaign, S.SUBMITTED, certifier=cast.other_director))


def rows_of(visitor, query=""):
    rows = visitor.get(f"{HERE}{query}").context["rows"]
    return [
        (row.collection.centre.slug, row.label, row.is_late, row.answered, row.total, row.to_settle) for row in rows
    ]


def test_the_nation_sees_who_is_late_and_what_is_missing(forms, cast, sign_in):
    visitor = sign_in(cast.national)
    assert rows_of(visitor) == [
        ("ailleurs", "À vérifier", False, 8, 8, 0), ("ici", "En cours de saisie", True, 1, 8, 7),
    ]  # fmt: skip
    summary = visitor.get(HERE).context["summary"]
    assert (summary.total, summary.sent, summary.checked, summary.late) == (2, 1, 0, 1)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("?retard=oui", ["ici"]), ("?retard=non", ["ailleurs"]), ("?etat=submitted", ["ailleurs"]),
        ("?centre=IC", ["ici"]), ("?etat=n’importe quoi", ["ailleurs", "ici"]), ("?etat=closed", []),
    ],
)  # fmt: skip
def test_the_filters_narrow_the_list(forms, cast, sign_in, query, slugs):
    assert [row[0] for row in rows_of(sign_in(cast.national), query)] == slugs


def test_a_region_sees_its_own_and_a_centre_is_led_to_its_form(forms, cast, sign_in):
    assert [row[0] for row in rows_of(sign_in(cast.regional))] == ["ici"]
    assert sign_in(cast.director).get(HERE).url == f"{HERE}ici/"


def test_more_time_for_one_centre_is_counted(forms, ici, cast, sign_in):
    campaign = forms[0].campaign
    campaigns.postpone(campaign, ici, TODAY() + dt.timedelta(days=5), "Équipe incomplète.", actor=cast.national)
    assert [row[2] for row in rows_of(sign_in(cast.national))] == [False, False]


def test_no_time_is_given_in_a_campaign_closed_since_the_page_was_shown(forms, ici, cast):
    shown = Campaign.objects.get(pk=forms[0].campaign_id)
    CAMPAIGN_WORKFLOW.move(shown, "close", actor=cast.national)
    with pytest.raises(RefusedError, match="La campagne est close"):
        campaigns.postpone(shown, ici, TODAY() + dt.timedelta(days=5), "Équipe incomplète.", actor=cast.national)
    assert not Postponement.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("national", 200), ("admin", 200), ("regional", 404), ("director", 404),
                                              ("partner", 404), ("nobody", 404)])  # fmt: skip
def test_a_campaign_in_preparation_exists_for_national_staff_alone(cast, sign_in, role, status):
    a_campaign(YEAR, CampaignState.PREPARED)
    visitor = sign_in(getattr(cast, role))
    assert [visitor.get(address).status_code for address in (HERE, f"/indicateurs/{YEAR}.csv")] == [status, status]


@pytest.mark.parametrize(("state", "to_settle"), [(S.RETURNED, 7), (S.SUBMITTED, 8)])
def test_what_the_year_before_never_sent_is_compared_with_nothing(forms, ici, cast, sign_in, state, to_settle):
    before = a_form(ici, a_campaign(YEAR - 1), state, certifier=cast.director)
    before.values.filter(indicator__code="M1-01").update(value=100)
    assert rows_of(sign_in(cast.national))[-1][-1] == to_settle


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_page_costs_the_same_whatever_the_network(cast, sign_in, django_assert_num_queries, count):
    campaign = a_campaign()
    for _ in range(count):
        fill(a_form(CentreFactory(), campaign, certifier=cast.director))
    visitor = sign_in(cast.national)
    with django_assert_num_queries(7):
        page = visitor.get(HERE)
    assert len(page.context["rows"]) == min(count, 50)


# Files -----------------------------------------------------------------------------------------------------------


def lines_of(response):
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


def test_every_value_goes_out_one_line_an_answer(forms, cast, sign_in):
    lines = lines_of(sign_in(cast.national).get(f"/indicateurs/{YEAR}.csv"))
    here = [line for line in lines if ";Ici;" in line]
    assert here[0] == (
        f"{YEAR};Ici;à remplir;Mission 1 : animation des réseaux d’acteurs;M1-01;Indicateur M1-01;;40;demi-journées;"
        ";;;;'=1+1;"
    )
    assert here[1].split(";")[7:12] == ["", "%", "", "", "pas de réponse"]
    assert [line.split(";")[6:8] for line in lines if ";Ailleurs;" in line and ";M2-01;" in line] == [
        ["", "12"], ["session de formation", "8"], ["débat", "4"],
    ]  # fmt: skip


def test_one_line_a_centre(forms, cast, sign_in):
    answer = sign_in(cast.national).get(f"/indicateurs/{YEAR}.xlsx?forme=large")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:4] == ("Année", "Centre", "État", "M1-01 Indicateur M1-01 (demi-journées)")
    assert [row[:5] for row in rows[1:]] == [
        (YEAR, "Ailleurs", "envoyé", 40, 25), (YEAR, "Ici", "à remplir", 40, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "seen"), [("director", {"Ici"}), ("regional", {"Ici"}), ("partner", set())])
def test_each_takes_away_what_they_may_read(forms, cast, sign_in, who, seen):
    lines = lines_of(sign_in(getattr(cast, who)).get(f"/indicateurs/{YEAR}.csv"))
    assert {line.split(";")[1] for line in lines[1:]} == seen


# Dates and reminders ---------------------------------------------------------------------------------------------


def test_the_dates_of_the_campaign_are_in_the_register(forms, cast):
    today = TODAY()
    found = items_in(window_of(cast.regional, today), [of_forms])
    assert [(one.what, one.rule, one.status(today).value, one.link.url) for one in found] == [
        (f"indicateurs {YEAR} à envoyer", "R-135", "en retard", f"{HERE}ici/"),
        (f"indicateurs {YEAR} à vérifier", "R-136", "à venir", f"{HERE}ici/"),
    ]


def form_status(user, today):
    return {key.rsplit("-", 1)[1]: status for key, status in statuses(user, today, of_forms).items()}


def test_t_107_what_was_sent_on_time_then_returned_is_late_after_the_end_of_corrections(ici, cast):
    form = a_form(ici, a_campaign(due_in=-3), S.RETURNED, certifier=cast.director)
    last_day = form.campaign.corrections_until
    days = (TODAY(), last_day, last_day + dt.timedelta(days=1))
    assert [form_status(cast.director, day)["envoi"] for day in days] == ["à faire", "à faire", "en retard"]
    (letter,) = [one for one in reminders(last_day) if one.to == "centre"]
    assert "de corriger les indicateurs" in letter.sentence
    assert letter.due_on == last_day


def test_t_108_the_verification_is_counted_from_the_sending(ici, cast):
    campaign = a_campaign(due_in=-40)
    form = a_form(ici, campaign, S.SUBMITTED, certifier=cast.director)  # sent today
    due_on = TODAY() + (campaign.review_due_on - campaign.centres_due_on)
    found = {item.key: item for item in owed(cast.regional, TODAY(), of_forms)}
    assert found[f"indicateurs-{form.pk}-verification"].due_on == due_on
    days = (TODAY(), due_on, due_on + dt.timedelta(days=1))
    assert [form_status(cast.regional, day)["verification"] for day in days] == ["à faire", "à faire", "en retard"]
    assert [one.due_on for one in reminders(due_on) if one.to == "région"] == [due_on]


def test_t_111_nobody_is_late_once_the_campaign_is_closed(forms, cast, sign_in):
    Campaign.objects.update(state=CampaignState.CLOSED)
    assert form_status(cast.director, TODAY()) == {"envoi": "sans objet", "verification": "sans objet"}
    assert [row[2] for row in rows_of(sign_in(cast.national))] == [False, False]
    page = sign_in(cast.director).get(f"{HERE}ici/").content.decode()
    assert "La campagne est close" in " ".join(page.split())


def test_late_centres_are_written_to_once_a_day(forms, cast):
    call_command("send_reminders", stdout=io.StringIO())
    call_command("send_reminders", stdout=io.StringIO())
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([cast.director.email], f"Indicateurs {YEAR} à envoyer : Ici")
    assert "il y a 3\xa0jours" in letter.body
    assert f"http://testserver{HERE}ici/" in letter.body
    assert [(act.object_id, act.facts["to"]) for act in Act.objects.filter(verb=VERB)] == [
        (str(forms[0].pk), [cast.director.email])
    ]


def test_a_trial_sends_nothing(forms):
    out = io.StringIO()
    call_command("send_reminders", "--dry-run", stdout=out)
    assert (mail.outbox, Act.objects.filter(verb=VERB).count()) == ([], 0)
    assert f"Indicateurs {YEAR} à envoyer : Ici" in out.getvalue()


@pytest.mark.parametrize(
    ("due_in", "told"), [(8, []), (7, ["à envoyer"]), (0, ["à envoyer"]), (-24, ["à envoyer", "à vérifier"])]
)
def test_who_is_written_to_depends_on_the_day(ici, ailleurs, cast, due_in, told):
    campaign = a_campaign(due_in=due_in)
    a_form(ici, campaign, certifier=cast.director)
    a_form(ailleurs, campaign, S.SUBMITTED, certifier=cast.other_director)
    Collection.objects.filter(centre=ailleurs).update(submitted_at=timezone.now() + dt.timedelta(days=due_in))
    found = [one.subject.split(f"{YEAR} ")[1].split(" :")[0] for one in reminders(TODAY())]
    assert sorted(found) == told


def test_paris_is_never_late_nor_reminded(ici, cast, sign_in):
    """R-56."""
    ici.is_state_funded = False
    ici.save()
    a_form(ici, a_campaign(due_in=-10), certifier=cast.director)
    assert reminders(TODAY()) == []
    assert rows_of(sign_in(cast.national))[0][1:3] == ("En cours de saisie", False)


def test_an_extension_postpones_the_reminder(forms, ici, cast):
    Postponement.objects.create(
        campaign=forms[0].campaign, centre=ici, until=TODAY() + dt.timedelta(days=20), reason="Congés."
    )
    assert reminders(TODAY()) == []


# Home ------------------------------------------------------------------------------------------------------------


def test_each_finds_on_arriving_what_awaits_them(forms, cast):
    (mine,) = [one for one in home_of(cast.director).tasks if "programme" not in one.title]
    assert (words(mine.title), mine.url) == (f"Ici : indicateurs {YEAR} à envoyer", f"{HERE}ici/")
    assert words(mine.sentence).endswith("1 réponse sur 8.")
    (theirs,) = [one for one in home_of(cast.other_regional).tasks if "ndicateurs" in one.title]
    assert (words(theirs.title), theirs.url) == (f"Ailleurs : indicateurs {YEAR} à vérifier", f"{HERE}ailleurs/")
    national = [one for one in home_of(cast.national).tasks if "ndicateurs" in one.title]
    assert [(words(one.title), one.url, one.is_late) for one in national] == [
        (f"Campagne d’indicateurs {YEAR} à suivre, puis à clore", HERE, False),
        (f"Ici : indicateurs {YEAR} à envoyer", f"{HERE}ici/", True),
    ]
    assert home_of(cast.partner).tasks == ()


# Campaigns -------------------------------------------------------------------------------------------------------


def test_national_staff_prepare_date_and_open_a_campaign_in_the_pages(ici, cast, sign_in):
    """R-134, R-135."""
    visitor, referential = sign_in(cast.national), a_referential()
    wanted = {
        "year": "2033", "referential": str(referential.pk), "opens_on": "2034-01-01", "centres_due_on": "2034-03-31",
        "review_due_on": "2034-04-30", "corrections_until": "2034-05-31", "note": "",
    }  # fmt: skip
    answer = visitor.post("/indicateurs/campagnes/nouvelle/", {**wanted, "review_due_on": "2034-03-01"})
    assert "Les dates se suivent" in answer.content.decode()
    visitor.post("/indicateurs/campagnes/nouvelle/", wanted)
    visitor.post("/indicateurs/campagnes/2033/modifier/", {**wanted, "centres_due_on": "2034-04-15"})
    visitor.post("/indicateurs/campagnes/2033/etapes/open/")
    form = Collection.objects.select_related("campaign").get(centre=ici)
    assert (form.campaign.year, form.campaign.state, form.campaign.centres_due_on) == (
        2033, CampaignState.OPEN, dt.date(2034, 4, 15),
    )  # fmt: skip
    late = {"centre": str(ici.pk), "until": "2034-04-01", "reason": "Congés."}
    assert "au-delà de l’échéance" in visitor.post("/indicateurs/campagnes/2033/delais/", late).content.decode()
    visitor.post("/indicateurs/campagnes/2033/delais/", {**late, "until": "2034-05-02"})
    assert Postponement.objects.get().until == dt.date(2034, 5, 2)
    assert list(Act.objects.filter(verb__startswith="campagne").order_by("pk").values_list("verb", flat=True)) == [
        "campagne : préparer", "campagne : modifier", "campagne : ouvrir la campagne", "campagne : accorder un délai",
    ]  # fmt: skip


def test_a_second_campaign_of_a_year_is_refused_in_plain_french(cast, sign_in):
    one = a_campaign(2032)
    wanted = {
        "year": "2032", "referential": str(one.referential.pk), "opens_on": "2033-01-01",
        "centres_due_on": "2033-03-31", "review_due_on": "2033-04-30", "corrections_until": "2033-05-31", "note": "",
    }  # fmt: skip
    answer = sign_in(cast.national).post("/indicateurs/campagnes/nouvelle/", wanted)
    said = ["La campagne 2032 existe déjà\u00a0: ouvrez-la, ou changez d’exercice."]
    assert answer.context["form"].non_field_errors() == said


def test_the_page_that_prepares_a_campaign_names_no_form_of_a_centre(cast, sign_in):
    a_referential()
    assert "Indicateurs  :" not in sign_in(cast.national).get("/indicateurs/campagnes/nouvelle/").content.decode()


@pytest.mark.parametrize(
    ("ahead", "opens_in", "said"),
    [(1, 400, "n’a pas commencé"), (0, 37, "L’ouverture est prévue le"), (-1, 0, ""), (-1, -3, "")],
)
def test_opening_ahead_of_time_is_told_and_an_open_campaign_opened_today_at_the_latest(
    cast, sign_in, ahead, opens_in, said
):
    today = timezone.localdate()
    opens_on = today + dt.timedelta(days=opens_in)
    one = a_campaign(today.year + ahead, CampaignState.PREPARED, opens_on=opens_on, due_in=opens_in + 60)
    visitor, address = sign_in(cast.national), f"/indicateurs/campagnes/{one.year}/etapes/open/"
    warning = visitor.get(address).context["warning"]
    assert (said in warning, bool(warning)) == (True, bool(said))
    visitor.post(address)
    one.refresh_from_db()
    assert (one.state, one.opens_on) == (CampaignState.OPEN, min(opens_on, today))


def test_the_usual_dates_are_proposed(cast, sign_in):
    a_campaign(2032)
    page = sign_in(cast.national).get("/indicateurs/campagnes/nouvelle/").content.decode()
    assert 'value="2033"' in page
    assert 'value="2034-03-31"' in page
