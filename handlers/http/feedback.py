"""`POST /v1/outputs/{id}/feedback`: what became of an output in use, and what it cost."""

from __future__ import annotations

import hashlib

import msgspec
from starlette.types import Receive, Scope, Send

from domain.announcements import stamp
from domain.api_keys import ApiKey
from domain.clock import Clock
from domain.ids import is_id
from domain.refusals import Refused
from handlers.fresh import fresh_id
from handlers.http import shapes
from handlers.http.answers import Answer, Problem, json_answer
from handlers.http.checks import check_idempotency_key
from handlers.http.keyring import Keyring
from handlers.http.raw import expect, headers_of, read_body
from handlers.http.reading import fingerprint, read_shape
from handlers.http.refusals import problem_of
from storage.database import Database
from usecases.give_feedback import GiveFeedback, Given, give_feedback

PATH = "/v1/outputs/{output_id}/feedback"
BODY_BYTES = 65_536
_REPLAYED = (b"idempotent-replayed", b"true")
_decoder = msgspec.json.Decoder(shapes.NewFeedback)


class FeedbackGiven:
    """Keeps what an AI system, or whatever uses its outputs, says of one."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring) -> None:
        self._db = db
        self._clock = clock
        self._keyring = keyring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> Answer:
        """Return 201 with what was kept, or 200 where the same was said before."""
        headers = headers_of(scope)
        key = await self._keyring.holder(headers.get(b"authorization"), "feedback")
        expect(headers, b"application/json")
        body = await read_body(headers, receive, BODY_BYTES)
        said, canonical = read_shape(body, _decoder)
        _check(said)
        output_id = str(scope["path_params"]["output_id"])
        if not is_id(output_id, "out"):
            raise problem_of(Refused.of("not_found"), self._clock.now())
        act = _name_of_act(headers.get(b"idempotency-key"), canonical)
        command = self._command(said, key, output_id, f"api:{key.id}:{output_id}:{act}")
        outcome = await self._db.write(give_feedback, command)
        if isinstance(outcome, Refused):
            raise problem_of(outcome, command.now)
        if outcome.repeated:
            return json_answer(200, _shape(outcome), _REPLAYED)
        return json_answer(201, _shape(outcome))

    def _command(self, said: shapes.NewFeedback, key: ApiKey, output_id: str, source: str) -> GiveFeedback:
        now = self._clock.now()
        return GiveFeedback(
            feedback_id=fresh_id("fb", now),
            report_id=fresh_id("rep", now),
            output_id=output_id,
            kind=said.kind,
            given_by=f"key:{key.id}",
            actor=f"key:{key.id}",
            source=source,
            via="api",
            now=now,
            workflow=key.workflow,
            minutes=said.minutes,
            team=(said.team or "").strip() or None,
            note=(said.note or "").strip() or None,
            critical=said.critical,
        )


def _check(said: shapes.NewFeedback) -> None:
    """Raise Problem (422) for what is of the right shape and still cannot be taken."""
    if said.critical and said.kind != "wrong":
        told = '`critical` says how bad a wrong output is. Send it with kind "wrong" only.'
        raise Problem(422, "invalid_value", told, field="critical")


def _name_of_act(idempotency_key: bytes | None, canonical: bytes) -> str:
    """Return what the act is known by: the key that was sent, else what was said."""
    if idempotency_key is not None:
        named = check_idempotency_key(idempotency_key)
        return f"key:{hashlib.sha256(named.encode()).hexdigest()}"
    return f"body:{fingerprint(canonical)}"


def _shape(given: Given) -> shapes.Feedback:
    said, report = given.feedback, given.report
    return shapes.Feedback(
        id=said.id,
        output_id=said.output_id,
        kind=said.kind,
        minutes=said.minutes,
        team=said.team,
        note=said.note,
        critical=said.critical,
        given_at=stamp(said.given_at),
        report=None if report is None else shapes.Report(report.id, report.state),
    )
