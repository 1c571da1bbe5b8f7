"""Volumes: whatever is done in whatever order, they are what the outputs themselves come to."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Table, insert, select, true

from domain.outputs import Output
from domain.policy import Policy, Standard
from domain.volumes import HOUR, Stretch, Volume, hour_of
from domain.weeks import Week
from domain.weighing import weight
from storage.audits import audit_of
from storage.database import Database
from storage.health import backlog, last_repair
from storage.outputs import outputs_where
from storage.rows import add_rows
from storage.signals.wrong_ones_out import Seen, seen
from storage.tables import outputs, volume_deltas, volumes
from storage.transaction import Tx
from storage.volumes import differences, volumes_between
from storage.weighing import as_judged, judgements
from storage.workflows import policy
from tests.builders import MONDAY, SLUG, Company
from tests.usecases.test_stages import report
from tests.usecases.test_watching import look_at
from usecases.fold_volumes import AT_ONCE, FoldVolumes, fold_volumes
from usecases.recall_output import RecallOutput, recall_output
from usecases.repair_volume import RepairVolume, repair_volume
from usecases.submit_output import Submitted, submit_output

ALWAYS = Stretch(MONDAY - timedelta(days=400), MONDAY + timedelta(days=400))
POLICY = Policy(
    purpose="Drafts the replies to refund requests",
    lane="automated",
    on_expiry="expire",
    standard=Standard(max_error_rate=0.3, escape_budget=3),
)
ZONES = ("Europe/Berlin", "Asia/Kathmandu", "Australia/Adelaide", "America/St_Johns", "UTC")


def lacking(company: Company) -> dict[tuple[str, datetime], Volume]:
    return company.db.read_now(differences, [SLUG], ALWAYS)


def counted(company: Company, begins_at: datetime, ends_at: datetime) -> Volume:
    return company.db.read_now(volumes_between, [SLUG], begins_at, ends_at).get(SLUG, Volume())


def fold(company: Company) -> int:
    return company.db.write_now(fold_volumes, FoldVolumes())


# One after the other: the way it was counted before there were volumes.


def counted_one_by_one(conn: Connection, begins_at: datetime, ends_at: datetime) -> Volume:
    found = outputs_where(conn, outputs.c.submitted_at >= begins_at, outputs.c.submitted_at < ends_at)
    out = [one for one in found if one.released_sha256 is not None]
    reported = [one for one in out if one.state == "recalled" and not (one.sampled and one.pi is not None)]
    unchecked = [one for one in out if one.needed == 0]
    return Volume(len(found), len(out), len(unchecked), len(reported))


def judged_one_by_one(
    conn: Connection, begins_at: datetime, ends_at: datetime
) -> Counter[tuple[object, ...]]:
    judged: Counter[tuple[object, ...]] = Counter()
    found = judgements(true()).add_columns(
        outputs.c.policy_id, outputs.c.pi, outputs.c.sampled, outputs.c.needed
    )
    within = (outputs.c.submitted_at >= begins_at) & (outputs.c.submitted_at < ends_at)
    for row in conn.execute(found.where(within)):
        if not row.sampled or row.pi is None:
            continue
        rules = policy(conn, row.policy_id)
        verdict = weight(replace(as_judged(row), due_at=ends_at), rules, ends_at)
        if verdict not in ("none", "open"):
            first = row.needed > 0
            judged[row.pi, verdict, row.released_sha256 is not None, first] += 1
    return judged


def judged_at_once(found: Seen) -> Counter[tuple[object, ...]]:
    judged: Counter[tuple[object, ...]] = Counter()
    for one in found.looked_at:
        judged[one.chance, one.verdict, one.went_out, one.people_first] += one.count
    return judged


# What may happen.


def hand_in(company: Company, known: list[Output], chance: random.Random) -> None:
    known.append(company.hand_in(f"Text {len(known)}", sampled=chance.random() < 0.4))


def hand_in_a_next_try(company: Company, known: list[Output], chance: random.Random) -> None:
    before = chance.choice(known[-6:])
    asked = company.submission(f"Text {len(known)}", supersedes=before.id, sampled=chance.random() < 0.4)
    answer = company.db.write_now(submit_output, asked)
    if isinstance(answer, Submitted):
        known.append(answer.output)


def judge(company: Company, known: list[Output], chance: random.Random) -> None:
    verdict, via = chance.choice(("approve", "approve", "reject")), chance.choice(("button", "modal"))
    company.vote(chance.choice(known[-6:]), chance.choice(("ben", "mia")), verdict, via, reason=None)


def fix(company: Company, known: list[Output], chance: random.Random) -> None:
    company.fix(chance.choice(known[-6:]), "tom", f"Better {chance.random()}")


def look(company: Company, known: list[Output], chance: random.Random) -> None:
    for one in known[-10:]:
        audit = company.db.read_now(audit_of, one.id)
        if audit is not None and audit.is_open:
            look_at(company, one, "mia", chance.choice(("approve", "reject")))


def say_it_is_wrong(company: Company, known: list[Output], chance: random.Random) -> None:
    out = [one for one in known if company.look(one).state == "released"]
    if out and company.now.hour < 16:  # it is to be put right by then
        report(company, min(out, key=lambda one: (one.sampled, chance.random())))


def release(company: Company, known: list[Output], chance: random.Random) -> None:
    for one in known[-10:]:
        company.release(one)


def take_back(company: Company, known: list[Output], chance: random.Random) -> None:
    one = chance.choice(known[-6:])
    company.db.write_now(recall_output, RecallOutput(one.id, SLUG, "key_support", company.now))


def let_time_pass(company: Company, known: list[Output], chance: random.Random) -> None:
    company.later(minutes=chance.choice((1, 7, 50, 600, 3_000, 10_000)))
    company.tick()


def sign(company: Company, known: list[Output], chance: random.Random) -> None:
    company.sign("automated")


def fold_some(company: Company, known: list[Output], chance: random.Random) -> None:
    fold(company)


ACTS: tuple[Callable[[Company, list[Output], random.Random], None], ...] = (
    *[hand_in] * 6, hand_in_a_next_try, *[judge] * 4, fix, look, look, say_it_is_wrong, *[release] * 2, take_back,
    *[let_time_pass] * 2, sign, sign, fold_some,
)  # fmt: skip


@pytest.mark.parametrize(
    ("database_url", "seed"),
    [("sqlite", 0), ("postgresql", 3)],
    indirect=["database_url"],
)
def test_they_say_of_any_period_what_its_outputs_say_one_by_one(company: Company, seed: int) -> None:
    known, chance = [], random.Random(seed)
    company.apply(POLICY)
    hand_in(company, known, chance)
    for number in range(600):
        chance.choice(ACTS)(company, known, chance)
        if number >= 100 and number % 20 == 0 and what_happened(company, known) >= MET:
            break

    assert what_happened(company, known) >= MET
    assert lacking(company) == {}
    for begins_at, ends_at in periods(company, chance):
        one_by_one = company.db.read_now(counted_one_by_one, begins_at, ends_at)
        found = company.db.read_now(seen, [SLUG], begins_at, ends_at).get(SLUG, Seen(0, (), 0))
        assert counted(company, begins_at, ends_at) == one_by_one
        assert (found.gone_out, found.reported) == (one_by_one.gone_out, one_by_one.reported)
        assert found.people_first == (one_by_one.unchecked == 0)
        assert judged_at_once(found) == company.db.read_now(judged_one_by_one, begins_at, ends_at)


# A report of what nobody was to look at among them.
MET = {"expired", "superseded", "recalled", "rejected", "released", "reported"}


def what_happened(company: Company, known: list[Output]) -> set[str]:
    now = [company.look(one) for one in known]
    return {one.state for one in now} | {
        "reported" for one in now if one.state == "recalled" and not one.sampled
    }


def periods(company: Company, chance: random.Random) -> list[tuple[datetime, datetime]]:
    """Weeks of zones that are hours, half hours and quarters apart from UTC, and some that begin anywhere."""
    span = company.now - MONDAY
    found = [
        (week.begins_at(ZoneInfo(zone)), week.ends_at(ZoneInfo(zone)))
        for zone in ZONES
        for week in (Week.of(MONDAY.date()), Week.of(company.now.date()), Week.of((MONDAY + span / 2).date()))
    ]
    for _ in range(10):
        one, other = (MONDAY + span * chance.random() for _ in range(2))
        found.append((min(one, other), max(one, other)))
    return found


def test_a_period_whose_edges_share_an_hour_is_counted_from_outputs_alone(company: Company) -> None:
    company.hand_in()
    company.later(minutes=20)
    company.hand_in()
    company.later(minutes=20)
    company.hand_in()

    within = counted(company, MONDAY + timedelta(minutes=20), MONDAY + timedelta(minutes=40))

    assert within == Volume(handed_in=1)
    assert counted(company, MONDAY, MONDAY + HOUR) == Volume(handed_in=3)


def test_what_was_counted_is_folded_in_and_stays_the_same(company: Company) -> None:
    for _ in range(3):
        company.hand_in()
    company.later(hours=2)
    company.hand_in()
    before = counted(company, ALWAYS.begins_at, ALWAYS.ends_at)

    taken = fold(company)

    assert (taken, fold(company)) == (4, 0)
    assert counted(company, ALWAYS.begins_at, ALWAYS.ends_at) == before == Volume(handed_in=4)
    assert rows(company, volumes) == [(hour_of(MONDAY), 3), (hour_of(MONDAY) + 2 * HOUR, 1)]


def test_much_is_folded_in_pieces(company: Company) -> None:
    many = [{"workflow": SLUG, "hour": MONDAY, **asdict(Volume(1))} for _ in range(AT_ONCE + 1)]
    company.db.write_now(lambda tx, _: add_rows(tx.conn, volume_deltas, many), None)

    assert [fold(company) for _ in range(3)] == [AT_ONCE, 1, 0]
    assert rows(company, volumes) == [(MONDAY, AT_ONCE + 1)]


async def test_outputs_that_are_handed_in_at_once_are_one_row(company: Company) -> None:
    await company.db.start()
    try:
        await asyncio.gather(
            *(company.db.write(submit_output, company.submission(f"Text {n}")) for n in range(60))
        )
    finally:
        await company.db.stop()

    with Database(company.db._url.render_as_string(hide_password=False)) as db:
        written = rows(replace(company, db=db), volume_deltas)
    assert sum(count for _, count in written) == 60
    assert len(written) < 10


def test_what_somebody_wrote_past_the_program_is_found_and_put_right(company: Company) -> None:
    output = company.hand_in()
    company.db.write_now(spoil, output)
    hour = hour_of(output.submitted_at)
    assert lacking(company) == {(SLUG, hour): Volume(handed_in=-1, gone_out=-2)}

    repaired = company.db.write_now(repair_volume, RepairVolume(SLUG, hour, company.now))
    again = company.db.write_now(repair_volume, RepairVolume(SLUG, hour, company.now))

    assert (repaired, again) == (Volume(handed_in=-1, gone_out=-2), None)
    assert lacking(company) == {}
    assert company.db.read_now(last_repair, company.now) == (1, company.now)
    assert company.db.read_now(backlog, company.now).repairs == 1


def spoil(tx: Tx, output: Output) -> None:
    row = {"workflow": SLUG, "hour": hour_of(output.submitted_at), **asdict(Volume(1, 2))}
    tx.conn.execute(insert(volume_deltas).values(row))


def test_what_is_handed_in_with_a_repair_is_not_counted_twice(company: Company) -> None:
    output = company.hand_in()
    company.db.write_now(spoil, output)
    hour = hour_of(output.submitted_at)

    def both(tx: Tx, _: None) -> Volume | None:
        submit_output.run(tx, [company.submission("Another")])
        return repair_volume(tx, RepairVolume(SLUG, hour, company.now))

    assert company.db.write_now(both, None) == Volume(handed_in=-1, gone_out=-2)
    assert lacking(company) == {}


def rows(company: Company, table: Table) -> list[tuple[datetime, int]]:
    asked = select(table.c.hour, table.c.handed_in).order_by(table.c.hour)
    return company.db.read_now(lambda conn: [(row.hour, row.handed_in) for row in conn.execute(asked)])
