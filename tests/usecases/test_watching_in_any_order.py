"""Whatever people, AI systems and the clock do in whatever order: what is watched stays in its bounds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from domain.lanes import Lane
from domain.outputs import Output
from domain.refusals import Refused
from domain.verdicts import Becomes
from domain.watching import WATCHED_FOR
from storage.audits import audit_of
from storage.put_rights import put_right_of
from storage.tables import releases
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_watching import POLICY, look_at
from usecases.decide_workflow import DecideWorkflow, decide_workflow
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
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


@pytest.mark.parametrize("seed", range(6))
def test_what_is_watched_stays_in_its_bounds(company: Company, seed: int) -> None:
    chance, account = random.Random(seed), Account()

    for number in range(STEPS):
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
    done = look_at(
        company,
        output,
        who,
        chance.choice(["approve", "reject"]),
        chance.choice(["modal", "reaction", "button"]),
    )
    assert who in ("ben", "mia") or isinstance(done, Refused), who


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
    if chance.random() < 0.3:
        lane: Lane = "always_human"
        done = company.db.write_now(sign_lane, SignLane(SLUG, lane, user_id("mia"), "…", company.now))
        account.always_human = account.always_human or isinstance(done, LaneSigned)


def _lighter_again(company: Company, account: Account, chance: random.Random, number: int) -> None:
    who = chance.choice(PEOPLE)
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
    *[_decide] * 3,
    _pause,
    _resume,
    _stricter,
    *[_lighter_again] * 2,
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
