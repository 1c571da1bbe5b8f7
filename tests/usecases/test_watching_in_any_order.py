"""Whatever people, AI systems and the clock do in whatever order: what is watched stays in its bounds."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError

from domain.lanes import decide_lane
from domain.outputs import Output
from domain.refusals import Refused
from domain.verdicts import Becomes
from domain.watching import WATCHED_FOR
from storage.audits import audit_of
from storage.database import Database
from storage.put_rights import put_right_of
from storage.tables import permits, releases
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_watching import POLICY, look_at
from usecases.decide_workflow import DecideWorkflow, decide_workflow
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.record_audit import Audited
from usecases.settle_audit import settle_audit
from usecases.sign_lane import LaneSigned, SignLane, sign_lane
from usecases.undo_audit import UndoAudit, undo_audit

STEPS = 70
PEOPLE = ("ada", "grace", "ben", "mia", "cleo", "ruth", "gus")


@dataclass
class Account:
    """A second account of it, kept by the test alone: until when it is watched, under which rules, how strict."""

    watched_until: datetime | None = None
    always_human: bool = False
    outputs: list[Output] = field(default_factory=list)

    def is_watched(self, now: datetime) -> bool:
        return self.watched_until is not None and now < self.watched_until and not self.always_human


@pytest.mark.parametrize(
    ("database_url", "seed"),
    [*(("sqlite", seed) for seed in range(5)), ("postgresql", 5)],
    indirect=["database_url"],
)
def test_what_is_watched_stays_in_its_bounds(company: Company, seed: int) -> None:
    chance, account = random.Random(seed), Account()

    _live(company, account, chance, STEPS)

    assert any(one.needed == 0 for one in account.outputs), "nothing was ever watched"


# What somebody could get wrong, and where.
MISTAKES: Mapping[str, tuple[str, Callable[..., object]]] = {
    "watching has no end": ("usecases.submit_output.watching_permit", lambda conn, policy_id, now: 1),
    "anybody signs for it": ("usecases.decide_workflow.may_make", lambda *args, **kwargs: True),
    "anybody looks at it": ("usecases.record_audit.may_decide", lambda *args, **kwargs: None),
    "always_human is watched too": (
        "usecases.submit_output.decide_lane",
        lambda **facts: decide_lane(**facts | {"in_force": "reviewed"}),
    ),
    "nobody is asked to look": ("usecases.submit_output.is_audited", lambda decided: False),
    "what is of high risk goes out": (
        "usecases.submit_output.decide_lane",
        lambda **facts: decide_lane(**facts | {"risk": "normal"}),
    ),
    "a signature outlives the rules": (
        "usecases.submit_output.watching_permit",
        lambda conn, policy_id, now: conn.execute(select(func.max(permits.c.id))).scalar(),
    ),
    "a rejection takes nothing back": ("usecases.settle_audit._wrong", lambda tx, output, by, now: output),
    "a click cannot be undone": (
        "usecases.record_audit.settle_audit",
        lambda tx, asked: settle_audit(tx, replace(asked, now=asked.now + timedelta(hours=1))),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_it_is_noticed(sqlite_url: str, mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    company, account, chance = Company(Database(sqlite_url)), Account(), random.Random(1)
    company.settle_in()
    monkeypatch.setattr(*MISTAKES[mistake])

    with pytest.raises((AssertionError, DatabaseError, KeyError)):
        _live(company, account, chance, 6 * STEPS)
    company.db.close()


def _live(company: Company, account: Account, chance: random.Random, steps: int) -> None:
    for number in range(steps):
        chance.choice(ACTS)(company, account, chance, number)
    _all_is_in_bounds(company, account)


def _hand_in(company: Company, account: Account, chance: random.Random, number: int) -> None:
    risk = chance.choice(["normal", "normal", "normal", "high"])
    output = company.hand_in(f"Text {number}", risk=risk, requested_by="cleo@example.com")
    account.outputs.append(output)

    goes_out = account.is_watched(company.now) and risk == "normal"
    assert (output.state == "released") == goes_out, (number, output.lane, account)


def _look(company: Company, account: Account, chance: random.Random, number: int) -> None:
    out = [one for one in account.outputs if one.needed == 0]
    if not out:
        return
    output, who = chance.choice(out), chance.choice(PEOPLE)
    if company.db.read_now(audit_of, output.id) and chance.random() < 0.2:
        undone = UndoAudit(output.id, company.person(who), company.now)
        company.db.write_now(undo_audit, undone)
        return
    verdict, via = chance.choice(["approve", "reject"]), chance.choice(["modal", "reaction", "button"])
    done = look_at(company, output, who, verdict, via)
    assert who in ("ben", "mia") or isinstance(done, Refused), who
    if isinstance(done, Audited):
        taken_back = company.look(output).state == "recalled"
        assert taken_back == (verdict == "reject" and via == "modal"), "a click has its minute"


def _time(company: Company, account: Account, chance: random.Random, number: int) -> None:
    company.later(seconds=chance.choice([1, 61, 3_600, 86_400, 5 * 86_400]))


def _to_the_very_end(company: Company, account: Account, chance: random.Random, number: int) -> None:
    if account.watched_until is not None and account.watched_until > company.now:
        company.later(
            microseconds=(account.watched_until - company.now) // timedelta(microseconds=1)
            - chance.choice([0, 1])
        )


def _tick(company: Company, account: Account, chance: random.Random, number: int) -> None:
    company.tick()


def _decide(company: Company, account: Account, chance: random.Random, number: int) -> None:
    who = chance.choice(PEOPLE)
    becomes: Becomes = chance.choice(["watching", "watching", "live"])
    asked = DecideWorkflow(SLUG, becomes, company.person(who), "…", company.now)
    done = company.db.write_now(decide_workflow, asked)
    if isinstance(done, Refused):
        return
    assert who == "ada"
    if done == "live":
        account.watched_until = None
    elif account.watched_until is None or account.watched_until <= company.now:
        account.watched_until = company.now + WATCHED_FOR


def _watch(company: Company, account: Account, chance: random.Random, number: int) -> None:
    """Stop it, put it back where people decide, and sign for watching, as its owner would."""
    _pause(company, account, chance, number)
    lighter = SignLane(SLUG, "reviewed", user_id("ada"), "…", company.now)
    if isinstance(company.db.write_now(sign_lane, lighter), LaneSigned):
        account.always_human = False
    asked = DecideWorkflow(SLUG, "watching", company.person("ada"), "…", company.now)
    if company.db.write_now(decide_workflow, asked) == "watching":
        account.watched_until = company.now + WATCHED_FOR


def _pause(company: Company, account: Account, chance: random.Random, number: int) -> None:
    stop = PauseWorkflow(SLUG, user_id(chance.choice(["ben", "mia"])), "…", company.now)
    if not isinstance(company.db.write_now(pause_workflow, stop), Refused):
        account.watched_until = None


def _resume(company: Company, account: Account, chance: random.Random, number: int) -> None:
    who = chance.choice(PEOPLE)
    done = company.db.write_now(resume_workflow, ResumeWorkflow(SLUG, user_id(who), "…", company.now))
    if done == "live":
        assert who in ("ada", "grace")
        account.watched_until = None


def _stricter(company: Company, account: Account, chance: random.Random, number: int) -> None:
    asked = SignLane(SLUG, "always_human", user_id("mia"), "…", company.now)
    done = company.db.write_now(sign_lane, asked)
    account.always_human = account.always_human or isinstance(done, LaneSigned)


def _lighter_again(company: Company, account: Account, chance: random.Random, number: int) -> None:
    who = chance.choice((*["ada"] * 5, *PEOPLE))
    done = company.db.write_now(sign_lane, SignLane(SLUG, "reviewed", user_id(who), "…", company.now))
    if isinstance(done, LaneSigned):
        assert who == "ada" or done.was == "reviewed"
        account.always_human = False


def _other_rules(company: Company, account: Account, chance: random.Random, number: int) -> None:
    if chance.random() < 0.3:
        company.apply(replace(POLICY, purpose=f"Rules {number}"))
        account.watched_until = account.watched_until and company.now  # signed for other rules


ACTS = [
    *[_hand_in] * 6,
    *[_look] * 5,
    *[_time] * 3,
    _to_the_very_end,
    *[_tick] * 2,
    *[_watch] * 3,
    _decide,
    _pause,
    _resume,
    *[_stricter] * 2,
    _lighter_again,
    _other_rules,
]


def _all_is_in_bounds(company: Company, account: Account) -> None:
    company.later(seconds=61)
    company.tick()
    for output in account.outputs:
        now = company.look(output)
        audit = company.db.read_now(audit_of, output.id)
        out_at_once = company.db.read_now(_went_out_at_once, output.id)
        assert out_at_once == (audit is not None), "everything that went out is looked at, and nothing else"
        if audit is None:
            continue
        by = audit.by
        assert now.lane == "automated"
        assert audit.is_open == (by is None)
        wrong = by is not None and by.verdict == "reject"
        assert now.state == ("recalled" if wrong else "released")
        assert (company.db.read_now(put_right_of, output.id) is not None) == wrong
        assert by is None or by.person in (user_id("ben"), user_id("mia"))


def _went_out_at_once(conn: Connection, output_id: str) -> bool:
    found = select(releases.c.output_id).where(releases.c.output_id == output_id, releases.c.needed == 0)
    return conn.execute(found).first() is not None
