"""The reason of an act: what is asked and where it is kept are said on the page."""

from documents.forms.dsfr import ReasonForm


def test_the_words_of_the_page_are_those_it_was_given():
    field = ReasonForm(label="Raison du retrait", help_text="Gardé avec la version.")["reason"]

    assert (field.label, field.help_text) == ("Raison du retrait", "Gardé avec la version.")


def test_an_act_says_by_default_that_its_reason_is_journalled():
    field = ReasonForm()["reason"]

    assert (field.label, field.help_text) == ("Motif", "Gardé au journal.")
