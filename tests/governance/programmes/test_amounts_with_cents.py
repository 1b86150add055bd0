"""An amount that has cents is written with them, in the same words, wherever its budget is shown."""

import pytest

from tests.documents.pdf.reader import open_pdf, texts
from tests.governance.programmes.factories import YEAR, a_programme, expense, income, type_budget
from tests.text import words

PROGRAMME = f"/programmes/ici/{YEAR}"


@pytest.fixture
def draft(cast, ici):
    programme = a_programme(ici, cast.director)
    type_budget(programme, cast.director, [income("region", socle="98560.5"), expense("personnel", socle="98560.5")])
    return programme


@pytest.mark.parametrize(
    "address", [f"{PROGRAMME}/", f"{PROGRAMME}/budget/", f"/programmes/?annee={YEAR}", f"{PROGRAMME}.pdf"]
)
def test_an_amount_is_shown_with_its_cents(draft, cast, sign_in, address):
    content = sign_in(cast.director).get(address).content
    shown = words("".join(texts(open_pdf(content))) if content.startswith(b"%PDF") else content.decode())
    assert "98 560,50 €" in shown
    assert "98 561" not in shown
