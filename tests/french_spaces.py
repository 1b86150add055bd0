"""French spacing and apostrophes, in every sentence that the site shows: found by `test_french_spaces.py`, and mended.

    python -m tests.french_spaces        # mends the templates, the Python strings and the scripts, in place

Type plain spaces, run this: signs in two parts, quotation marks, euros and shares take their no-break spaces, and a
straight apostrophe becomes a French one.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.house_guards import ROOMS, ROOT, code_files, template_files

THIN, FIXED = "\u202f", "\u00a0"
AFTER = r"(?=[\s<)\].,»”\"\\]|$)"  # what may follow a sign: never the rest of an address, of a time or of a format
RULES = (
    (re.compile(rf" (?=[;?!]{AFTER})"), THIN),
    (re.compile(rf" (?=:{AFTER})"), FIXED),
    (re.compile(r"(?<=«) | (?=»)"), FIXED),
    (re.compile(r"(?<=[\d}]) (?=[€%](?!\w))"), FIXED),
    (re.compile(r"(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ])"), "’"),
)

# What the journal says of an act is a key, sealed with every line already written: it keeps the spaces it had, in
# `record` and in the constants that it is given. The page of the journal sets it.
VERB = re.compile(r"(?:[a-zéè’]+ ){1,3}: [a-zéèàçêîô’ ]+")

# Strings that are no sentences, by file, each with its reason.
NO_SENTENCE = {
    "accounts/acts/workflow.py": {"{self.subject} : {step.label.lower()}"},  # a verb of the journal
    "documents/french.py": {" ;", " !", " ?", " :", "« ", " »"},  # the plain signs that `typeset` looks for
}

TEMPLATE_CODE = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#}|{% comment .*?%}.*?{% endcomment %}|<!--.*?-->)", re.S)
QUOTED = re.compile(r"\"[^\"]*\"")
SCRIPT_TEXT = re.compile(r"/\*.*?\*/|//[^\n]*|\"[^\"\n]*\"|`[^`]*`", re.S)
HOLE = re.compile(r"({{|}}|\${[^{}]*}|{[^{}]*(?:{[^{}]*}[^{}]*)*})")


def typeset(text: str) -> str:
    """The text as French sets it; set twice, it is set once."""
    for plain, bound in RULES:
        text = plain.sub(bound, text)
    return text


def template(source: str) -> str:
    """A template with its words, and the words between quotes of its tags, set; the rest of its code untouched."""
    return _set_between(TEMPLATE_CODE, source, _tag)


def _set_between(holes: re.Pattern[str], text: str, hole: Callable[[str], str] = str) -> str:
    """The words between the holes, set; a value stands for a word: « {{ count }} € » is set like « 3 € »."""
    pieces = holes.split(text)
    return "".join(
        hole(piece) if rank % 2 else typeset("}" + piece)[1:] if rank else typeset(piece)
        for rank, piece in enumerate(pieces)
    )


def _tag(tag: str) -> str:
    if tag.startswith(("{#", "<!--", "{% comment", "{% url", "{% static", "{% load")):
        return tag
    return QUOTED.sub(lambda quoted: typeset(quoted[0]), tag)


def script(source: str) -> str:
    """A script with its texts set, its comments untouched."""
    return SCRIPT_TEXT.sub(lambda text: text[0] if text[0].startswith("/") else _set_between(HOLE, text[0]), source)


def code(source: str, no_sentence: frozenset[str] | set[str] = frozenset()) -> str:
    """A Python file with its strings set: docstrings, bytes, raw strings and the verbs of the journal apart."""
    lines, verbs = source.splitlines(keepends=True), _verbs(source)
    for token in reversed(list(_strings(source))):
        if token.start in verbs:
            continue
        first, last = token.start[0] - 1, token.end[0] - 1
        text = _string(token.string, no_sentence)
        head, tail = lines[first][: token.start[1]], lines[last][token.end[1] :]
        lines[first : last + 1] = [head + text + tail]
    return "".join(lines)


def _strings(source: str) -> Iterator[tokenize.TokenInfo]:
    """The strings of a file that are part of a statement: those that stand alone are docstrings."""
    starts = True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING and not starts:
            yield token
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            starts = token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)


def _verbs(source: str) -> set[tuple[int, int]]:
    """Where what the journal says of an act is written: the second argument of `record`."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and len(node.args) > 1)
    told = (call.args[1] for call in calls if getattr(call.func, "id", "") == "record")
    return {(node.lineno, node.col_offset) for node in told}


def _string(token: str, no_sentence: frozenset[str] | set[str]) -> str:
    prefix, quote, body = re.fullmatch(r"(\w*)('''|\"\"\"|'|\")(.*)\2", token, re.S).groups()
    if {"r", "b"} & set(prefix.lower()) or body in no_sentence or VERB.fullmatch(body):
        return token
    return prefix + quote + (_set_between(HOLE, body) if "f" in prefix.lower() else typeset(body)) + quote


def places() -> Iterator[tuple[Path, str, str]]:
    """Every file that a reader's words come from, its text, and the same as it should be."""
    for path in template_files():
        source = path.read_text("utf-8")
        yield path, source, template(source)
    for path in code_files():
        if path.relative_to(ROOT).parts[0] in ROOMS:
            source = path.read_text("utf-8")
            yield path, source, code(source, NO_SENTENCE.get(str(path.relative_to(ROOT)), frozenset()))
    for path in sorted((ROOT / "static").rglob("*.js")):
        source = path.read_text("utf-8")
        yield path, source, script(source)


def faults() -> list[str]:
    """Each line to mend, named by its place."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {was.strip()}"
        for path, source, mended in places()
        for number, (was, now) in enumerate(zip(source.splitlines(), mended.splitlines(), strict=True), 1)
        if was != now
    ]


if __name__ == "__main__":
    for path, source, mended in places():
        if source != mended:
            path.write_text(mended, "utf-8")
