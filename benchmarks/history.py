"""Fifty weeks of fifty workflows, written past the program: what a digest reads, in rows as wide as it meets them.

The texts, the evidence, and the releases of what nobody had to look at are left out: no digest reads them.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from domain.eligibility import Roster
from domain.lanes import Lane
from domain.policy import Live, Policy, Standard
from domain.references import ChannelRef, PersonRef
from domain.volumes import Stretch
from storage import migrate
from storage.database import Database
from storage.rows import add_rows
from storage.tables import metadata, people, volumes
from storage.tables.types import Instant
from storage.transaction import Tx
from storage.volumes import differences, rows_of
from usecases.apply_workflow import ApplyWorkflow, apply_workflow
from usecases.create_key import CreateKey, create_key
from usecases.sign_lane import SignLane, sign_lane

BEGINS = datetime(2025, 11, 24, tzinfo=UTC)
# All that one weekly message looks back on, and what the rest repeats.
TENTH, TENTHS = timedelta(weeks=5), 10
REVIEWERS = tuple(f"U0REVIEWER{number}" for number in range(1, 9))
OWNER = "U0OWNER"
_AT_ONCE = 20_000
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = 60_000_000
# In no order, it would be read and written from end to end again and again.
_UNORDERED = "ix_outputs_same_content"


@dataclass(frozen=True)
class Kind:
    """A workflow: how much of everything is its, and which part people look at: all of it before, or some after."""

    slug: str
    weight: float
    lane: Lane
    pi: float


# Four in five let their outputs out at once, and have some of them looked at; where people decide first, less comes.
WORKFLOWS = tuple(
    Kind(f"replies-{number:02d}", 1 + number % 7, "automated", 1 / (9 + number % 12))
    if number % 5
    else Kind(f"contracts-{number:02d}", 0.5, "reviewed", 1.0)
    for number in range(50)
)


def begin(path: Path) -> None:
    """Make the database with its people and its workflows, and nothing handed in."""
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    with Database(url) as db:
        db.write_now(_add_people, None)
        for number, kind in enumerate(WORKFLOWS):
            db.write_now(apply_workflow, _application(kind))
            if kind.lane == "automated":
                db.write_now(sign_lane, SignLane(kind.slug, "automated", OWNER, "It has been good.", BEGINS))
            made = CreateKey(_key(kind), f"{number:064x}", kind.slug, OWNER, ("submit", "read"), BEGINS)
            db.write_now(create_key, made)


def _add_people(tx: Tx, _: None) -> None:
    rows = [
        {
            "user_id": person,
            "subject": f"subject-{person}",
            "team_id": "T0",
            "name": person,
            "kind": "member",
            "fetched_at": BEGINS,
        }
        for person in (OWNER, *REVIEWERS)
    ]
    tx.conn.execute(people.insert(), rows)


def _application(kind: Kind) -> ApplyWorkflow:
    return ApplyWorkflow(
        slug=kind.slug,
        policy=Policy(purpose="Drafts replies", lane=kind.lane, standard=Standard(max_error_rate=0.02)),
        live=Live(
            ChannelRef("#review"), PersonRef("owner@example.com"), reviewers=(PersonRef("one@example.com"),)
        ),
        owner=OWNER,
        deputy=None,
        channel_id="C0REVIEW",
        roster=Roster(frozenset(REVIEWERS), frozenset()),
        actor="operator",
        now=BEGINS,
    )


def _key(kind: Kind) -> str:
    return f"key_{kind.slug}"


def fill(path: Path, outputs: int) -> None:
    """Hand in so many outputs in the first five weeks, evenly, and let people judge them."""
    with closing(_opened(path)) as conn, _without_guards(conn):
        rules = dict(conn.execute("SELECT workflow, max(id) FROM policies GROUP BY workflow"))
        for first in range(0, outputs, _AT_ONCE):
            written = _Written(random.Random(first), rules)
            for number in range(first, min(first + _AT_ONCE, outputs)):
                written.hand_in(number, _microseconds(BEGINS) + number * (TENTH // _MICROSECOND) // outputs)
            written.write(conn)
    with Database(f"sqlite:///{path}") as db:
        db.write_now(_count, None)


def _count(tx: Tx, _: None) -> None:
    slugs = [kind.slug for kind in WORKFLOWS]
    add_rows(tx.conn, volumes, rows_of(differences(tx.conn, slugs, Stretch(BEGINS, BEGINS + TENTH))))


def repeat(path: Path, outputs: int) -> None:
    """Let the same come nine times more, five weeks later each time, with ids of its own."""
    tables = [*COLUMNS, "volumes"]
    with closing(_opened(path)) as conn, _without_guards(conn):
        until = {table: conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
        for turn in range(1, TENTHS):
            for table in tables:
                columns = COLUMNS.get(table) or tuple(volumes.c.keys())
                again = ", ".join(_again(table, name, turn, outputs) for name in columns)
                limit = f"ORDER BY {_IN_ORDER.get(table, 'rowid')} LIMIT {until[table]}"
                conn.execute(
                    f"INSERT INTO {table} ({', '.join(columns)}) SELECT {again} FROM {table} {limit}"
                )
            conn.commit()


def _again(table: str, name: str, turn: int, outputs: int) -> str:
    """Return the SQL of a column for that turn: ids end in 26 digits, of which each output has its own."""
    if name in _NUMBERED:
        return f"substr({name}, 1, length({name}) - 26) || printf('%026d', substr({name}, -26) + {turn * outputs})"
    if name == "day":
        return f"date(day, '+{turn * TENTH.days} days')"
    if isinstance(metadata.tables[table].c[name].type, Instant):
        return f"{name} + {turn * (TENTH // _MICROSECOND)}"
    return name


def _opened(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA synchronous = OFF")  # after a crash nobody wants it
    conn.execute("PRAGMA cache_size = -200000")
    return conn


@contextmanager
def _without_guards(conn: sqlite3.Connection) -> Iterator[None]:
    """Take away the triggers, and the index that is not in order; put it back at the end."""
    which = "SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' OR name = ?"
    found = conn.execute(which, (_UNORDERED,)).fetchall()
    for kind, name, _ in found:
        conn.execute(f"DROP {kind} {name}")
    yield
    for *_, sql in found:
        conn.execute(sql)


class _Written:
    """The rows of some outputs, by table."""

    def __init__(self, chance: random.Random, rules: dict[str, int]) -> None:
        self._chance, self._rules = chance, rules
        self._rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)

    def write(self, conn: sqlite3.Connection) -> None:
        for table, rows in self._rows.items():
            columns = COLUMNS[table]
            marks = ", ".join("?" * len(columns))
            conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        conn.commit()

    def hand_in(self, number: int, at: int) -> None:
        """Add an output, and what came of it by now."""
        luck = self._chance
        (kind,) = luck.choices(WORKFLOWS, cum_weights=_SHARES)
        id_, sha256 = f"out_{number:026d}", hashlib.sha256(b"%d" % number).hexdigest()
        is_first = kind.lane == "reviewed"
        is_drawn = is_first or luck.random() < kind.pi
        judged_at = at + int(luck.uniform(5, 600) * _MINUTE)
        wrong = luck.random() < 0.03
        current: str | None
        current, vote, state = sha256, None, "released"
        if is_drawn:
            vote, corrected = self._look(kind, id_, sha256, judged_at, wrong=wrong)
            current = hashlib.sha256(corrected.encode()).hexdigest() if corrected else sha256
            state = ("rejected" if is_first else "recalled") if wrong else "released"
        elif luck.random() < 0.0005:
            state = "recalled"
        if is_drawn:
            self._rows["reviews"].append((id_, "first" if is_first else "audit", judged_at))
        if is_first and state == "released":
            self._rows["releases"].append(
                (
                    id_,
                    current,
                    self._rules[kind.slug],
                    1,
                    kind.lane,
                    "real",
                    state,
                    1,
                    f"r{number:026d}",
                    judged_at,
                )
            )
        went_out = state == "released" or (state == "recalled" and not is_first)
        self._rows["outputs"].append((
            id_, kind.slug, self._rules[kind.slug], 1, "real", kind.lane, int(is_first), state,
            current if went_out else None, 1, sha256, current, 1_800, f"Reply to order {number}", "normal",
            luck.random(), "a-model", "2026-01", "v3", _key(kind), f"k{number:026d}", sha256, at, at + 240 * _MINUTE,
            judged_at if is_first else at, vote if is_first else None, kind.pi,
            is_drawn, None if is_first else "sampling", not is_first,
        ))  # fmt: skip
        if luck.random() < 0.001:
            team, minutes = luck.choice(("legal", "sales", "support")), luck.randrange(5, 60)
            self._rows["feedback"].append(
                (f"f{number:026d}", id_, "cleanup", minutes, team, 0, OWNER, f"f{number:026d}", at)
            )

    def _look(self, kind: Kind, id_: str, sha256: str, at: int, *, wrong: bool) -> tuple[str, str | None]:
        """Add what a person said of it, and how long that took; return the vote, and the text if they corrected it."""
        luck = self._chance
        vote, person = f"vote_{id_}", luck.choice(REVIEWERS)
        corrects = kind.lane == "reviewed" and not wrong and luck.random() < 0.04
        verdict = "reject" if wrong else "fix" if corrects else "approve"
        said = (
            vote,
            id_,
            sha256,
            person,
            verdict,
            "wrong" if wrong else None,
            "modal",
            f"modal:{vote}",
            at,
            at,
            at,
        )
        if kind.lane == "reviewed":
            self._rows["votes"].append((*said, self._rules[kind.slug]))
        else:
            self._rows["audit_votes"].append((*said, self._rules[kind.slug], at))
        if luck.random() < 0.5:
            day = datetime.fromtimestamp(at / 1e6, UTC).date().isoformat()
            self._rows["review_times"].append((kind.slug, day, "queue", luck.lognormvariate(4, 0.6)))
        if luck.random() < 0.02:
            asked = f"q{id_}"
            self._rows["questions"].append((asked, id_, person, "Which order?", asked, at - _MINUTE, at, at))
        if luck.random() < 0.05:
            again = f"second_{id_}"
            self._rows["second_looks"].append((id_, kind.slug, 0.05, at, at))
            who = next(one for one in REVIEWERS if one != person)
            right = "reject" if wrong else "approve"
            self._rows["second_verdicts"].append((id_, sha256, who, right, right, vote, again, at))
        return vote, f"{id_} corrected" if corrects else None


_SAID = (
    "id", "output_id", "sha256", "person", "verdict", "reason", "via", "source", "acted_at", "recorded_at", "final_at",
)  # fmt: skip
COLUMNS = {
    "outputs": (
        "id", "workflow", "policy_id", "approvals", "kind", "lane", "needed", "state", "released_sha256", "attempt",
        "content_sha256", "current_sha256", "content_length", "title", "risk", "confidence", "model", "model_version",
        "prompt_version", "api_key_id", "idempotency_key", "fingerprint", "submitted_at", "due_at", "settled_at",
        "settled_by_vote", "pi", "sampled", "stage", "findable",
    ),
    "reviews": ("output_id", "kind", "closed_at"),
    "releases": (
        "output_id", "sha256", "policy_id", "needed", "lane", "kind", "state", "slot", "idempotency_key", "released_at",
    ),
    "votes": (*_SAID, "policy_id"),
    "audit_votes": (*_SAID, "policy_id", "settled_at"),
    "review_times": ("workflow", "day", "measured", "seconds"),
    "questions": ("id", "output_id", "person", "body", "source", "asked_at", "owner_at", "closed_at"),
    "second_looks": ("output_id", "workflow", "pi", "drawn_at", "closed_at"),
    "second_verdicts": (
        "output_id", "sha256", "person", "verdict", "first", "first_vote", "source", "given_at",
    ),
    "feedback": ("id", "output_id", "kind", "minutes", "team", "critical", "given_by", "source", "given_at"),
}  # fmt: skip
# Each other table is in the order in which it was written.
_IN_ORDER = {"volumes": "hour"}
_NUMBERED = {"id", "output_id", "source", "settled_by_vote", "first_vote", "idempotency_key"}
_SHARES = list(accumulate(kind.weight for kind in WORKFLOWS))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
