"""Opening, mending, recording, extending a convention; its cartography, its copies, its dates and its alerts."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from centres.enums import LegalForm
from centres.models import Identity
from governance.cartography import services as mapping
from governance.conventions import reviews as reviewing
from governance.conventions import services as writing
from governance.conventions.contract import signing as copies
from governance.conventions.kinds import kinds_for
from governance.conventions.queries import unbound_centres
from governance.conventions.services import DraftValues, PastConvention
from governance.enums import (
    CartographyState,
    ConventionKind,
    ConventionState,
    Finding,
)
from governance.law.legal_calendar import three_year_term
from governance.models import Cartography, Convention, ConventionDocument, InterimReview
from tests.factories import CentreFactory
from tests.governance.conventions.factories import (
    THIS_YEAR,
    AmendmentFactory,
    CartographyFactory,
    ConventionFactory,
    long_ago,
)
from tests.text import words

S, K = ConventionState, ConventionKind
ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "nobody", "other_regional")


def refusal(act, *args, **options):
    with pytest.raises(RefusedError) as refused:
        act(*args, **options)
    return words(str(refused.value))


def reform(centre, form):
    Identity.objects.filter(centre=centre).update(legal_form=form)
    return centre


def past(**change):
    told = {"kind": K.CPO, "state": S.SIGNED, "starts_on": long_ago(1), "signed_on": long_ago(1)} | change
    return PastConvention(**({"ends_on": three_year_term(told["starts_on"])} | told))


class TestTheKind:
    """R-74, R-76, R-56: the legal form decides."""

    @pytest.mark.parametrize(
        ("form", "kinds"),
        [
            (LegalForm.ASSOCIATION, (K.CPO,)),
            (LegalForm.GIP, (K.PROTOCOL, K.CONSTITUTIVE)),
            (LegalForm.NONE, ()),
            (LegalForm.PLANNED, ()),
            ("", ()),
        ],
    )
    def test_each_legal_form_allows_its_own(self, form, kinds):
        assert kinds_for(form) == kinds

    @pytest.mark.parametrize(
        ("form", "kind", "sentence"),
        [
            (
                LegalForm.ASSOCIATION,
                K.PROTOCOL,
                "impose : « convention pluriannuelle d’objectifs » (R-74).",
            ),
            (LegalForm.GIP, K.CPO, "impose : « protocole financier » ou « convention constitutive » (R-74)."),
            (LegalForm.NONE, K.CPO, "l’État ne le finance pas : aucune convention ne le lie (R-56)."),
            (LegalForm.PLANNED, K.CPO, "aucune convention ne peut le lier avant qu’une structure le porte."),
        ],
    )
    def test_another_kind_is_refused_with_its_sentence(self, cast, ici, form, kind, sentence):
        reform(ici, form)
        told = refusal(writing.create, ici, kind, DraftValues(starts_on=long_ago()), actor=cast.regional)
        assert told.endswith(sentence)
        assert Convention.objects.count() == 0

    def test_a_form_unknown_that_day_is_asked_for(self, cast, ici):
        Identity.objects.filter(centre=ici).update(valid_from=dt.date(2020, 1, 1))
        wanted = DraftValues(starts_on=dt.date(2019, 1, 1))
        assert "complétez d’abord sa fiche" in refusal(writing.create, ici, K.CPO, wanted, actor=cast.regional)


class TestADraft:
    @pytest.mark.parametrize("role", ROLES)
    def test_only_the_lead_region_opens_one(self, cast, ici, role):
        """§1.10: the regional State writes the conventions."""
        if role in {"admin", "regional"}:
            assert (
                writing.create(ici, K.CPO, DraftValues(starts_on=long_ago()), actor=getattr(cast, role)).state
                == S.DRAFT
            )
        else:
            with pytest.raises(PermissionDenied):
                writing.create(ici, K.CPO, DraftValues(starts_on=long_ago()), actor=getattr(cast, role))

    def test_it_lasts_three_years(self, cast, ici):
        """R-75."""
        draft = writing.create(ici, K.CPO, DraftValues(starts_on=dt.date(2026, 7, 1)), actor=cast.regional)
        assert draft.ends_on == dt.date(2029, 6, 30)

    def test_another_length_is_refused(self, cast, ici):
        """R-75."""
        wanted = DraftValues(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2027, 12, 31))
        assert refusal(writing.create, ici, K.CPO, wanted, actor=cast.regional) == (
            "Cette convention dure trois ans (R-75) : laissez le terme vide, il sera le 31 décembre 2028."
        )

    def test_a_founding_convention_has_its_own_length(self, cast, ici):
        """R-76."""
        reform(ici, LegalForm.GIP)
        wanted = DraftValues(starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2027, 12, 31))
        draft = writing.create(ici, K.CONSTITUTIVE, wanted, actor=cast.regional)
        assert draft.ends_on == dt.date(2027, 12, 31)

    def test_a_term_before_the_beginning_is_refused(self, cast, ici):
        reform(ici, LegalForm.GIP)
        wanted = DraftValues(starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2020, 12, 31))
        assert "Le terme précède le début" in refusal(writing.create, ici, K.CONSTITUTIVE, wanted, actor=cast.regional)

    def test_a_second_draft_of_the_same_kind_is_refused(self, cast, ici):
        ConventionFactory(centre=ici, state=S.DRAFT)
        wanted = DraftValues(starts_on=long_ago())
        assert "existe déjà" in refusal(writing.create, ici, K.CPO, wanted, actor=cast.regional)
        with pytest.raises(IntegrityError), transaction.atomic():
            ConventionFactory(centre=ici, state=S.DRAFT)

    @pytest.mark.parametrize("state", [S.SIGNED, S.AMENDED_2, S.AMENDED_3, S.EXPIRED])
    def test_nothing_follows_a_convention_without_its_final_review(self, cast, ici, state):
        """R-85."""
        ConventionFactory(centre=ici, state=state, years_ago=3)
        told = refusal(writing.create, ici, K.CPO, DraftValues(starts_on=long_ago()), actor=cast.regional)
        assert told.endswith("une nouvelle convention en dépend (R-85). Validez d’abord ce bilan.")

    @pytest.mark.parametrize(("state", "follows"), [(S.REVIEWED, True), (S.RENEWED, True), (S.NOT_RENEWED, False)])
    def test_a_reviewed_convention_is_followed(self, cast, ici, state, follows):
        """R-85."""
        old = ConventionFactory(centre=ici, state=state, years_ago=3)
        draft = writing.create(ici, K.CPO, DraftValues(starts_on=long_ago()), actor=cast.regional)
        assert draft.follows == (old if follows else None)

    def test_it_begins_after_the_one_it_follows(self, cast, ici):
        ConventionFactory(centre=ici, state=S.REVIEWED, years_ago=3)
        told = refusal(writing.create, ici, K.CPO, DraftValues(starts_on=long_ago(1)), actor=cast.regional)
        assert f"commence au plus tôt le 1er janvier {THIS_YEAR}." in told

    def test_it_is_rewritten_until_it_is_signed(self, cast, ici):
        draft = ConventionFactory(centre=ici, state=S.DRAFT)
        wanted = DraftValues(starts_on=long_ago(), purpose="Autre", in_regional_plan=True, regional_plan="2021-2027")
        assert writing.edit(draft, wanted, actor=cast.regional).purpose == "Autre"
        Convention.objects.filter(pk=draft.pk).update(state=S.SIGNED, is_recorded=True, signed_on=localdate())
        assert "ne change plus que par avenant" in refusal(writing.edit, draft, wanted, actor=cast.regional)
        assert "ne change plus que par avenant" in refusal(writing.abandon, draft, actor=cast.regional)

    def test_it_is_given_up_with_a_line_in_the_journal(self, cast, ici):
        writing.abandon(ConventionFactory(centre=ici, state=S.DRAFT), actor=cast.regional)
        assert (Convention.objects.count(), Act.objects.latest("pk").verb) == (0, "convention : abandonner le projet")


class TestBornBeforeTheTool:
    def test_it_is_recorded_as_it_is_without_any_paper(self, cast, ici):
        one = writing.record(ici, past(ends_on=dt.date(THIS_YEAR + 4, 6, 30)), actor=cast.regional)
        assert (one.is_recorded, one.state, one.cartography, one.ends_on.year) == (True, S.SIGNED, None, THIS_YEAR + 4)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"signed_on": localdate() + dt.timedelta(2)}, "La date de signature est dans l’avenir."),
            ({"ends_on": long_ago(2)}, "Le terme précède le début : corrigez l’une des deux dates."),
            ({"state": S.EXPIRED}, "la convention est encore en vigueur."),
            ({"kind": K.PROTOCOL}, "impose : « convention pluriannuelle d’objectifs » (R-74)."),
        ],
    )  # fmt: skip
    def test_its_dates_must_hold_together(self, cast, ici, change, sentence):
        assert refusal(writing.record, ici, past(**change), actor=cast.regional).endswith(sentence)

    def test_two_conventions_of_a_kind_never_cover_one_day(self, cast, ici):
        writing.record(ici, past(), actor=cast.regional)
        assert "déjà couverte" in refusal(writing.record, ici, past(), actor=cast.regional)

    def test_an_unknown_form_does_not_prevent_it(self, cast, ici):
        Identity.objects.filter(centre=ici).update(valid_from=localdate())
        assert writing.record(ici, past(), actor=cast.regional).kind == K.CPO

    def test_a_founding_convention_has_no_amended_state(self, cast, ici):
        """R-76."""
        reform(ici, LegalForm.GIP)
        told = refusal(writing.record, ici, past(kind=K.CONSTITUTIVE, state=S.AMENDED_2), actor=cast.regional)
        assert told.endswith("choisissez un autre état (R-76).")


class TestAnExtension:
    """R-76."""

    @pytest.fixture
    def founding(self, ici):
        return ConventionFactory(centre=ici, kind=K.CONSTITUTIVE)

    def test_it_moves_the_term_and_the_final_review(self, founding, cast):
        until = dt.date(THIS_YEAR + 5, 12, 31)
        writing.extend(founding, until=until, decided_on=localdate(), actor=cast.regional)
        founding = Convention.objects.get()
        assert (founding.current_end, founding.final_review_due) == (until, dt.date(THIS_YEAR + 6, 6, 30))

    def test_it_goes_further_than_the_term(self, founding, cast):
        told = refusal(writing.extend, founding, until=localdate(), decided_on=localdate(), actor=cast.regional)
        assert "indiquez une date postérieure" in told

    def test_it_is_decided_before(self, founding, cast):
        until, after = dt.date(THIS_YEAR + 5, 12, 31), localdate() + dt.timedelta(1)
        told = refusal(writing.extend, founding, until=until, decided_on=after, actor=cast.regional)
        assert "pas dans l’avenir" in told

    def test_only_a_founding_convention_in_force_is_extended(self, founding, cast):
        until = dt.date(THIS_YEAR + 5, 12, 31)
        Convention.objects.update(state=S.EXPIRED)
        assert "pas en vigueur" in refusal(
            writing.extend, founding, until=until, decided_on=localdate(), actor=cast.regional
        )
        Convention.objects.update(kind=K.PROTOCOL)
        assert "Seule une convention constitutive" in refusal(
            writing.extend, founding, until=until, decided_on=localdate(), actor=cast.regional
        )


class TestTheCartography:
    """R-51 to R-53."""

    @pytest.fixture
    def ongoing(self, ici):
        return CartographyFactory(centre=ici, state=CartographyState.ONGOING, dated=None)

    @pytest.mark.parametrize("role", [*ROLES, "other_director"])
    def test_the_centre_contributes_to_its_lines(self, ongoing, cast, role):
        """R-53."""
        line = {"function": "Observation", "structures": "", "finding": Finding.COMPLEMENT, "centre_role": "Relayer"}
        if role in {"admin", "regional", "director"}:
            assert mapping.write_line(ongoing, None, **line, actor=getattr(cast, role)).function == "Observation"
        else:
            with pytest.raises(PermissionDenied):
                mapping.write_line(ongoing, None, **line, actor=getattr(cast, role))

    def test_the_centre_does_not_validate_it(self, ongoing, cast):
        """R-51: the State leads it."""
        with pytest.raises(PermissionDenied):
            mapping.validate_cartography(ongoing, dated=localdate(), actor=cast.director)
        assert Cartography.objects.get().state == CartographyState.ONGOING

    def test_validated_it_changes_no_more(self, ongoing, cast):
        done = mapping.validate_cartography(ongoing, dated=localdate(), actor=cast.regional)
        assert (done.state, done.dated) == (CartographyState.VALIDATED, localdate())
        line = done.lines.get()
        assert "ne change plus" in refusal(mapping.remove_line, line, actor=cast.director)
        assert "ne change plus" in refusal(
            mapping.edit_cartography, done, led_by="", contributors="", summary="", actor=cast.regional
        )

    def test_what_it_lacks_is_said(self, ici, cast):
        """R-51, R-52, R-53."""
        empty = CartographyFactory(centre=ici, state=CartographyState.ONGOING, dated=None, contributors="", line=False)
        day = localdate() + dt.timedelta(1)
        assert refusal(mapping.validate_cartography, empty, dated=day, actor=cast.regional) == (
            "La date de la cartographie est dans l’avenir. La cartographie n’a aucune ligne : décrivez au moins une "
            "fonction du territoire (R-52). Dites qui a contribué, dont le centre (R-53)."
        )

    def test_a_line_says_why_the_centre_is_called_upon(self, ongoing, cast):
        """R-52."""
        ongoing.lines.update(centre_role="")
        assert refusal(mapping.validate_cartography, ongoing, dated=localdate(), actor=cast.regional) == (
            "Aucune ligne ne dit pourquoi le centre est mobilisé (R-52)."
        )


class TestSignedCopies:
    @pytest.mark.parametrize("role", [*ROLES, "other_director"])
    def test_either_party_attaches_one(self, cast, ici, role):
        one, actor = ConventionFactory(centre=ici), getattr(cast, role)
        if role in {"admin", "regional", "director"}:
            assert copies.attach_copy(one, None, name="scan.PDF", content=b"%PDF-1.7", actor=actor).name == "scan.pdf"
        else:
            with pytest.raises(PermissionDenied):
                copies.attach_copy(one, None, name="scan.pdf", content=b"%PDF-1.7", actor=actor)

    @pytest.mark.parametrize(
        ("name", "content", "kept"),
        [
            ("a.exe", b"%PDF-1.4\n", "a.pdf"),
            ("../../etc/passwd", b"\x89PNG\r\n\x1a\n0", "passwd.png"),
            ("C:\\Temp\\Copie signée.jpeg", b"\xff\xd8\xff\xe0", "copie-signee.jpg"),
            ("\r\nX: 1.pdf", b"%PDF-1.4", "x-1.pdf"),
            ("“”.pdf", b"%PDF-1.4", "copie-signee.pdf"),
        ],
    )
    def test_the_name_follows_what_the_file_really_is(self, cast, ici, name, content, kept):
        one = ConventionFactory(centre=ici)
        assert copies.attach_copy(one, None, name=name, content=content, actor=cast.director).name == kept

    @pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<html>", b"GIF89a", b" %PDF-1.4", b"PK\x03\x04"])
    def test_anything_else_is_refused(self, cast, ici, content):
        one = ConventionFactory(centre=ici)
        told = refusal(copies.attach_copy, one, None, name="copie.pdf", content=content, actor=cast.director)
        assert told == "Le fichier n’est ni un PDF, ni une image PNG ou JPEG : numérisez la copie en PDF."
        assert ConventionDocument.objects.count() == 0

    def test_ten_megabytes_are_enough(self, cast, ici):
        one, most = ConventionFactory(centre=ici), b"%PDF-".ljust(copies.MAX_BYTES, b"0")
        assert copies.attach_copy(one, None, name="a.pdf", content=most, actor=cast.director).pk
        told = refusal(copies.attach_copy, one, None, name="a.pdf", content=most + b"0", actor=cast.director)
        assert told.startswith("Le fichier dépasse 10 Mo")

    def test_nothing_is_copied_before_it_is_signed(self, cast, ici):
        draft = ConventionFactory(centre=ici, state=S.DRAFT)
        told = refusal(copies.attach_copy, draft, None, name="a.pdf", content=b"%PDF-", actor=cast.director)
        assert told.startswith("La convention n’est pas signée")
        one = ConventionFactory(centre=ici)
        told = refusal(
            copies.attach_copy, one, AmendmentFactory(convention=one), name="a.pdf", content=b"%PDF-",
            actor=cast.director,
        )  # fmt: skip
        assert told.startswith("L’avenant n’est pas signé")


class TestInterimReviews:
    """R-81."""

    def test_the_state_writes_one_a_year_and_may_rewrite_it(self, cast, ici):
        one = ConventionFactory(centre=ici)
        for text in ("Bien.", "Très bien."):
            reviewing.review_year(one, THIS_YEAR, held_on=localdate(), text=text, actor=cast.regional)
        assert InterimReview.objects.values_list("text", "written_by").get() == ("Très bien.", cast.regional.pk)

    def test_its_year_and_its_day_belong_to_the_convention(self, cast, ici):
        one, write = ConventionFactory(centre=ici), reviewing.review_year
        told = refusal(write, one, THIS_YEAR - 1, held_on=localdate(), text="x", actor=cast.regional)
        assert told == f"L’exercice {THIS_YEAR - 1} n’appartient pas à cette convention."
        for day in (long_ago(1), localdate() + dt.timedelta(1)):
            told = refusal(write, one, THIS_YEAR, held_on=day, text="x", actor=cast.regional)
            assert told.startswith("La date du bilan doit suivre")

    @pytest.mark.parametrize("state", [S.DRAFT, S.REVIEWED, S.RENEWED, S.NOT_RENEWED])
    def test_none_is_written_before_signature_nor_after_the_final_review(self, cast, ici, state):
        one = ConventionFactory(centre=ici, state=state)
        told = refusal(reviewing.review_year, one, THIS_YEAR, held_on=localdate(), text="x", actor=cast.regional)
        assert told.endswith("ses bilans ne changent plus.")

    def test_the_centre_does_not_write_it(self, cast, ici):
        with pytest.raises(PermissionDenied):
            reviewing.review_year(
                ConventionFactory(centre=ici), THIS_YEAR, held_on=localdate(), text="x", actor=cast.director
            )


def test_centres_without_a_convention_are_known_by_their_form(cast, ici):
    """R-56: Paris is not said to lack a convention."""
    CentreFactory(usual_name="Paris", legal_form=LegalForm.NONE, is_state_funded=False)
    assert [one.usual_name for one in unbound_centres(cast.national, [], localdate())] == ["Ailleurs", "Ici"]
