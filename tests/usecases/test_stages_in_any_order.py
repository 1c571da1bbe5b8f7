"""Whatever people, AI systems and the clock do in whatever order: it gets lighter only where its owner has signed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy.exc import DatabaseError

from domain.outputs import Output
from domain.plans import plan_of
from domain.policy import Policy, Standard
from domain.refusals import Refused
from domain.stages import in_turn
from domain.transitions import REVIEWED, SAMPLING, SCREENING, Standing
from storage.audits import audit_of
from storage.database import Database
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_stages import report, standing
from tests.usecases.test_watching import look_at
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.record_vote import Voted
from usecases.sign_lane import LaneSigned, SignLane, sign_lane

STEPS = 60
POLICY = Policy(
    purpose="Drafts the replies to refund requests",
    lane="automated",
    standard=Standard(max_error_rate=0.3, escape_budget=3),
)
CLEARANCE = plan_of(POLICY).clearance


@dataclass
class Account:
    """A second account of it, kept by the test alone: how much is checked, of whose outputs that was signed for, and
    how many good ones there were since everything is checked.
    """

    standing: Standing = REVIEWED
    maker: str | None = None
    last_maker: str | None = None
    good: int = 0
    rules: int = 0
    outputs: list[Output] = field(default_factory=list)

    def screens(self) -> None:
        if self.standing.lane == "automated":
            self.good = 0
        if self.standing == SAMPLING:
            self.standing = SCREENING

    def starts_over(self) -> None:
        self.standing, self.maker, self.last_maker = REVIEWED, None, None


@pytest.mark.parametrize(
    ("database_url", "seed"), [("sqlite", 0), ("postgresql", 3)], indirect=["database_url"]
)
def test_it_gets_lighter_only_where_its_owner_has_signed(company: Company, seed: int) -> None:
    company.apply(POLICY)

    account = _live(company, random.Random(seed), 3 * STEPS)

    assert {one.stage for one in account.outputs} == {None, "sampling", "screening"}  # all were met


# What somebody could get wrong, and where.
MISTAKES: Mapping[str, tuple[str, Callable[..., object]]] = {
    "what was looked at and wrong changes nothing": (
        "usecases.settle_audit.check_more",
        lambda tx, output, wrong: None,
    ),
    "what was held and wrong changes nothing": ("usecases.settle.check_more", lambda tx, output, wrong: None),
    "a confirmed report changes nothing": (
        "usecases.judge_report.check_more",
        lambda tx, output, wrong: None,
    ),
    "anybody signs for less": ("usecases.sign_lane.is_heavier", lambda one, other: False),
    "another maker is let through": ("usecases.submit_output.start_over", lambda tx, held, over: held),
    "what is drawn nobody looks at": ("usecases.submit_output.is_audited", lambda output: False),
    "everything is checked, and goes out": ("usecases.submit_output.needed", lambda decided, drew, policy: 0),
    "it goes on after a stop as if nothing had been": (
        "usecases.pause_workflow.start_over",
        lambda tx, found, over: found,
    ),
    "one good one is enough": (
        "usecases.weigh_evidence.in_turn",
        lambda now, item, plan: in_turn(now, item, replace(plan, clearance=1)),
    ),
    "what is never tolerated is an error like any": (
        "usecases.settle_audit.is_critical",
        lambda reason: False,
    ),
    "other rules are as good as signed": (
        "usecases.renew_policy.change_stage",
        lambda tx, before, change: None,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_it_is_noticed(sqlite_url: str, mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    company = Company(Database(sqlite_url))
    company.settle_in(POLICY)
    monkeypatch.setattr(*MISTAKES[mistake])

    with pytest.raises((AssertionError, DatabaseError)):
        _live(company, random.Random(1), 5 * STEPS)
    company.db.close()


def _live(company: Company, chance: random.Random, steps: int) -> Account:
    account = Account()
    for number in range(steps):
        chance.choice(ACTS)(company, account, chance, number)
        assert standing(company) == account.standing, (number, account)
    return account


def _hand_in(company: Company, account: Account, chance: random.Random, number: int) -> None:
    maker, sampled = chance.choice((*["a"] * 60, "b")), chance.random() < 0.4
    before, was = account.maker, account.standing
    if was.lane == "automated" and before is None:
        account.maker = before = maker
    if was.lane == "automated" and before != maker:
        account.starts_over()
    account.last_maker = maker

    output = company.hand_in(f"Text {number}", model=maker, sampled=sampled)

    account.outputs.append(output)
    audited = company.db.read_now(audit_of, output.id) is not None
    if account.standing == SAMPLING:
        assert (output.state, output.stage, audited) == ("released", "sampling", sampled)
    else:
        assert (output.state, audited) == ("in_review", False)
        assert output.stage == account.standing.stage


def _judge(company: Company, account: Account, chance: random.Random, number: int) -> None:
    waiting = [one for one in account.outputs[-20:] if company.look(one).state == "in_review"]
    if not waiting:
        return
    output, wrong = waiting[0], chance.random() < 0.08
    reason = chance.choice([*["wrong"] * 6, "unsafe"]) if wrong else None
    done = company.vote(output, "ben", "reject" if wrong else "approve", "modal", reason=reason)
    assert isinstance(done, Voted)
    if not wrong:
        account.good += output.stage == "screening"
    elif reason == "unsafe":
        account.starts_over()
    elif output.stage is not None:
        account.screens()


def _look(company: Company, account: Account, chance: random.Random, number: int) -> None:
    audits = [(one, company.db.read_now(audit_of, one.id)) for one in account.outputs[-20:]]
    still = [one for one, audit in audits if audit is not None and audit.is_open]
    if not still:
        return
    wrong = chance.random() < 0.3
    reason = chance.choice([*["wrong"] * 6, "unsafe"]) if wrong else None
    done = look_at(company, still[0], "mia", "reject" if wrong else "approve", reason=reason)
    assert not isinstance(done, Refused)
    if wrong and reason == "unsafe":
        account.starts_over()
    elif wrong:
        account.screens()


def _report(company: Company, account: Account, chance: random.Random, number: int) -> None:
    out = [one for one in account.outputs[-20:] if company.look(one).state == "released" and not one.sampled]
    if out:
        report(company, chance.choice(out))
        account.screens()


def _sign(company: Company, account: Account, chance: random.Random, number: int) -> None:
    who = chance.choice(["ada", "ada", "ben", "grace"])
    asked = SignLane(SLUG, "automated", user_id(who), "It has been good.", company.now)
    done = company.db.write_now(sign_lane, asked)
    if account.standing == REVIEWED:
        assert isinstance(done, LaneSigned) == (who == "ada")
    if isinstance(done, LaneSigned) and account.standing == REVIEWED:
        account.standing, account.maker = SAMPLING, account.last_maker


def _weigh(company: Company, account: Account, chance: random.Random, number: int) -> None:
    company.weigh()
    now = standing(company)
    if account.standing == SCREENING and now == SAMPLING:
        assert account.good >= CLEARANCE, account
    else:
        assert not account.standing.is_heavier_than(now), account
    if now == REVIEWED != account.standing:
        account.starts_over()
    account.standing = now


def _stop_and_go_on(company: Company, account: Account, chance: random.Random, number: int) -> None:
    if chance.random() < 0.7:
        return
    company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id("mia"), "…", company.now))
    assert company.hand_in(f"While it is stopped {number}", model="a").state == "in_review"
    company.db.write_now(resume_workflow, ResumeWorkflow(SLUG, user_id("grace"), "…", company.now))
    account.starts_over()


def _other_rules(company: Company, account: Account, chance: random.Random, number: int) -> None:
    if (
        account.rules < 1 and account.standing != REVIEWED
    ):  # the draws of the builders hold for a few versions
        account.rules += 1
        company.apply(replace(POLICY, purpose=f"Rules {number}"))
        account.starts_over()


ACTS = [
    *[_hand_in] * 16,
    *[_judge] * 16,
    *[_look] * 4,
    _report,
    *[_sign] * 3,
    *[_weigh] * 3,
    _stop_and_go_on,
    _other_rules,
]
