"""What a reader of the code meets, counted: `python -m benchmarks.structure [CHECKOUT…] [--journeys]`.

One table, one column a checkout (this one by default), standard library only. Counted in the Python files of the rooms,
migrations and tests apart:

- lines of code: neither blank nor a comment alone;
- modules of a folder: its files, sub-folders and `__init__` apart;
- private functions used once: functions of a module named `_…`, whose name its file reads exactly once;
- vague names: variables, parameters, fields, functions and classes named where one word (between underscores) is in
  `VAGUE`, counted once each place that gives the name;
- files executed by a journey (`--journeys`, a minute each checkout): see `benchmarks/structure/journeys.py`.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("crpv", "evaluation", "funding", "governance", "centres", "accounts", "documents")
LONGEST_FILE, LARGEST_FOLDER = 500, 12
# Names of a grammar, not of a thing.
VAGUE = set(
    """told kept asked found shown known one drawn drained held wanted seen said written left given taken made owed lost
    met near named typed""".split()  # noqa: SIM905
)


def main() -> int:
    """Print the table."""
    checkouts = [Path(name).resolve() for name in sys.argv[1:] if not name.startswith("-")] or [ROOT]
    columns = [measure(checkout) for checkout in checkouts]
    if "--journeys" in sys.argv:
        for checkout, column in zip(checkouts, columns, strict=True):
            column |= journeys(checkout)
    print(f"{'':44}" + "".join(f"{checkout.name:>24}" for checkout in checkouts))
    for name in columns[0]:
        print(f"{name:44}" + "".join(f"{column[name]:>24}" for column in columns))
    return 0


def measure(checkout: Path) -> dict[str, str]:
    """What is read in the files of a checkout, in the order of the table."""
    sources = {path: path.read_text("utf-8") for path in code_files(checkout)}
    trees = {path: ast.parse(source) for path, source in sources.items()}
    lengths = {path: code_length(source) for path, source in sources.items()}
    folders = Counter(path.parent.relative_to(checkout) for path in sources if path.name != "__init__.py")
    largest, modules = folders.most_common(1)[0]
    longest = max(lengths, key=lambda path: lengths[path])
    return {
        "fichiers": f"{len(sources)}",
        "modules (sans les __init__)": f"{folders.total()}",
        "lignes": f"{sum(len(source.splitlines()) for source in sources.values())}",
        "lignes de code": f"{sum(lengths.values())}",
        "modules du plus grand dossier": f"{largest} {modules}",
        f"dossiers de plus de {LARGEST_FOLDER} modules": f"{sum(n > LARGEST_FOLDER for n in folders.values())}",
        "lignes de code du plus long fichier": f"{longest.stem} {lengths[longest]}",
        f"fichiers de plus de {LONGEST_FILE} lignes": f"{sum(length > LONGEST_FILE for length in lengths.values())}",
        "fichiers de 60 lignes au plus": f"{sum(1 <= length <= 60 for length in lengths.values())}",
        "fonctions privées lues une seule fois": f"{sum(map(private_used_once, trees.values()))}",
        "noms vagues (told, kept, one…)": f"{sum(map(vague_names, trees.values()))}",
    }


def code_files(checkout: Path) -> list[Path]:
    """The Python files of the rooms, migrations apart."""
    return [
        path
        for room in ROOMS
        for path in sorted((checkout / room).rglob("*.py"))
        if "migrations" not in path.relative_to(checkout).parts
    ]


def code_length(source: str) -> int:
    """Lines that are neither blank nor a comment alone."""
    return sum(1 for line in source.splitlines() if line.strip() and not line.strip().startswith("#"))


def private_used_once(tree: ast.Module) -> int:
    """How many functions of the module, named `_…`, have a name that the file reads exactly once."""
    reads = Counter(
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)
    )
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return sum(1 for function in functions if function.name.startswith("_") and reads[function.name] == 1)


def vague_names(tree: ast.Module) -> int:
    """How many times the file gives a name that holds a word of `VAGUE`."""
    return sum(1 for name in given_names(tree) if VAGUE & set(name.lower().split("_")))


def given_names(tree: ast.Module) -> Iterator[str]:
    """Each name where it is given: variable, field, parameter, function, class."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name


def journeys(checkout: Path) -> dict[str, str]:
    """Files executed by each journey, run in a process of its own on a new demonstration."""
    command = [sys.executable, str(Path(__file__).with_name("journeys.py")), str(checkout)]
    run = subprocess.run(command, cwd=checkout, stdout=subprocess.PIPE, text=True, check=True)
    files: dict[str, list[str]] = json.loads(run.stdout.splitlines()[-1])
    return {f"fichiers : {name}": f"{len(paths)}" for name, paths in files.items()}


if __name__ == "__main__":
    sys.exit(main())
