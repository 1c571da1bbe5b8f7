"""Real AI outputs, judged by people: those as bad as they are never go out unseen, and good ones only until they turn.

A scripted reviewer knows each one's label. Nothing but the evidence stands in the way of less checking.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from domain.outputs import Output
from domain.plans import plan_of
from domain.policy import Checking, Policy, RelaxAfter, Standard
from domain.refusals import Refused
from domain.statistics.escapes import quantile
from domain.statistics.sampling import fraction
from domain.transitions import REVIEWED, SAMPLING, SCREENING
from handlers.clock.reach import Reach
from handlers.clock.relaxing import ask_owners_to_relax
from handlers.clock.weighing import weigh_all_evidence
from storage.tables import outbox, outputs, permits
from storage.transaction import Tx
from tests.builders import SLUG, Company, user_id
from tests.handlers.http.serving import CompanyClock, Served, served
from tests.usecases.test_stages import changes, standing, trial
from tests.usecases.test_watching import look_at
from usecases.record_vote import RecordVote, Voted, record_vote
from usecases.sign_lane import LaneSigned, Shown, SignLane, sign_lane
from usecases.submit_output import Submitted, submit_output

DATA = os.environ.get("ANSWERABLE_TEST_DATA")
pytestmark = pytest.mark.skipif(
    DATA is None, reason="no real outputs here: ANSWERABLE_TEST_DATA names the folder"
)

POLICY = Policy(
    purpose="Answers questions",
    lane="automated",
    standard=Standard(max_error_rate=0.02),
    checking=Checking(relax_after=RelaxAfter(weeks=0, reviewers=0, planted=0)),
)
Real = dict[str, Any]


def real_ones() -> list[Real]:
    return [json.loads(line) for line in (Path(str(DATA)) / "ai_outputs.jsonl").read_text().splitlines()]


async def tick(company: Company) -> None:
    """Count what was judged, and ask whom to ask, as the clock does two minutes later."""
    company.later(minutes=2)
    reach = Reach(company.db, CompanyClock(company))
    await weigh_all_evidence(reach)
    await ask_owners_to_relax(reach)


def decide(company: Company, judged: list[tuple[str, bool]]) -> None:
    """Let Ben decide on outputs by their id, as he knows them to be good or not."""
    ben, now = company.person("ben"), company.now

    def votes(tx: Tx, _: None) -> None:
        for output_id, good in judged:
            verdict, name = ("approve" if good else "reject"), f"{next(company._count):026d}"
            command = RecordVote(
                f"vote_{name}", output_id, ben, verdict, "modal", f"modal:{name}", now, now  # type: ignore[arg-type]
            )  # fmt: skip
            assert isinstance(record_vote(tx, command), Voted)

    company.db.write_now(votes, None)


def count(company: Company, *where: Any) -> int:
    def read(conn: Connection) -> int:
        return int(conn.execute(select(func.count()).where(*where)).scalar_one())

    return company.db.read_now(read)


def asked(company: Company) -> int:
    """Say how often somebody was asked whether less may be checked."""
    return count(company, outbox.c.kind == "relax")


async def hand_in(api: Served, real: list[Real]) -> list[tuple[str, bool]]:
    """Hand real outputs in over HTTP; return each one's id, and whether it is good."""
    lines = [
        {key: one[key] for key in one.keys() - {"label", "bad_spans"}} | {"workflow": SLUG} for one in real
    ]
    answers = await api.bulk(*lines)
    assert {answer["status"] for answer in answers} == {201}
    return [
        (answer["output"]["id"], one["label"] == "good") for answer, one in zip(answers, real, strict=True)
    ]


@pytest.mark.parametrize("many", [400, pytest.param(2_000, marks=pytest.mark.nightly)])
async def test_as_bad_as_they_are_nobody_is_ever_asked_to_check_less_of_them(
    sqlite_url: str, many: int
) -> None:
    real = real_ones()[:many]
    assert len(real) == many
    bad = sum(one["label"] == "bad" for one in real)
    async with served(sqlite_url, POLICY) as api:
        company = api.company
        company.sign_standard()
        # By so few that there is often something to ask about before the alarm ends the attempt.
        for begin in range(0, len(real), 10):
            decide(company, await hand_in(api, real[begin : begin + 10]))
            await tick(company)
            assert standing(company) == REVIEWED

        assert asked(company) == 0
        assert count(company, permits.c.policy_id.is_not(None)) == 0
        assert count(company, outputs.c.state == "rejected") == bad
        assert count(company, outputs.c.state == "approved") == len(real) - bad
        assert {one.why for one in changes(company)} == {"drift"}


def sign(company: Company) -> object:
    """Let the owner sign for less checking, with the evidence before them."""
    found = trial(company)
    assert found is not None
    shown = Shown(found.id, 1, found.errors, {"counted": found.counted, "errors": found.errors})
    return company.db.write_now(
        sign_lane, SignLane(SLUG, "automated", user_id("ada"), "It has been good.", company.now, shown)
    )


def turned(real: list[Real]) -> tuple[Iterator[Real], Iterator[Real]]:
    """Return the good ones up to where the AI turns, and what comes from there on, every fifth of it bad."""
    good = iter([one for one in real if one["label"] == "good"])
    bad = (one for one in real if one["label"] == "bad")
    return islice(good, 300), chain.from_iterable((*islice(good, 4), one) for one in islice(bad, 20))


async def test_good_ones_go_out_until_they_turn_and_then_no_more_bad_ones_do_than_the_budget_allows(
    sqlite_url: str,
) -> None:
    before, after = turned(real_ones())
    async with served(sqlite_url, POLICY) as api:
        company = api.company
        company.sign_standard()

        async def judge(some: tuple[Real, ...]) -> list[tuple[Output, bool]]:
            """Hand some in, have judged what somebody is to look at, and count."""
            all_of_them = []
            for one in some:
                good = one["label"] == "good"
                made = company.submission(one["content"], draws=b"always the same", model=one["model"])
                answer = company.db.write_now(submit_output, made)
                assert isinstance(answer, Submitted)
                all_of_them.append((answer.output, good))
                if answer.output.needed:
                    decide(company, [(answer.output.id, good)])
                elif answer.output.sampled:
                    said = {} if good else {"verdict": "reject", "reason": "wrong"}
                    assert not isinstance(look_at(company, answer.output, "ben", **said), Refused)
            await tick(company)
            return all_of_them

        while not asked(company) and (some := tuple(islice(before, 20))):
            await judge(some)
        assert asked(company) == 1
        found = trial(company)
        assert found is not None
        assert (standing(company), found.errors) == (REVIEWED, 0)
        assert 0 <= found.counted - plan_of(POLICY).gate_needs(0) < 20
        assert sign(company) == LaneSigned("reviewed", "automated")

        fine = await judge(tuple(before))
        assert standing(company) == SAMPLING
        assert {output.state for output, _ in fine} == {"released"}

        mixed = []
        while standing(company) == SAMPLING and (some := tuple(islice(after, 5))):
            mixed += await judge(some)
        assert (standing(company), changes(company)[0].why) == (SCREENING, "audit")
        # The last one included, in which it was seen.
        got_out = [output for output, good in mixed if output.state == "released" and not good]
        share = fraction(POLICY.standard.escape_budget, held=False)
        assert 1 <= len(got_out) <= quantile(0.95, share, held=False)

        rest = await judge(tuple(after))
        assert {output.state for output, _ in rest} == {"in_review"}
        assert standing(company) == REVIEWED
        assert changes(company)[0].why == "drift"
