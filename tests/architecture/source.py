"""The project's own files, as these tests read them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "usecases", "storage", "domain", "sandbox")


def modules(*folders: str) -> list[Path]:
    """Every Python file below these folders of the checkout."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def saying(*words: str, among: list[Path]) -> list[Path]:
    """Those of the files in which one of these words stands: to read a file is quick, to parse it is not."""
    return [path for path in among if any(word in path.read_text() for word in words)]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def called(node: ast.Call) -> str:
    """The last two parts of a called name: `datetime.datetime.now()` gives "datetime.now"."""
    return ".".join(ast.unparse(node.func).split(".")[-2:])


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@cache
def tracked() -> tuple[Path, ...]:
    """The files that git keeps. Skips the test where this is no git checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))
