"""The sizes of a measure: those of its promise, or small ones for `python -m benchmarks`."""

import os
from typing import TypeVar

Size = TypeVar("Size")
SMALL = "BENCHMARKS_SMALL"


def sized(promised: Size, small: Size) -> Size:
    """`small` when the measures are asked for all together, unless the whole is."""
    return small if os.environ.get(SMALL) else promised
