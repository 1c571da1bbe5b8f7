"""What is written down: every module says what it is, and nothing names a machine or a registry."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import ROOMS, modules, name, tracked, tree

VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "constants", "common", "misc"}
# Written in parts, so that this file may be read by its own test.
REGISTRIES = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("deb.debian", "org"),
    ("crates", "io"),
)
A_MACHINES_PATH = re.compile(r"(?<![\w.{}*-])/(?:root|work|home|Users|tmp/w)/\w")
BESIDE_THE_CHECKOUT = re.compile(r"\bshared/(?:data|reference)\b")


def test_every_module_says_what_it_is() -> None:
    speaking = [path for path in modules("tests") if not path.name.startswith(("test_", "conftest"))]

    silent = [
        name(path)
        for path in (*modules(*ROOMS, "benchmarks"), *speaking)
        if not ast.get_docstring(tree(path))
    ]

    assert silent == []


def test_names_say_what_is_inside() -> None:
    vague = [name(path) for path in modules(*ROOMS) if VAGUE & {path.stem, path.parent.name}]

    assert vague == []


def test_nothing_names_a_registry_or_a_machines_path() -> None:
    hosts = [".".join(parts) for parts in REGISTRIES]
    texts = {name(path): path.read_text(errors="ignore") for path in tracked()}

    hosted = [(file, host) for file, text in texts.items() for host in hosts if host in text]
    placed = [
        (file, found.group()) for file, text in texts.items() if (found := A_MACHINES_PATH.search(text))
    ]

    assert hosted == []
    assert placed == []


def test_only_ci_looks_beside_the_checkout() -> None:
    looking = [
        name(path) for path in tracked() if BESIDE_THE_CHECKOUT.search(path.read_text(errors="ignore"))
    ]

    assert set(looking) <= {".ci/run", "tests/architecture/test_words.py"}
