"""Settings: read once, checked all at once, never shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import EXAMPLE_SECRET, BadSettings, Settings, load, needed_to_serve
from storage.crash_points import CrashAt
from tests.architecture.source import ROOT

SECRET = "0123456789abcdef" * 4


def problems(folder: Path, **environment: str) -> list[str]:
    with pytest.raises(BadSettings) as raised:
        load(folder, environment)
    return raised.value.problems


def test_nothing_set_is_a_laptop_with_sqlite(tmp_path: Path) -> None:
    settings = load(tmp_path, {})

    assert settings == Settings()
    assert settings.database_url == "sqlite:///answerable.db"
    assert settings.public_url == "http://127.0.0.1:8700"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ANSWERABLE_PORT=9000\nANSWERABLE_TIMEZONE=Europe/Berlin\n")

    settings = load(tmp_path, {"ANSWERABLE_PORT": "9001"})

    assert (settings.port, settings.timezone) == (9001, "Europe/Berlin")
    assert settings.public_url == "http://127.0.0.1:9001"


def test_a_value_left_empty_is_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, {"ANSWERABLE_PORT": " ", "SLACK_APP_TOKEN": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("ANSWERABLE_DATABASE_URL", "mysql://x", "sqlite:/// or postgresql://"),
        ("ANSWERABLE_DATABASE_URL", "sqlite://", "must name a file"),
        ("ANSWERABLE_HOST", "256.1.1.1", "like 127.0.0.1"),
        ("ANSWERABLE_PORT", "eighty", "from 1 to 65535"),
        ("ANSWERABLE_PORT", "70000", "from 1 to 65535"),
        ("ANSWERABLE_PUBLIC_URL", "answerable.example.com", "like https://answerable.example.com"),
        ("ANSWERABLE_PUBLIC_URL", "https://[", "like https://answerable.example.com"),
        ("ANSWERABLE_TIMEZONE", "Berlin", "like Europe/Berlin"),
        ("ANSWERABLE_SECRET", EXAMPLE_SECRET, "make one with"),
        ("ANSWERABLE_SECRET", "short", "32 bytes"),
        ("ANSWERABLE_SECRET", "a" * 64, "not random"),
        ("ANSWERABLE_LEADERS_CHANNEL", "ai leaders", "with a hash"),
        ("ANSWERABLE_DIGEST_AT", "monday 9", "write it as mon 08:50"),
        ("ANSWERABLE_PICTURES", "none", "true or false"),
        ("ANSWERABLE_WORKFLOWS", "nowhere.toml", "path of a workflows.toml"),
        ("ANSWERABLE_LOG_LEVEL", "loud", "debug, info"),
        ("ANSWERABLE_ALLOW_LOCAL_CALLBACKS", "maybe", "true or false"),
        ("ANSWERABLE_KEY_PER_SECOND", "0", "from 1 to"),
        ("ANSWERABLE_KEY_OPEN_OUTPUTS", "many", "from 1 to"),
        ("ANSWERABLE_API_KEY", "sk-1", "key create"),
        ("SLACK_API_URL", "https://slack.example.com", "ends in /api/"),
        ("SLACK_BOT_TOKEN", "xapp-1-A", "begins with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1", "begins with xapp-"),
        ("SLACK_SIGNING_SECRET", "xoxb-1", "Basic Information"),
    ],
)
def test_a_bad_value_is_one_clear_line(tmp_path: Path, name: str, value: str, right: str) -> None:
    (line,) = problems(tmp_path, **{name: value})

    assert line.startswith(f"{name}: ")
    assert right in line
    assert "\n" not in line


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    told = problems(tmp_path, ANSWERABLE_PORT="x", ANSWERABLE_TIMEZONE="x", SLACK_API_URL="x")

    assert {line.partition(":")[0] for line in told} == {
        "ANSWERABLE_PORT", "ANSWERABLE_TIMEZONE", "SLACK_API_URL",
    }  # fmt: skip


def test_a_misspelt_name_in_the_file_is_told_with_the_right_one(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ANSWERABLE_DATABSE_URL=sqlite:///x.db\n")

    (line,) = problems(tmp_path)

    assert line == "ANSWERABLE_DATABSE_URL: there is no such setting; did you mean ANSWERABLE_DATABASE_URL?"


def test_secrets_are_neither_shown_nor_repeated_in_problems(tmp_path: Path) -> None:
    secrets = {
        "ANSWERABLE_SECRET": SECRET,
        "SLACK_BOT_TOKEN": "xoxb-hidden",
        "SLACK_APP_TOKEN": "xapp-hidden",
        "SLACK_SIGNING_SECRET": "hidden-signing",
        "ANSWERABLE_DATABASE_URL": "postgresql://ada:hidden@localhost/a",
        "ANSWERABLE_API_KEY": "ans_hidden",
    }

    shown = repr(load(tmp_path, secrets))
    told = problems(tmp_path, ANSWERABLE_SECRET="hidden", SLACK_BOT_TOKEN="xoxp-hidden")

    assert "hidden" not in shown
    assert SECRET not in shown
    assert "hidden" not in " ".join(told)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (b"ANSWERABLE_PORT=9000\nANSWERABLE_TIMEZONE='Europe/Berlin\n", ".env: line 2 cannot be read"),
        (b"ANSWERABLE_PORT 9000\n", ".env: line 1 cannot be read"),
        (b"\xff\xfeA\x00", ".env: it is not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read_is_no_half_of_one(tmp_path: Path, written: bytes, problem: str) -> None:
    (tmp_path / ".env").write_bytes(written)

    (line,) = problems(tmp_path)

    assert line.startswith(problem)


def test_a_byte_order_mark_hides_no_setting(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfANSWERABLE_PORT=9000\n")

    assert load(tmp_path, {}).port == 9000


def test_serving_needs_a_token_a_way_in_and_a_secret(tmp_path: Path) -> None:
    missing = needed_to_serve(load(tmp_path, {}))
    socket_mode = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "ANSWERABLE_SECRET": SECRET}
    signed = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s1", "ANSWERABLE_SECRET": SECRET}

    assert [line.partition(":")[0] for line in missing] == [
        "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "ANSWERABLE_SECRET",
    ]  # fmt: skip
    assert needed_to_serve(load(tmp_path, socket_mode)) == []
    assert needed_to_serve(load(tmp_path, signed)) == []


def test_an_untouched_file_is_told_all_that_it_lacks_at_once(tmp_path: Path) -> None:
    environment = {"ANSWERABLE_SECRET": EXAMPLE_SECRET}

    with pytest.raises(BadSettings) as to_serve:
        load(tmp_path, environment, to_serve=True)
    with pytest.raises(BadSettings) as otherwise:
        load(tmp_path, environment)

    told = [line.partition(":")[0] for line in to_serve.value.problems]
    assert told == ["ANSWERABLE_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    assert len(otherwise.value.problems) == 1


def test_the_examples_own_secret_is_refused_and_nothing_else_in_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())

    (line,) = problems(tmp_path)

    assert line.startswith("ANSWERABLE_SECRET: it still has the example's value")


def test_every_line_of_the_example_is_a_value_that_would_do(tmp_path: Path) -> None:
    (tmp_path / "workflows.toml").touch()
    example = re.sub(r"^# ([A-Z_]+=)", r"\1", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    usable = example.replace("ANSWERABLE_CRASH_AT", "# ANSWERABLE_CRASH_AT")
    usable = usable.replace(EXAMPLE_SECRET, SECRET).replace("=workflows.toml", f"={tmp_path}/workflows.toml")
    (tmp_path / ".env").write_text(usable)

    settings = load(tmp_path, {})

    assert str(settings.leaders_channel) == "#ai-leaders"


@pytest.mark.parametrize(
    "wrong", ["ftp://x/token-1", "monitor/token-1", "https:///token-1", "https://x/token 1"]
)
def test_a_heartbeats_address_that_is_none_is_refused_without_repeating_it(
    tmp_path: Path, wrong: str
) -> None:
    (line,) = problems(tmp_path, ANSWERABLE_HEARTBEAT_URL=wrong)

    assert line.startswith("ANSWERABLE_HEARTBEAT_URL: this is not an address")
    assert "token" not in line


def test_another_slack_compatible_server_may_shape_its_tokens_as_it_likes(tmp_path: Path) -> None:
    elsewhere = {"SLACK_API_URL": "http://127.0.0.1:8751/api/", "SLACK_BOT_TOKEN": "test-token"}

    assert load(tmp_path, elsewhere).bot_token == "test-token"
    assert "begins with xoxb-" in problems(tmp_path, SLACK_BOT_TOKEN="test-token")[0]


@pytest.mark.parametrize(
    "api_url", ["https://slack.com/api/", "https://slack.example.com/api/", "http://localhost:8751/api/"]
)
def test_nobody_arms_a_crash_point_where_people_could_work_with_the_bot(tmp_path: Path, api_url: str) -> None:
    (line,) = problems(tmp_path, ANSWERABLE_CRASH_AT="outbox.after_claim", SLACK_API_URL=api_url)

    assert "it is refused unless SLACK_API_URL is on this machine" in line


def test_a_crash_point_is_one_that_the_code_has_and_a_time_that_it_comes_there(tmp_path: Path) -> None:
    here = {"SLACK_API_URL": "http://127.0.0.1:8751/api/"}

    told = [
        problems(tmp_path, ANSWERABLE_CRASH_AT=wrong, **here)
        for wrong in ("nowhere:1", "submit.after_commit:0")
    ]

    assert all("is no crash point" in line for (line,) in told)
    assert load(tmp_path, here | {"ANSWERABLE_CRASH_AT": "submit.after_commit:3"}).crash_at == CrashAt(
        "submit.after_commit", 3
    )
    assert load(tmp_path, here).crash_at is None
