"""What the house watches over, as functions of a text: `test_house.py` shows them the project, and bad samples."""

import ast
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("crpv", "evaluation", "funding", "governance", "centres", "accounts", "documents")

TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|{% comment .*?%}.*?{% endcomment %}|<!--.*?-->", re.S)
HTML_TAG = re.compile(r"<[a-z][^>]*>", re.I)
REFERENCE = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")


def code_files(*, tests: bool = False) -> list[Path]:
    """The Python files of the rooms (migrations apart), or those of the tests."""
    folders = ["tests"] if tests else [*ROOMS, "benchmarks"]
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def template_files() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def findings(paths: list[Path], guard: Callable[[str], list[str]]) -> list[str]:
    """What `guard` finds in each file, named by its place in the project."""
    return [f"{path.relative_to(ROOT)}: {found}" for path in paths for found in guard(path.read_text("utf-8"))]


# Python ----------------------------------------------------------------------------------------------------------


def state_writes(source: str) -> list[str]:
    """Lines that change a state without its workflow: `x.state = …`, `setattr(x, "state", …)`, `.update(state=…)`."""
    return [f"line {line}" for line in sorted(_state_writes(ast.parse(source)))]


def _state_writes(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        assigned = isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)
        if assigned or (isinstance(node, ast.Call) and _writes_state(node)):
            yield node.lineno


def _writes_state(call: ast.Call) -> bool:
    if _name(call.func) in {"setattr", "bulk_update"}:
        return any(_is_text(node, "state") for node in ast.walk(call))
    return _name(call.func) in {"update", "aupdate"} and any(keyword.arg == "state" for keyword in call.keywords)


def _name(node: ast.AST) -> str:
    return getattr(node, "attr", None) or getattr(node, "id", "")


def _is_text(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def modules_in(folder: Path) -> int:
    """How many modules lie side by side in a folder, its `__init__` apart."""
    return sum(path.name != "__init__.py" for path in folder.glob("*.py"))


def hidden_imports(source: str) -> list[str]:
    """Modules that a function imports when it runs, instead of the file when it is read."""
    functions = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    inside = {child for function in functions for child in ast.walk(function)}
    named = {alias.name for node in inside if isinstance(node, ast.Import) for alias in node.names}
    return sorted(named | {node.module or "." for node in inside if isinstance(node, ast.ImportFrom)})


def room_imports(source: str) -> set[str]:
    """The modules of the house that a file imports."""
    nodes = list(ast.walk(ast.parse(source)))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module in ROOMS:
            named |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module or ".")
    return {name for name in named if name.split(".")[0] in ROOMS}


def trusted_html(source: str) -> list[str]:
    """Names that declare a text safe without escaping it."""
    declared = {"mark_safe", "SafeString", "SafeText", "SafeData"}
    return sorted({_name(node) for node in ast.walk(ast.parse(source))} & declared)


def code_length(source: str) -> int:
    """Lines that say something: neither blank nor a comment alone."""
    return sum(1 for line in source.splitlines() if line.strip() and not line.strip().startswith("#"))


def longer_than(limit: int) -> Callable[[str], list[str]]:
    def guard(source: str) -> list[str]:
        return [f"{code_length(source)} lines"] if code_length(source) > limit else []

    return guard


def texts_in(source: str) -> set[str]:
    """Every text written in the code, where templates are named; `f"crpv/{page}.html"` gives `crpv/*.html`."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return plain | {_pattern(node) for node in nodes if isinstance(node, ast.JoinedStr)}


def _pattern(text: ast.JoinedStr) -> str:
    return "".join(part.value if isinstance(part, ast.Constant) else "*" for part in text.values)


# Templates -------------------------------------------------------------------------------------------------------


def inline_code(template: str) -> list[str]:
    """Styles, scripts and handlers written in the page: the Content-Security-Policy refuses them."""
    page = TEMPLATE_CODE.sub("", template)
    found = []
    for tag in HTML_TAG.findall(page):
        name = tag[1:].split()[0].rstrip("/>").lower()
        attributes = {match.lower() for match in re.findall(r"\s([a-z:@-]+)\s*=", tag, re.I)}
        if name == "style" or (name == "script" and "src" not in attributes):
            found.append(f"<{name}>")
        found += sorted(a for a in attributes if a == "style" or re.fullmatch(r"on[a-z]+", a))
        found += ["javascript:"] * ("javascript:" in tag.lower())
    return found


def unescaped(template: str) -> list[str]:
    """Filters and tags that switch escaping off."""
    found = re.findall(r"{{[^}]*\|\s*(safe|safeseq)\b", template)
    return sorted(found + re.findall(r"{%\s*(autoescape off)\s*%}", template))


def references(template: str) -> set[str]:
    """The templates that this one extends or includes."""
    return set(REFERENCE.findall(template))


def unused_templates(names: set[str], sources: list[str], templates: dict[str, str], known: set[str]) -> set[str]:
    """Templates that no code names, that no other template uses, and that nobody finds by convention."""
    used = set().union(known, *(texts_in(source) for source in sources))
    used |= set().union(*(references(text) - {name} for name, text in templates.items()))
    patterns = {text for text in used if re.fullmatch(r"[\w-]+/[\w/*-]*\*[\w/*-]*\.\w+", text)}
    return {name for name in names - used if not any(_fills(name, pattern) for pattern in patterns)}


def _fills(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern, whose `*` never stands for a folder."""
    return name.count("/") == pattern.count("/") and fnmatch(name, pattern)


# Libraries -------------------------------------------------------------------------------------------------------


def pins(locked: str) -> dict[str, str]:
    """Each library of a locked list, with its version and its hashes; on which systems it is needed is left out."""
    lines = re.sub(r"\s*\\\n\s*", " ", locked).splitlines()
    lines = [re.sub(r" ; .*?(?= --hash|$)", "", line) for line in lines]
    return dict(line.split("==", 1) for line in lines if "==" in line and not line.startswith((" ", "#")))


def registry_addresses(locked: str) -> list[str]:
    """Addresses, and options that point at a registry: a locked list must serve anywhere."""
    return re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", locked)
