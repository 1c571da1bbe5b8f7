"""`.env.example` documents every setting, and only settings."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import ROOT, tree

A_SETTING = re.compile(r"(?:SLACK|ANSWERABLE)_[A-Z0-9_]+")


def read_by_the_program() -> set[str]:
    return {
        node.value
        for node in ast.walk(tree(ROOT / "bot" / "config.py"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and A_SETTING.fullmatch(node.value)
    }


def documented() -> set[str]:
    example = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^#? ?([A-Z][A-Z0-9_]*)=", example, flags=re.MULTILINE))


def test_the_example_and_the_program_know_the_same_settings() -> None:
    assert documented() == read_by_the_program()
    assert documented(), "nothing was found to compare"
