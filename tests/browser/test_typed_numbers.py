import json
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests/documents/typed_numbers.json").read_text("utf-8"))
MODULE = "data:text/javascript," + quote((ROOT / "static/documents/typed_numbers.js").read_text("utf-8"))
READ = """async ([module, cases]) => {
  const { readNumber } = await import(module);
  return cases.map(({ text, places, unit }) => readNumber(text, places, unit));
}"""


@pytest.mark.django_db(transaction=True)
def test_the_browser_reads_the_same_numbers_as_the_server(browse):
    expected = [float(case["number"]) if "number" in case else None for case in CASES]
    assert browse().evaluate(READ, [MODULE, CASES]) == expected
