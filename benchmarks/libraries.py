"""What the measures need beside the site: the developers' libraries, which no measure installs by itself."""

from __future__ import annotations

from importlib.util import find_spec

DEVELOPERS = ("factory", "pikepdf", "playwright")


def require(*names: str) -> None:
    """Stop with one sentence that says what to install when one of these libraries is missing."""
    if missing := [name for name in names if find_spec(name) is None]:
        raise SystemExit(
            f"Les mesures demandent les bibliothèques des développeurs, et il manque {', '.join(missing)} : "
            "installez-les avec « .venv/bin/python -m pip install --require-hashes -r requirements/dev.txt »."
        )
