"""Each code of the law has its label, under the same name, in the choices of the tables."""

from enum import StrEnum

import pytest

from governance import enums
from governance.law import codes

WITHOUT_LABEL = {"Stop"}  # no table keeps what a refusal stops
CODES = [
    value
    for value in vars(codes).values()
    if isinstance(value, type) and issubclass(value, StrEnum) and value != StrEnum
]


@pytest.mark.parametrize(
    "law", [law for law in CODES if law.__name__ not in WITHOUT_LABEL], ids=lambda law: law.__name__
)
def test_every_code_has_its_label(law):
    table = getattr(enums, law.__name__)

    assert dict(zip(table.names, table.values, strict=True)) == {one.name: one.value for one in law}
    assert {type(value) for value in table.values} == {str}
