"""Make the light Marianne of static/crpv/fonts from the full one of the design system.

Run once, by hand, when the design system changes: `pip install fonttools brotli`, then
`python bin/lighten_fonts.py` (the result is committed; nothing else needs fonttools).

Three things differ from the full fonts: only what French needs is kept, without the hints of old screens (a quarter of
the weight; another letter brings the full font with it, on its page alone), and the narrow no-break space (U+202F)
and the no-break hyphen (U+2011), which Marianne forgets, borrow the thin space and the hyphen.
"""

from pathlib import Path

import dsfr
from fontTools import subset
from fontTools.ttLib import TTFont

LIGHT = Path(__file__).parent.parent / "static/crpv/fonts"
FULL = Path(dsfr.__file__).parent / "static/dsfr/dist/fonts"
WEIGHTS = ("Regular", "Medium", "Bold")
KEPT = (
    "U+0020-007E,U+00A0-00FF,U+0152-0153,U+0178,U+02C6,U+02DA,U+02DC,U+2009,U+2010-2027,U+202F,U+2030,U+2039-203A,"
    "U+20AC,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265"
)
BORROWED = {0x202F: 0x2009, 0x2011: 0x2010}


def lighten(weight: str) -> None:
    """Write the light version of one weight."""
    font = TTFont(FULL / f"Marianne-{weight}.woff2")
    glyphs = font.getBestCmap()
    for table in font["cmap"].tables:
        table.cmap.update({new: glyphs.get(old, glyphs[0x2D]) for new, old in BORROWED.items()})
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "liga", "tnum", "ccmp", "locl", "mark"], hinting=False
    )
    cut = subset.Subsetter(options)
    cut.populate(unicodes=subset.parse_unicodes(KEPT))
    cut.subset(font)
    subset.save_font(font, LIGHT / f"marianne-{weight.lower()}.woff2", options)


if __name__ == "__main__":
    for weight in WEIGHTS:
        lighten(weight)
