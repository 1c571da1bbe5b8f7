"""One output is handed in: read strictly, hashed, and written in a commit that it shares with others."""

from __future__ import annotations

import secrets
from datetime import datetime

import msgspec
from starlette.types import Receive, Scope, Send

from domain.api_keys import ApiKey
from domain.clock import Clock
from domain.content import commitment, content_sha256
from domain.ids import RANDOM_BYTES, new_id
from domain.refusals import Refused
from handlers.http import shapes
from handlers.http.answers import Answer, json_answer
from handlers.http.checks import check_idempotency_key, check_output, utc
from handlers.http.keyring import Keyring
from handlers.http.raw import expect, headers_of, read_body
from handlers.http.reading import fingerprint, read_shape
from handlers.http.refusals import problem_of
from handlers.http.rendering import new_shape, output_shape
from storage.crash_points import crash_point
from storage.database import Database
from storage.output_views import output_view
from storage.outputs import known_keys
from usecases.submit_output import SubmitOutput, Submitted, submit_output

BODY_BYTES = 1_048_576
_SALT_BYTES = 32
_decoder = msgspec.json.Decoder(shapes.NewOutput)
_REPLAYED = (b"idempotent-replayed", b"true")


class Submission:
    """`POST /v1/outputs`."""

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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> Answer:
        """Return 201 with the new output, or 200 with the one that the same request has made before."""
        headers = headers_of(scope)
        key = await self._keyring.holder(headers.get(b"authorization"), "submit")
        idempotency_key = check_idempotency_key(headers.get(b"idempotency-key"))
        expect(headers, b"application/json")
        body = await read_body(headers, receive, BODY_BYTES)
        new, canonical = read_shape(body, _decoder)
        check_output(new, allow_local_callbacks=self._local)
        now = self._clock.now()
        command = submission(new, key, idempotency_key, fingerprint(canonical), now, self._draws)
        await self._make_room(key, idempotency_key)
        outcome = await self._db.write(submit_output, command)
        crash_point("submit.after_commit")
        if isinstance(outcome, Refused):
            raise problem_of(outcome, now)
        return await self._answer(outcome, now)

    async def _make_room(self, key: ApiKey, idempotency_key: str) -> None:
        """Raise Problem (429) where too many of this key's wait already; what was handed in before may pass."""
        turnstile = self._keyring.turnstile
        if await turnstile.room(key, 1):
            return
        if not await self._db.read(known_keys, key.workflow, [idempotency_key]):
            raise turnstile.too_many_open()

    async def _answer(self, outcome: Submitted, now: datetime) -> Answer:
        if not outcome.replayed and outcome.assignee is None:
            return json_answer(201, new_shape(outcome.output, outcome.channel_id))
        view = await self._db.read(output_view, outcome.output.id, outcome.output.workflow)
        if view is None:
            raise RuntimeError(f"{outcome.output.id} was handed in and is not there")
        if outcome.replayed:
            return json_answer(200, output_shape(view, now), _REPLAYED)
        return json_answer(201, output_shape(view, now))


def submission(
    new: shapes.NewOutput,
    key: ApiKey,
    idempotency_key: str,
    request_hash: str,
    now: datetime,
    draws: bytes | None,
) -> SubmitOutput:
    """Return the command for an output that was read and checked. Raises Problem if the key is another's."""
    if new.workflow != key.workflow:
        raise problem_of(Refused.of("key_other_workflow", workflow=key.workflow), now)
    chance = secrets.token_bytes(_SALT_BYTES + RANDOM_BYTES)
    salt = chance[:_SALT_BYTES]
    # By place, in the order of the class: by name it would take three times as long.
    return SubmitOutput(
        new_id("out", now, chance[_SALT_BYTES:]),
        new.workflow,
        key.id,
        key.owner,
        key.callback_url,
        idempotency_key,
        request_hash,
        new.content,
        content_sha256(new.content),
        salt,
        commitment(salt, new.content),
        now,
        new.title or None,
        new.input or None,
        tuple({"label": link.label, "url": link.url} for link in new.links),
        new.metadata or None,
        new.model or None,
        new.model_version or None,
        new.prompt_version or None,
        new.confidence,
        new.segment or None,
        new.requested_by,
        new.beneficiary_team or None,
        new.risk,
        utc(new.needed_by),
        new.supersedes,
        new.callback_url,
        False,  # by_hand
        draws,
    )
