"""Each code of the law has its label, under the same name, in the choices of the tables."""

from enum import StrEnum

import pytest

from evaluation import enums as evaluation_enums
from evaluation.law import codes as evaluation_codes
from governance import enums as governance_enums
from governance.law import codes as governance_codes

WITHOUT_LABEL = {"Stop", "Part"}  # no table keeps what a refusal stops; the parts are the keys of a stored figure
PAIRS = [
    pytest.param(law, getattr(enums, name), id=name)
    for codes, enums in ((governance_codes, governance_enums), (evaluation_codes, evaluation_enums))
    for name, law in vars(codes).items()
    if isinstance(law, type) and law is not StrEnum and name not in WITHOUT_LABEL
]


@pytest.mark.parametrize(("law", "table"), PAIRS)
def test_every_code_has_its_label(law, table):
    assert dict(zip(table.names, table.values, strict=True)) == {one.name: one.value for one in law}
    assert {type(value) for value in table.values} == {str}
