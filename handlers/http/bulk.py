"""`POST /v1/outputs/bulk`: NDJSON in, NDJSON out, line for line, in memory that does not grow with it."""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from collections.abc import Sequence
from typing import IO

import msgspec
from starlette.types import Receive, Scope, Send

from domain.api_keys import ApiKey
from domain.clock import Clock
from domain.refusals import Refused
from handlers.http import shapes
from handlers.http.answers import NDJSON, Problem, encode
from handlers.http.checks import check_idempotency_key, check_output
from handlers.http.keyring import Keyring
from handlers.http.lines import CutShort, Line, batched, read_lines
from handlers.http.raw import busy, expect, headers_of, refuse_declared, too_large
from handlers.http.reading import fingerprint, read_shape
from handlers.http.refusals import problem_of
from handlers.http.rendering import new_shape, output_shape
from handlers.http.submission import BODY_BYTES, submission
from storage.crash_points import crash_point
from storage.database import Database
from storage.output_views import OutputView, output_views
from storage.outputs import known_keys
from storage.transaction import Unavailable
from usecases.submit_output import SubmitBatch, SubmitOutput, Submitted, submit_batch

BULK_BYTES = 64 * 1_048_576
BATCH_LINES = 200
BATCH_BYTES = 1_048_576
IN_FLIGHT = 2
SPOOL_BYTES = 4 * 1_048_576
_PIECE = 65_536

_decoder = msgspec.json.Decoder(shapes.BulkLine)
_canonical = msgspec.json.Encoder(order="sorted").encode

Outcome = Submitted | Refused | Problem


class Bulk:
    """Takes many outputs in one request. Each line is taken, or not, by itself."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        *,
        draws: bytes | None = None,
        allow_local_callbacks: bool = False,
    ) -> None:
        self._draws = draws
        self._db = db
        self._clock = clock
        self._keyring = keyring
        self._local = allow_local_callbacks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer each line that is not blank, in order, once all were read.

        Most clients read nothing until they have sent everything: what is answered meanwhile goes to a file.
        """
        headers = headers_of(scope)
        key = await self._keyring.holder(headers.get(b"authorization"), "submit")
        expect(headers, b"application/x-ndjson", b"application/ndjson", b"application/jsonl")
        await refuse_declared(headers, receive, BULK_BYTES)
        with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
            whole = await self._take_all(receive, key, spool)
            spool.seek(0)
            await _send_spool(send, spool, close=not whole)

    async def _take_all(self, receive: Receive, key: ApiKey, spool: IO[bytes]) -> bool:
        """Take every line, a few batches at a time; False if the body was not read to its end."""
        under_way: deque[asyncio.Task[bytes]] = deque()
        lines = read_lines(receive, longest=BODY_BYTES, most=BULK_BYTES)
        why: Problem | None = None
        try:
            async for batch in batched(lines, count=BATCH_LINES, size=BATCH_BYTES):
                under_way.append(asyncio.create_task(self._take(batch, key)))
                if len(under_way) >= IN_FLIGHT:
                    spool.write(await under_way.popleft())
        except CutShort as cut:
            why = cut.problem
        for task in under_way:
            spool.write(await task)
        if why is not None:
            spool.write(_not_taken(why))
        return why is None

    async def _take(self, batch: Sequence[Line], key: ApiKey) -> bytes:
        """Return the answers to some lines, whose outputs are written in one commit."""
        read = await self._within_limits([self._read(line, key) for line in batch], key)
        commands = tuple(each for each in read if isinstance(each, SubmitOutput))
        written = iter(await self._write(key, commands))
        outcomes = [next(written) if isinstance(each, SubmitOutput) else each for each in read]
        seen = await self._seen(key, outcomes)
        return b"".join(self._answer(outcome, seen) for outcome in outcomes)

    def _read(self, line: Line, key: ApiKey) -> SubmitOutput | Problem:
        if not isinstance(line, bytes):
            return too_large(BODY_BYTES)
        try:
            new, _ = read_shape(line, _decoder)
            idempotency_key = check_idempotency_key(new.idempotency_key.encode(), field="idempotency_key")
            check_output(new, allow_local_callbacks=self._local)
            # The same output may come alone another time: its key is no part of it.
            alone = msgspec.convert(new, shapes.NewOutput, from_attributes=True)
            request_hash = fingerprint(_canonical(alone))
            return submission(new, key, idempotency_key, request_hash, self._clock.now(), self._draws)
        except Problem as problem:
            return problem

    async def _within_limits(
        self, read: Sequence[SubmitOutput | Problem], key: ApiKey
    ) -> list[SubmitOutput | Problem]:
        """Return the lines with a problem (429) in the place of those that are too many for now."""
        turnstile = self._keyring.turnstile
        passing = turnstile.admitted(key, len(read))
        kept = [*read[:passing], *[turnstile.too_fast(key)] * (len(read) - passing)]
        wanted = [each.idempotency_key for each in kept if isinstance(each, SubmitOutput)]
        room = await turnstile.room(key, len(wanted))
        if room == len(wanted):
            return kept
        taken = {*wanted[:room], *await self._db.read(known_keys, key.workflow, wanted[room:])}
        return [
            turnstile.too_many_open()
            if isinstance(each, SubmitOutput) and each.idempotency_key not in taken
            else each
            for each in kept
        ]

    async def _write(self, key: ApiKey, commands: tuple[SubmitOutput, ...]) -> Sequence[Outcome]:
        if not commands:
            return []
        try:
            written = await self._db.write(submit_batch, SubmitBatch(key.workflow, commands))
        except Unavailable as error:
            return [busy(error)] * len(commands)
        crash_point("bulk.after_commit")
        return written

    async def _seen(self, key: ApiKey, outcomes: Sequence[Outcome]) -> dict[str, OutputView]:
        """Return those outputs of which there is more to say than that they are new."""
        ids = [
            outcome.output.id
            for outcome in outcomes
            if isinstance(outcome, Submitted) and (outcome.replayed or outcome.assignee)
        ]
        if not ids:
            return {}
        views = await self._db.read(output_views, ids, key.workflow)
        return {view.output.id: view for view in views}

    def _answer(self, outcome: Outcome, seen: dict[str, OutputView]) -> bytes:
        now = self._clock.now()
        if isinstance(outcome, Problem):
            return _not_taken(outcome)
        if isinstance(outcome, Refused):
            return _not_taken(problem_of(outcome, now))
        view = seen.get(outcome.output.id)
        told = new_shape(outcome.output, outcome.channel_id) if view is None else output_shape(view, now)
        return encode(shapes.Taken(200 if outcome.replayed else 201, told)) + b"\n"


def _not_taken(problem: Problem) -> bytes:
    return encode(shapes.NotTaken(problem.status, problem.body)) + b"\n"


async def _send_spool(send: Send, spool: IO[bytes], *, close: bool) -> None:
    headers = [(b"content-type", NDJSON), *([(b"connection", b"close")] if close else [])]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    while piece := spool.read(_PIECE):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
