"""The command line: what is wrong is told in words that say what would be right, and changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from storage.api_keys import all_api_keys
from storage.database import Database
from storage.workflow_decisions import decisions_about
from tests.architecture.source import ROOT
from tests.builders import SLUG, Company, user_id

Run = Callable[..., Result]

BECAUSE = ("--reason", "because")
CREATE = ("key", "create", "--workflow", SLUG)
SUBMIT = ("submit", "lines.jsonl", "--workflow", SLUG)


@pytest.fixture
def db(sqlite_url: str) -> Database:
    with Database(sqlite_url) as db:
        Company(db).settle_in()
    return db


@pytest.fixture
def run(db: Database, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command where refund-replies is set up."""
    (tmp_path / "lines.jsonl").write_text('{"content": "Dear Mr Weber"}\n')
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANSWERABLE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ANSWERABLE_SECRET", "0123456789abcdef" * 4)
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (("workflow", "pause", SLUG, "--by", "ada@example.com", "--reason", ""), "say why in words"),
        (("workflow", "pause", SLUG, "--by", "ada@example.com", "--reason", " \n"), "say why in words"),
        (("workflow", "pause", SLUG, "--by", "ada@example.com", "--reason", "w" * 501), "at most 500"),
        (("workflow", "pause", SLUG, "--by", "U0NOBODY", *BECAUSE), "nobody here is known as U0NOBODY"),
        (("workflow", "pause", SLUG, "--by", user_id("ticketbot"), *BECAUSE), "is a bot"),
        (("workflow", "pause", SLUG, "--by", user_id("dora"), *BECAUSE), "Dora is deactivated"),
        ((*CREATE, "--owner", user_id("ticketbot")), "is a bot"),
        ((*CREATE, "--owner", user_id("ada"), "--callback-url", ""), "a web address"),
        (("outbox", "retry", "9" * 25), "is not in the range"),
        (("sandbox", "--workspace", "binary"), "not UTF-8"),
        (("sandbox", "--manifest", "binary"), "not UTF-8"),
        ((*SUBMIT, "--key", "ans_ä"), "--key: it has spaces or letters that no token has"),
        ((*SUBMIT, "--key", "whsec_a"), "--key: this is no API key"),
        ((*SUBMIT, "--key", "ans_a", "--address", "here"), "--address: 'here' is not an address"),
        (("demo", "--port", "0", "--no-browser", "--dir", "/dev/null/x"), "choose another folder"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(
    run: Run, db: Database, arguments: tuple[str, ...], right: str
) -> None:
    done = run(*arguments)

    assert done.exit_code in (1, 2)
    assert right in done.stderr
    assert "should not have happened" not in done.stderr
    assert db.read_now(decisions_about, SLUG) == []
    assert len(db.read_now(all_api_keys)) == 1


def test_a_reason_is_kept_in_one_line(run: Run, db: Database) -> None:
    done = run(
        "workflow", "pause", SLUG, "--by", "ada@example.com", "--reason", " Wrong\n amounts ", "--json"
    )

    assert json.loads(done.stdout) == {"workflow": SLUG, "status": "paused"}
    assert [one.reason for one in db.read_now(decisions_about, SLUG)] == ["Wrong amounts"]


def test_a_revoked_key_is_reported_in_json_too(run: Run) -> None:
    made = json.loads(run(*CREATE, "--owner", "ada@example.com", "--json").stdout)

    revoked = json.loads(run("key", "revoke", made["id"], "--json").stdout)

    assert revoked["id"] == made["id"]
    assert revoked["revoked_at"] is not None
    assert "key_sha256" not in revoked


def test_who_has_read_enough_hears_of_no_fault(run: Run, tmp_path: Path) -> None:
    command = f"{sys.executable} -m bot migrate --sql | true"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True
    )

    assert done.stderr == ""
