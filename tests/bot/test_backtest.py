"""`answerable backtest`: labelled history in, what would have been checked and what would have got out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A history that is good for long, with one error, and bad at its end."""
    return written(tmp_path, ["good"] * 2000 + ["bad"] + ["good"] * 1000 + ["bad", *["good"] * 9] * 60)


def written(folder: Path, labels: Sequence[str]) -> Path:
    file = folder / "history.jsonl"
    file.write_text("".join(json.dumps({"content": "…", "label": label}) + "\n" for label in labels))
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["backtest", *map(str, arguments)])


def plans(*arguments: object) -> list[dict[str, Any]]:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["plans"]
    return found


def test_a_plan_says_what_it_would_have_done(history: Path) -> None:
    (plan,) = plans(history, "--review-minutes", 2)

    assert (plan["max_error_rate"], plan["confidence"], plan["fraction"], plan["clearance"]) == (
        0.02,
        0.95,
        0.1,
        62,
    )
    assert plan["outputs"] == 3601
    assert plan["reviews"] + plan["released_unreviewed"] == plan["outputs"]
    assert plan["review_share"] == plan["reviews"] / plan["outputs"]
    assert 0 < plan["escaped"] < 61
    assert plan["minutes"] == 2 * plan["reviews"]
    assert plan["average_limit"] <= 0.02 < plan["worst_limit"]
    first, *later = plan["transitions"]
    assert first == {"at": 187, "from": "reviewed", "to": "sampling", "why": "gate_passed"}
    assert {move["why"] for move in later} <= {"error", "cleared", "drift", "gate_passed"}
    assert all(one["to"] == two["from"] for one, two in zip([first, *later], later, strict=False))


def test_the_same_seed_has_the_same_luck_and_another_has_another(history: Path) -> None:
    assert plans(history) == plans(history, "--seed", 1)
    assert plans(history) != plans(history, "--seed", 2)


def test_several_values_are_a_plan_each_compared_by_the_same_luck(history: Path) -> None:
    rates = "--max-error-rate", "0.01, .02", "--max-error-rate", ".02"
    found = plans(history, *rates, "--sampling", "after_release,held")

    asked = [(plan["max_error_rate"], plan["sampling"]) for plan in found]
    assert asked == [(0.01, "after_release"), (0.01, "held"), (0.02, "after_release"), (0.02, "held")]
    assert found[2] == plans(history)[0]


def test_reviewers_who_miss_some_let_those_out_and_cost_more_checking(history: Path) -> None:
    seeing, missing = plans(history, "--sensitivity", "1,.8")

    assert missing["fraction"] == pytest.approx(0.125)
    assert missing["transitions"][0]["at"] > seeing["transitions"][0]["at"]
    assert missing["clearance"] > seeing["clearance"]
    told = run(history, "--sensitivity", "1,.8").stdout
    assert "1 in 10, after release " in told
    assert "1 in 8, after release, 80 % seen" in told


def test_where_all_is_bad_nothing_is_relaxed_and_nothing_gets_out(tmp_path: Path) -> None:
    file = written(tmp_path, ["bad"] * 50)
    (plan,) = plans(file)
    told = run(file)

    assert (plan["reviews"], plan["escaped"], plan["transitions"], plan["minutes"]) == (50, 0, [], None)
    assert plan["restarts"] == list(range(2, 50, 3))
    assert "never enough for less checking: 188 without an error would have been" in told.stdout


def test_what_it_tells_in_words_is_what_it_found_and_what_it_takes_for_granted(history: Path) -> None:
    told = run(history, "--max-error-rate", ".02,.05", "--review-minutes", 2.5, "--error-minutes", 90)

    assert told.exit_code == 0
    assert "3,601 outputs, 61 of them bad." in told.stdout
    assert "2 %        95 %  10      1 in 10, after release  62" in told.stdout
    assert "1  checked      ███" in told.stdout
    assert "output 188: enough was good; from here a share is audited" in told.stdout
    assert "the owner signs for less checking as soon as it is proposed" in told.stdout
    assert "passes this gate less than 5 times in 100, however often anyone looks" in told.stdout
    assert "more than 2.8 % are wrong: to tolerate 5 % costs more than it saves" in told.stdout
    assert "sure the error" not in told.stdout


def test_the_shortest_history_and_the_strictest_plans_are_told_too(tmp_path: Path) -> None:
    told = run(
        written(tmp_path, ["good"]), "--max-error-rate", "1e-9,.5", "--confidence", ".99,.9999", "--delay", 0
    )

    assert told.exit_code == 0
    assert "1 output, 0 of them bad." in told.stdout
    assert "< 0.001 %" in told.stdout
    assert "less than once in 100 times" in told.stdout
    assert "less than once in 10,000 times" in told.stdout


@pytest.mark.parametrize(
    ("content", "right"),
    [
        (b"", 'it is empty; each line needs "label"'),
        (b"\n\n", "it is empty"),
        (b'{"label": "good"}\nhello', "line 2 is not JSON"),
        (b"\xff\xfe\x00", "line 1 is not JSON"),
        (b"[" * 100_000, "line 1 is not JSON"),
        (b'["good"]', "line 1 is not a JSON object"),
        (b'{"content": "Dear Mr Weber"}', 'line 1 has no "label"'),
        (b'{"label": "Good"}', 'line 1: "Good" is no label; write "good" or "bad"'),
        (b'{"label": ["bad"]}', 'line 1: ["bad"] is no label'),
    ],
)
def test_a_file_that_cannot_be_replayed_is_told_in_one_line(
    tmp_path: Path, content: bytes, right: str
) -> None:
    file = tmp_path / "history.jsonl"
    file.write_bytes(content)

    done = run(file)

    assert done.exit_code == 1
    assert done.stderr.startswith("answerable: history.jsonl: ")
    assert right in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "right"),
    [
        (("--max-error-rate", "2"), '"2" is not a share above 0 and up to .5, like .02'),
        (("--max-error-rate", ".02,"), '"" is not a share'),
        (("--confidence", "nan"), '"nan" is not a share from .5'),
        (("--escape-budget", "0"), "a number of outputs from 1"),
        (("--sampling", "never"), '"after_release" or "held"'),
        (("--delay", "-1"), "a whole number of outputs"),
        (("--sensitivity", "0"), "a share above 0"),
        (("--max-error-rate", ".01,.02,.03,.04,.05", "--delay", "1,2,3,4,5"), "25 plans; compare 24 at most"),
    ],
)
def test_values_that_make_no_plan_are_told_with_what_would_be_right(
    history: Path, options: tuple[str, ...], right: str
) -> None:
    done = run(history, *options)

    assert done.exit_code in (1, 2)
    assert right in done.stderr
