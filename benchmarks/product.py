"""The product under measurement: its real HTTP API on SQLite, with one workflow and one key.

Run as `python -m benchmarks.product PORT FOLDER [limited]`, where `limited` keeps the limits that a key has. Beside the
API it answers `/bench/counters` and `/bench/decide/OUTPUT`, which stands in for a reviewer in Slack.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot import event_loop
from bot.http_server import HttpServer
from domain.api_keys import key_sha256, spell_key
from domain.clock import Clock
from domain.eligibility import Person, Roster
from domain.policy import Live, Policy
from domain.references import ChannelRef, PersonRef
from handlers.fresh import fresh_id
from handlers.http.app import build_api
from handlers.http.limits import Limits
from storage import migrate
from storage.database import Database
from storage.tables import people
from storage.transaction import Tx
from usecases.apply_workflow import ApplyWorkflow, apply_workflow
from usecases.create_key import CreateKey, create_key
from usecases.record_vote import RecordVote, Voted, record_vote

WORKFLOW = "refund-replies"
OWNER, REVIEWER, KEY_OWNER = "U0ADA", "U0BEN", "U0RUTH"
KEY_ID, CALM_KEY_ID = "key_" + "0" * 26, "key_" + "0" * 25 + "1"
KEY, CALM_KEY = spell_key(KEY_ID, bytes(32)), spell_key(CALM_KEY_ID, bytes(32))
# One key stands for a whole company here.
UNLIMITED = Limits(per_second=None, open_outputs=None, waiting_share=1)
AUTHORIZATION, CALM_AUTHORIZATION = f"Bearer {KEY}", f"Bearer {CALM_KEY}"


def settle_in(db: Database) -> None:
    """Write the people, the workflow and the key."""
    now = datetime.now(UTC)
    db.write_now(_add_people, now)
    live = Live(
        channel=ChannelRef("#support-ai-review"),
        owner=PersonRef("ada@example.com"),
        reviewers=(PersonRef("ben@example.com"),),
    )
    db.write_now(
        apply_workflow,
        ApplyWorkflow(
            slug=WORKFLOW,
            policy=Policy(purpose="Drafts the replies to refund requests"),
            live=live,
            owner=OWNER,
            deputy=None,
            channel_id="C0REVIEW",
            roster=Roster(frozenset({REVIEWER}), frozenset()),
            actor="operator",
            now=now,
        ),
    )
    for key_id, key in ((KEY_ID, KEY), (CALM_KEY_ID, CALM_KEY)):
        made = CreateKey(key_id, key_sha256(key), WORKFLOW, KEY_OWNER, ("submit", "read"), now)
        db.write_now(create_key, made)


def _add_people(tx: Tx, now: datetime) -> None:
    rows = [
        {
            "user_id": user_id,
            "subject": f"subject-{user_id}",
            "team_id": "T0",
            "name": user_id,
            "kind": "member",
            "fetched_at": now,
        }
        for user_id in (OWNER, REVIEWER, KEY_OWNER)
    ]
    tx.conn.execute(insert(people), rows)


class Bench:
    """The API, and beside it what only a measurement asks for."""

    def __init__(self, db: Database, limits: Limits) -> None:
        self._db = db
        self._committed_at = 0.0
        db.on_commit(self._note_commit)  # before the API's own listeners, which wake who waits
        self._api = build_api(db, Clock(), limits=limits)

    def _note_commit(self, changed: frozenset[str], outbox: bool) -> None:
        self._committed_at = time.monotonic()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if not path.startswith("/bench/"):
            await self._api(scope, receive, send)
            return
        facts = self._counters() if path == "/bench/counters" else await self._decide(path.rpartition("/")[2])
        body = json.dumps(facts).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _counters(self) -> dict[str, object]:
        return {
            "transactions": self._db.transactions,
            "statements": self._db.statements,
            "waiting": self._api.waiters.count,
        }

    async def _decide(self, output_id: str) -> dict[str, object]:
        now = datetime.now(UTC)
        reviewer = Person(REVIEWER, f"subject-{REVIEWER}", REVIEWER, None, "member", now)
        vote = RecordVote(
            vote_id=fresh_id("vote", now),
            output_id=output_id,
            person=reviewer,
            verdict="approve",
            via="modal",
            source=f"bench:{output_id}",
            acted_at=now,
            now=now,
        )
        voted = await self._db.write(record_vote, vote, first=True)
        if not isinstance(voted, Voted):
            raise TypeError(f"the decision was refused: {voted}")
        return {"committed_at": self._committed_at}


async def serve(port: int, folder: Path, limits: Limits) -> None:
    """Serve as the product does, until this process is ended."""
    db = Database(address(folder))
    await db.start()
    await HttpServer(Bench(db, limits), "127.0.0.1", port).start()
    await asyncio.Event().wait()


def address(folder: Path) -> str:
    """Return the database's URL."""
    return f"sqlite:///{folder / 'product.db'}"


def main() -> None:
    """Make the database unless it is there already; serve it."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    if migrate.current(address(folder)) is None:
        migrate.upgrade(address(folder))
        with Database(address(folder)) as db:
            settle_in(db)
    limits = Limits() if sys.argv[3:] == ["limited"] else UNLIMITED
    event_loop.run(serve(port, folder, limits))


if __name__ == "__main__":
    main()
