"""The restrained text: what it renders, and what never reaches a page."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.markdown import TAGS, html_of, safe
from evaluation.opinions.queries import text_differences

RENDERED = [
    ("", ""),
    ("Un **mot** gras.", "<p>Un <strong>mot</strong> gras.</p>"),
    ("# Titre", "<h4>Titre</h4>"),
    ("## Titre", "<h4>Titre</h4>"),
    ("### Sous-titre", "<h5>Sous-titre</h5>"),
    ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
    ("1. un\n2. deux", "<ol>\n<li>un</li>\n<li>deux</li>\n</ol>"),
    (
        "[guide](https://www.example.org/guide)",
        '<p><a href="https://www.example.org/guide" rel="noopener noreferrer">guide</a></p>',
    ),
    ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ("<b>gras</b>", "<p>&lt;b&gt;gras&lt;/b&gt;</p>"),
    ("12 rue des Essais\n00000 Ville", "<p>12 rue des Essais<br>\n00000 Ville</p>"),
    ("Constats\r\n• un\r\n• deux", "<p>Constats</p>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
    ("– un\n– deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
    ("▪ un\n▪ deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
    ("\uf0b7 un\n\uf0b7 deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
    ("Un mot – un autre", "<p>Un mot – un autre</p>"),
    ("–5 % de séances", "<p>–5 % de séances</p>"),
]


@pytest.mark.parametrize(("source", "html"), RENDERED)
def test_it_renders_headings_lists_bold_and_links(source, html):
    assert html_of(source) == html


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![image](https://evil.example/p.png)",
    "[clic](javascript:alert(1))",
    "[clic](JaVaScRiPt:alert(1))",
    "[clic](java\tscript:alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD4=)",
    "[clic](vbscript:msgbox(1))",
    "[clic](file:///etc/passwd)",
    "[clic](<javascript:alert(1)>)",
    "[clic](&#106;avascript:alert(1))",
    '[clic](https://ok.example "onclick=alert(1)")',
    '[clic](https://ok.example" onmouseover="alert(1))',
    "<a href='javascript:alert(1)'>x</a>",
    "<style>@import url(https://evil.example/a.css)</style>",
    "<p style='background:url(https://evil.example/a)'>x</p>",
    "<iframe src=https://evil.example></iframe>",
    "<svg/onload=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<object data=https://evil.example></object>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input name=a></form>",
    "<video src=https://evil.example/a.mp4 autoplay>",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "<!--><script>alert(1)</script>-->",
    "<<script>script>alert(1)<</script>/script>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<https://evil.example>",
    "| a | b |\n|---|---|\n| <script> | x |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>\u2028alert(1)</script>",
]


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.links = set(), set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]


SCHEME = re.compile(r"[\x00-\x20]*([a-zA-Z][\w+.-]*)[\x00-\x20]*:")  # anything else is an address of this site


def is_harmless(html):
    seen = Seen(html)
    schemes = {found[1].lower() for link in seen.links if (found := SCHEME.match(re.sub(r"[\t\n\r]", "", link)))}
    return (
        seen.tags <= TAGS
        and seen.attributes <= {("a", "href"), ("a", "rel")}
        and schemes <= {"http", "https", "mailto"}
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_hostile_ever_reaches_the_page(payload):
    assert is_harmless(html_of(payload))
    assert is_harmless(html_of(f"texte {payload} **{payload}**\n\n- {payload}"))
    assert is_harmless(safe(payload))


def test_the_check_itself_sees_what_is_hostile():
    assert not is_harmless('<a href="javascript:alert(1)">x</a>')
    assert not is_harmless("<p onclick='x'>y</p>")
    assert not is_harmless("<script>x</script>")


SCRAPS = st.sampled_from(
    ["<", ">", "<script>", "</script>", "javascript:", "](", "[a](", ")", "onload=", '"', "'", "&#", "x3c;",
     "<img src=", "<a href=", "\n", "- ", "# ", "**", "`", "<!--", "style=", "url(", "https://e.example", "\u0000", " "]
)  # fmt: skip


@given(st.lists(SCRAPS | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_whatsoever_becomes_hostile(source):
    assert is_harmless(html_of(source))
    assert is_harmless(safe(source))


@given(st.text(max_size=80))
def test_what_is_safe_stays_as_it_is(source):
    html = html_of(source)
    assert safe(html) == html


# Differences -----------------------------------------------------------------------------------------------------


def test_differences_are_told_word_by_word():
    runs = text_differences("Le centre tient une veille.", "Le centre assure une veille active.")
    assert [(run.kind, run.text) for run in runs] == [
        ("same", "Le centre "),
        ("removed", "tient"),
        ("added", "assure"),
        ("same", " une "),
        ("removed", "veille."),
        ("added", "veille active."),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_differences_lead_from_one_text_to_the_other(before, after):
    runs = text_differences(before, after)
    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == after
