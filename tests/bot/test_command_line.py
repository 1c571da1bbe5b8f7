"""The command line: what it says, what it answers in JSON, and that it fails in one line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from bot.__main__ import COMMANDS, main
from bot.commands.workflow.apply import lines_of
from bot.workflow_files import AppliedFile, AppliedWorkflow
from domain.clock import Clock
from domain.policy import Policy
from storage.api_keys import all_api_keys
from storage.database import Database
from storage.tables import outbox, people
from storage.transaction import Tx
from tests.builders import SLUG, Company, user_id
from tests.domain.test_workflow_file import LEAST
from tests.usecases.test_hand_in import output_by_hand
from usecases.apply_workflow import Applied

SECRET = "0123456789abcdef" * 4


@pytest.fixture
def company(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Company]:
    """The cast with refund-replies, and settings that lead to their database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANSWERABLE_DATABASE_URL", database_url)
    monkeypatch.setenv("ANSWERABLE_SECRET", SECRET)
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    company = Company(Database(database_url))
    company.settle_in(Policy(purpose="Drafts the replies to refund requests", lane="automated"))
    yield company
    company.db.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str) -> None:
    told = run(command, "--help")

    assert told.exit_code == 0, told.output
    assert "Usage:" in told.stdout


def test_an_unknown_command_is_a_question_of_usage() -> None:
    assert run("nonsense").exit_code == 2


def test_a_key_is_printed_once_and_only_its_hash_is_kept(company: Company) -> None:
    made = run("key", "create", "--workflow", SLUG, "--owner", "ada@example.com", "--json")
    listed = run("key", "list")
    told = json.loads(made.stdout)
    revoked = run("key", "revoke", told["id"])

    assert told["key"].startswith("ans_")
    assert told["webhook_secret"].startswith("whsec_")
    assert told["key"] not in listed.stdout
    assert "Ada" in listed.stdout
    assert revoked.exit_code == 0
    keys = {key.id: key for key in company.db.read_now(all_api_keys)}
    assert keys[told["id"]].revoked_at is not None
    assert told["key"] not in str(keys)


def test_a_key_that_stands_for_a_person_in_slack_is_shown_as_what_it_is(company: Company) -> None:
    output = output_by_hand(company)

    listed, told = run("key", "list"), json.loads(run("key", "list", "--json").stdout)

    (line,) = [line for line in listed.stdout.splitlines() if output.api_key_id in line]
    assert "Cleo" in line
    assert "hands in by hand, in Slack" in line
    assert {one["id"]: one["by_hand"] for one in told}[output.api_key_id] is True


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("key", "create", "--workflow", "nope", "--owner", "ada@example.com"), "there is no workflow nope"),
        (("key", "create", "--workflow", SLUG, "--owner", "eve@example.com"), "nobody here is known as eve"),
        (("key", "create", "--workflow", SLUG, "--owner", "ada"), "names nobody"),
        (("key", "create", "--workflow", SLUG, "--owner", "ada@example.com", "--scope", "all"), "--scope"),
        (
            ("key", "create", "--workflow", SLUG, "--owner", "ada@example.com", "--callback-url", "http://x"),
            "https",
        ),
        (("key", "revoke", "key_0"), "there is no key key_0"),
        (("workflow", "show", "nope"), "there is no workflow nope"),
        (("outbox", "retry", "77"), "nothing with the ID 77"),
        (("migrate", "--to", "nope"), "there is no revision nope"),
        (("submit", __file__, "--workflow", SLUG), "ANSWERABLE_API_KEY"),
    ],
)
def test_what_cannot_be_done_is_one_line_on_stderr(
    company: Company, arguments: tuple[str, ...], line: str
) -> None:
    failed = run(*arguments)

    assert failed.exit_code == 1, failed.output
    assert line in failed.stderr
    assert failed.stdout == ""
    assert len(failed.stderr.splitlines()) == 1


def test_only_the_owner_signs_a_lighter_lane_and_in_words(company: Company) -> None:
    by_mia = run("workflow", "lane", SLUG, "automated", "--by", "mia@example.com", "--reason", "It is good.")
    by_ada = run("workflow", "lane", SLUG, "automated", "--by", "ada@example.com", "--reason", "It is good.")
    again = run("workflow", "lane", SLUG, "automated", "--by", "ada@example.com", "--reason", "It is good.")
    shown = run("workflow", "show", SLUG)

    assert by_mia.exit_code == 1
    assert "only the owner (Ada)" in by_mia.stderr
    assert "reviewed → automated" in by_ada.stdout
    assert "Nothing to change" in again.stdout
    assert "reviewed → automated, Ada: It is good." in shown.stdout


def test_anybody_stops_a_workflow_and_its_owner_lets_it_go_on(company: Company) -> None:
    stopped = run(
        "workflow", "pause", SLUG, "--by", "mia@example.com", "--reason", "Wrong amounts.", "--json"
    )
    by_mia = run("workflow", "resume", SLUG, "--by", "mia@example.com", "--reason", "Mended.")
    by_grace = run("workflow", "resume", SLUG, "--by", "grace@example.com", "--reason", "Mended.")
    told = json.loads(run("workflow", "show", SLUG, "--json").stdout)

    assert json.loads(stopped.stdout) == {"workflow": SLUG, "status": "paused"}
    assert by_mia.exit_code == 1
    assert by_grace.exit_code == 0
    assert told["status"] == "live"
    assert [one["reason"] for one in told["decisions"]] == ["Mended.", "Wrong amounts."]


def test_a_workflow_without_an_owner_is_marked(company: Company) -> None:
    before = run("workflow", "list").stdout
    gone = update(people).where(people.c.user_id == user_id("ada")).values(kind="deactivated")
    company.db.write_now(lambda tx, _: tx.conn.execute(gone), None)

    listed, shown = run("workflow", "list").stdout, run("workflow", "show", SLUG).stdout
    told = json.loads(run("workflow", "show", SLUG, "--json").stdout)

    assert "no owner" not in before
    assert "Ada (has left: no owner)" in listed
    assert "Ada (U0ADA) (has left: no owner), deputy Grace (U0GRACE)" in shown
    assert told["unowned"] is True


def test_rules_are_tried_on_the_last_90_days_and_nothing_is_applied(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.tried_rules._AT_ONCE", 1)  # several pages
    monkeypatch.setattr("storage.decided._AT_ONCE", 1)
    now = Clock().now()
    for days, confidence in ((1, 0.5), (2, 0.9), (91, 0.5)):
        company.hand_in(f"Of {days} days ago", confidence=confidence, now=now - timedelta(days=days))
    file = tmp_path / "workflows.toml"
    # In one lane with what is looked at already, a rule raises only to the heaviest.
    rules = 'checking.rules = [{ when = "confidence < 0.6", lane = "always_human" }]'
    bands = '\nchecking.bands = [{ when = "confidence < 0.6", share = 0.5 }]'
    file.write_text(LEAST.replace("refund-replies", SLUG) + rules + bands)

    told = run("workflow", "try", str(file))
    assert told.exit_code == 0, (told.output, told.exception)
    in_json = json.loads(run("workflow", "try", str(file), "--json").stdout)

    assert told.stdout.splitlines() == [
        f"{SLUG}: 1 of the last 90 days' 2 would have been raised",
        "       1  Where the model is less than 60 % sure, or does not say, a person always decides.",
        "  Cards a working day: 0.0 before, 0.0 with these rules",
        f"{SLUG}: of the last 90 days' 2, while a share is checked, these would have been",
        "       1  50 in 100, where the model is less than 60 % sure, or does not say (judged 0, wrong 0)",
        "       1  10 in 100, the rest (judged 0, wrong 0)",
        "  Checks a working day: 0.0 without bands, 0.0 with these",
        "  How they would tell most cannot be said: that takes 30 that were judged in each band.",
    ]
    assert in_json[0]["rules"] == [{"rule": "confidence < 0.6 → always_human", "raised": 1}]
    assert in_json[0]["bands"]["average_share"] == pytest.approx(0.3)
    assert "checking.rules" not in run("workflow", "show", SLUG).stdout


def test_show_tells_the_rules_the_people_and_what_waits(company: Company) -> None:
    company.hand_in()

    shown = run("workflow", "show", SLUG).stdout
    listed = json.loads(run("workflow", "list", "--json").stdout)

    assert "1 in review" in shown
    assert "Ada (U0ADA), deputy Grace (U0GRACE)" in shown
    assert "  review_within: 4h\n" in shown
    assert "Standard  not signed yet: its owner signs it in Slack\n" in shown
    assert "  escalation: 50% assignee, 100% owner, 150% deputy, 200% leaders\n" in shown
    assert listed[0]["slug"] == SLUG
    assert listed[0]["in_review"] == 1


def test_a_delivery_that_gave_up_is_listed_and_tried_again(company: Company) -> None:
    company.hand_in()
    company.db.write_now(_give_up, None)
    (dead,) = json.loads(run("outbox", "list", "--json").stdout)

    tried = run("outbox", "retry", str(dead["id"]))

    assert dead["last_error"] == "channel_not_found"
    assert "payload" not in dead
    assert tried.exit_code == 0
    assert "Nothing gave up." in run("outbox", "list").stdout


def _give_up(tx: Tx, _: None) -> None:
    tx.conn.execute(outbox.update().values(state="dead", last_error="channel_not_found"))


def test_migrating_again_changes_nothing_and_a_script_touches_nothing(company: Company) -> None:
    again = run("migrate", "--json")
    script = run("migrate", "--sql")

    assert json.loads(again.stdout)["changed"] is False
    assert "CREATE TABLE outputs" in script.stdout


def test_a_fresh_database_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    before = run("workflow", "list")
    made = run("migrate")
    after = run("workflow", "list")

    assert before.exit_code == 1
    assert before.stderr == "answerable: The database has no schema yet. Run: answerable migrate\n"
    assert "was none" in made.stdout
    assert "answerable workflow apply" in after.stdout


def test_bad_settings_are_told_all_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ANSWERABLE_PORT=x\nANSWERABLE_TIMEZONE=Mars\n")

    failed = run("workflow", "list")

    assert failed.exit_code == 1
    assert [line.split(":")[1].strip() for line in failed.stderr.splitlines()] == [
        "ANSWERABLE_PORT",
        "ANSWERABLE_TIMEZONE",
    ]


def test_a_summary_is_rendered_to_files_and_nothing_is_sent(company: Company, tmp_path: Path) -> None:
    output = company.hand_in()
    company.vote(output, "ben", "reject")
    company.later(minutes=2)
    company.tick()

    said = run("digest", "--audience", "leaders", "--period", "2026-W48", "--out", "week")
    told = json.loads((tmp_path / "week" / "digest.json").read_text())
    message = json.loads((tmp_path / "week" / "message.json").read_text())

    assert said.exit_code == 0, said.output
    assert said.stdout == (tmp_path / "week" / "digest.txt").read_text()
    (figures,) = [each["figures"] for each in told["workflows"]]
    assert figures["rejected"] == {"value": 1, "low": 1, "high": 1, "n": 1, "suppressed": False}
    assert message["text"]
    assert message["blocks"]
    assert (tmp_path / "week" / "figures.csv").read_text().startswith("workflow,signal,value,")
    assert json.loads((tmp_path / "week" / "pictures.json").read_text()) == [], "one week is no history"


def test_the_pictures_of_a_summary_are_written_on_both_grounds_with_what_they_say(
    company: Company, tmp_path: Path
) -> None:
    company.hand_in("One")
    company.later(days=7)
    company.hand_in("Another")

    said = run("digest", "--audience", "leaders", "--period", "2026-W49", "--out", "week")

    assert said.exit_code == 0, said.output
    (told,) = json.loads((tmp_path / "week" / "pictures.json").read_text())
    assert told["alt"].startswith("For people to decide, 2 weeks.")
    for theme in ("light", "dark"):
        assert (tmp_path / "week" / told[theme]).read_bytes().startswith(b"\x89PNG")


def test_an_owners_week_and_a_teams_month_are_rendered_too(company: Company, tmp_path: Path) -> None:
    company.apply(Policy("Drafts the replies", team="Support"))

    own = run("digest", "--audience", "owner:ada@example.com", "--period", "2026-W48", "--out", "week")
    team = run("digest", "--audience", "team:support", "--period", "2026-11", "--out", "month")
    read = run("digest", "--audience", "team:Support", "--period", "2026-11", "--json")

    assert (
        own.stdout
        == "Your AI workflow · week 48. Nothing needs you. refund-replies: as agreed, nothing late.\n"
    )
    assert json.loads((tmp_path / "week" / "message.json").read_text())["text"] == own.stdout.strip()
    assert team.stdout == "Nothing to show of November 2026: no message is sent.\n"
    assert json.loads((tmp_path / "month" / "message.json").read_text()) == {"messages": []}
    (channel,) = json.loads(read.stdout)["channels"]
    assert channel["figures"]["stopped"] == {"value": 0, "low": 0, "high": 0, "n": 0, "suppressed": False}


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--audience", "everybody"), "--audience"),
        (("--audience", "leaders", "--period", "47"), "2026-W47"),
        (("--audience", "leaders:ruth@example.com"), "write leaders, owner:EMAIL or team:NAME"),
        (("--audience", "owner:nobody@example.com"), "nobody@example.com"),
        (("--audience", "owner:ben@example.com"), "ben@example.com answers for no workflow today"),
        (("--audience", "team:legal"), "those that are named: support"),
        (("--audience", "team:support", "--period", "2026-W47"), "write it as 2026-11"),
    ],
)
def test_a_summary_of_nothing_there_is_refused_in_a_line(
    company: Company, arguments: tuple[str, ...], line: str
) -> None:
    company.apply(Policy("Drafts the replies", team="Support"))

    failed = run("digest", *arguments)

    assert failed.exit_code == 1
    assert line in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


def test_apply_says_what_was_signed_in_slack_and_stays_and_that_a_standard_is_not_signed() -> None:
    kept = Applied(4, new_version=True, new_live=False, kept_fields=("standard.criteria",))
    one = AppliedWorkflow(SLUG, kept, [], [], "reviewed", "reviewed", {}, unsigned=True)

    lines = list(lines_of(AppliedFile([one], [], [], [])))

    assert lines == [
        "refund-replies: version 4, in force: reviewed",
        "  standard.criteria stays: it was signed in Slack. Once the file says so too, the file counts",
        "  its standard is not signed: the owner is asked in Slack, and until then nothing is checked less",
    ]
