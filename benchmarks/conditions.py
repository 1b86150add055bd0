"""What the measures need beside the site: the developers' libraries, and the size at which they are asked."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TypeVar

Size = TypeVar("Size")
SMALL = "BENCHMARKS_SMALL"
DEVELOPERS = ("factory", "pikepdf", "playwright")


def require(*names: str) -> None:
    """Stop with one sentence that says what to install when one of these libraries is missing."""
    if missing := [name for name in names if find_spec(name) is None]:
        raise SystemExit(
            f"Les mesures demandent les bibliothèques des développeurs, et il manque {', '.join(missing)} : "
            "installez-les avec « .venv/bin/python -m pip install --require-hashes -r requirements/dev.txt »."
        )


def sized(promised: Size, small: Size) -> Size:
    """`small` when the measures are asked for all together, unless the whole is."""
    return small if os.environ.get(SMALL) else promised
