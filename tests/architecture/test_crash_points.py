"""Where a test may let the process die: the code and the list of names agree, and nothing else can set it off."""

from __future__ import annotations

import ast
from collections import Counter

from storage.crash_points import POINTS
from tests.architecture.source import ROOMS, called, modules, name, saying, tree


def calls_of(function: str) -> list[tuple[str, ast.Call]]:
    return [
        (name(path), node)
        for path in saying(function, among=modules(*ROOMS))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node).rpartition(".")[2] == function
    ]


def test_each_point_stands_in_the_code_once_under_its_name() -> None:
    named = [ast.literal_eval(call.args[0]) for _, call in calls_of("crash_point")]

    assert Counter(named) == Counter(dict.fromkeys(POINTS, 1))
    assert len(named) > 30


def test_a_point_is_armed_in_one_place_only_for_the_setting_that_is_refused_in_earnest() -> None:
    assert [where for where, _ in calls_of("arm")] == ["bot/app.py"]
    assert {where for where, _ in calls_of("CrashAt")} == {"bot/config.py"}
