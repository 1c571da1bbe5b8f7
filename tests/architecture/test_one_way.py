"""bot -> handlers -> usecases -> storage -> domain, and the core is pure."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOMS, ROOT, called, imported, modules, name, saying, tree

# Libraries without I/O, each where it earns its place: public holidays, reading policies back strictly, and the
# functions of statistics and of texts that nobody should write again.
BEYOND_STDLIB = {
    "domain/working_time.py": {"holidays"},
    "domain/policy.py": {"msgspec"},
    "domain/references.py": {"msgspec"},
    "domain/standards.py": {"msgspec"},
    "domain/statistics/beta.py": {"scipy"},
    "domain/statistics/editing.py": {"rapidfuzz"},
    "domain/statistics/drift.py": {"numpy", "scipy"},
    "domain/statistics/inspection.py": {"numpy"},
    "domain/statistics/mixing.py": {"numpy"},
    "domain/statistics/scales.py": {"numpy"},
}
TIME_AND_CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "time.sleep", "os.urandom",
}  # fmt: skip
CHANCE = {"random", "secrets", "uuid"}


def test_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_the_domain_imports_only_what_has_no_io() -> None:
    allowed = set(sys.stdlib_module_names) | {"domain"}

    strangers = {
        name(path): extra
        for path in modules("domain")
        if (extra := imported(path) - allowed - BEYOND_STDLIB.get(name(path), set()))
    }

    assert strangers == {}


def test_start_up_and_handing_in_never_wait_for_what_only_reckons() -> None:
    at_once = [
        f"{name(path)}:{node.lineno}"
        for path in modules("domain")
        for node in tree(path).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and re.match(r"(from|import) (numpy|rapidfuzz|scipy)\b", ast.unparse(node))
    ]

    assert at_once == [], "import them in the function that reckons with them"


@pytest.mark.parametrize("room", ["domain", "usecases"])
def test_time_and_chance_are_arguments(room: str) -> None:
    asked = [
        f"{name(path)}:{node.lineno} {called(node)}"
        for path in modules(room)
        if name(path) != "domain/clock.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node) in TIME_AND_CHANCE
    ]
    drawn = [name(path) for path in modules(room) if imported(path) & CHANCE]

    assert asked == []
    assert drawn == []


@pytest.mark.parametrize("room", ["domain", "usecases"])
def test_the_core_never_waits(room: str) -> None:
    waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)

    found = [
        f"{name(path)}:{node.lineno}"
        for path in modules(room)
        for node in ast.walk(tree(path))
        if isinstance(node, waits)
    ]

    assert found == []


def test_only_the_configuration_reads_the_environment() -> None:
    rooms = [path for path in modules(*ROOMS) if name(path) != "bot/config.py"]

    readers = [
        f"{name(path)}:{node.lineno}"
        for path in saying("environ", "getenv", among=rooms)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.Name)
        and ast.unparse(node) in {"os.environ", "environ", "os.getenv", "getenv"}
    ]

    assert readers == []
